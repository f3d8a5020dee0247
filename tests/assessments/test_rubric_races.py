"""Two editors of one draft at once. Each race is also run with its guard off, and has to fail."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from assessments.actions import branches
from assessments.models import Rubric
from assessments.results.rubric_outline import Way, Where
from assessments.results.rubrics import item_row, item_rows
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.assessments.drafts import seen
from tests.assessments.test_sheets_races import race
from tests.factories import make_rubric, make_user
from wenming.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 4


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(is_published=False)


def save_at_once(draft: Rubric) -> list[Any]:
    """Everybody writes other points into the same row, as all of them saw it."""
    row, by = draft.indicators.get(code="1.1"), make_user(Role.OFFICE)
    save = partial(branches.save_row, row, version=1, by=by, at=timezone.now())
    typed = [replace(item_row(row), points=str(10 + number)) for number in range(EDITORS)]
    return race([partial(save, each) for each in typed])


def delete_at_once(draft: Rubric) -> list[Any]:
    """Everybody deletes the head that is first on their page."""
    first, by = seen(draft, "1"), make_user(Role.OFFICE)
    return race([partial(branches.delete_branch, draft, first, by=by, at=timezone.now())] * EDITORS)


def step_at_once(draft: Rubric) -> list[Any]:
    """Everybody moves the first head down once."""
    first, by = seen(draft, "1"), make_user(Role.OFFICE)
    step = partial(branches.move_branch, draft, first, Way.DOWN, by=by, at=timezone.now())
    return race([step] * EDITORS)


def conflicts(outcomes: list[Any]) -> int:
    return sum(isinstance(outcome, Conflict) for outcome in outcomes)


def heads(draft: Rubric) -> list[str]:
    return [row.title for row in item_rows(draft.indicators.all()) if "." not in row.code]


@pytest.mark.parametrize("act", [save_at_once, step_at_once, delete_at_once])
def test_of_many_editors_one_is_heard_and_the_others_are_told(draft: Rubric, act: Any) -> None:
    assert conflicts(act(draft)) == EDITORS - 1


def test_a_race_to_one_row_is_lost_without_its_version(
    draft: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "guard_version", lambda *_, **__: None)

    assert conflicts(save_at_once(draft)) == 0


def test_a_race_to_one_place_is_lost_without_what_was_seen(
    draft: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        branches._Rows, "as_seen", lambda rows, seen: rows.require(int(seen.split(":")[0]))
    )

    assert conflicts(step_at_once(draft)) == 0
    assert heads(draft)[-1] == "组织领导"


def test_rows_added_at_once_have_numbers_of_their_own(draft: Rubric) -> None:
    by = make_user(Role.OFFICE)
    row = ItemRow(code="", title="新", points="1", rule="达标")
    add = partial(branches.add_row, draft, row, target=None, where=Where.INSIDE)

    outcomes = race([partial(add, by=by, at=timezone.now())] * EDITORS)

    assert sorted(outcome.label for outcome in outcomes) == [f"{n} 新" for n in range(6, 10)]
