"""文化建设年: what an enterprise or a department does for its culture in one year, step by step."""

from typing import Self

from django.db import models
from django.urls import reverse

from districts.models.owners import Owned, OwnedQuerySet, has_owners
from districts.roles import Standing
from districts.workflow.culture import ProgrammeStatus
from wenming.accounts.models import User


class ProgrammeQuerySet(OwnedQuerySet["CultureProgramme"]):
    pass


class CultureProgramme(Owned):
    """The owner is whose culture it is."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    title = models.CharField("名称", max_length=60)
    aim = models.TextField("目标", blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=ProgrammeStatus, default=ProgrammeStatus.RUNNING
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文化建设年"
        constraints = (has_owners("at most one", "programme_has_one_owner"),)

    def __str__(self) -> str:
        return f"{self.owner_name}{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("districts:programme-detail", args=[self.pk])


class ProductKind(models.TextChoices):
    MEETING = "meeting", "会议"
    SONG = "song", "歌曲"
    HANDBOOK = "handbook", "手册"
    LEARNING = "learning", "外出学习"
    SHARING = "sharing", "经验推广"
    EVENT = "event", "活动"
    OTHER = "other", "其他"


class ProductQuerySet(models.QuerySet["ProgrammeProduct"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """With the programme."""
        seen = CultureProgramme.objects.visible_to(user, standing)
        return self.filter(programme__in=seen)


class ProgrammeProduct(models.Model):
    """One step of a programme, or what came of it."""

    programme = models.ForeignKey(CultureProgramme, models.CASCADE, related_name="products")
    kind = models.CharField("类别", max_length=10, choices=ProductKind)
    held_on = models.DateField("日期")
    text = models.CharField("内容", max_length=200)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成果"
        ordering = ("held_on", "pk")

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()
