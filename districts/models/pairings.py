"""结对共建: which unit helps which core village in a year, what was promised and what was given."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.activities import Activity
from districts.models.leaders import Leader, QuantityKind
from districts.models.owners import Confirmable
from districts.models.registers import Township, Unit, Village, spelled_like
from districts.roles import EntryStatus, Standing
from districts.workflow.pairings import LetterStatus, MoneySource, PairingStatus
from wenming.accounts.models import User
from wenming.exact import ExactDecimalField


def _concerns(standing: Standing, prefix: str = "") -> Q:
    """A unit's own pairings, and for a township those with its villages."""
    return Q(**{f"{prefix}unit_id__in": standing.unit_ids}) | Q(
        **{f"{prefix}village__township_id__in": standing.township_ids}
    )


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders all; a unit its own; a township those with its villages."""
        if not user.is_active:
            return self.none()
        return self if standing.sees_whole_county else self.filter(_concerns(standing))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def active(self) -> Self:
        return self.filter(status=PairingStatus.ACTIVE)

    def matching(self, words: str) -> Self:
        """Pairings whose unit or village has `words` in its name, pinyin or initials."""
        if not words.strip():
            return self
        return self.filter(spelled_like(words, of="unit__") | spelled_like(words, of="village__"))

    def with_places(self) -> Self:
        """All that naming both sides touches."""
        return self.select_related("unit__type", "village__township", "leader")


class Pairing(models.Model):
    """One unit and one core village for one year. A village may have many units."""

    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairings", verbose_name="帮扶单位")
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="pairings", verbose_name="核心村"
    )
    leader = models.ForeignKey(
        Leader, models.PROTECT, null=True, blank=True, related_name="pairings",
        verbose_name="联系领导",
    )  # fmt: skip
    started_on = models.DateField("结对日期")
    status = models.CharField(
        "状态", max_length=10, choices=PairingStatus, default=PairingStatus.ACTIVE
    )
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_into",
        verbose_name="由上年接续", editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结对"
        constraints = (
            models.UniqueConstraint(
                fields=["year", "unit"],
                name="unit_paired_once_a_year",
                violation_error_message="这个单位当年已经结对。",
            ),
        )
        indexes = (models.Index(fields=["year", "village"]),)

    def __str__(self) -> str:
        return f"{self.unit.name}—{self.village.name}"

    def get_absolute_url(self) -> str:
        return reverse("districts:pairing-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return f"{self.village.township.name}{self.village.name}"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """As the pairing; a draft is seen by the unit that writes it alone."""
        if not user.is_active:
            return self.none()
        own = Q(pairing__unit_id__in=standing.unit_ids)
        if standing.sees_whole_county:
            return self.filter(own | ~Q(status=EntryStatus.DRAFT))
        return self.filter(own | _concerns(standing, "pairing__") & ~Q(status=EntryStatus.DRAFT))

    def confirmed(self) -> Self:
        """What counts in totals."""
        return self.filter(status=EntryStatus.CONFIRMED)

    def with_places(self) -> Self:
        """All that a row of the ledger touches."""
        return self.select_related("kind", "pairing__unit", "pairing__village__township")


class Contribution(Confirmable):
    """One thing given (帮扶投入): so much of one kind, on a day, in the kind's own unit.

    Where an `activity` stands behind it, the amount is that activity's sessions or attendance, and
    totals count the activity once, however many pairings have it in their ledgers.
    """

    pairing = models.ForeignKey(
        Pairing, models.PROTECT, related_name="contributions", verbose_name="结对"
    )
    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    kind = models.ForeignKey(QuantityKind, models.PROTECT, related_name="+", verbose_name="种类")
    amount = ExactDecimalField("数量")
    source = models.CharField("来源", max_length=5, choices=MoneySource, default=MoneySource.OWN)
    given_on = models.DateField("日期")
    purpose = models.CharField("用途", max_length=100)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="contributions",
        verbose_name="活动",
    )  # fmt: skip

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶投入"
        constraints = (
            models.CheckConstraint(
                name="contribution_is_something",
                condition=Q(amount__gt=0),
                violation_error_message="数量应大于 0。",
            ),
            models.UniqueConstraint(
                fields=["pairing", "activity", "kind"],
                condition=Q(activity__isnull=False),
                name="activity_once_in_a_ledger",
                violation_error_message="这项活动已经记在本结对的台账上。",
            ),
        )
        indexes = (
            models.Index(fields=["year", "status", "kind"]),
            models.Index(fields=["pairing", "given_on"]),
        )

    def __str__(self) -> str:
        return f"{self.pairing.unit.name} {self.kind.name}"

    def get_absolute_url(self) -> str:
        return reverse("districts:contribution-detail", args=[self.pk])

    def is_owned_by(self, standing: Standing) -> bool:
        return self.pairing.unit_id in standing.unit_ids

    def unit_of(self, name: str) -> str:
        return self.kind.unit if name == "amount" else ""


class PairingRequirement(models.Model):
    """One line of the year's checklist (六个一、两个转变). Another year has lines of its own."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    group = models.CharField("分组", max_length=20, help_text="例如：六个一、两个转变")
    title = models.CharField("要求", max_length=60)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "结对要求"
        ordering = ("-year", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "title"],
                name="requirement_once_a_year",
                violation_error_message="这一年已有这条要求。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年 {self.group}：{self.title}"


class RequirementTick(models.Model):
    """That a pairing has met a requirement, since when, and by what."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="ticks")
    requirement = models.ForeignKey(PairingRequirement, models.PROTECT, related_name="ticks")
    done_on = models.DateField("完成日期")
    note = models.CharField("做法", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "结对要求完成情况"
        constraints = (
            models.UniqueConstraint(
                fields=["pairing", "requirement"], name="requirement_ticked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pairing} {self.requirement.title}"


class VillageProgress(models.Model):
    """What the village has to say about a pairing (村里进展), told by its township."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="progress")
    on = models.DateField("日期")
    text = models.TextField("进展", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "村里进展"
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.pairing} {self.on}"


class LetterQuerySet(models.QuerySet["ResponsibilityLetter"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders all; whoever signs one, once it is issued."""
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        own = Q(township_id__in=standing.township_ids) | _concerns(standing, "pairing__")
        return self.filter(own, ~Q(status=LetterStatus.DRAFT))

    def with_party(self) -> Self:
        return self.select_related("township", "pairing__unit", "pairing__village__township")


class ResponsibilityLetter(models.Model):
    """目标责任书 of a year, with a unit about its pairing or with a township party committee."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    pairing = models.OneToOneField(
        Pairing, models.PROTECT, null=True, blank=True, related_name="letter",
        verbose_name="结对",
    )  # fmt: skip
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="letters",
        verbose_name="乡镇党委",
    )  # fmt: skip
    text = models.TextField("责任内容", max_length=2000)
    status = models.CharField(
        "状态", max_length=10, choices=LetterStatus, default=LetterStatus.DRAFT
    )
    issued_at = models.DateTimeField("下发时间", null=True, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标责任书"
        constraints = (
            models.CheckConstraint(
                name="letter_has_one_party",
                condition=Q(pairing__isnull=False, township=None)
                | Q(pairing=None, township__isnull=False),
                violation_error_message="责任书与一个结对单位或一个乡镇党委签订。",
            ),
            models.UniqueConstraint(
                fields=["year", "township"],
                name="letter_once_with_a_township",
                violation_error_message="当年已有与这个乡镇党委的责任书。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.party}目标责任书"

    def get_absolute_url(self) -> str:
        return reverse("districts:letter-detail", args=[self.pk])

    @property
    def party(self) -> str:
        """Who signs it besides the county."""
        if self.pairing is not None:
            return self.pairing.unit.name
        return f"{self.township.name if self.township else ''}党委"


class PledgedTarget(models.Model):
    """So much of one kind, promised by a letter."""

    letter = models.ForeignKey(ResponsibilityLetter, models.CASCADE, related_name="targets")
    kind = models.ForeignKey(QuantityKind, models.PROTECT, related_name="+", verbose_name="种类")
    amount = ExactDecimalField("目标数量")

    class Meta:
        verbose_name = verbose_name_plural = "承诺目标"
        ordering = ("kind__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["letter", "kind"],
                name="target_once_a_kind",
                violation_error_message="每个种类只能有一个目标。",
            ),
            models.CheckConstraint(
                name="target_is_something",
                condition=Q(amount__gt=0),
                violation_error_message="目标数量应大于 0。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind.name} {self.amount.normalize():f} {self.kind.unit}"


class MeetingQuerySet(models.QuerySet["CoordinationMeeting"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """The county's own papers; whoever has something to do finds it among the follow-ups."""
        return self if user.is_active and standing.sees_whole_county else self.none()


class CoordinationMeeting(models.Model):
    """调度会: who met, what was said. What was decided are FollowUps with the meeting as source."""

    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    title = models.CharField("会议名称", max_length=80)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60)
    host = models.CharField("主持人", max_length=40)
    attendees = models.CharField("参加人员", max_length=300)
    minutes = models.TextField("会议纪要", max_length=4000)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度会"
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("districts:meeting-detail", args=[self.pk])
