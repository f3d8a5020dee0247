"""Lists and counts of districts. Reads; writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from districts.models import District, DistrictQuerySet
from districts.roles import Standing
from districts.workflow.areas import WELL_BUILT, AreaStatus, Tier
from wenming.accounts.models import User

OF_YEAR, STANDING = "year", "all"
SCOPES = {OF_YEAR: "本年规划", STANDING: "全部片区"}


@dataclass(frozen=True, slots=True)
class AreaFilters:
    """What the list was asked for; blank means all. Unknown values are read as blank.

    `scope`: what was proposed or planned for the year, or every district on a list until then.
    """

    year: int
    scope: str = OF_YEAR
    township: int | None = None
    status: str = ""
    tier: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], year: int) -> "AreaFilters":
        township = query.get("township", "")
        is_number = township.isascii() and township.isdigit() and len(township) < 10
        return cls(
            year=year,
            scope=_known(query.get("scope"), SCOPES) or OF_YEAR,
            township=int(township) if is_number else None,
            status=_known(query.get("status"), AreaStatus.values),
            tier=_known(query.get("tier"), Tier.values),
            words=query.get("q", "").replace("\0", "")[:50],
        )

    @property
    def is_narrowed(self) -> bool:
        return self != AreaFilters(self.year, self.scope)


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """A year in numbers. What was newly planned and what stands in all are never added."""

    planned: int
    planned_high: int
    well_built: int
    high: int
    standing: int
    proposed: int
    reviewed: int
    returned: int

    @property
    def planned_note(self) -> str:
        return f"本年列入计划 {self.planned} 个"

    @property
    def well_built_note(self) -> str:
        return f"其中高标准 {self.high} 个"

    @property
    def of_standing(self) -> str:
        return f"/ {self.standing} 个"

    @property
    def waiting(self) -> int:
        return self.proposed + self.reviewed

    @property
    def waiting_note(self) -> str:
        return (
            f"待审核 {self.proposed} 个 · 待列入计划 {self.reviewed} 个 · 已退回 {self.returned} 个"
        )


def told_on(year: int, today: date) -> date:
    """The day for which a year's list is told: a past year as it stood at its end."""
    return min(today, date(year, 12, 31))


def area_rows(
    user: User, standing: Standing, filters: AreaFilters, today: date
) -> DistrictQuerySet:
    """The districts of the list in a total order, each with `tier_then` and `members`. Page it."""
    rows = District.objects.visible_to(user, standing).matching(filters.words)
    if filters.scope == STANDING:
        rows = rows.filter(year__lte=filters.year).planned()
    else:
        rows = rows.filter(year=filters.year)
    if filters.status:
        rows = rows.filter(status=filters.status)
    else:
        rows = rows.exclude(status=AreaStatus.WITHDRAWN)
    if filters.township:
        rows = rows.filter(township=filters.township)
    rows = rows.with_tier_on(told_on(filters.year, today)).annotate(members=Count("villages"))
    if filters.tier:
        unplanned = ~Q(status=AreaStatus.PLANNED) & Q(planned_tier=filters.tier)
        rows = rows.filter(Q(tier_then=filters.tier) | unplanned)
    return rows.select_related("township", "core_village", "leader").order_by(
        "township__name", "name", "pk"
    )


def area_figures(districts: DistrictQuerySet, year: int, today: date) -> AreaFigures:
    """What these districts amount to in a year, judged by the tiers' history. One query."""
    on_list = Q(status=AreaStatus.PLANNED)
    of_year = Q(year=year)
    there = on_list & Q(year__lte=year)
    counts = districts.with_tier_on(told_on(year, today)).aggregate(
        planned=Count("pk", filter=on_list & of_year),
        planned_high=Count("pk", filter=on_list & of_year & Q(planned_tier=Tier.HIGH)),
        well_built=Count("pk", filter=there & Q(tier_then__in=WELL_BUILT)),
        high=Count("pk", filter=there & Q(tier_then=Tier.HIGH)),
        in_all=Count("pk", filter=there),
        proposed=Count("pk", filter=of_year & Q(status=AreaStatus.PROPOSED)),
        reviewed=Count("pk", filter=of_year & Q(status=AreaStatus.REVIEWED)),
        returned=Count("pk", filter=of_year & Q(status=AreaStatus.RETURNED)),
    )
    return AreaFigures(standing=counts.pop("in_all"), **counts)


def to_plan(year: int) -> DistrictQuerySet:
    """Reviewed districts that wait for the year's list."""
    rows = District.objects.filter(year=year, status=AreaStatus.REVIEWED)
    return rows.select_related("township", "core_village").order_by("township__name", "name", "pk")


@dataclass(frozen=True, slots=True)
class TownshipTile:
    """One township of the grid: how many of its districts stand, and on which tier."""

    name: str
    pk: int
    standing: int = 0
    high: int = 0
    better: int = 0
    planned: int = 0

    @property
    def well_built(self) -> int:
        return self.high + self.better

    @property
    def ordinary(self) -> int:
        return self.standing - self.well_built


def township_grid(districts: DistrictQuerySet, year: int, today: date) -> list[TownshipTile]:
    """Every township that has districts, by name. One query."""
    on_list = Q(status=AreaStatus.PLANNED)
    rows = (
        districts.filter(on_list, year__lte=year)
        .with_tier_on(told_on(year, today))
        .order_by("township__name", "township_id")
        .values_list("township__name", "township_id")
        .annotate(
            in_all=Count("pk"),
            top=Count("pk", filter=Q(tier_then=Tier.HIGH)),
            good=Count("pk", filter=Q(tier_then=Tier.BETTER)),
            new=Count("pk", filter=Q(year=year)),
        )
    )
    return [TownshipTile(*row) for row in rows]


def _known(value: str | None, known: Iterable[str]) -> str:
    return value if value is not None and value in set(known) else ""
