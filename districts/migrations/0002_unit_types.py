"""The six unit types, and the attributes that rubric items switch on."""

from django.db import migrations

TYPES = [
    ("township", "文明乡镇"),
    ("agency", "文明机关"),
    ("industry", "文明行业"),
    ("enterprise", "文明企业"),
    ("school", "文明学校"),
    ("village", "文明村"),
]
ATTRIBUTES = [
    ("有窗口", "设有对外办事的服务窗口或大厅"),
    ("有庭院", "有独立的办公或生活庭院"),
    ("有食堂", "自办职工食堂"),
    ("有党组织", "建有党委、党总支或党支部"),
    ("有工会", "建有基层工会"),
    ("有团组织", "建有共青团组织"),
    ("有家属院", "管理职工家属院或宿舍区"),
    ("有结对村", "承担结对共建任务"),
]


def add(apps, schema_editor):
    unit_type = apps.get_model("districts", "UnitType")
    unit_attribute = apps.get_model("districts", "UnitAttribute")
    for position, (code, name) in enumerate(TYPES, start=1):
        unit_type.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    for name, note in ATTRIBUTES:
        unit_attribute.objects.get_or_create(name=name, defaults={"note": note})


def remove(apps, schema_editor):
    """A type that units or rubrics use refuses to go (PROTECT), and so does the whole step."""
    codes = [code for code, _ in TYPES]
    names = [name for name, _ in ATTRIBUTES]
    apps.get_model("districts", "UnitType").objects.filter(code__in=codes).delete()
    apps.get_model("districts", "UnitAttribute").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("districts", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
