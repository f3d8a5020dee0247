import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_self_check_windows"),
        ("districts", "0002_unit_types"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BonusClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="编号")),
                ("answer", models.JSONField(blank=True, null=True, verbose_name="申报")),
                (
                    "statement",
                    models.TextField(blank=True, max_length=2000, verbose_name="申报说明"),
                ),
                ("by_office", models.BooleanField(default=False, verbose_name="文明办登记")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "待认定"),
                            ("accepted", "认可"),
                            ("partial", "部分认可"),
                            ("refused", "不认可"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="认定",
                    ),
                ),
                ("accepted", models.JSONField(blank=True, null=True, verbose_name="认定")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="认定理由")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("save_key", models.UUIDField(editable=False, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "加分申报",
                "verbose_name_plural": "加分申报",
                "ordering": ("assessment", "code"),
            },
        ),
        migrations.CreateModel(
            name="DeductionEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="编号")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="文件日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("save_key", models.UUIDField(editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("answer", models.JSONField(verbose_name="扣分")),
                ("reason", models.CharField(max_length=500, verbose_name="事由")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in-force", "有效"),
                            ("corrected", "已更正"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="in-force",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closing_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="更正或撤销的原因"),
                ),
            ],
            options={
                "verbose_name": "扣分登记",
                "verbose_name_plural": "扣分登记",
                "ordering": ("assessment", "code", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VetoFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="编号")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="文件日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("save_key", models.UUIDField(editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("happened", models.CharField(max_length=1000, verbose_name="情形")),
                ("occurred_on", models.DateField(verbose_name="发生日期")),
                ("heads", models.PositiveIntegerField(blank=True, null=True, verbose_name="人数")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "待确认"),
                            ("confirmed", "已确认"),
                            ("dismissed", "不成立"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=500, verbose_name="确认意见"),
                ),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=60, verbose_name="确认文号"),
                ),
                (
                    "decision_date",
                    models.DateField(blank=True, null=True, verbose_name="确认文件日期"),
                ),
                ("in_lieu", models.BooleanField(default=False, verbose_name="文明办代为登记")),
            ],
            options={
                "verbose_name": "一票否决登记",
                "verbose_name_plural": "一票否决登记",
                "ordering": ("assessment", "code", "pk"),
            },
        ),
        migrations.RemoveIndex(
            model_name="assessment",
            name="assessments_cycle_i_287a2d_idx",
        ),
        migrations.AddField(
            model_name="assessment",
            name="bonus",
            field=models.CharField(blank=True, max_length=60, verbose_name="加分"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="deducted",
            field=models.CharField(blank=True, max_length=60, verbose_name="扣分"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="grade",
            field=models.CharField(blank=True, max_length=50, verbose_name="等次"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="is_vetoed",
            field=models.BooleanField(default=False, verbose_name="一票否决"),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["cycle", "unit_type", "rank", "is_vetoed"],
                name="assessments_cycle_i_1479a1_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank", None), ("is_vetoed", False), _connector="OR"),
                name="a_vetoed_unit_has_no_rank",
            ),
        ),
        migrations.AddField(
            model_name="bonusclaim",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="claims",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="bonusclaim",
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
            model_name="bonusclaim",
            name="evidence",
            field=models.ManyToManyField(
                blank=True, related_name="claims", to="assessments.evidence"
            ),
        ),
        migrations.AddField(
            model_name="bonusclaim",
            name="updated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deductionentry",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deductions",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="deductionentry",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deductionentry",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deductionentry",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="assessments.deductionentry",
            ),
        ),
        migrations.AddField(
            model_name="vetofinding",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="veto_findings",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="vetofinding",
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
            model_name="vetofinding",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="veto_findings",
                to="districts.department",
            ),
        ),
        migrations.AddField(
            model_name="vetofinding",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="bonusclaim",
            index=models.Index(
                fields=["status", "assessment"], name="assessments_status_45ae89_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="bonusclaim",
            constraint=models.UniqueConstraint(
                fields=("assessment", "code"), name="bonus_claim_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bonusclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted__isnull", False), ("status__in", ("accepted", "partial"))),
                    models.Q(
                        models.Q(("status__in", ("accepted", "partial")), _negated=True),
                        ("accepted__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="counted_claim_has_its_answer",
                violation_error_message="认可的加分须写明认定的内容。",
            ),
        ),
        migrations.AddConstraint(
            model_name="bonusclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("partial", "refused")), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="reduced_claim_has_its_reason",
                violation_error_message="部分认可或不认可须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="bonusclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("status", "pending")),
                    models.Q(
                        models.Q(("status", "pending"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_claim_names_who_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="deductionentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="deduction_entry_has_its_reason",
                violation_error_message="扣分须写明事由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="deductionentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closing_reason", ""), ("status", "in-force")),
                    models.Q(
                        models.Q(("status", "in-force"), _negated=True),
                        ("closed_at__isnull", False),
                        models.Q(("closing_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="closed_deduction_says_why",
                violation_error_message="更正或撤销须写明原因。",
            ),
        ),
        migrations.AddIndex(
            model_name="vetofinding",
            index=models.Index(
                fields=["status", "department"], name="assessments_status_61097a_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="vetofinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document_number", ""), _negated=True),
                    ("document_date__isnull", False),
                ),
                name="veto_finding_has_its_document",
                violation_error_message="一票否决须有来源文号和日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vetofinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("status", "pending")),
                    models.Q(
                        models.Q(("status", "pending"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_veto_names_who_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="vetofinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_lieu", False),
                    models.Q(
                        models.Q(("decision_number", ""), _negated=True),
                        ("decision_date__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="veto_in_lieu_has_a_document",
                violation_error_message="代为登记须有确认部门的文号和日期。",
            ),
        ),
    ]
