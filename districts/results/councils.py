"""Moral councils as rows, and how many villages have one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from districts.models import MoralCouncil, Village
from districts.roles import Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class CouncilFilters:
    q: str = ""
    township: int | None = None


def council_rows(
    user: User, standing: Standing, filters: CouncilFilters
) -> "QuerySet[MoralCouncil]":
    rows = MoralCouncil.objects.visible_to(user, standing)
    if filters.q:
        rows = rows.filter(Q(village__name__icontains=filters.q) | Q(chair__icontains=filters.q))
    if filters.township:
        rows = rows.filter(village__township_id=filters.township)
    return rows.select_related("village__township").order_by(
        "village__township__name", "village__name", "pk"
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """`having` of `villages` had a council on that day; `founded` in the year up to it."""

    villages: int
    having: int
    founded: int

    @property
    def rest(self) -> str:
        return f"/ {self.villages} 个村"


def council_coverage(user: User, standing: Standing, day: date) -> Coverage:
    """Among the villages in use that the person sees. One query."""
    there = Q(council__founded_on__lte=day)
    this_year = there & Q(council__founded_on__year=day.year)
    rows = Village.objects.visible_to(user, standing).active().order_by()
    counts: Any = rows.aggregate(
        villages=Count("pk"),
        having=Count("pk", filter=there),
        founded=Count("pk", filter=this_year),
    )
    return Coverage(**counts)


def uncovered(user: User, standing: Standing, limit: int = 30) -> "QuerySet[Village]":
    """Villages without a council, which the list names."""
    rows = Village.objects.visible_to(user, standing).active().filter(council=None)
    return rows.select_related("township").order_by("township__name", "name", "pk")[:limit]
