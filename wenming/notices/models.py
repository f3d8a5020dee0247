"""One person's notices, how that person wants them, and messages on their way out."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

STAGES = (30, 7, 1)


class NoticeKind(models.TextChoices):
    ASSIGNED = "assigned", "交办和发起"
    RETURNED = "returned", "退回和未通过"
    DECIDED = "decided", "办理结果"
    REMINDER = "reminder", "到期提醒"
    OVERDUE = "overdue", "逾期提醒"

    @property
    def chip(self) -> str:
        return {"assigned": "blue", "returned": "amber", "decided": "green", "overdue": "red"}.get(
            self.value, ""
        )


# What somebody may switch off; a thing overdue or sent back is told in any case.
OPTIONAL = (NoticeKind.ASSIGNED, NoticeKind.DECIDED, NoticeKind.REMINDER)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        """What the bell counts: neither read nor settled."""
        return self.filter(read_at=None, settled_at=None)

    def settle(self, at: datetime) -> int:
        """What can no longer be acted on is not counted any more."""
        return self.filter(settled_at=None).update(settled_at=at)


class Notice(models.Model):
    """One sentence to one person, with the place where to act. `key` keeps it from coming twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    kind = models.CharField("类别", max_length=10, choices=NoticeKind)
    title = models.CharField("标题", max_length=200)
    text = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField("办理地址", max_length=200)
    due_on = models.DateField("期限", null=True, blank=True)
    made_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    key = models.CharField(max_length=80, editable=False)
    # The trail's entry behind it and what that entry is about; a reminder has none.
    entry = models.PositiveBigIntegerField(null=True, editable=False)
    target_type = models.CharField(max_length=100, blank=True, editable=False)
    target_id = models.CharField(max_length=40, blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notice_once"),)
        indexes = (
            models.Index(fields=["user", "-made_at"]),
            models.Index(
                fields=["user"],
                condition=Q(read_at=None, settled_at=None),
                name="notice_unread",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.settled_at is None

    @property
    def chip(self) -> str:
        return NoticeKind(self.kind).chip


class Channel(models.TextChoices):
    MAIL = "mail", "电子邮件"
    WEBHOOK = "webhook", "短信"


class NoticeSettings(models.Model):
    """How one person wants to be told; without a row everything, inside the system only."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_settings"
    )
    muted = models.JSONField("不接收", default=list, blank=True)
    stages = models.JSONField("提前提醒", default=list, blank=True)
    channel = models.CharField("同时发送", max_length=10, choices=Channel, blank=True)
    email = models.EmailField("电子邮箱", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"

    def __str__(self) -> str:
        return f"{self.user_id}"

    def wants(self, kind: str) -> bool:
        return kind not in self.muted

    @property
    def address(self) -> str:
        """Where messages go by the channel chosen; empty when nowhere."""
        if self.channel == Channel.MAIL:
            return self.email
        return self.user.phone if self.channel == Channel.WEBHOOK else ""


class MessageState(models.TextChoices):
    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class OutboxMessage(models.Model):
    """One text message or e-mail; sent by `manage.py tick`, tried again ever more seldom."""

    channel = models.CharField("方式", max_length=10, choices=Channel)
    to = models.CharField("收件地址", max_length=100)
    text = models.CharField("内容", max_length=300)
    state = models.CharField(
        "状态", max_length=10, choices=MessageState, default=MessageState.QUEUED
    )
    tries = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_try = models.DateTimeField("下次发送")
    error = models.CharField("失败原因", max_length=200, blank=True)
    made_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "外发消息"
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=["state", "next_try"]),)

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.to}"
