"""Sheets and marks: opened once, saved under a version and a key, handed in when complete."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from assessments.actions.autosaves import UNCHANGED
from assessments.actions.cycles import move_phase
from assessments.actions.sheets import advance_sheet, open_sheet, save_mark
from assessments.actions.sheets.marks import StaleMark
from assessments.models import Assessment, Mark, Phase, ScoreSheet, TeamMember
from assessments.results.sheets import lines_of
from assessments.roles import FieldStatus, PhaseKind, SheetStatus
from assessments.workflow import SHEET_STEPS
from districts.roles import Role
from tests.factories import (
    make_assigned,
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


def mark_of(sheet: ScoreSheet, code: str) -> Mark:
    return sheet.marks.get(indicator__code=code)


def save(mark: Mark, *, by: User | None = None, **changes: Any) -> Mark:
    changes = dict[str, Any](version=mark.version, save_key=uuid4(), at=now()) | changes
    return save_mark(mark.pk, by=by or mark.sheet.scorer, **changes)


@pytest.fixture
def leader() -> User:
    return make_user(name="赵敏")


@pytest.fixture
def mate() -> User:
    return make_user(name="钱伟")


@pytest.fixture
def assessment(leader: User, mate: User) -> Assessment:
    return make_assigned(leader, mate)


@pytest.fixture
def sheet(assessment: Assessment, leader: User) -> ScoreSheet:
    return open_sheet(assessment, by=leader, at=now())


# Opening


def test_a_sheet_has_an_empty_mark_for_every_item_a_scorer_answers(sheet: ScoreSheet) -> None:
    """2.2 does not apply to a unit without 窗口; 4.1 is answered by the test."""
    codes = sheet.marks.order_by("indicator__code").values_list("indicator__code", "answer")

    assert list(codes) == [(code, None) for code in ("1.1", "1.2", "2.1", "3.1", "3.2", "5.1")]


def test_opening_twice_gives_the_same_sheet(assessment: Assessment, sheet: ScoreSheet) -> None:
    assert open_sheet(assessment, by=sheet.scorer, at=now()) == sheet
    assert AuditEntry.objects.about(sheet).count() == 1


def test_somebody_of_the_unit_is_refused_and_put_on_record(assessment: Assessment) -> None:
    conflicted = make_user(Role.STAFF, unit=assessment.unit)
    TeamMember.objects.create(team=team_of(assessment), user=conflicted)

    with pytest.raises(NotAllowed, match="须回避"):
        open_sheet(assessment, by=conflicted, at=now())

    assert not assessment.sheets.exists()
    entry = AuditEntry.objects.about(assessment).first()
    assert (entry.verb, entry.actor) == ("sheet.recused", conflicted)


def test_only_members_open_sheets(assessment: Assessment) -> None:
    other_team = make_team(cycle=assessment.cycle).members.get().user

    for stranger in (other_team, make_user(Role.OFFICE), make_user(Role.ADMIN), make_user()):
        with pytest.raises(NotAllowed, match="不由您所在的考核组"):
            open_sheet(assessment, by=stranger, at=now())


@pytest.mark.parametrize(
    ("days", "sentence"), [(-40, "还没有开始"), (40, "已经结束")], ids=["too-early", "too-late"]
)
def test_sheets_are_opened_in_the_field_phase_only(
    assessment: Assessment, leader: User, days: int, sentence: str
) -> None:
    with pytest.raises(Conflict, match=sentence):
        open_sheet(assessment, by=leader, at=now() + timedelta(days=days))


# Saving


def test_a_save_keeps_what_it_does_not_carry(sheet: ScoreSheet) -> None:
    mark = save(mark_of(sheet, "1.2"), answer={"count": "2"}, reason="缺两次", methods=["查资料"])

    mark = save(mark, reason="缺二、三季度两次")

    mark.refresh_from_db()
    assert (mark.answer, mark.reason) == ({"count": 2}, "缺二、三季度两次")
    assert (mark.methods, mark.version) == (["查资料"], 3)


def test_an_answer_can_be_taken_back_and_is_then_no_zero(sheet: ScoreSheet) -> None:
    mark = save(mark_of(sheet, "1.2"), answer={"count": "2"})

    mark = save(mark, answer=None)

    line = next(line for line in lines_of(sheet) if line.code == "1.2")
    assert (line.outcome, line.problem) == (None, "未评分")


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("1.2", {"count": "-1"}),
        ("1.2", {"count": "1.5"}),
        ("1.2", {"count": "1E2"}),
        ("1.2", {"count": "9_5"}),
        ("1.2", {"count": "九"}),
        ("1.2", {"level": "A"}),
        ("2.1", {"level": "E"}),
        ("3.2", {"amounts": ["0.2"]}),
        ("3.2", {"amounts": ["4"]}),
        ("5.1", {"value": "NaN"}),
        ("5.1", {"value": "9,5"}),
        ("5.1", {"value": "=95"}),
        ("5.1", {"value": "1e1000000000"}),
    ],
)
def test_a_wrong_answer_is_refused_by_name_and_changes_nothing(
    sheet: ScoreSheet, code: str, answer: dict[str, Any]
) -> None:
    mark = mark_of(sheet, code)

    with pytest.raises(DomainError) as refusal:
        save(mark, answer=answer)

    assert code in refusal.value.message
    assert refusal.value.field == "answer"
    mark.refresh_from_db()
    assert (mark.answer, mark.version) == (None, 1)


@pytest.mark.parametrize("typed", ["９０", " 90 ", "\u300090\u3000", "090"])
def test_figures_typed_with_a_chinese_keyboard_are_read(sheet: ScoreSheet, typed: str) -> None:
    assert save(mark_of(sheet, "5.1"), answer={"value": typed}).answer == {"value": "90"}


def test_reason_and_methods_are_checked(sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.1")

    with pytest.raises(DomainError, match="最多 500 字，现在多出 1 字"):
        save(mark, reason="字" * 501)
    with pytest.raises(DomainError, match="没有“查户口”这种考核方式"):
        save(mark, methods=["查户口"])
    saved = save(mark, reason="  一\x0b二\u200b  ", methods=["听汇报"])

    assert (saved.reason, saved.methods) == ("一\n二", ["听汇报"])


def test_a_stale_save_is_refused_with_both_versions(sheet: ScoreSheet) -> None:
    old = mark_of(sheet, "1.2")
    save(old, answer={"count": "1"}, reason="缺一次")

    with pytest.raises(StaleMark) as refusal:
        save(old, answer={"count": "3"}, reason="缺三次")

    assert refusal.value.versions == [
        ("评分", "扣分次数 1 次", "扣分次数 3 次"),
        ("扣分理由", "缺一次", "缺三次"),
    ]
    assert refusal.value.mark.version == 2
    old.refresh_from_db()
    assert (old.answer, old.reason) == ({"count": 1}, "缺一次")


def test_the_same_save_again_gives_the_stored_answer(sheet: ScoreSheet) -> None:
    mark, key = mark_of(sheet, "1.2"), uuid4()
    first = save(mark, answer={"count": "1"}, save_key=key)

    again = save(mark, answer={"count": "1"}, save_key=key)

    assert (again.version, again.answer) == (first.version, {"count": 1}) == (2, {"count": 1})
    with pytest.raises(Conflict, match="不同的内容"):
        save(mark, answer={"count": "2"}, save_key=key)
    mark.refresh_from_db()
    assert (mark.version, mark.answer) == (2, {"count": 1})


def test_a_save_cannot_be_back_dated(sheet: ScoreSheet) -> None:
    at = now()

    assert save(mark_of(sheet, "1.2"), answer={"count": "1"}, at=at).updated_at == at


def test_a_mark_is_known_only_to_its_scorer(sheet: ScoreSheet, mate: User) -> None:
    mark = mark_of(sheet, "1.2")

    for stranger in (mate, make_user(Role.OFFICE), make_user(Role.ADMIN)):
        with pytest.raises(Mark.DoesNotExist):
            save(mark, by=stranger, answer={"count": "1"})


def test_whoever_lost_their_seat_saves_no_more(sheet: ScoreSheet, leader: User) -> None:
    mark = mark_of(sheet, "1.2")
    TeamMember.objects.filter(user=leader).delete()

    with pytest.raises(NotAllowed, match="已不在该考核组"):
        save(mark, answer={"count": "1"})

    mark.refresh_from_db()
    assert mark.answer is None


def test_whoever_joins_the_unit_saves_no_more(sheet: ScoreSheet, leader: User) -> None:
    make_membership(leader, Role.STAFF, unit=sheet.assessment.unit)

    with pytest.raises(NotAllowed, match="回避"):
        save(mark_of(sheet, "1.2"), answer={"count": "1"})


def test_a_disabled_account_saves_no_more(sheet: ScoreSheet, leader: User) -> None:
    """Also where the request has loaded the account before it was disabled."""
    mark = mark_of(sheet, "1.2")
    User.objects.filter(pk=leader.pk).update(is_active=False)

    with pytest.raises(NotAllowed):
        save(mark, by=leader, answer={"count": "1"})


def test_a_closed_phase_takes_no_marks(sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")

    with pytest.raises(Conflict, match="没有开放"):
        save(mark, answer={"count": "1"}, at=now() + timedelta(days=40))


def test_an_extended_phase_takes_marks_again(sheet: ScoreSheet) -> None:
    phase = Phase.objects.get(cycle=sheet.assessment.cycle, kind=PhaseKind.FIELD)
    later = now() + timedelta(days=40)
    move_phase(
        phase,
        opens_at=phase.opens_at,
        closes_at=later + timedelta(days=1),
        reason="雨雪天气",
        by=make_user(Role.OFFICE),
        at=now(),
    )

    assert save(mark_of(sheet, "1.2"), answer={"count": "1"}, at=later).version == 2


# Steps


def test_a_sheet_is_handed_in_complete_or_not_at_all(assessment: Assessment, leader: User) -> None:
    sheet = open_sheet(assessment, by=leader, at=now())
    save(mark_of(sheet, "1.2"), answer={"count": "1"})

    with pytest.raises(Conflict) as refusal:
        advance_sheet(sheet, "submit", by=leader, at=now())

    assert "还有 6 项没有完成" in refusal.value.message
    assert "1.1 领导重视（未评分）" in refusal.value.message
    assert "1.2 例会制度（未写扣分理由）" in refusal.value.message
    sheet.refresh_from_db()
    assert (sheet.status, sheet.total) == (SheetStatus.DRAFT, None)


def test_handing_in_keeps_everything_in_the_trail(assessment: Assessment, leader: User) -> None:
    sheet = make_sheet(assessment, leader, {"1.2": {"count": 1}})

    sheet = advance_sheet(sheet, "submit", by=leader, at=now())

    entry = AuditEntry.objects.about(sheet).first()
    assert entry.verb == "sheet.submit"
    assert entry.after["marks"]["1.2"] == {
        "answer": {"count": 1},
        "reason": "现场未见记录",
        "methods": [],
    }
    assert set(entry.after["marks"]) == {"1.1", "1.2", "2.1", "3.1", "3.2", "5.1"}


def test_a_handed_in_sheet_changes_only_after_a_recall_with_a_reason(
    assessment: Assessment, leader: User
) -> None:
    sheet = make_sheet(assessment, leader, is_submitted=True)
    mark = mark_of(sheet, "1.2")

    with pytest.raises(Conflict, match="已提交，不能再改"):
        save(mark, answer={"count": "1"})
    with pytest.raises(DomainError, match="须写明原因"):
        advance_sheet(sheet, "recall", by=leader, at=now(), note=" \u200b ")
    sheet = advance_sheet(sheet, "recall", by=leader, at=now(), note="看错了一项")

    assert (sheet.status, sheet.note, sheet.total) == (SheetStatus.DRAFT, "看错了一项", None)
    assert save(mark, answer={"count": "1"}, reason="缺一次").version == mark.version + 1


def test_a_second_press_of_submit_is_told_so(assessment: Assessment, leader: User) -> None:
    sheet = make_sheet(assessment, leader)
    advance_sheet(sheet, "submit", by=leader, at=now())

    with pytest.raises(Conflict, match="已提交"):
        advance_sheet(sheet, "submit", by=leader, at=now())

    assert AuditEntry.objects.about(sheet).filter(verb="sheet.submit").count() == 1


def test_a_confirmed_unit_gives_no_sheet_back(assessment: Assessment, leader: User) -> None:
    sheet = make_sheet(assessment, leader, is_submitted=True)
    Assessment.objects.filter(pk=assessment.pk).update(field_status=FieldStatus.CONFIRMED)

    with pytest.raises(Conflict, match="已由组长确认"):
        advance_sheet(sheet, "recall", by=leader, at=now(), note="想改")


def test_an_abstention_that_may_have_peeked_is_final(
    assessment: Assessment, leader: User, mate: User
) -> None:
    """An abstainer reads the others' marks, so they do not come back to score after them."""
    sheet = open_sheet(assessment, by=mate, at=now())
    advance_sheet(sheet, "abstain", by=mate, at=now(), note="与负责人是亲属")
    advance_sheet(sheet, "recall", by=mate, at=now(), note="点错了")
    advance_sheet(sheet, "abstain", by=mate, at=now(), note="与负责人是亲属")
    make_sheet(assessment, leader, is_submitted=True)

    with pytest.raises(Conflict, match="不能再恢复打分"):
        advance_sheet(sheet, "recall", by=mate, at=now(), note="又想打分")


# verb, state → who may. The others are refused: 403 NotAllowed, 409 Conflict.
STEP_MATRIX = [
    ("submit", "draft", {"own": "ok"}),
    ("abstain", "draft", {"own": "ok"}),
    ("recall", "draft", {"own": "conflict"}),
    ("submit", "submitted", {"own": "conflict"}),
    ("abstain", "submitted", {"own": "conflict"}),
    ("recall", "submitted", {"own": "ok"}),
    ("submit", "abstained", {"own": "conflict"}),
    ("abstain", "abstained", {"own": "conflict"}),
    ("recall", "abstained", {"own": "ok"}),
]
ACTORS = ["own", "mate", "other-team", "leader", "office", "conflicted", "reporter", "admin"]


def make_actor(kind: str, sheet: ScoreSheet) -> User:
    assessment = sheet.assessment
    if kind == "own":
        return sheet.scorer
    if kind == "leader":
        return team_of(assessment).members.get(is_leader=True).user
    if kind == "other-team":
        return make_team(cycle=assessment.cycle).members.get().user
    if kind in ("mate", "conflicted"):
        user = make_user(Role.STAFF, unit=assessment.unit) if kind == "conflicted" else make_user()
        TeamMember.objects.create(team=team_of(assessment), user=user)
        return user
    role = {"office": Role.OFFICE, "admin": Role.ADMIN, "reporter": Role.UNIT}[kind]
    return make_user(role, unit=assessment.unit)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("verb", "status", "allowed"), STEP_MATRIX)
def test_who_may_take_which_step(
    assessment: Assessment, verb: str, status: str, allowed: dict[str, str], actor: str
) -> None:
    mate = team_of(assessment).members.get(is_leader=False).user
    sheet = make_sheet(assessment, mate)
    if status != "draft":
        verb_before = {"submitted": "submit", "abstained": "abstain"}[status]
        advance_sheet(sheet, verb_before, by=mate, at=now(), note="说明")
    by = make_actor(actor, sheet)
    expected = allowed.get(actor, "not-allowed")

    outcome = attempt(sheet, verb, by)

    assert outcome == expected
    sheet.refresh_from_db()
    assert (sheet.status == SHEET_STEPS[verb].target and sheet.status != status) is (
        expected == "ok"
    )


def attempt(sheet: ScoreSheet, verb: str, by: User) -> str:
    try:
        advance_sheet(sheet, verb, by=by, at=now(), note="说明原因")
    except NotAllowed:
        return "not-allowed"
    except Conflict:
        return "conflict"
    return "ok"


def test_every_step_and_state_is_in_the_matrix() -> None:
    assert {(verb, status) for verb, status, _ in STEP_MATRIX} == {
        (verb, status) for verb in SHEET_STEPS for status in SheetStatus.values
    }


def test_unchanged_is_the_default_of_every_field(sheet: ScoreSheet) -> None:
    mark = save(mark_of(sheet, "1.1"), answer={"met": True}, methods=["听汇报"])

    again = save(mark, answer=UNCHANGED, reason=UNCHANGED, methods=UNCHANGED)

    again.refresh_from_db()
    assert (again.answer, again.methods, again.version) == ({"met": True}, ["听汇报"], 3)
