"""Rubrics: drafts, versions, the guard before publishing, and what is frozen afterwards."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from assessments.actions import branches, rubrics, total_rows
from assessments.models import Indicator, Rubric
from assessments.results.rubric_outline import Way, Where
from assessments.results.rubrics import inner_sums, item_rows, review, tree_of
from assessments.roles import RubricStatus
from assessments.scoring import GradeRow, ItemRow
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    SMALL_TREE,
    make_assessment,
    make_rubric,
    make_user,
    this_year,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db

# NUM-068: 60 + 50 below a head of 100.
TOO_MUCH = (
    ItemRow(code="1", title="组织领导", points="100"),
    ItemRow(code="1.1", title="领导重视", points="60", rule="达标"),
    ItemRow(code="1.2", title="例会制度", points="50", rule="达标"),
)
UNEVEN_TOTAL = (ItemRow(code="1", title="组织领导", points="90", rule="达标"),)
UNFINISHED = (ItemRow(code="1", title="组织领导", points="100"),)


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


def publish(rubric: Rubric, by: User, reason: str = "") -> Rubric:
    return rubrics.publish(rubric, by=by, at=timezone.now(), reason=reason)


def copy(rubric: Rubric, by: User, year: int) -> Rubric:
    return rubrics.copy_rubric(rubric, year=year, by=by, at=timezone.now())


def everything_of(rubric: Rubric) -> tuple[Any, ...]:
    return Rubric.objects.filter(pk=rubric.pk).values().get(), list(rubric.indicators.values())


def texts(rubric: Rubric) -> list[ItemRow]:
    return [replace(row, id=None) for row in item_rows(rubric.indicators.all())]


def test_a_sound_draft_is_published_and_frozen_with_its_indicators(office: User) -> None:
    draft = make_rubric(is_published=False)

    published = publish(draft, office)

    assert published.status == RubricStatus.PUBLISHED
    assert published.published_by == office
    own = {each.code: each.pk for each in draft.indicators.all()}
    assert {item.code: item.id for item in published.spec.items}.items() <= own.items()
    assert AuditEntry.objects.about(published).first().verb == "rubric.publish"


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        pytest.param(TOO_MUCH, "分值", id="children-above-their-parent"),
        pytest.param(UNEVEN_TOTAL, "满分", id="heads-do-not-add-up-to-the-full-points"),
    ],
)
def test_sums_that_differ_need_a_reason(office: User, rows: Any, column: str) -> None:
    draft = make_rubric(rows=rows, is_published=False)

    with pytest.raises(rubrics.RubricRefused) as refused:
        publish(draft, office)

    assert refused.value.field == "reason"
    assert refused.value.review.doubts
    draft.refresh_from_db()
    assert draft.is_draft
    assert publish(draft, office, "上级文件如此").publish_reason == "上级文件如此"


def test_a_draft_with_errors_is_refused_with_all_of_them_whatever_the_reason(office: User) -> None:
    draft = make_rubric(rows=UNFINISHED, is_published=False)
    Indicator.objects.create(rubric=draft, code="2", title="阵地", points=10, rule="level")

    with pytest.raises(rubrics.RubricRefused) as refused:
        publish(draft, office, "赶时间")

    assert {each.code for each in refused.value.review.errors} == {"1", "2"}
    assert Rubric.objects.get(pk=draft.pk).is_draft


def test_the_administrator_edits_but_does_not_publish() -> None:
    draft = make_rubric(is_published=False)

    with pytest.raises(NotAllowed):
        publish(draft, make_user(Role.ADMIN))

    assert Rubric.objects.get(pk=draft.pk).is_draft


def test_a_second_publish_is_a_conflict(office: User) -> None:
    draft = make_rubric(is_published=False)
    publish(draft, office)

    with pytest.raises(Conflict):
        publish(draft, office)


def test_a_published_rubric_is_never_edited(office: User) -> None:
    rubric = make_rubric()
    head = rubric.indicators.get(code="1")
    by: dict[str, Any] = {"by": office, "at": timezone.now()}
    attempts = [
        lambda: rubrics.update_rubric(rubric, revision=1, name="改名", **by),
        lambda: rubrics.discard_draft(rubric, **by),
        lambda: branches.fill_rubric(rubric, SMALL_TREE[:1], **by),
        lambda: branches.add_row(rubric, SMALL_TREE[1], target=None, where=Where.INSIDE, **by),
        lambda: branches.save_row(head, SMALL_TREE[1], version=1, **by),
        lambda: branches.delete_branch(rubric, str(head.pk), **by),
        lambda: branches.move_branch(rubric, str(head.pk), Way.DOWN, **by),
        lambda: branches.copy_branch(rubric, str(head.pk), (None, Where.INSIDE), **by),
        lambda: total_rows.add_total(rubric, "grade", GradeRow(name="优秀"), **by),
        lambda: total_rows.save_total(rubric, "grade", 1, GradeRow(name="优秀"), version=1, **by),
        lambda: total_rows.move_total(rubric, "grade", 1, down=True, **by),
        lambda: total_rows.delete_total(rubric, "grade", 1, version=1, **by),
    ]

    for attempt in attempts:
        with pytest.raises(Conflict, match="另起新版"):
            attempt()

    assert texts(rubric) == list(SMALL_TREE)


def test_a_new_version_supersedes_the_old_and_enrolled_units_keep_theirs(office: User) -> None:
    first = make_rubric()
    assessment = make_assessment()
    assert assessment.rubric == first
    second = copy(first, office, first.year)

    publish(second, office)

    first.refresh_from_db()
    assessment.refresh_from_db()
    assert (first.status, second.version, second.based_on) == (RubricStatus.SUPERSEDED, 2, first)
    assert assessment.rubric == first
    assert make_assessment(cycle=assessment.cycle).rubric == second


def test_what_is_published_is_read_once_in_a_process() -> None:
    rubric = make_rubric()

    assert Rubric.objects.get(pk=rubric.pk).spec is Rubric.objects.get(pk=rubric.pk).spec


def test_the_same_id_published_at_another_moment_is_read_again() -> None:
    """As after a restored backup, or a publication that was rolled back."""
    rubric = make_rubric()
    assert rubric.spec.nodes[0].points == 20
    rubric.frozen["nodes"][0]["points"] = "18"
    Rubric.objects.filter(pk=rubric.pk).update(frozen=rubric.frozen, published_at=timezone.now())

    assert Rubric.objects.get(pk=rubric.pk).spec.nodes[0].points == 18


def test_a_type_left_without_a_rubric_by_the_new_version_needs_a_reason(office: User) -> None:
    first = make_rubric([UnitType.AGENCY, UnitType.SCHOOL])
    second = copy(first, office, first.year)
    second.unit_types.set(UnitType.objects.filter(pk=UnitType.AGENCY))

    with pytest.raises(rubrics.RubricRefused) as refused:
        publish(second, office)

    assert "文明学校" in refused.value.review.doubts[0].message


def test_one_type_has_one_rubric_a_year(office: User) -> None:
    make_rubric(name="甲细则")
    rival = make_rubric(name="乙细则", is_published=False)

    with pytest.raises(rubrics.RubricRefused) as refused:
        publish(rival, office)

    assert "甲细则" in refused.value.review.errors[0].message


def test_last_years_rubric_is_copied_without_touching_it(office: User) -> None:
    last_year = this_year() - 1
    old = make_rubric(year=last_year, name=f"{last_year}年细则", pass_line=Decimal(85))
    before = everything_of(old)

    new = copy(old, office, this_year())

    assert (new.name, new.version, new.is_draft) == (f"{this_year()}年细则", 1, True)
    assert new.pass_line == 85
    assert list(new.unit_types.all()) == list(old.unit_types.all())
    assert texts(new) == list(SMALL_TREE)
    assert before == (
        Rubric.objects.filter(pk=old.pk).values().get(),
        list(old.indicators.values()),
    )


def test_there_is_one_draft_of_a_rubric_at_a_time(office: User) -> None:
    rubric = make_rubric()
    copy(rubric, office, rubric.year)

    with pytest.raises(Conflict, match="已有草稿"):
        copy(rubric, office, rubric.year)


def test_a_stale_edit_of_the_head_fields_shows_both_versions(office: User) -> None:
    draft = make_rubric(name="旧名", is_published=False)
    at = timezone.now()
    rubrics.update_rubric(draft, revision=1, name="甲的改名", by=office, at=at)

    with pytest.raises(Conflict) as conflict:
        rubrics.update_rubric(draft, revision=1, name="乙的改名", by=office, at=at)

    assert ("名称", "甲的改名", "乙的改名") in conflict.value.versions
    draft.refresh_from_db()
    assert draft.name == "甲的改名"


def test_the_trail_keeps_what_was_changed(office: User) -> None:
    draft = make_rubric(name="旧名", is_published=False)

    rubrics.update_rubric(draft, revision=1, full_points=Decimal(110), by=office, at=timezone.now())

    entry = AuditEntry.objects.about(draft).first()
    assert (entry.before["full_points"], entry.after["full_points"]) == ("100.00", "110")


def test_sums_are_exact_and_weighted() -> None:
    rows = [
        ItemRow(code="1", points="100", weight="30"),
        ItemRow(code="1.1", points="0.1"),
        ItemRow(code="1.2", points="0.2"),
        ItemRow(code="2", points="100", weight="70"),
    ]

    assert inner_sums(rows) == {"": Decimal(100), "1": Decimal("0.3")}


def test_the_tree_shows_each_row_with_its_rule_in_words_and_its_problems() -> None:
    draft = make_rubric(rows=TOO_MUCH, is_published=False)

    (head,) = tree_of(draft).heads

    assert (head.row.inside, head.row.differs, head.items) == ("110", True, 2)
    assert head.row.problems


@pytest.mark.parametrize("is_published", [True, False])
def test_drafts_and_published_versions_read_alike(is_published: bool) -> None:
    rubric = make_rubric(is_published=is_published)

    heads = tree_of(rubric).heads

    rows = [line.code for head in heads for line in (head.row, *head.rows)]
    assert rows == [row.code for row in SMALL_TREE]


def test_rows_are_ordered_as_people_count() -> None:
    rows = [ItemRow(code="1", title="大项", points="11")]
    rows += [
        ItemRow(code=f"1.{n}", title=f"第{n}项", points="1", rule="达标") for n in range(1, 12)
    ]
    rubric = make_rubric(rows=rows)

    assert [item.code for item in rubric.spec.items][-2:] == ["1.10", "1.11"]


def test_a_review_of_a_sound_draft_has_no_errors() -> None:
    found = review(make_rubric(is_published=False))

    assert found.spec is not None
    assert (found.errors, found.doubts) == ((), ())


def test_who_may_not_edit_is_refused(office: User) -> None:
    draft = make_rubric(is_published=False)

    for role in (Role.LEADER, Role.UNIT, Role.TOWNSHIP, Role.DEPARTMENT):
        with pytest.raises(NotAllowed):
            branches.add_row(
                draft,
                SMALL_TREE[1],
                target=None,
                where=Where.INSIDE,
                by=make_user(role),
                at=timezone.now(),
            )

    assert draft.indicators.filter(code="6").count() == 0


def test_a_draft_that_nobody_built_upon_can_be_deleted(office: User) -> None:
    draft = make_rubric(is_published=False)

    rubrics.discard_draft(draft, by=office, at=timezone.now())

    assert not Rubric.objects.exists()
    assert AuditEntry.objects.latest("pk").before["name"] == draft.name


def test_an_empty_rubric_cannot_be_published(office: User) -> None:
    draft = rubrics.create_rubric(
        year=2026, name=" 机关细则 ", unit_types=UnitType.objects.all()[:1], by=office,
        at=timezone.now(),
    )  # fmt: skip

    with pytest.raises(DomainError):
        publish(draft, office)

    assert draft.name == "机关细则"
