"""Rows and branches of a draft: where they go, what is numbered anew, who was faster."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from assessments.actions import branches
from assessments.models import Indicator, Rubric
from assessments.results.rubric_outline import Way, Where
from assessments.results.rubrics import item_row, item_rows
from assessments.scoring import ItemRow
from districts.labels import verb_labels
from districts.roles import Role
from tests.assessments.drafts import seen
from tests.factories import make_rubric, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db

BEFORE, AFTER, INSIDE = Where.BEFORE, Where.AFTER, Where.INSIDE
TREE = (
    ItemRow(code="1", title="甲", points="20"),
    ItemRow(code="1.1", title="甲一", points="8", rule="达标"),
    ItemRow(code="1.2", title="甲二", points="12"),
    ItemRow(code="1.2.1", title="甲二一", points="12", rule="达标"),
    ItemRow(code="2", title="乙", points="30"),
    ItemRow(code="2.1", title="乙一", points="30", rule="达标"),
    ItemRow(code="3", title="丙", points="50", rule="达标"),
)
NEW = ItemRow(code="", title="新", points="5", rule="达标")


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(rows=TREE, is_published=False)


def at(rubric: Rubric, code: str) -> Indicator:
    return rubric.indicators.get(code=code)


def tree(rubric: Rubric) -> str:
    """The whole rubric in one line: `1甲 1.1甲一 …`."""
    return " ".join(f"{row.code}{row.title}" for row in item_rows(rubric.indicators.all()))


def by(user: User) -> dict[str, Any]:
    return {"by": user, "at": timezone.now()}


STEPS = [
    pytest.param("1.2", Way.UP, "1甲 1.1甲二 1.1.1甲二一 1.2甲一 2乙 2.1乙一 3丙",
                 "1.1 → 1.2，1.2 → 1.1", id="up-with-everything-below"),
    pytest.param("1", Way.DOWN, "1乙 1.1乙一 2甲 2.1甲一 2.2甲二 2.2.1甲二一 3丙",
                 "1 → 2，2 → 1", id="down-over-a-branch"),
    pytest.param("1.2", Way.IN, "1甲 1.1甲一 1.1.1甲二 1.1.1.1甲二一 2乙 2.1乙一 3丙",
                 "1.2 → 1.1.1", id="in-below-the-row-before"),
    pytest.param("1.1", Way.OUT, "1甲 1.1甲二 1.1.1甲二一 2甲一 3乙 3.1乙一 4丙",
                 "1.1 → 2，1.2 → 1.1，2 → 3，3 → 4", id="out-behind-its-parent"),
    pytest.param("1.2.1", Way.OUT, "1甲 1.1甲一 1.2甲二 1.3甲二一 2乙 2.1乙一 3丙",
                 "1.2.1 → 1.3", id="out-of-a-group"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "way", "after", "numbers"), STEPS)
def test_a_step_moves_a_branch_and_says_what_is_numbered_anew(
    office: User, draft: Rubric, *, code: str, way: Way, after: str, numbers: str
) -> None:
    outcome = branches.move_branch(draft, seen(draft, code), way, **by(office))

    assert tree(draft) == after
    assert f"编号变化：{numbers}，" in outcome.numbers


@pytest.mark.parametrize(
    ("code", "way", "said"),
    [
        ("1", Way.UP, "排在最前"),
        ("3", Way.DOWN, "排在最后"),
        ("1.1", Way.IN, "不能降级"),
        ("2", Way.OUT, "已经是大项"),
    ],
)
def test_a_step_over_the_edge_is_refused_with_the_reason(
    office: User, draft: Rubric, code: str, way: Way, said: str
) -> None:
    before = tree(draft)

    with pytest.raises(DomainError, match=said):
        branches.move_branch(draft, seen(draft, code), way, **by(office))

    assert tree(draft) == before


PLACES = [
    pytest.param("1.2", "2.1", BEFORE, "1甲 1.1甲一 2乙 2.1甲二 2.1.1甲二一 2.2乙一 3丙",
                 id="before-a-row-of-another-branch"),
    pytest.param("3", "1", INSIDE, "1甲 1.1甲一 1.2甲二 1.2.1甲二一 1.3丙 2乙 2.1乙一",
                 id="a-head-below-another"),
    pytest.param("2.1", None, INSIDE, "1甲 1.1甲一 1.2甲二 1.2.1甲二一 2乙 3丙 4乙一",
                 id="to-the-end-as-a-head"),
    pytest.param("1", "3", AFTER, "1乙 1.1乙一 2丙 3甲 3.1甲一 3.2甲二 3.2.1甲二一",
                 id="a-head-behind-the-last"),
    pytest.param("1.1", "1.1", AFTER, "1甲 1.1甲一 1.2甲二 1.2.1甲二一 2乙 2.1乙一 3丙",
                 id="beside-itself-is-where-it-is"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "target", "where", "after"), PLACES)
def test_a_branch_moves_to_any_place(
    office: User, draft: Rubric, *, code: str, target: str | None, where: Where, after: str
) -> None:
    goal = (at(draft, target).pk if target else None, where)

    branches.move_branch(draft, seen(draft, code), goal, **by(office))

    assert tree(draft) == after


COPIES = [
    pytest.param("1.2", "2", INSIDE,
                 "1甲 1.1甲一 1.2甲二 1.2.1甲二一 2乙 2.1乙一 2.2甲二 2.2.1甲二一 3丙",
                 id="below-another-head"),
    pytest.param("2", "1", BEFORE,
                 "1乙 1.1乙一 2甲 2.1甲一 2.2甲二 2.2.1甲二一 3乙 3.1乙一 4丙",
                 id="a-head-before-the-first"),
    pytest.param("1.2", "1.2", INSIDE,
                 "1甲 1.1甲一 1.2甲二 1.2.1甲二一 1.2.2甲二 1.2.2.1甲二一 2乙 2.1乙一 3丙",
                 id="into-itself-copies-what-was-there"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "target", "where", "after"), COPIES)
def test_a_copy_is_numbered_by_its_place(
    office: User, draft: Rubric, *, code: str, target: str, where: Where, after: str
) -> None:
    source = item_row(at(draft, code))
    goal = (at(draft, target).pk, where)

    outcome = branches.copy_branch(draft, seen(draft, code), goal, **by(office))

    copied = item_row(draft.indicators.get(pk=outcome.row_id))
    assert tree(draft) == after
    assert copied.id != source.id
    assert replace(copied, id=source.id, code=source.code) == source


ADDED = [
    pytest.param(None, INSIDE, "4", id="the-last-head"),
    pytest.param("1", INSIDE, "1.3", id="the-last-below-a-head"),
    pytest.param("1", AFTER, "2", id="a-head-between-two"),
    pytest.param("1.1", BEFORE, "1.1", id="before-the-first"),
    pytest.param("3", INSIDE, "3.1", id="below-what-was-an-item"),
]


@pytest.mark.parametrize(("target", "where", "code"), ADDED)
def test_a_new_row_takes_its_number_from_its_place(
    office: User, draft: Rubric, target: str | None, where: Where, code: str
) -> None:
    pk = at(draft, target).pk if target else None

    outcome = branches.add_row(draft, NEW, target=pk, where=where, **by(office))

    assert outcome.label == f"{code} 新"
    assert draft.indicators.get(title="新").code == code
    assert draft.indicators.count() == len(TREE) + 1


@pytest.mark.parametrize(
    ("code", "after", "next_row"),
    [
        ("1", "1乙 1.1乙一 2丙", "乙"),
        ("1.1", "1甲 1.1甲二 1.1.1甲二一 2乙 2.1乙一 3丙", "甲二"),
        ("3", "1甲 1.1甲一 1.2甲二 1.2.1甲二一 2乙 2.1乙一", "乙"),
        ("2.1", "1甲 1.1甲一 1.2甲二 1.2.1甲二一 2乙 3丙", "乙"),
    ],
)
def test_a_deleted_branch_closes_the_gap_and_leads_to_its_neighbour(
    office: User, draft: Rubric, code: str, after: str, next_row: str
) -> None:
    outcome = branches.delete_branch(draft, seen(draft, code), **by(office))

    assert tree(draft) == after
    assert draft.indicators.get(pk=outcome.row_id).title == next_row


def test_a_gap_in_the_numbers_stays_until_something_is_moved_there(office: User) -> None:
    rows = [replace(row, code=row.code.replace("2", "4", 1)) for row in TREE]
    draft = make_rubric(rows=rows, is_published=False)
    before = tree(draft)

    branches.move_branch(draft, seen(draft, "1.4.1"), Way.OUT, **by(office))

    assert "4乙" in before
    assert tree(draft) == "1甲 1.1甲一 1.2甲二 1.3甲二一 3丙 4乙 4.1乙一"


def test_a_place_that_is_too_deep_is_refused(office: User) -> None:
    codes = [".".join("1" * depth) for depth in range(1, 9)]
    rows = [ItemRow(code=code, title=code, points="1") for code in codes]
    draft = make_rubric(rows=[*rows, replace(TREE[-1], code="2")], is_published=False)

    with pytest.raises(DomainError, match="最多 8 级"):
        branches.move_branch(
            draft, seen(draft, "2"), (at(draft, codes[-1]).pk, INSIDE), **by(office)
        )


def test_a_branch_is_not_moved_below_itself(office: User, draft: Rubric) -> None:
    with pytest.raises(DomainError, match="自己的下级"):
        branches.move_branch(draft, seen(draft, "1"), (at(draft, "1.2").pk, INSIDE), **by(office))


def test_a_row_is_changed_and_keeps_its_number(office: User, draft: Rubric) -> None:
    row = item_row(at(draft, "1.1"))
    changed = replace(row, code="9.9", title="改名", points="8.5", evidence="图片>=2")

    branches.save_row(at(draft, "1.1"), changed, version=1, **by(office))

    kept = at(draft, "1.1")
    assert (kept.title, str(kept.points), kept.evidence_rule) == ("改名", "8.500", "图片>=2")
    assert (kept.pk, kept.version) == (row.id, 2)


BAD_ROWS = [
    pytest.param({"points": "0"}, "分值", id="NUM-071-an-item-worth-nothing"),
    pytest.param({"points": "-3"}, "分值", id="negative-points"),
    pytest.param({"points": "1E2"}, "分值", id="points-in-scientific-notation"),
    pytest.param({"rule": "次扣", "parameters": "每次=很多"}, "每次", id="a-bad-parameter"),
    pytest.param({"title": ""}, "名称", id="no-name"),
    pytest.param({"evidence": "照片若干"}, "佐证要求", id="an-unknown-kind-of-evidence"),
    pytest.param({"window": "随时"}, "填报窗口", id="a-window-that-is-none"),
    pytest.param({"weight": "50"}, "权重", id="a-weight-on-an-item"),
    pytest.param({"methods": "打电话"}, "考核方式", id="an-unknown-method"),
]


@pytest.mark.parametrize(("change", "said"), BAD_ROWS)
def test_a_bad_row_changes_nothing(
    office: User, draft: Rubric, change: dict[str, Any], said: str
) -> None:
    before = list(draft.indicators.values())
    row = replace(item_row(at(draft, "1.1")), **change)

    with pytest.raises(DomainError, match=said):
        branches.save_row(at(draft, "1.1"), row, version=1, **by(office))
    with pytest.raises(DomainError, match=said):
        branches.add_row(draft, row, target=None, where=INSIDE, **by(office))

    assert list(draft.indicators.values()) == before


def test_a_group_has_no_rule_of_its_own(office: User, draft: Rubric) -> None:
    row = replace(item_row(at(draft, "1")), rule="达标")

    with pytest.raises(DomainError, match="有下级项目"):
        branches.save_row(at(draft, "1"), row, version=1, **by(office))


STALE = [
    pytest.param(lambda rubric, row, **by: branches.move_branch(rubric, row, Way.UP, **by),
                 id="move"),
    pytest.param(lambda rubric, row, **by: branches.copy_branch(rubric, row, (None, INSIDE), **by),
                 id="copy"),
    pytest.param(branches.delete_branch, id="delete"),
]  # fmt: skip


@pytest.mark.parametrize("act", STALE)
def test_who_saw_a_row_elsewhere_is_told_both_numbers(
    office: User, draft: Rubric, act: Any
) -> None:
    old = seen(draft, "1.2")
    branches.move_branch(draft, seen(draft, "1.2"), Way.OUT, **by(office))
    before = tree(draft)

    with pytest.raises(Conflict, match="已被他人移动") as conflict:
        act(draft, old, **by(office))

    assert conflict.value.versions == [("编号", "2", "1.2")]
    assert tree(draft) == before


def test_a_branch_written_since_it_was_seen_is_not_deleted(office: User, draft: Rubric) -> None:
    old, child = seen(draft, "1.2"), at(draft, "1.2.1")
    branches.save_row(child, replace(item_row(child), title="补写"), version=1, **by(office))

    with pytest.raises(Conflict) as conflict:
        branches.delete_branch(draft, old, **by(office))

    assert "补写" in conflict.value.current["1.2.1"]
    assert at(draft, "1.2.1").title == "补写"


def test_a_row_that_is_gone_is_a_conflict(office: User, draft: Rubric) -> None:
    old, gone = seen(draft, "3"), at(draft, "3")
    branches.delete_branch(draft, old, **by(office))

    for attempt in (
        lambda: branches.delete_branch(draft, old, **by(office)),
        lambda: branches.save_row(gone, NEW, version=1, **by(office)),
        lambda: branches.add_row(draft, NEW, target=gone.pk, where=AFTER, **by(office)),
        lambda: branches.move_branch(draft, seen(draft, "2"), (gone.pk, AFTER), **by(office)),
    ):
        with pytest.raises(Conflict, match="已被他人删除"):
            attempt()


def test_a_stale_save_is_refused_with_both_versions(office: User, draft: Rubric) -> None:
    row, stored = at(draft, "1.1"), item_row(at(draft, "1.1"))
    branches.save_row(row, replace(stored, points="7"), version=1, **by(office))

    with pytest.raises(Conflict) as conflict:
        branches.save_row(row, replace(stored, points="6"), version=1, **by(office))

    assert conflict.value.versions == [("分值", "7", "6")]
    assert str(at(draft, "1.1").points) == "7.000"


def test_two_people_on_two_rows_do_not_disturb_each_other(office: User, draft: Rubric) -> None:
    first, second = at(draft, "1.1"), at(draft, "2.1")
    branches.save_row(first, replace(item_row(first), title="其一"), version=1, **by(office))
    branches.move_branch(draft, seen(draft, "2"), Way.UP, **by(office))
    branches.save_row(second, replace(item_row(second), title="其二"), version=1, **by(office))

    assert tree(draft).startswith("1乙 1.1其二 2甲 2.1其一")


def test_the_trail_says_what_was_written_and_renumbered(office: User, draft: Rubric) -> None:
    branches.add_row(draft, NEW, target=None, where=INSIDE, **by(office))
    branches.copy_branch(draft, seen(draft, "1.2"), (None, INSIDE), **by(office))
    branches.move_branch(draft, seen(draft, "1.1"), Way.DOWN, **by(office))
    branches.save_row(
        at(draft, "3"), replace(item_row(at(draft, "3")), title="改"), version=1, **by(office)
    )
    branches.delete_branch(draft, seen(draft, "2"), **by(office))

    deleted, saved, moved, copied, added = AuditEntry.objects.about(draft)
    assert "乙一" in deleted.before["2.1"]
    assert deleted.after["改号"][0] == "3 → 2"
    assert ("丙" in saved.before["3"], "改" in saved.after["3"]) == (True, True)
    assert moved.after["改号"] == ["1.1 → 1.2", "1.2 → 1.1"]
    assert "甲二一" in copied.after["5.1"]
    assert "新" in added.after["4"]
    assert {each.verb for each in (deleted, saved, moved, copied, added)} <= verb_labels().keys()


def test_filling_replaces_all_rows_or_none(office: User, draft: Rubric) -> None:
    one = ItemRow(code="1", title="组织领导", points="100", rule="达标")

    branches.fill_rubric(draft, [one], **by(office))
    with pytest.raises(DomainError):
        branches.fill_rubric(draft, [one, one], **by(office))

    assert tree(draft) == "1组织领导"
