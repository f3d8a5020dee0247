"""A mark changed behind the system's back is found by comparing it with the trail."""

import pytest
from django.utils import timezone

from assessments.actions.sheets import advance_sheet, open_sheet
from assessments.models import ScoreSheet
from assessments.results.sheet_trail import check_sheets
from assessments.roles import SheetStatus
from tests.factories import make_assigned, make_sheet, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> ScoreSheet:
    leader = make_user(name="赵敏")
    assessment = make_assigned(leader, unit=make_unit("县甲单位"))
    return make_sheet(assessment, leader, {"1.2": {"count": 1}}, is_submitted=True)


def test_untouched_sheets_agree_with_the_trail(sheet: ScoreSheet) -> None:
    draft = make_assigned(make_user())
    make_sheet(draft, draft.team.members.get().user)
    abstained = make_assigned(make_user())
    by = abstained.team.members.get().user
    empty = open_sheet(abstained, by=by, at=timezone.now())
    advance_sheet(empty, "abstain", by=by, at=timezone.now(), note="回避")

    assert list(check_sheets()) == []


@pytest.mark.parametrize(
    "change",
    [{"answer": {"count": 0}}, {"answer": None}, {"reason": "改过"}, {"methods": ["查资料"]}],
    ids=["answer", "no-answer", "reason", "methods"],
)
def test_a_mark_changed_by_sql_is_found(sheet: ScoreSheet, change: dict[str, object]) -> None:
    sheet.marks.filter(indicator__code="1.2").update(**change)

    (fault,) = check_sheets()

    assert "县甲单位" in fault
    assert "赵敏的考核表与提交时的记录不一致：1.2。" in fault


def test_a_mark_removed_by_sql_is_found(sheet: ScoreSheet) -> None:
    sheet.marks.filter(indicator__code="1.2").delete()

    (fault,) = check_sheets()

    assert fault.endswith("不一致：1.2。")


def test_a_sheet_handed_in_by_sql_is_found() -> None:
    leader = make_user()
    sheet = make_sheet(make_assigned(leader), leader)
    ScoreSheet.objects.filter(pk=sheet.pk).update(status=SheetStatus.SUBMITTED)

    (fault,) = check_sheets()

    assert "没有对应的一步" in fault


def test_what_was_recalled_and_handed_in_again_agrees(sheet: ScoreSheet) -> None:
    at, scorer = timezone.now(), sheet.scorer
    advance_sheet(sheet, "recall", by=scorer, at=at, note="重看")
    make_sheet(sheet.assessment, scorer, {"1.2": {"count": 2}}, is_submitted=True)

    assert list(check_sheets()) == []
