from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(unique=True, verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "放假"), ("work", "调休上班")],
                        max_length=10,
                        verbose_name="安排",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="节日")),
                ("year", models.PositiveSmallIntegerField(db_index=True, verbose_name="年度")),
            ],
            options={
                "verbose_name": "放假调休安排",
                "verbose_name_plural": "放假调休安排",
                "ordering": ("date",),
                "constraints": (
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["holiday", "work"])),
                        name="calendar_day_kind_is_known",
                    ),
                ),
            },
        ),
    )
