"""An assessor's units in visiting order, with one's own sheet and how far the others are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from assessments.models import Assessment, ScoreSheet, TeamMember
from assessments.roles import CycleStatus, SheetStatus
from districts.roles import Standing
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class Mate:
    """Another member of the team and the state of their sheet, in a word. Never their marks."""

    name: str
    state: str
    is_in: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One unit to visit. `sheet` is one's own, None until it is begun."""

    assessment: Assessment
    sheet: ScoreSheet | None
    answered: int
    items: int
    mates: tuple[Mate, ...]
    group: str
    # The one act of the page: the first unit that still waits for one's own sheet.
    is_next: bool = False

    @property
    def state(self) -> str:
        if self.assessment.is_confirmed:
            return "已确认"
        if self.sheet is None:
            return "未开始"
        if self.sheet.status == SheetStatus.DRAFT:
            return f"打分中 {self.answered} / {self.items}"
        return self.sheet.get_status_display()

    @property
    def kind(self) -> str:
        """The colour of the state."""
        if self.assessment.is_confirmed:
            return "green"
        if self.sheet is None:
            return "grey"
        return "amber" if self.sheet.status == SheetStatus.DRAFT else "blue"

    @property
    def is_begun(self) -> bool:
        return self.sheet is not None and self.sheet.status == SheetStatus.DRAFT


def units_to_visit(user: User, standing: Standing, *, only: str) -> QuerySet[Assessment]:
    """The units of one's teams in open years; `only` is "waiting", "done" or "all"."""
    seats = TeamMember.objects.filter(team=OuterRef("team"), user=user)
    mine = ScoreSheet.objects.filter(assessment=OuterRef("pk"), scorer=user)
    done = Q(Exists(mine.exclude(status=SheetStatus.DRAFT)))
    rows = (
        Assessment.objects.filter(Exists(seats), cycle__status=CycleStatus.OPEN)
        .exclude(unit_id__in=standing.recused_unit_ids)
        .select_related("unit__township", "unit_type", "team")
        .defer("breakdown")
        .order_by(
            F("visit_on").asc(nulls_last=True),
            F("visiting_order").asc(nulls_last=True),
            "unit__name",
            "pk",
        )
    )
    return {"waiting": rows.filter(~done), "done": rows.filter(done)}.get(only, rows)


def visits(assessments: Sequence[Assessment], user: User, today: date) -> list[Visit]:
    """Rows for one page of `units_to_visit`. Two queries."""
    seats: dict[int, list[TeamMember]] = defaultdict(list)
    teams = {assessment.team_id for assessment in assessments}
    for seat in TeamMember.objects.filter(team__in=teams).select_related("user"):
        seats[seat.team_id].append(seat)
    sheets = _sheets(assessments)
    rows = [
        _visit(assessment, seats[assessment.team_id or 0], sheets[assessment.pk], user, today)
        for assessment in assessments
    ]
    first = next((row for row in rows if row.sheet is None or row.is_begun), None)
    return [replace(row, is_next=row is first) for row in rows]


def _sheets(assessments: Sequence[Assessment]) -> dict[int, dict[int, Any]]:
    """Every sheet with how much of it is answered, by assessment and scorer."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    rows = ScoreSheet.objects.filter(assessment__in=assessments).annotate(
        answered=Count("marks", filter=Q(marks__answer__isnull=False)), items=Count("marks")
    )
    for sheet in rows:
        found[sheet.assessment_id][sheet.scorer_id] = sheet
    return found


def _visit(
    assessment: Assessment,
    seats: Sequence[TeamMember],
    sheets: dict[int, Any],
    user: User,
    today: date,
) -> Visit:
    own = sheets.get(user.pk)
    return Visit(
        assessment=assessment,
        sheet=own,
        answered=own.answered if own else 0,
        items=own.items if own else 0,
        mates=tuple(
            _mate(seat, sheets.get(seat.user_id)) for seat in seats if seat.user_id != user.pk
        ),
        group=_group(assessment, own, today),
    )


def _mate(seat: TeamMember, sheet: Any) -> Mate:
    if sheet is None:
        return Mate(seat.user.name, "未开始", is_in=False)
    if sheet.status == SheetStatus.DRAFT:
        return Mate(seat.user.name, f"{sheet.answered} / {sheet.items}", is_in=False)
    return Mate(seat.user.name, sheet.get_status_display(), is_in=True)


def _group(assessment: Assessment, own: ScoreSheet | None, today: date) -> str:
    """The heading under which a unit stands: when it is visited."""
    day = assessment.visit_on
    if day is None:
        return "未定日期"
    if day == today:
        return "今天"
    is_late = day < today and (own is None or own.status == SheetStatus.DRAFT)
    words = f"{day.month}月{day.day}日"
    return f"{words}（已过，还没有提交）" if is_late else words
