"""Activities, each entered once, and the places where one is used."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from districts.models.culture import EventSeries
from districts.models.owners import Confirmable, EntryQuerySet, Owned, has_owners, owned_by
from districts.models.registers import Village
from districts.roles import Standing


class ActivityKind(models.TextChoices):
    LECTURE = "lecture", "讲座"
    TRAINING = "training", "培训"
    PERFORMANCE = "performance", "演出"
    FILM = "film", "电影放映"
    OPERA = "opera", "戏曲演出"
    COMPETITION = "competition", "比赛"
    THEME = "theme", "主题活动"
    VOLUNTEERING = "volunteering", "志愿服务"
    MEETING = "meeting", "会议"
    OTHER = "other", "其他"


class CountedBy(models.TextChoices):
    """How the attendance became known."""

    SIGN_IN = "sign-in", "签到"
    GATE = "gate", "入口计数"
    TICKETS = "tickets", "票数"
    ESTIMATE = "estimate", "估计"


class ActivityQuerySet(EntryQuerySet["Activity"]):
    def _own(self, standing: Standing) -> Q:
        """The organiser's, and for a township those in its villages."""
        return owned_by(standing) | Q(village__township_id__in=standing.township_ids)

    def used_by(self, target: models.Model) -> Self:
        """Activities that one record uses, each once."""
        content_type = ContentType.objects.get_for_model(target)
        uses = ActivityUse.objects.filter(content_type=content_type, object_id=target.pk)
        return self.filter(pk__in=uses.values("activity"))


class Activity(Owned, Confirmable):
    """One lecture, performance, film … with one or more sessions. The owner is its organiser."""

    kind = models.CharField("类别", max_length=12, choices=ActivityKind)
    title = models.CharField("名称", max_length=100)
    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    held_on = models.DateField("日期")
    until = models.DateField("结束日期", null=True, blank=True)
    place = models.CharField("地点", max_length=60)
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在村"
    )
    series = models.ForeignKey(
        EventSeries, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="所属系列",
    )  # fmt: skip
    sessions = models.PositiveSmallIntegerField("场次", default=1)
    attendance = models.PositiveIntegerField("参加人次", null=True, blank=True)
    counted_by = models.CharField("人次怎么得来", max_length=10, choices=CountedBy, blank=True)
    summary = models.TextField("内容和效果", blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        constraints = (
            has_owners("at most one", "activity_has_one_organiser"),
            models.CheckConstraint(
                name="activity_has_a_session",
                condition=Q(sessions__gte=1),
                violation_error_message="场次至少为 1。",
            ),
            models.CheckConstraint(
                name="activity_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("held_on")),
                violation_error_message="结束日期不能早于日期。",
            ),
            models.CheckConstraint(
                name="activity_says_how_attendance_was_counted",
                condition=Q(attendance=None, counted_by="")
                | Q(attendance__isnull=False) & ~Q(counted_by=""),
                violation_error_message="填写参加人次的，请选择人次怎么得来。",
            ),
        )
        indexes = (models.Index(fields=["year", "kind", "status"]),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("districts:activity-detail", args=[self.pk])

    def unit_of(self, name: str) -> str:
        return {"sessions": "场", "attendance": "人次"}.get(name, "")


class ActivityUse(models.Model):
    """That a record counts an activity as its own: a pairing, a campaign, a self-check item.

    It is a pointer and nothing else: totals count activities, never uses.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="uses")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    target_label = models.CharField("用于", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "活动用途"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["activity", "content_type", "object_id"],
                name="activity_used_once_by_each",
                violation_error_message="这里已经用了这项活动。",
            ),
        )
        indexes = (models.Index(fields=["content_type", "object_id"]),)

    def __str__(self) -> str:
        return f"{self.activity} → {self.target_label}"
