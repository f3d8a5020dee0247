"""Culture: event series, community culture centres, publicity boards, culture-year programmes."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from districts.models.owners import Owned, OwnedQuerySet, has_owners
from districts.roles import Standing
from wenming.accounts.models import User


class EventSeriesQuerySet(OwnedQuerySet["EventSeries"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Everybody who enters activities may enter them into a series, so everybody sees it."""
        own = standing.township_ids or standing.department_ids or standing.unit_ids
        if user.is_active and (standing.sees_whole_county or own):
            return self
        return self.none()


class EventSeries(Owned):
    """系列活动: activities under one name. Its figures are those of its activities, never typed."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    name = models.CharField("名称", max_length=60)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    venue = models.CharField("主会场", max_length=60)
    summary = models.TextField("简介", blank=True)
    is_example = models.BooleanField("列为典型", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EventSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "系列活动"
        constraints = (
            has_owners("at most one", "event_series_has_one_organiser"),
            models.UniqueConstraint(
                fields=["year", "name"],
                name="event_series_name_once_a_year",
                violation_error_message="这一年已有同名的系列活动。",
            ),
            models.CheckConstraint(
                name="event_series_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:event-series-detail", args=[self.pk])
