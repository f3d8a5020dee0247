"""荣誉称号: the titles that units hold, with level, term and what became of them."""

from datetime import date, timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from districts.models.registers import Unit
from districts.roles import Standing
from wenming.accounts.models import User

B = TypeVar("B", bound="Bestowed")


class HonourLevel(models.TextChoices):
    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"


class HonourState(models.TextChoices):
    """What a title is on one day. Never stored: expiry comes by itself."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "到期"
    REVOKED = "revoked", "撤销"


class BestowedQuerySet(models.QuerySet[B]):
    """Titles and awards by what they are on a day."""

    def valid_on(self, day: date) -> Self:
        """Awarded, not run out (the last day counts) and not revoked on that day."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            Q(revoked_on=None) | Q(revoked_on__gt=day),
            awarded_on__lte=day,
        )

    def in_state(self, state: str, day: date) -> Self:
        """Those that `state_on` calls so."""
        revoked = Q(revoked_on__lte=day)
        if state == HonourState.REVOKED:
            return self.filter(revoked)
        if state == HonourState.EXPIRED:
            return self.filter(valid_until__lt=day).exclude(revoked)
        return self.exclude(revoked).exclude(valid_until__lt=day)


class HonourQuerySet(BestowedQuerySet["Honour"]):
    def running_out(self, day: date, *, within: int) -> Self:
        """Valid on that day, with so many days left at most, and not renewed yet."""
        last = day + timedelta(days=within)
        return self.valid_on(day).filter(valid_until__lte=last).unrenewed()

    def unrenewed(self) -> Self:
        """Without a later term of the same title."""
        later = Honour.objects.filter(
            unit=OuterRef("unit"), title=OuterRef("title"), awarded_on__gt=OuterRef("awarded_on")
        )
        return self.exclude(Exists(later))

    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the unit sees its titles."""
        return self.filter(unit__in=Unit.objects.visible_to(user, standing))

    def matching(self, words: str) -> Self:
        """Titles or units whose name, pinyin or initials contain `words`."""
        if not words.strip():
            return self
        units = Unit.objects.matching(words)
        return self.filter(Q(title__icontains=words.strip()) | Q(unit__in=units))

    def for_list(self) -> Self:
        """All that a list row touches, in a total order."""
        order = ("unit__name", F("awarded_on").desc(), "pk")
        return self.select_related("unit__type", "unit__township").order_by(*order)


class Bestowed(models.Model):
    """Given on a day and for a term. Losing it is a date and a reason, never a deletion."""

    awarded_on = models.DateField("授予日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销原因", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def state_on(self, day: date) -> HonourState:
        """有效, 到期 or 撤销 on that day; a revoked title was valid until then."""
        if self.revoked_on is not None and self.revoked_on <= day:
            return HonourState.REVOKED
        if self.valid_until is not None and self.valid_until < day:
            return HonourState.EXPIRED
        return HonourState.VALID


class Honour(Bestowed):
    """One title of one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="honours", verbose_name="单位")
    title = models.CharField("称号", max_length=60)
    level = models.CharField("级别", max_length=10, choices=HonourLevel)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉称号"
        ordering = ("unit", "-awarded_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "title", "awarded_on"],
                name="honour_awarded_once",
                violation_error_message="该单位这一天授予的同名称号已经登记。",
            ),
            models.CheckConstraint(
                name="honour_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("awarded_on")),
                violation_error_message="有效期须在授予日期之后。",
            ),
            models.CheckConstraint(
                name="revoked_honour_says_why",
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                violation_error_message="撤销须写明原因。",
            ),
        )
        indexes = (models.Index(fields=["valid_until"]),)

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"

    def get_absolute_url(self) -> str:
        return self.unit.get_absolute_url()
