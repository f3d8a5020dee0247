import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0013_publicity"),
        ("districts", "0015_facility_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="编号")),
                ("title", models.CharField(max_length=200, verbose_name="指标")),
                ("lost", models.CharField(max_length=60, verbose_name="失分")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "follow_up",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="districts.followup",
                        verbose_name="督办事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "失分整改",
                "verbose_name_plural": "失分整改",
                "ordering": ("assessment", "pk"),
                "indexes": [
                    models.Index(
                        fields=["assessment", "code"], name="assessments_assessm_53ddb6_idx"
                    )
                ],
            },
        ),
    ]
