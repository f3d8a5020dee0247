"""When each piece of upkeep last ran and what came of it. Of this machine, so never backed up."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

MOST_SAID = 500
BACKUP = "backup"
# Whoever has held a task for so long was killed.
GIVEN_UP_AFTER = timedelta(hours=2)


class UpkeepQuerySet(models.QuerySet["Upkeep"]):
    def free(self, now: datetime) -> Self:
        """Not being done by anybody at this moment."""
        return self.filter(Q(held_since=None) | Q(held_since__lt=now - GIVEN_UP_AFTER))


class Upkeep(models.Model):
    """One row per task: its lock and its last run."""

    task = models.CharField("任务", max_length=60, unique=True)
    held_since = models.DateTimeField("正在运行", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    is_sound = models.BooleanField("正常", default=True)
    said = models.CharField("结果", max_length=MOST_SAID, blank=True)

    objects = UpkeepQuerySet.as_manager()

    class Meta:
        verbose_name = "维护记录"
        verbose_name_plural = "维护记录"
        ordering = ("task",)

    def __str__(self) -> str:
        return self.task
