"""Two acts at once. Each race is also run with its guard off, and has to fail then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.actions.sheets import (
    advance_field,
    advance_sheet,
    begin_marking,
    field,
    marking,
    marks,
    open_sheet,
    record_quiz,
    steps,
)
from assessments.actions.sheets.marks import StaleMark, save_mark
from assessments.actions.teams import make_leader, remove_member
from assessments.models import Assessment, Mark, ScoreSheet, ScoringDuty
from assessments.roles import PhaseKind
from districts.roles import Role
from tests.assessments.bodies import body_tree
from tests.factories import (
    make_assessment,
    make_assigned,
    make_cycle,
    make_department,
    make_rubric,
    make_sheet,
    make_team,
    make_user,
    team_of,
)
from wenming.accounts.models import User
from wenming.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8


class Racer(Thread):
    """Runs one act on a connection of its own and keeps what came of it."""

    def __init__(self, act: Callable[[], Any], start_line: Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.act, self.start_line = act, start_line
        self.outcome: Any = None

    def run(self) -> None:
        try:
            if self.start_line:
                self.start_line.wait(timeout=20)
            self.outcome = self.act()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()


def race(acts: list[Callable[[], Any]]) -> list[Any]:
    """All acts at the same moment; what came of each."""
    line = Barrier(len(acts))
    racers = [Racer(act, line) for act in acts]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(timeout=60)
    return [racer.outcome for racer in racers]


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What comes of `second`, begun while `first` is done but not yet committed."""
    follower = Racer(second)
    with transaction.atomic():
        first()
        follower.start()
        follower.join(timeout=0.3)  # long enough to reach the lock that `first` holds
        assert follower.is_alive(), "the second act did not wait for the first"
    follower.join(timeout=60)
    return follower.outcome


def save(mark: Mark, count: int, by: User) -> Mark:
    return save_mark(
        mark.pk,
        answer={"count": count},
        reason=f"缺 {count} 次",
        version=1,
        save_key=uuid4(),
        by=by,
        at=timezone.now(),
    )


@pytest.fixture
def sheet() -> ScoreSheet:
    leader, member = make_user(), make_user()
    return open_sheet(make_assigned(leader, member), by=member, at=timezone.now())


def count_mark(sheet: ScoreSheet) -> Mark:
    return sheet.marks.get(indicator__code="1.2")


def save_at_once(sheet: ScoreSheet) -> list[Any]:
    mark, by = count_mark(sheet), sheet.scorer
    return race([lambda n=n: save(mark, n, by) for n in range(CLIENTS)])  # type: ignore[misc]


def test_of_many_saves_on_one_version_one_is_kept_whole(sheet: ScoreSheet) -> None:
    outcomes = save_at_once(sheet)

    winners = [outcome for outcome in outcomes if isinstance(outcome, Mark)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, StaleMark)]
    assert (len(winners), len(losers)) == (1, CLIENTS - 1)
    stored = count_mark(sheet)
    assert (stored.answer, stored.reason) == (winners[0].answer, winners[0].reason)
    assert stored.version == 2
    for loser in losers:
        assert loser.current["扣分理由"] == stored.reason


def test_without_the_version_updates_get_lost(
    sheet: ScoreSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writable(mark: Mark, *, version: int, by: User, at: datetime) -> QuerySet[Mark]:
        return Mark.objects.filter(pk=mark.pk)

    monkeypatch.setattr(marks, "writable", writable)

    winners = [outcome for outcome in save_at_once(sheet) if isinstance(outcome, Mark)]

    assert len(winners) == CLIENTS


def test_opening_at_once_makes_one_sheet(sheet: ScoreSheet) -> None:
    assessment, by = sheet.assessment, team_of(sheet.assessment).members.get(is_leader=True).user

    outcomes = race([lambda: open_sheet(assessment, by=by, at=timezone.now())] * CLIENTS)

    made = ScoreSheet.objects.get(assessment=assessment, scorer=by)
    assert outcomes == [made] * CLIENTS
    assert made.marks.count() == sheet.marks.count()


def test_the_constraint_alone_makes_one_sheet(
    sheet: ScoreSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the look before the leap off; with the answer to the constraint off too, it fails."""
    assessment, by = sheet.assessment, team_of(sheet.assessment).members.get(is_leader=True).user
    monkeypatch.setattr(steps, "begun_sheet", lambda *_: None)
    opening = [lambda: open_sheet(assessment, by=by, at=timezone.now())] * 3

    outcomes = race(opening)
    assert outcomes == [ScoreSheet.objects.get(assessment=assessment, scorer=by)] * 3

    monkeypatch.setattr(steps, "IntegrityError", ZeroDivisionError)
    assert all(isinstance(outcome, IntegrityError) for outcome in race(opening))


@pytest.fixture
def duty() -> ScoringDuty:
    """What a department owes one unit, not begun."""
    department = make_department("县教育局")
    make_rubric(rows=body_tree("教育局"))
    assessment = make_assessment(cycle=make_cycle(PhaseKind.FIELD))
    return assessment.duties.get(department=department)


def begin_at_once(duty: ScoringDuty) -> list[Any]:
    rubric = duty.assessment.rubric
    by = make_user(Role.DEPARTMENT, department=duty.department)
    return race([lambda: begin_marking(rubric, [duty], by=by, at=timezone.now())] * 4)


def test_beginning_many_units_at_once_makes_each_sheet_once(duty: ScoringDuty) -> None:
    assert sorted(begin_at_once(duty)) == [0, 0, 0, 1]

    sheet = ScoreSheet.objects.get(assessment=duty.assessment)
    assert sheet.marks.count() == 3


def test_without_asking_again_under_the_lock_the_database_refuses(
    duty: ScoringDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "already_begun", lambda *_: set())

    outcomes = begin_at_once(duty)

    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 3


def remove_scorer(sheet: ScoreSheet) -> None:
    seat = sheet.team.members.get(user=sheet.scorer)
    remove_member(seat, by=make_user(Role.OFFICE), at=timezone.now())


def test_no_save_succeeds_after_its_scorer_is_removed(sheet: ScoreSheet) -> None:
    mark, by = count_mark(sheet), sheet.scorer

    outcome = behind(lambda: remove_scorer(sheet), lambda: save(mark, 1, by))

    assert isinstance(outcome, NotAllowed)
    assert count_mark(sheet).answer is None


def test_without_asking_for_the_seat_a_removed_scorer_saves_on(
    sheet: ScoreSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writable(mark: Mark, *, version: int, by: User, at: datetime) -> QuerySet[Mark]:
        return Mark.objects.filter(pk=mark.pk, version=version)

    monkeypatch.setattr(marks, "writable", writable)
    mark, by = count_mark(sheet), sheet.scorer

    outcome = behind(lambda: remove_scorer(sheet), lambda: save(mark, 1, by))

    assert isinstance(outcome, Mark)


def test_a_removal_waits_for_the_save_under_way(sheet: ScoreSheet) -> None:
    mark, by = count_mark(sheet), sheet.scorer

    outcome = behind(lambda: save(mark, 1, by), lambda: remove_scorer(sheet))

    assert outcome is None
    assert count_mark(sheet).answer == {"count": 1}
    with pytest.raises(NotAllowed):
        save(count_mark(sheet), 2, by)


def test_handing_in_waits_for_the_save_under_way() -> None:
    leader = make_user()
    sheet = make_sheet(make_assigned(leader), leader)
    mark = count_mark(sheet)

    def change() -> None:
        save_mark(
            mark.pk,
            answer={"count": 2},
            reason="缺两次",
            version=mark.version,
            save_key=uuid4(),
            by=leader,
            at=timezone.now(),
        )

    def submit() -> ScoreSheet:
        return advance_sheet(sheet, "submit", by=leader, at=timezone.now())

    outcome = behind(change, submit)

    assert outcome.status == "submitted"
    assert count_mark(sheet).answer == {"count": 2}


def test_a_save_behind_the_submit_is_refused() -> None:
    leader = make_user()
    sheet = make_sheet(make_assigned(leader), leader)
    mark = count_mark(sheet)

    def submit() -> None:
        advance_sheet(sheet, "submit", by=leader, at=timezone.now())

    def change() -> Mark:
        return save_mark(
            mark.pk,
            answer={"count": 2},
            version=mark.version,
            save_key=uuid4(),
            by=leader,
            at=timezone.now(),
        )

    assert isinstance(behind(submit, change), Conflict)
    assert count_mark(sheet).answer == {"count": 0}


@dataclass(frozen=True, slots=True)
class Ready:
    """A unit that its leader may confirm, and whose other sheet its scorer may take back."""

    assessment: Assessment
    leader: User
    sheet: ScoreSheet

    def confirm(self) -> Assessment:
        return advance_field(self.assessment, "confirm", by=self.leader, at=timezone.now())

    def recall(self) -> ScoreSheet:
        scorer, at = self.sheet.scorer, timezone.now()
        return advance_sheet(self.sheet, "recall", by=scorer, at=at, note="重看")


@pytest.fixture
def ready() -> Ready:
    leader, member = make_user(), make_user()
    assessment = make_assigned(leader, member)
    make_sheet(assessment, leader, is_submitted=True)
    sheet = make_sheet(assessment, member, is_submitted=True)
    record_quiz(
        assessment,
        assessment.rubric.indicators.get(code="4.1"),
        people=10,
        average=Decimal(90),
        by=leader,
        at=timezone.now(),
    )
    return Ready(assessment, leader, sheet)


def test_a_unit_is_not_confirmed_over_a_recall_under_way(ready: Ready) -> None:
    outcome = behind(ready.recall, ready.confirm)

    assert isinstance(outcome, Conflict)
    assert "还没有提交考核表" in outcome.message


def test_a_sheet_is_not_recalled_under_a_confirmation(ready: Ready) -> None:
    outcome = behind(ready.confirm, ready.recall)

    assert isinstance(outcome, Conflict)
    assert "已由组长确认" in outcome.message


@pytest.mark.only_on("postgresql")
def test_without_the_lock_a_confirmation_overtakes_a_recall(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite begins each transaction alone (IMMEDIATE): there the lock cannot be taken off."""

    def unlocked(pk: int) -> Assessment:
        return Assessment.objects.select_related("unit", "cycle", "rubric", "team").get(pk=pk)

    for module in (steps, field):
        monkeypatch.setattr(module, "locked_assessment", unlocked)

    behind(ready.recall, ready.confirm)

    ready.assessment.refresh_from_db()
    ready.sheet.refresh_from_db()
    assert (ready.assessment.field_status, ready.sheet.status) == ("confirmed", "draft")


def test_two_leaders_cannot_be_made_at_once() -> None:
    office = make_user(Role.OFFICE)
    team = make_team(make_user(), make_user(), make_user())
    seats = list(team.members.filter(is_leader=False))
    race([lambda s=s: make_leader(s, by=office, at=timezone.now()) for s in seats])  # type: ignore[misc]

    assert team.members.filter(is_leader=True).count() == 1
