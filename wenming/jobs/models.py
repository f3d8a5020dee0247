"""One piece of background work: what the worker takes and what its owner watches, in one row."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from wenming.accounts.models import User
from wenming.files.models import StoredFile

MOST_TITLE, MOST_ERROR = 120, 500


class JobState(models.TextChoices):
    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


ACTIVE = (JobState.QUEUED, JobState.RUNNING)
CHIPS = {
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
}


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, user: User) -> Self:
        """One's own, the newest first."""
        return self.filter(owner=user).order_by("-pk")

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def held_by(self, worker: str) -> Self:
        """What this worker is doing. Every write of a worker goes through here, so that one that
        has been given up for dead and comes back changes nothing."""
        return self.filter(state=JobState.RUNNING, worker=worker)


class Job(models.Model):
    """Queue and result in one: a second table could only disagree with the first.

    A running job is leased: whoever does it renews `lease_until`. When that moment passes, the
    worker is dead and the job is taken up again (`wenming.jobs.queue`).
    """

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("任务", max_length=MOST_TITLE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="jobs"
    )
    params = models.JSONField("参数", default=dict)
    # What kind and params are together: the same work is not queued twice by one person.
    fingerprint = models.CharField(max_length=64, editable=False)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    step = models.CharField("步骤", max_length=100, blank=True)
    error = models.CharField("原因", max_length=MOST_ERROR, blank=True)
    is_cancelled = models.BooleanField("要求取消", default=False)
    queued_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    result = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="结果文件", null=True, blank=True, related_name="+"
    )
    had_file = models.BooleanField(default=False, editable=False)
    link = models.CharField("结果页面", max_length=300, blank=True)
    # What the page behind the link has to know of this run, where no table of its own keeps it.
    outcome = models.JSONField("结果", default=dict, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "fingerprint"],
                condition=Q(state__in=ACTIVE),
                name="job_not_twice_at_once",
                violation_error_message="同样的任务正在处理。",
            ),
            models.CheckConstraint(
                name="running_job_is_leased",
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["state", "queued_at"], name="job_queue"),
            models.Index(fields=["owner", "state"], name="job_owner_state"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job-detail", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def chip(self) -> str:
        return CHIPS.get(JobState(self.state), "")

    @property
    def percent(self) -> int:
        """Whole per cent, never 100 before it is done."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    def seconds(self, now: datetime) -> int:
        """How long it has been worked on."""
        if self.started_at is None:
            return 0
        return max(0, int(((self.finished_at or now) - self.started_at).total_seconds()))

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.params)
