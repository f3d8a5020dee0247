"""Several years judged as one (届期), as the office defines it, and what was made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.scoring import TermMode
from districts.models import Unit, UnitType


class Term(models.Model):
    """A term: which years, how they count, for which types. Frozen once all years are archived."""

    name = models.CharField(
        "名称",
        max_length=60,
        unique=True,
        error_messages={"unique": "已有同名的届期。"},
    )
    mode = models.CharField(
        "合成方式", max_length=10, choices=[(mode.value, mode.word) for mode in TermMode]
    )
    unit_types = models.ManyToManyField(UnitType, related_name="+", verbose_name="适用类型")
    frozen_at = models.DateTimeField("定案时间", null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "届期"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="frozen_term_says_by_whom",
                condition=Q(frozen_at=None, frozen_by=None)
                | Q(frozen_at__isnull=False, frozen_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assessments:term-detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class TermYear(models.Model):
    """One year of a term: its weight where years are weighted, its points where parts add up."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField("年度")
    share = models.DecimalField("权重（%）", max_digits=6, decimal_places=2, null=True, blank=True)
    points = models.DecimalField("折合分值", max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "届期年度"
        ordering = ("term", "year")
        constraints = (
            models.UniqueConstraint(fields=["term", "year"], name="term_year_once"),
            models.CheckConstraint(
                name="term_year_figures_positive",
                condition=(Q(share=None) | Q(share__gt=0)) & (Q(points=None) | Q(points__gt=0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年"


class TermResult(models.Model):
    """One unit's frozen result. `parts` holds, per year, all that the total was computed from."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_type = models.ForeignKey(UnitType, models.PROTECT, related_name="+")
    total = models.DecimalField("届期得分", max_digits=8, decimal_places=2, null=True)
    exact = models.CharField("未舍入得分", max_length=80, blank=True)
    rank = models.PositiveIntegerField("位次", null=True)
    parts = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "届期结果"
        constraints = (
            models.UniqueConstraint(fields=["term", "unit"], name="term_result_once"),
            models.CheckConstraint(
                name="term_rank_needs_a_total", condition=Q(rank=None) | Q(total__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.term}"
