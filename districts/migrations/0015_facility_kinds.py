"""What a community's culture centre is expected to have: 四室一场一校."""

from django.db import migrations

# name, group: four rooms, one ground, one school. The office changes them in the admin.
KINDS = [
    ("图书阅览室", "四室"),
    ("棋牌室", "四室"),
    ("健身室", "四室"),
    ("书画室", "四室"),
    ("文体广场", "一场"),
    ("市民学校", "一校"),
]


def add(apps, schema_editor):
    kinds = apps.get_model("districts", "FacilityKind")
    for position, (name, group) in enumerate(KINDS, start=1):
        kinds.objects.create(name=name, group=group, position=position)


class Migration(migrations.Migration):
    dependencies = [("districts", "0014_culture")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
