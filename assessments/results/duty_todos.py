"""What waits for a department, or for the office, among the items that the rubric gives them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessments.models import Assessment, BodyMatch, Cycle, ScoringDuty
from assessments.models.field import office_owes
from assessments.policies import Calendar
from assessments.results.marking import answered_for, owed_by
from assessments.roles import DutyStatus, PhaseKind
from districts.results.desk import Todo, short
from districts.roles import Standing
from wenming.accounts.models import User

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Unready:
    """How many units of a year still wait for somebody to score them, by what is missing."""

    without_team: int
    for_office: int
    unnamed: int


def unready_units(cycle: Cycle) -> Unready:
    """Units without a team, without the office's marks, and whether a name means nobody. One query.

    Counted together: the office's desk asks for all three on every page of its own.
    """
    nobody = BodyMatch.objects.filter(cycle=OuterRef("cycle"), kind="")
    counts = Assessment.objects.filter(cycle=cycle).aggregate(
        without_team=Count("pk", filter=Q(team=None)),
        for_office=Count("pk", filter=Q(Exists(office_owes(OuterRef("pk"))))),
        unnamed=Count("pk", filter=Q(Exists(nobody))),
    )
    return Unready(**counts)


def office_duty_todos(cycle: Cycle, calendar: Calendar, units: Unready) -> Iterator[Todo]:
    """What the office itself scores, and names of the rubrics that mean nobody. No query."""
    if units.unnamed:
        yield Todo(
            kind="amber",
            when="待确定",
            title="有评分主体还没有确定由谁评分",
            detail="细则写的评分主体在名册中没有同名的部门，它的项目还没有人评",
            url=f"{cycle.get_absolute_url()}#bodies",
            act="去确定",
        )
    if units.for_office and calendar.is_open(PhaseKind.FIELD):
        yield _to_score(
            calendar,
            f"{units.for_office} 家单位等待县文明办评分",
            "细则交给文明办评分的项目",
            reverse("assessments:my-duties"),
        )


def bodies_still_scoring() -> "QuerySet[ScoringDuty]":
    """What other bodies still owe a unit, inside a query over units: its leader waits for them."""
    return ScoringDuty.objects.filter(
        ~Q(answered_for()), assessment=OuterRef("pk"), status=DutyStatus.OWED
    )


def department_todos(
    user: User, standing: Standing, cycle: Cycle, calendar: Calendar
) -> Iterator[Todo]:
    """One row per department and rubric with units left. One query, none for anybody else."""
    if not standing.department_ids or not calendar.is_open(PhaseKind.FIELD):
        return
    for owed in owed_by(user, standing):
        if owed.left and owed.cycle_id == cycle.pk and owed.body.department_id:
            yield _to_score(
                calendar,
                f"{owed.left} 家{owed.unit_type}等待{owed.body.name}评分",
                f"细则交给{owed.body.name}评分的项目 · 已提交 {owed.done} / {owed.units} 家",
                reverse("assessments:marking", args=[owed.rubric_id, owed.body.key]),
            )


def _to_score(calendar: Calendar, title: str, detail: str, url: str) -> Todo:
    closes = calendar.phases[PhaseKind.FIELD].closes_at
    is_soon = (closes - calendar.at).days < SOON_DAYS
    return Todo(
        kind="amber" if is_soon else "",
        when=short(closes),
        title=title,
        detail=detail,
        url=url,
        act="去评分",
        due=closes,
    )
