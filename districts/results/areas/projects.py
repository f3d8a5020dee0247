"""Projects as rows, and what they amount to by kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from districts.models import DistrictProject, ProjectQuerySet
from districts.roles import EntryStatus, Standing
from districts.workflow.areas import ProjectStage
from wenming.accounts.models import User

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProjectFilters:
    """What the list was asked for; blank means all."""

    year: int
    q: str = ""
    township: int | None = None
    area: int | None = None
    kind: int | None = None
    stage: str = ""
    state: str = ""


def project_rows(user: User, standing: Standing, filters: ProjectFilters) -> ProjectQuerySet:
    """The year's projects by township and district, with all that a row touches. Page it."""
    rows = DistrictProject.objects.visible_to(user, standing).filter(year=filters.year)
    rows = rows.matching(filters.q)
    given = {
        "district__township": filters.township,
        "district": filters.area,
        "kind": filters.kind,
        "stage": filters.stage if filters.stage in ProjectStage.values else "",
        "status": filters.state if filters.state in EntryStatus.values else "",
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return rows.with_places().order_by(
        "district__township__name", "district__name", "kind__position", "pk"
    )


@dataclass(frozen=True, slots=True)
class ProjectTotal:
    """All confirmed projects of one kind, in its own unit; `built` is what of it is finished."""

    kind_id: int
    name: str
    unit: str
    projects: int
    amount: Decimal
    finished: int
    built: Decimal
    own_money: Decimal
    won_money: Decimal

    @property
    def money(self) -> Decimal:
        return self.own_money + self.won_money


def project_totals(rows: ProjectQuerySet) -> list[ProjectTotal]:
    """What the confirmed among `rows` amount to, in the order of the kinds. One query."""
    is_done = Q(stage=ProjectStage.DONE)
    grouped = (
        rows.confirmed()
        .order_by("kind__position", "kind_id")
        .values("kind_id", "kind__name", "kind__unit", "kind__position")
        .annotate(
            projects=Count("pk"),
            in_all=Sum("amount"),
            finished=Count("pk", filter=is_done),
            done=Sum("amount", filter=is_done),
            own=Sum("own_money"),
            won=Sum("won_money"),
        )
    )
    return [_total(row) for row in grouped]


def _total(row: Any) -> ProjectTotal:
    return ProjectTotal(
        kind_id=row["kind_id"],
        name=row["kind__name"],
        unit=row["kind__unit"],
        projects=row["projects"],
        amount=row["in_all"],
        finished=row["finished"],
        built=row["done"] or NOTHING,
        own_money=row["own"] or NOTHING,
        won_money=row["won"] or NOTHING,
    )


def year_totals(year: int) -> list[ProjectTotal]:
    """The county's projects of a year by kind: for the annual report. One query."""
    return project_totals(DistrictProject.objects.filter(year=year))


@dataclass(frozen=True, slots=True)
class ProjectSums:
    """What can be added over all kinds: how many, and money. Quantities never are."""

    projects: int
    finished: int
    own_money: Decimal
    won_money: Decimal

    @property
    def money(self) -> Decimal:
        return self.own_money + self.won_money


def sums_of(totals: Iterable[ProjectTotal]) -> ProjectSums:
    """No query of its own."""
    listed = list(totals)
    return ProjectSums(
        projects=sum(each.projects for each in listed),
        finished=sum(each.finished for each in listed),
        own_money=sum((each.own_money for each in listed), NOTHING),
        won_money=sum((each.won_money for each in listed), NOTHING),
    )
