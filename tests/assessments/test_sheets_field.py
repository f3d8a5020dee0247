"""The team's work on one unit: hidden marks, tests, spreads, confirmation, taking it back."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from assessments.actions.sheets import (
    advance_field,
    advance_sheet,
    open_sheet,
    record_quiz,
    save_mark,
    settle_spread,
)
from assessments.models import Assessment, Indicator, ScoreSheet, TeamMember
from assessments.results.field import comparison, counted_sheets, seats_of
from assessments.roles import FieldStatus, PhaseKind
from assessments.scoring import Combine
from assessments.workflow import FIELD_STEPS
from districts.policies import standing_of
from districts.roles import Role
from tests.factories import (
    make_assigned,
    make_cycle,
    make_membership,
    make_sheet,
    make_team,
    make_user,
    team_of,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return timezone.now()


@pytest.fixture
def leader() -> User:
    return make_user(name="赵敏")


@pytest.fixture
def mate() -> User:
    return make_user(name="钱伟")


@pytest.fixture
def assessment(leader: User, mate: User) -> Assessment:
    return make_assigned(leader, mate)


def item_of(assessment: Assessment, code: str) -> Indicator:
    return assessment.rubric.indicators.get(code=code)


def give_quiz(assessment: Assessment, by: User, average: str = "85.5") -> None:
    indicator = item_of(assessment, "4.1")
    record_quiz(
        assessment, indicator, people=20, average=Decimal(average), version=None, by=by, at=now()
    )


def confirm(assessment: Assessment, by: User) -> Assessment:
    return advance_field(assessment, "confirm", by=by, at=now())


# Hidden marks


def seen_by(user: User) -> set[int]:
    sheets = ScoreSheet.objects.visible_to(user, standing_of(user))
    return set(sheets.values_list("pk", flat=True))


def test_others_marks_are_hidden_until_ones_own_are_in(
    assessment: Assessment, leader: User, mate: User
) -> None:
    hers = make_sheet(assessment, leader, is_submitted=True)
    his = open_sheet(assessment, by=mate, at=now())
    assert (seen_by(leader), seen_by(mate)) == ({hers.pk}, {his.pk})

    his = make_sheet(assessment, mate, is_submitted=True)

    assert seen_by(leader) == seen_by(mate) == {hers.pk, his.pk}


def test_a_mate_who_has_not_begun_sees_nothing_yet(
    assessment: Assessment, leader: User, mate: User
) -> None:
    make_sheet(assessment, leader, is_submitted=True)

    assert seen_by(mate) == set()


def test_an_office_person_in_the_team_is_a_scorer_first(
    assessment: Assessment, leader: User
) -> None:
    scorer, reader = make_user(Role.OFFICE), make_user(Role.OFFICE)
    TeamMember.objects.create(team=team_of(assessment), user=scorer)
    hers = make_sheet(assessment, leader, is_submitted=True)

    assert (seen_by(scorer), seen_by(reader)) == (set(), {hers.pk})
    make_sheet(assessment, scorer, is_submitted=True)
    assert hers.pk in seen_by(scorer)


def test_sheets_are_nobody_elses_business(assessment: Assessment, leader: User) -> None:
    make_sheet(assessment, leader, is_submitted=True)
    other_team = make_team(cycle=assessment.cycle).members.get().user
    reporter = make_user(Role.UNIT, unit=assessment.unit)

    for stranger in (other_team, reporter, make_user(Role.ADMIN), make_user(Role.LEADER)):
        assert seen_by(stranger) == set()


def test_county_leaders_read_confirmed_sheets(assessment: Assessment, leader: User) -> None:
    sheet = make_sheet(assessment, leader, is_submitted=True)
    Assessment.objects.filter(pk=assessment.pk).update(field_status=FieldStatus.CONFIRMED)

    assert seen_by(make_user(Role.LEADER)) == {sheet.pk}


# Tests (测试题)


def test_a_test_answers_its_item_for_everybody(assessment: Assessment, leader: User) -> None:
    sheet = make_sheet(assessment, leader, is_submitted=True)
    assert sheet.total is None

    give_quiz(assessment, leader)

    sheet.refresh_from_db()
    assert sheet.total == Decimal("98.55")  # 80 of 80, 2.2 in full, 8.55 of the test
    assert AuditEntry.objects.about(assessment).first().after == {
        "参加人数": "20",
        "平均成绩": "85.5",
        "item": "4.1",
    }


def test_a_test_is_changed_under_its_version(assessment: Assessment, leader: User) -> None:
    indicator = item_of(assessment, "4.1")
    give_quiz(assessment, leader)
    change: dict[str, Any] = {"people": 30, "by": leader, "at": now()}

    quiz = record_quiz(assessment, indicator, average=Decimal(90), version=1, **change)
    assert (quiz.people, quiz.average, quiz.version) == (30, Decimal(90), 2)

    for stale in (1, None):
        with pytest.raises(Conflict) as refusal:
            record_quiz(assessment, indicator, average=Decimal(70), version=stale, **change)
        assert refusal.value.versions[1] == ("平均成绩", "90.00", "70")
    quiz.refresh_from_db()
    assert quiz.average == Decimal(90)


@pytest.mark.parametrize(
    ("people", "average", "sentence"),
    [(0, "80", "大于 0"), (-1, "80", "大于 0"), (5, "100.01", "0 到 100"), (5, "-1", "0 到 100")],
)
def test_impossible_tests_are_refused(
    assessment: Assessment, leader: User, people: int, average: str, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        record_quiz(
            assessment,
            item_of(assessment, "4.1"),
            people=people,
            average=Decimal(average),
            by=leader,
            at=now(),
        )
    assert not assessment.quizzes.exists()


def test_only_the_tests_own_item_takes_a_test(assessment: Assessment, leader: User) -> None:
    with pytest.raises(DomainError, match="不由测试成绩计分"):
        record_quiz(
            assessment,
            item_of(assessment, "1.2"),
            people=5,
            average=Decimal(80),
            by=leader,
            at=now(),
        )


def test_strangers_record_no_test(assessment: Assessment) -> None:
    for stranger in (make_user(Role.OFFICE), make_user(Role.ADMIN), make_user()):
        with pytest.raises(NotAllowed):
            give_quiz(assessment, stranger)


# Spreads


def rows_of(assessment: Assessment) -> dict[str, tuple[str, bool]]:
    """编号 → (spread, whether it still has to be settled)."""
    assessment = Assessment.objects.select_related("cycle", "rubric").get(pk=assessment.pk)
    sheets = counted_sheets(seats_of(assessment, now()), assessment)
    for sheet in sheets:
        sheet.assessment = assessment
    rows = comparison(assessment, sheets, assessment.spread_notes.all())
    return {row.item.code: (row.spread_text, row.open_spread) for row in rows}


# 1.2 is worth 12 and loses 2 each time; the line is drawn above 30 % of 12 = 3.6.
@pytest.mark.parametrize(
    ("times", "spread", "is_wide"), [(0, "0", False), (1, "2", False), (2, "4", True)]
)
def test_a_spread_above_the_share_has_to_be_settled(
    assessment: Assessment, times: int, spread: str, is_wide: bool
) -> None:
    first, second = team_of(assessment).members.all()
    make_sheet(assessment, first.user, is_submitted=True)
    make_sheet(assessment, second.user, {"1.2": {"count": times}}, is_submitted=True)

    assert rows_of(assessment)["1.2"] == (spread, is_wide)


def test_a_spread_of_exactly_the_share_is_no_matter(leader: User, mate: User) -> None:
    make_cycle(PhaseKind.FIELD, spread_share=Decimal("0.5"))
    assessment = make_assigned(leader, mate)
    make_sheet(assessment, leader, is_submitted=True)
    make_sheet(assessment, mate, {"1.2": {"count": 3}}, is_submitted=True)

    assert rows_of(assessment)["1.2"] == ("6", False)


def test_a_note_settles_the_marks_it_was_written_for(
    assessment: Assessment, leader: User, mate: User
) -> None:
    make_sheet(assessment, leader, is_submitted=True)
    sheet = make_sheet(assessment, mate, {"1.2": {"count": 3}}, is_submitted=True)
    indicator = item_of(assessment, "1.2")

    settle_spread(assessment, indicator, text="按会议记录认定", by=leader, at=now())
    assert rows_of(assessment)["1.2"] == ("6", False)

    advance_sheet(sheet, "recall", by=mate, at=now(), note="重看")
    mark = sheet.marks.get(indicator=indicator)
    save_mark(
        mark.pk,
        answer={"count": 6},
        version=mark.version,
        save_key=uuid4(),
        by=mate,
        at=now(),
    )
    advance_sheet(sheet, "submit", by=mate, at=now())
    assert rows_of(assessment)["1.2"] == ("12", True)


def test_only_the_leader_settles(assessment: Assessment, leader: User, mate: User) -> None:
    indicator = item_of(assessment, "1.2")

    with pytest.raises(NotAllowed, match="由组长填写"):
        settle_spread(assessment, indicator, text="说明", by=mate, at=now())
    for text in ("", "  \u3000 ", "字" * 501):
        with pytest.raises(DomainError, match="请填写分差说明"):
            settle_spread(assessment, indicator, text=text, by=leader, at=now())
    with pytest.raises(DomainError, match="没有这一项"):
        settle_spread(assessment, 2**40, text="说明", by=leader, at=now())


# Confirmation


def all_in(assessment: Assessment) -> None:
    for seat in team_of(assessment).members.all():
        make_sheet(assessment, seat.user, is_submitted=True)
    give_quiz(assessment, team_of(assessment).members.first().user)


def test_confirming_stores_the_result_at_once(
    assessment: Assessment, leader: User, mate: User
) -> None:
    make_sheet(assessment, leader, is_submitted=True)
    make_sheet(assessment, mate, {"1.2": {"count": 1}}, is_submitted=True)
    give_quiz(assessment, mate)

    confirmed = confirm(assessment, leader)

    # 12 and 10 make 11: one point less than everything but the test's 1.45.
    assert (confirmed.total, confirmed.rank, confirmed.is_confirmed) == (Decimal("97.55"), 1, True)
    assert (confirmed.confirmed_by, confirmed.version) == (leader, assessment.version + 1)
    entry = AuditEntry.objects.about(assessment).first()
    assert (entry.verb, entry.after) == ("field.confirm", {"status": "confirmed", "total": "97.55"})


def test_everything_that_is_missing_is_named(
    assessment: Assessment, leader: User, mate: User
) -> None:
    make_sheet(assessment, leader, is_submitted=True)
    sheet = make_sheet(assessment, mate)

    with pytest.raises(Conflict) as refusal:
        confirm(assessment, leader)
    assert "钱伟还没有提交考核表" in refusal.value.message
    assert "测试成绩还没有录入：4.1 知识测试" in refusal.value.message

    mark = sheet.marks.get(indicator__code="2.1")
    save_mark(
        mark.pk,
        answer={"level": "D"},
        reason="没有宣传栏",
        version=mark.version,
        save_key=uuid4(),
        by=mate,
        at=now(),
    )
    advance_sheet(sheet, "submit", by=mate, at=now())
    give_quiz(assessment, mate)
    with pytest.raises(Conflict, match="宣传阵地，相差 20 分"):
        confirm(assessment, leader)

    settle_spread(assessment, item_of(assessment, "2.1"), text="已当面核对", by=leader, at=now())
    assert confirm(assessment, leader).is_confirmed


def test_one_who_abstained_or_must_stay_away_is_not_waited_for(
    assessment: Assessment, leader: User, mate: User
) -> None:
    conflicted, disabled = make_user(), make_user()
    for user in (conflicted, disabled):
        TeamMember.objects.create(team=team_of(assessment), user=user)
    make_membership(conflicted, Role.STAFF, unit=assessment.unit)
    User.objects.filter(pk=disabled.pk).update(is_active=False)
    make_sheet(assessment, leader, is_submitted=True)
    sheet = open_sheet(assessment, by=mate, at=now())
    advance_sheet(sheet, "abstain", by=mate, at=now(), note="与负责人是亲属")
    give_quiz(assessment, leader)

    assert confirm(assessment, leader).total == Decimal("98.55")


def test_abstentions_alone_make_no_result(assessment: Assessment, leader: User, mate: User) -> None:
    for user in (leader, mate):
        sheet = open_sheet(assessment, by=user, at=now())
        advance_sheet(sheet, "abstain", by=user, at=now(), note="回避")
    give_quiz(assessment, leader)

    with pytest.raises(Conflict, match="还没有一份已提交的考核表"):
        confirm(assessment, leader)


def test_a_trimmed_mean_of_four_is_refused_with_the_reason() -> None:
    cycle = make_cycle(PhaseKind.FIELD, combine=Combine.TRIMMED)
    assessment = make_assigned(*(make_user() for _ in range(4)))
    all_in(assessment)
    assert assessment.cycle == cycle

    with pytest.raises(Conflict, match="至少需要 5 人打分，现在只有 4 人"):
        confirm(assessment, team_of(assessment).members.get(is_leader=True).user)


def test_an_unaccepted_report_does_not_stop_the_team(assessment: Assessment, leader: User) -> None:
    all_in(assessment)
    assert assessment.report.submitted_at is None

    assert confirm(assessment, leader).is_confirmed


FIELD_MATRIX = [
    ("confirm", "pending", {"leader": "ok"}),
    ("confirm", "confirmed", {"leader": "conflict"}),
    ("reopen", "confirmed", {"office": "ok"}),
    ("reopen", "pending", {"office": "conflict"}),
]
ACTORS = ["leader", "mate", "other-team", "office", "office-of-unit", "reporter", "admin", "county"]


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("verb", "status", "allowed"), FIELD_MATRIX)
def test_who_confirms_and_who_reopens(
    assessment: Assessment, verb: str, status: str, allowed: dict[str, str], actor: str
) -> None:
    all_in(assessment)
    if status == "confirmed":
        confirm(assessment, team_of(assessment).members.get(is_leader=True).user)
    by = make_actor(actor, assessment)

    assert attempt(assessment, verb, by) == allowed.get(actor, "not-allowed")


def make_actor(kind: str, assessment: Assessment) -> User:
    if kind in ("leader", "mate"):
        return team_of(assessment).members.get(is_leader=kind == "leader").user
    if kind == "other-team":
        return make_team(cycle=assessment.cycle).members.get().user
    if kind == "office-of-unit":
        user = make_user(Role.OFFICE)
        make_membership(user, Role.STAFF, unit=assessment.unit)
        return user
    roles = {
        "office": Role.OFFICE,
        "reporter": Role.UNIT,
        "admin": Role.ADMIN,
        "county": Role.LEADER,
    }
    return make_user(roles[kind], unit=assessment.unit)


def attempt(assessment: Assessment, verb: str, by: User) -> str:
    try:
        advance_field(assessment, verb, by=by, at=now(), note="说明原因")
    except NotAllowed:
        return "not-allowed"
    except Conflict:
        return "conflict"
    return "ok"


def test_every_field_step_and_state_is_in_the_matrix() -> None:
    assert {(verb, status) for verb, status, _ in FIELD_MATRIX} == {
        (verb, status) for verb in FIELD_STEPS for status in FieldStatus.values
    }


def test_reopening_needs_a_reason_and_takes_the_unit_out_of_the_ranking(
    assessment: Assessment, leader: User
) -> None:
    all_in(assessment)
    confirm(assessment, leader)
    office = make_user(Role.OFFICE)

    with pytest.raises(DomainError, match="须写明原因"):
        advance_field(assessment, "reopen", by=office, at=now())
    reopened = advance_field(assessment, "reopen", by=office, at=now(), note="漏看一项")

    reopened.refresh_from_db()
    assert (reopened.total, reopened.rank, reopened.confirmed_at) == (None, None, None)
    sheet = reopened.sheets.get(scorer=leader)
    assert advance_sheet(sheet, "recall", by=leader, at=now(), note="补看").status == "draft"


def test_nothing_is_confirmed_after_the_phase(assessment: Assessment, leader: User) -> None:
    all_in(assessment)

    with pytest.raises(Conflict, match="没有开放"):
        advance_field(assessment, "confirm", by=leader, at=now() + timedelta(days=40))
