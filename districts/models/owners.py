"""Records that belong to one township, department or unit, and confirmed entries among them."""

from functools import reduce
from operator import or_
from typing import Any, Literal, Self, TypeAlias, TypeVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from districts.models.registers import Department, Township, Unit
from districts.roles import EntryStatus, Standing
from wenming.accounts.models import User

M = TypeVar("M", bound=models.Model)
Owner: TypeAlias = Township | Department | Unit
OWNERS = ("township", "department", "unit")
OFFICE_NAME = "县文明办"


class Owned(models.Model):
    """Belongs to at most one of township, department and unit; without any, to the office."""

    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )

    class Meta:
        abstract = True

    @property
    def owner(self) -> Owner | None:
        return self.township or self.department or self.unit

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else OFFICE_NAME

    def is_owned_by(self, standing: Standing) -> bool:
        """Whether it belongs to what this person stands for. No query."""
        if not (self.township_id or self.department_id or self.unit_id):
            return standing.is_office
        return (
            self.township_id in standing.township_ids
            or self.department_id in standing.department_ids
            or self.unit_id in standing.unit_ids
        )


def owned_by(standing: Standing) -> Q:
    """Rows of an Owned model that belong to what this person stands for."""
    return (
        Q(township_id__in=standing.township_ids)
        | Q(department_id__in=standing.department_ids)
        | Q(unit_id__in=standing.unit_ids)
    )


def owner_fields(owner: Owner | None) -> dict[str, Owner | None]:
    """The three columns for this owner: `Model(**owner_fields(unit))`."""
    fields: dict[str, Owner | None] = dict.fromkeys(OWNERS)
    if owner is not None:
        fields[str(owner._meta.model_name)] = owner
    return fields


def has_owners(count: Literal["one", "at most one"], name: str) -> models.CheckConstraint:
    """A constraint for `Meta.constraints`: "one" owner, or "at most one"."""
    nobody = {f"{owner}__isnull": True for owner in OWNERS}
    allowed = [Q(**nobody | {f"{owner}__isnull": False}) for owner in OWNERS]
    if count == "at most one":
        allowed.append(Q(**nobody))
    return models.CheckConstraint(
        name=name,
        condition=reduce(or_, allowed),
        violation_error_message="乡镇、部门、单位只能指定一个。",
    )


class OwnedQuerySet(models.QuerySet[M]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders every row, anybody else what is their own; nobody else any."""
        if not user.is_active:
            return self.none()
        return self if standing.sees_whole_county else self.filter(self._own(standing))

    def _own(self, standing: Standing) -> Q:
        """Which rows are somebody's own; a model with more ways to be concerned adds to it."""
        return owned_by(standing)

    def with_owner(self) -> Self:
        """All that naming the owner touches."""
        return self.select_related(*OWNERS)


class EntryQuerySet(OwnedQuerySet[M]):
    """Entries that the office confirms. A draft is seen by its owner alone."""

    def visible_to(self, user: User, standing: Standing) -> Self:
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self.filter(self._own(standing) | ~Q(status=EntryStatus.DRAFT))
        concerned = self._own(standing) & ~Q(status=EntryStatus.DRAFT)
        return self.filter(owned_by(standing) | concerned)

    def confirmed(self) -> Self:
        """What counts in totals."""
        return self.filter(status=EntryStatus.CONFIRMED)


class Confirmable(models.Model):
    """Made by somebody, confirmed by the office; afterwards changed only by a Correction.

    `version` counts changes, so that a form that has gone stale is refused.
    """

    status = models.CharField(
        "状态", max_length=10, choices=EntryStatus, default=EntryStatus.DRAFT, db_index=True
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="报送人",
    )  # fmt: skip
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="确认人",
    )  # fmt: skip
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    return_note = models.CharField("退回原因", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self) -> bool:
        return self.status == EntryStatus.CONFIRMED

    def unit_of(self, name: str) -> str:
        """The unit in which a field's value is shown, as “吨”; nothing for most."""
        return ""


class Correction(models.Model):
    """What a confirmed figure was, what it is now, and why. Shown beside the figure for good."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    field = models.CharField("字段", max_length=40)
    label = models.CharField("项目", max_length=40)
    old = models.CharField("原值", max_length=500, blank=True)
    new = models.CharField("更正为", max_length=500, blank=True)
    reason = models.CharField("原因", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ("pk",)
        indexes = (models.Index(fields=["content_type", "object_id"]),)

    def __str__(self) -> str:
        return f"{self.label}由{self.old or '空'}更正为{self.new or '空'}"


def about(row: models.Model) -> dict[str, Any]:
    """The two columns of a generic key that point to `row`."""
    return {"content_type": ContentType.objects.get_for_model(row), "object_id": row.pk}
