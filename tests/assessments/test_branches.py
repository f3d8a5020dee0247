"""One 大项 at a time: rows added, changed, moved and removed, stale edits, bad rows."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from assessments.actions import branches
from assessments.models import Indicator, Rubric
from assessments.results.rubrics import item_rows
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.factories import make_rubric, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(is_published=False)


def rows_of(rubric: Rubric, head: str) -> list[ItemRow]:
    return item_rows(row for row in rubric.indicators.all() if row.code.split(".")[0] == head)


def save(rubric: Rubric, rows: list[ItemRow], by: User, version: int = 1) -> None:
    head = rubric.indicators.get(code=rows[0].code)
    branches.save_branch(head, rows, version=version, by=by, at=timezone.now())


def titles(rubric: Rubric) -> list[str]:
    return [f"{row.code} {row.title}" for row in item_rows(rubric.indicators.all()) if row.title]


def test_rows_are_changed_added_and_removed_together(office: User, draft: Rubric) -> None:
    head, first, _second = rows_of(draft, "1")
    added = ItemRow(code="1.2", title="工作机构", points="12", rule="达标")

    save(draft, [head, replace(first, title="一把手负责", points="8.5"), added], office)

    kept = draft.indicators.get(pk=first.id or 0)
    assert (kept.title, str(kept.points)) == ("一把手负责", "8.500")
    assert [row.title for row in rows_of(draft, "1")] == ["组织领导", "一把手负责", "工作机构"]
    entry = AuditEntry.objects.about(draft).first()
    assert "例会制度" in entry.before["1.2"]
    assert "工作机构" in entry.after["1.2"]


def test_two_rows_swap_their_numbers_and_stay_themselves(office: User, draft: Rubric) -> None:
    head, first, second = rows_of(draft, "1")

    save(draft, [head, replace(first, code="1.2"), replace(second, code="1.1")], office)

    assert draft.indicators.get(code="1.1").pk == second.id
    assert draft.indicators.get(code="1.2").pk == first.id


def test_a_stale_save_is_refused_with_both_versions(office: User, draft: Rubric) -> None:
    head, first, second = rows_of(draft, "1")
    save(draft, [head, replace(first, points="7"), second], office)

    with pytest.raises(Conflict) as conflict:
        save(draft, [head, replace(first, points="6"), second], office)

    assert "分值 7" in conflict.value.current["1.1"]
    assert "分值 6" in conflict.value.typed["1.1"]
    assert str(draft.indicators.get(pk=first.id or 0).points) == "7.000"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"points": "0"}, "分值", id="NUM-071-an-item-worth-nothing"),
        pytest.param({"points": "-3"}, "分值", id="negative-points"),
        pytest.param({"points": "1E2"}, "分值", id="points-in-scientific-notation"),
        pytest.param({"parameters": "每次=很多"}, "每次", id="a-parameter-that-is-no-number"),
        pytest.param({"rule": ""}, "给分方式", id="an-item-without-a-rule"),
        pytest.param({"evidence": "照片若干"}, "佐证要求", id="an-unknown-kind-of-evidence"),
        pytest.param({"window": "随时"}, "填报窗口", id="a-window-that-is-none"),
        pytest.param({"code": "1.1"}, "重复", id="a-doubled-number"),
        pytest.param({"code": "1.5.1"}, "上级", id="an-orphan"),
        pytest.param({"code": "2.9"}, "开头", id="a-row-of-another-head"),
    ],
)
def test_a_bad_row_changes_nothing(
    office: User, draft: Rubric, change: dict[str, Any], said: str
) -> None:
    head, first, second = rows_of(draft, "1")
    before = list(draft.indicators.values())

    with pytest.raises(DomainError, match=said):
        save(draft, [head, first, replace(second, **change)], office)

    assert list(draft.indicators.values()) == before


def test_a_branch_has_a_largest_size(office: User, draft: Rubric) -> None:
    head = rows_of(draft, "1")[0]
    many = [
        ItemRow(code=f"1.{n}", title=f"第{n}项", points="0.1", rule="达标")
        for n in range(1, branches.MAX_BRANCH_ROWS + 1)
    ]

    with pytest.raises(DomainError, match="最多"):
        save(draft, [head, *many], office)


def test_a_new_head_stands_last_and_holds_publishing_up(office: User, draft: Rubric) -> None:
    head = branches.add_branch(draft, title="特色工作", points="5", by=office, at=timezone.now())

    assert (head.code, head.rule) == ("6", "")


def test_a_deleted_head_closes_the_gap(office: User, draft: Rubric) -> None:
    second = draft.indicators.get(code="2")

    branches.delete_branch(second, version=1, by=office, at=timezone.now())

    assert titles(draft)[3:5] == ["2 精神文明创建活动", "2.1 主题活动"]
    assert "服务窗口" in AuditEntry.objects.about(draft).first().before["2.2"]


def test_heads_swap_with_everything_below_them(office: User, draft: Rubric) -> None:
    first = draft.indicators.get(code="1")
    below = draft.indicators.get(code="1.2")

    branches.move_branch(first, down=True, by=office, at=timezone.now())

    below.refresh_from_db()
    assert below.code == "2.2"
    assert titles(draft)[0] == "1 精神文明阵地建设"


@pytest.mark.parametrize(("code", "down"), [("1", False), ("5", True)])
def test_moving_over_the_edge_changes_nothing(
    office: User, draft: Rubric, code: str, down: bool
) -> None:
    before = list(draft.indicators.values())

    head = draft.indicators.get(code=code)
    branches.move_branch(head, down=down, by=office, at=timezone.now())

    assert list(draft.indicators.values()) == before


def test_a_branch_saved_after_it_was_moved_is_a_conflict(office: User, draft: Rubric) -> None:
    rows = rows_of(draft, "1")
    head = draft.indicators.get(code="1")
    branches.move_branch(head, down=True, by=office, at=timezone.now())

    with pytest.raises(Conflict):
        branches.save_branch(head, rows, version=1, by=office, at=timezone.now())


def test_filling_replaces_all_rows_or_none(office: User, draft: Rubric) -> None:
    one = ItemRow(code="1", title="组织领导", points="100", rule="达标")

    branches.fill_rubric(draft, [one], by=office, at=timezone.now())
    with pytest.raises(DomainError):
        branches.fill_rubric(draft, [one, one], by=office, at=timezone.now())

    assert titles(draft) == ["1 组织领导"]


def test_removing_the_head_row_is_refused(office: User, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")

    with pytest.raises(DomainError, match="大项本身"):
        branches.save_branch(head, rows_of(draft, "1")[1:], version=1, by=office, at=timezone.now())

    assert Indicator.objects.filter(rubric=draft, code="1").exists()
