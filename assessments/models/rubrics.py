"""Rubrics (百分量化考核细则): a tree of indicators per year and unit type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property

from assessments.roles import RubricStatus
from assessments.scoring import NotApplicable, RubricSpec, ScoringRule, from_document
from districts.models import UnitType
from districts.roles import Standing


class RubricQuerySet(models.QuerySet["Rubric"]):
    def light(self) -> Self:
        """Without the frozen document, for lists."""
        return self.defer("frozen")

    def visible_to(self, standing: Standing) -> Self:
        """What is or was in force is open to everybody with an account; a draft to its editors."""
        if standing.is_office or standing.is_admin:
            return self
        return self.exclude(status=RubricStatus.DRAFT)

    def in_force(self, year: int) -> Self:
        """Published versions that a cycle of that year enrols with."""
        return self.filter(year=year, status=RubricStatus.PUBLISHED)

    def replaced_by(self, rubric: "Rubric") -> Self:
        """The versions in force that `rubric` supersedes: of its year and name, for its types."""
        return self._beside(rubric).filter(name=rubric.name)

    def rivals_of(self, rubric: "Rubric") -> Self:
        """Other rubrics in force for one of its types: a type has one rubric a year."""
        return self._beside(rubric).exclude(name=rubric.name)

    def _beside(self, rubric: "Rubric") -> Self:
        covers = Rubric.unit_types.through.objects.filter(
            rubric=OuterRef("pk"), unittype__in=rubric.unit_types.all()
        )
        return self.in_force(rubric.year).filter(Exists(covers)).exclude(pk=rubric.pk)


class Rubric(models.Model):
    """One version of a year's 100 points for one or more unit types.

    A draft lives in its `Indicator` rows. Publishing writes `frozen`, the whole tree as the
    document that `assessments.scoring.from_document` reads; from then on nothing changes,
    and every form and every result is computed from that document.
    """

    name = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版次", default=1)
    unit_types = models.ManyToManyField(UnitType, related_name="rubrics", verbose_name="适用类型")
    status = models.CharField(
        "状态", max_length=12, choices=RubricStatus, default=RubricStatus.DRAFT
    )
    full_points = models.DecimalField("满分", max_digits=7, decimal_places=2, default=100)
    not_applicable = models.CharField(
        "不适用处理",
        max_length=10,
        choices=[(policy.value, policy.word) for policy in NotApplicable],
        default=NotApplicable.FULL.value,
    )
    # In the words of the workbook: 新申报=100;复评=105. As JSON, PostgreSQL would sort the keys.
    base_by_status = models.CharField("身份基数", max_length=200, blank=True)
    bonus_cap = models.DecimalField(
        "加分封顶", max_digits=6, decimal_places=2, null=True, blank=True
    )
    bonus_inside = models.BooleanField("加分计入满分以内", default=False)
    self_gate = models.DecimalField(
        "自评门槛", max_digits=6, decimal_places=2, null=True, blank=True
    )
    pass_line = models.DecimalField("合格线", max_digits=6, decimal_places=2, null=True, blank=True)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    frozen = models.JSONField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    publish_reason = models.CharField("发布说明", max_length=300, blank=True)
    # Counts changes of the draft's own fields; `version` is the office's 版次.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核细则"
        ordering = ("-year", "name", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "name", "version"],
                name="rubric_version_once",
                violation_error_message="该年度已有同名同版次的细则。",
            ),
            models.CheckConstraint(
                name="published_rubric_is_frozen",
                condition=Q(status=RubricStatus.DRAFT, frozen=None, published_at=None)
                | ~Q(status=RubricStatus.DRAFT)
                & Q(frozen__isnull=False, published_at__isnull=False),
                violation_error_message="已发布的细则须有冻结文本。",
            ),
            models.CheckConstraint(
                name="rubric_full_points_positive", condition=Q(full_points__gt=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.year}年第{self.version}版）"

    def get_absolute_url(self) -> str:
        return reverse("assessments:rubric-detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == RubricStatus.DRAFT

    @cached_property
    def spec(self) -> RubricSpec:
        """The published version, ready for scoring. A draft has none (see `results.rubrics`)."""
        if self.frozen is None:
            raise ValueError(f"rubric {self.pk} is a draft and has no frozen document")
        return spec_of(Published(self.pk, self.published_at, self.frozen))


@dataclass(frozen=True, slots=True)
class Published:
    """A rubric in force. What is published never changes, so id and moment stand for all of it."""

    pk: int | None
    at: datetime | None
    document: Mapping[str, Any] = field(compare=False, repr=False)


@lru_cache(maxsize=64)
def spec_of(published: Published) -> RubricSpec:
    """The rubric of a document, read once in a process: every save and every page asks for it."""
    return from_document(published.document)


class Indicator(models.Model):
    """One row of a rubric: a 大项 (`1`), a 小项 (`1.2`) or a 评分点 (`1.2.3`), to any depth.

    The tree is in `code`; a row with rows below it is a group and has no rule. Texts are kept
    in the words of the rubric workbook, and `assessments.scoring` alone reads them.
    """

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="indicators")
    code = models.CharField("编号", max_length=30)
    title = models.CharField("名称", max_length=200)
    standard = models.TextField("标准", max_length=5000, blank=True)
    points = models.DecimalField("分值", max_digits=8, decimal_places=3)
    rule = models.CharField(
        "给分方式",
        max_length=20,
        blank=True,
        choices=[(rule.value, rule.word) for rule in ScoringRule],
    )
    params = models.CharField("参数", max_length=300, blank=True)
    weight = models.DecimalField("权重（%）", max_digits=6, decimal_places=2, null=True, blank=True)
    methods = models.CharField("考核方式", max_length=100, blank=True)
    scored_by = models.CharField("评分主体", max_length=100, blank=True)
    applies_if = models.CharField("适用条件", max_length=100, blank=True)
    exempt_if = models.CharField("免评条件", max_length=100, blank=True)
    evidence_rule = models.CharField("佐证要求", max_length=200, blank=True)
    window = models.CharField("填报窗口", max_length=100, blank=True)
    # Counts changes of what the row says; its place may change without it.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "考核指标"
        ordering = ("rubric", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["rubric", "code"],
                name="indicator_code_once",
                violation_error_message="编号重复。",
            ),
            models.CheckConstraint(
                name="indicator_points_positive",
                condition=Q(points__gt=0),
                violation_error_message="分值须大于 0。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
