"""The usual kinds of help and construction; the office adds its own in the admin."""

from django.db import migrations

# name, unit, money, decimals, what one entry usually is, in the order of the lists
KINDS = [
    ("资金", "元", True, 2, 20_000),
    ("水泥", "吨", False, 2, 100),
    ("沙石料", "立方米", False, 2, 500),
    ("硬化道路", "米", False, 2, 1_500),
    ("桥梁", "座", False, 0, 1),
    ("排水渠", "米", False, 2, 1_000),
    ("机井", "眼", False, 0, 2),
    ("路灯", "盏", False, 0, 50),
    ("绿化街道", "条", False, 0, 3),
    ("栽植苗木", "株", False, 0, 1_000),
    ("文明示范街", "条", False, 0, 1),
    ("致富项目", "个", False, 0, 1),
    ("图书阅览室", "个", False, 0, 1),
    ("图书", "册", False, 0, 500),
    ("文化广场", "个", False, 0, 1),
    ("科技讲座", "场", False, 0, 2),
    ("受教育人数", "人次", False, 0, 200),
    ("宣传栏", "块", False, 0, 10),
    ("慰问困难户", "户", False, 0, 10),
    ("环卫设施", "件", False, 0, 20),
]


def add(apps, schema_editor):
    kinds = apps.get_model("districts", "QuantityKind")
    for position, (name, unit, is_money, decimals, usual) in enumerate(KINDS, start=1):
        defaults = {
            "unit": unit,
            "is_money": is_money,
            "decimals": decimals,
            "usual": usual,
            "position": position,
        }
        kinds.objects.get_or_create(name=name, defaults=defaults)


def remove(apps, schema_editor):
    """A kind in use refuses to go (PROTECT), and so does the whole step."""
    names = [name for name, *_ in KINDS]
    apps.get_model("districts", "QuantityKind").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("districts", "0003_fieldwork_foundation")]

    operations = [migrations.RunPython(add, remove)]
