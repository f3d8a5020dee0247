"""Departments and the office score for themselves.

Every sheet so far is a team's and stays one. Years that exist keep the way they were begun in: the
team scores every item, whoever the rubric names; years made from now on are scored by body.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_to_lose_sheets(apps, schema_editor):
    """Backwards only while no department has scored: before, a sheet needs a team."""
    if apps.get_model("assessments", "ScoreSheet").objects.filter(team=None).exists():
        raise IrreversibleError("已有部门或文明办的考核表，退回后将无处存放。")


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_terms"),
        ("districts", "0002_unit_types"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BodyMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="评分主体")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("team", "考核组"),
                            ("office", "县文明办"),
                            ("department", "部门"),
                        ],
                        max_length=12,
                        verbose_name="由谁评分",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="代评说明")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "评分主体对应",
                "verbose_name_plural": "评分主体对应",
                "ordering": ("cycle", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ScoringDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("team", "考核组"),
                            ("office", "县文明办"),
                            ("department", "部门"),
                        ],
                        max_length=12,
                        verbose_name="评分主体",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("owed", "待评"), ("released", "已免除")],
                        default="owed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=500, verbose_name="免除或恢复的原因"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "评分任务",
                "verbose_name_plural": "评分任务",
                "ordering": ("assessment", "pk"),
            },
        ),
        migrations.AddField(
            model_name="cycle",
            name="scores_by_body",
            field=models.BooleanField(default=False, editable=False, verbose_name="按评分主体评分"),
        ),
        migrations.AlterField(
            model_name="cycle",
            name="scores_by_body",
            field=models.BooleanField(default=True, editable=False, verbose_name="按评分主体评分"),
        ),
        migrations.AddField(
            model_name="scoresheet",
            name="body",
            field=models.CharField(
                choices=[("team", "考核组"), ("office", "县文明办"), ("department", "部门")],
                default="team",
                max_length=12,
                verbose_name="评分主体",
            ),
        ),
        migrations.AddField(
            model_name="scoresheet",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="districts.department",
            ),
        ),
        migrations.AlterField(
            model_name="scoresheet",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="assessments.team",
                verbose_name="考核组",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", "team"), ("department", None), ("team__isnull", False)),
                    models.Q(("body", "office"), ("department", None), ("team", None)),
                    models.Q(("body", "department"), ("department__isnull", False), ("team", None)),
                    _connector="OR",
                ),
                name="sheet_speaks_for_one_body",
                violation_error_message="考核表须属于考核组、文明办或一个部门。",
            ),
        ),
        migrations.AddField(
            model_name="bodymatch",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="body_matches",
                to="assessments.cycle",
            ),
        ),
        migrations.AddField(
            model_name="bodymatch",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bodymatch",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="districts.department",
                verbose_name="部门",
            ),
        ),
        migrations.AddField(
            model_name="scoringduty",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="scoringduty",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scoringduty",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scoring_duties",
                to="districts.department",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodymatch",
            constraint=models.UniqueConstraint(
                fields=("cycle", "name"), name="body_matched_once_per_cycle"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodymatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("department__isnull", False), ("kind", "department")),
                    models.Q(models.Q(("kind", "department"), _negated=True), ("department", None)),
                    _connector="OR",
                ),
                name="body_match_names_its_department",
                violation_error_message="由部门评分时须选择部门。",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodymatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["team", "office"]), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="scoring_in_place_has_a_note",
                violation_error_message="代评须写明说明。",
            ),
        ),
        migrations.AddIndex(
            model_name="scoringduty",
            index=models.Index(
                fields=["department", "status"], name="assessments_departm_da0de9_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", "office"), ("department", None)),
                    models.Q(("body", "department"), ("department__isnull", False)),
                    _connector="OR",
                ),
                name="duty_is_the_office_s_or_a_department_s",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringduty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("department__isnull", False)),
                fields=("assessment", "department"),
                name="department_owes_a_unit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringduty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("department", None)),
                fields=("assessment",),
                name="office_owes_a_unit_once",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose_sheets),
    ]
