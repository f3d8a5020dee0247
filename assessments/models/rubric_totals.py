"""What happens on the total of a draft rubric: 加分, 扣分, 否决, 等次.

Rows of a draft like `Indicator`; a published rubric carries them in its frozen document. `place`
is their order in the workbook; for grades it matters: best first.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assessments.models.rubrics import Rubric
from assessments.scoring import ScoringRule


class TotalRow(models.Model):
    """A row with a 编号 of its own within its sheet."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="%(class)s_rows")
    place = models.PositiveSmallIntegerField("次序")
    code = models.CharField("编号", max_length=20)
    title = models.CharField("名称", max_length=200)
    # Counts changes of this row, so that an editor who saw an older one is told.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ("rubric", "place")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=["rubric", "code"],
                name="%(class)s_code_once",
                violation_error_message="编号重复。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Bonus(TotalRow):
    """加分: what a unit earns beyond the tree. Of one family only the highest counts."""

    points = models.DecimalField("分值", max_digits=8, decimal_places=3)
    rule = models.CharField(
        "给分方式", max_length=20, choices=[(rule.value, rule.word) for rule in ScoringRule]
    )
    params = models.CharField("参数", max_length=300, blank=True)
    family = models.CharField("同类组", max_length=50, blank=True)

    class Meta(TotalRow.Meta):
        verbose_name = verbose_name_plural = "加分项"
        constraints = (
            *TotalRow.Meta.constraints,
            models.CheckConstraint(
                name="bonus_points_positive",
                condition=Q(points__gt=0),
                violation_error_message="分值须大于 0。",
            ),
        )


class Deduction(TotalRow):
    """扣分 from the total. Without `each` the answer gives the single amounts itself."""

    each = models.DecimalField("每次", max_digits=8, decimal_places=3, null=True, blank=True)
    is_once = models.BooleanField("只扣一次", default=False)
    is_doubled = models.BooleanField("瞒报加倍", default=False)
    is_averaged = models.BooleanField("取平均", default=False)

    class Meta(TotalRow.Meta):
        verbose_name = verbose_name_plural = "扣分项"
        constraints = (
            *TotalRow.Meta.constraints,
            models.CheckConstraint(
                name="deduction_each_positive",
                condition=Q(each=None) | Q(each__gt=0),
                violation_error_message="每次扣分须大于 0。",
            ),
        )


class Veto(TotalRow):
    """一票否决: how far back it looks, from how many people on, and who confirms it."""

    months = models.PositiveIntegerField("追溯月数", null=True, blank=True)
    heads = models.PositiveIntegerField("人数门槛", null=True, blank=True)
    department = models.CharField("确认部门", max_length=100, blank=True)
    consequence = models.CharField("后果", max_length=200, blank=True)

    class Meta(TotalRow.Meta):
        verbose_name = verbose_name_plural = "一票否决项"


class Grade(models.Model):
    """等次: from `lower` points on, for at most `quota` per cent of the list."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="grade_rows")
    place = models.PositiveSmallIntegerField("次序")
    name = models.CharField("等次", max_length=50)
    lower = models.DecimalField("下限", max_digits=8, decimal_places=3, null=True, blank=True)
    quota = models.DecimalField(
        "名额比例（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "等次"
        ordering = ("rubric", "place")
        constraints = (
            models.UniqueConstraint(
                fields=["rubric", "name"],
                name="grade_name_once",
                violation_error_message="等次重复。",
            ),
        )

    def __str__(self) -> str:
        return self.name
