"""整改 of what a unit lost points on: what may become one, how it stands, and the year after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from assessments.models import Assessment, Cycle, Objection, Rectification, Rubric
from assessments.results.feedback import heads_of
from assessments.results.rubric_matching import Known, matched
from districts.models import Attachment, FollowUp
from districts.results.follow_ups import light_of_follow_up
from districts.results.lights import OVERDUE, Light, lit
from districts.roles import FollowUpStatus

LONGEST = 300
JOINED = ("follow_up", "assessment__cycle", "assessment__unit")


@dataclass(frozen=True, slots=True)
class Mended:
    """One rectification and how it stands on a day."""

    row: Rectification
    light: Light

    @property
    def year(self) -> int:
        return self.row.assessment.cycle.year


@dataclass(frozen=True, slots=True)
class LostItem:
    """An item that did not get all its points; `mended` is what was already made of it."""

    code: str
    title: str
    lost: str
    why: str
    objection: Objection | None
    mended: Mended | None

    @property
    def proposal(self) -> str:
        """What the office may begin with when it says what is to be done."""
        return f"{self.code} {self.title}：{self.why or f'失 {self.lost} 分'}"[:LONGEST]


@dataclass(frozen=True, slots=True)
class Counts:
    """How a year's rectifications stand. `overdue` and `reported` are not closed."""

    opened: int
    closed: int
    overdue: int
    reported: int


def lost_items(assessment: Assessment, today: date) -> list[LostItem]:
    """Every item with lost points, in the rubric's order. Eight queries at most."""
    made = {each.row.code: each for each in mended_in(assessment, today)}
    return [
        LostItem(
            code=row.item.code,
            title=row.item.title,
            lost=row.lost,
            why="；".join(dict.fromkeys(reason.rstrip("。") for reason in row.reasons)),
            objection=row.objection,
            mended=made.get(row.item.code),
        )
        for head in heads_of(assessment, named=False)
        for row in head.items
        if row.lost
    ]


def mended_in(assessment: Assessment, today: date) -> list[Mended]:
    """What has been made of one year's lost points. One query."""
    return with_lights(Rectification.objects.live().filter(assessment=assessment), today)


def with_lights(rows: "QuerySet[Rectification]", today: date) -> list[Mended]:
    joined = rows.select_related(*JOINED)
    return [Mended(row, light_of_follow_up(row.follow_up, today)) for row in joined]


def earlier_of(assessment: Assessment, today: date) -> Mapping[str, Sequence[Mended]]:
    """Last year's rectifications of the unit, and older ones still open, by this year's 编号.

    One query; none of what this year's rubric does not ask any more.
    """
    year = assessment.cycle.year
    pending = Q(follow_up__in=FollowUp.objects.pending())
    rows = (
        Rectification.objects.live()
        .filter(assessment__unit=assessment.unit_id, assessment__cycle__year__lt=year)
        .filter(Q(assessment__cycle__year=year - 1) | pending)
        .select_related("assessment__rubric")
        .order_by("-assessment__cycle__year", "pk")
    )
    found: dict[str, list[Mended]] = defaultdict(list)
    moves: dict[int, Mapping[str, str]] = {}
    for each in with_lights(rows, today):
        before = each.row.assessment.rubric
        if before.pk not in moves:
            moves[before.pk] = _moves(before, assessment.rubric)
        if code := moves[before.pk].get(each.row.code):
            found[code].append(each)
    return found


def _moves(before: Rubric, now: Rubric) -> Mapping[str, str]:
    """The present 编号 of every row that was there before."""
    if before.pk == now.pk:
        return {node.code: node.code for _, node in now.spec.walk()}
    pairs = matched(_known(before), _known(now))
    return {was: code for code, was in pairs.items()}


def _known(rubric: Rubric) -> Iterable[Known]:
    return [Known(node.code, node.title, node.standard) for _, node in rubric.spec.walk()]


def counts_of(rows: "QuerySet[Rectification]", today: date) -> Counts:
    """One query."""
    is_open = Q(follow_up__status=FollowUpStatus.OPEN)
    return Counts(
        **rows.exclude(follow_up__status=FollowUpStatus.CANCELLED).aggregate(
            opened=Count("pk"),
            closed=Count("pk", filter=Q(follow_up__status=FollowUpStatus.CLOSED)),
            overdue=Count("pk", filter=is_open & lit(OVERDUE, today, "follow_up__due_on")),
            reported=Count("pk", filter=Q(follow_up__status=FollowUpStatus.REPORTED)),
        )
    )


def of_cycle(cycle: Cycle) -> "QuerySet[Rectification]":
    """A year's rectifications, those still open first, by day."""
    rows = Rectification.objects.live().filter(assessment__cycle=cycle).select_related(*JOINED)
    return rows.order_by("follow_up__closed_at", "follow_up__due_on", "pk")


def proofs_of(row: Rectification) -> "QuerySet[Attachment]":
    """What shows how it was before and is now."""
    return Attachment.objects.on(row.follow_up)
