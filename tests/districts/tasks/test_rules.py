"""Majorities, lights, months and lookalikes: the rules of tasks over plain values."""

from datetime import date

import pytest

from districts.models import ServiceTask
from districts.results.tasks.lights import light_of_task, month_owed
from districts.results.tasks.story import Vote, _are_alike, months_to_report
from districts.workflow.tasks import TaskStatus, satisfied_enough
from wenming.text import name_key


@pytest.mark.parametrize(
    ("satisfied", "members", "carries"),
    [
        pytest.param(21, 40, True, id="one more than half"),
        pytest.param(20, 40, False, id="exactly half is no majority"),
        pytest.param(20, 39, True, id="half of an odd number, rounded up"),
        pytest.param(0, 1, False, id="nobody"),
        pytest.param(1, 1, True, id="the only member"),
        pytest.param(12, 40, False, id="all who voted, but few did"),
    ],
)
def test_a_vote_is_carried_by_more_than_half_of_all_members(
    satisfied: int, members: int, carries: bool
) -> None:
    assert satisfied_enough(satisfied, members) is carries
    assert Vote(members, satisfied, 0, 0).carries is carries


@pytest.mark.parametrize(
    ("today", "owed"),
    [
        pytest.param(date(2026, 7, 5), date(2026, 5, 1), id="June may still come"),
        pytest.param(date(2026, 7, 6), date(2026, 6, 1), id="the days of grace are over"),
        pytest.param(date(2026, 1, 5), date(2025, 11, 1), id="over the turn of the year"),
        pytest.param(date(2026, 1, 6), date(2025, 12, 1), id="December is owed from the sixth"),
        pytest.param(date(2024, 3, 6), date(2024, 2, 1), id="a leap year's February"),
    ],
)
def test_a_month_is_owed_five_days_after_its_end(today: date, owed: date) -> None:
    assert month_owed(today) == owed


@pytest.mark.parametrize(
    ("status", "due_on", "late", "silent", "word"),
    [
        (TaskStatus.DRAFT, date(2026, 6, 1), False, False, "拟定"),
        (TaskStatus.ACTIVE, date(2026, 7, 10), False, False, "正常"),
        (TaskStatus.ACTIVE, date(2026, 7, 9), False, False, "逾期"),
        (TaskStatus.ACTIVE, date(2026, 7, 10), True, False, "滞后"),
        (TaskStatus.ACTIVE, date(2026, 7, 10), False, True, "滞后"),
        (TaskStatus.REQUESTED, date(2026, 7, 10), True, True, "待验收"),
        (TaskStatus.REQUESTED, date(2026, 7, 1), False, False, "逾期"),
        (TaskStatus.ACCEPTED, date(2026, 7, 1), True, True, "已完成"),
        (TaskStatus.CLOSED, date(2026, 7, 1), False, False, "已完成"),
    ],
)
def test_a_task_has_one_light(
    status: TaskStatus, due_on: date, late: bool, silent: bool, word: str
) -> None:
    task = ServiceTask(status=status, due_on=due_on)
    task.has_late_milestone, task.lacks_report = late, silent  # type: ignore[attr-defined]

    light, _ = light_of_task(task, date(2026, 7, 10))

    assert light.word == word


def test_months_without_a_report_are_offered_the_latest_first() -> None:
    task = ServiceTask(starts_on=date(2025, 11, 20))

    months = months_to_report(task, [date(2025, 12, 1)], date(2026, 2, 3))

    assert months == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 11, 1)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("农村养老助餐点", "农村养老助餐点建设", True),
        ("县城停车泊位新增", "新增县城停车泊位", True),
        ("校园食品安全", "农村饮水安全", False),
        ("路灯", "县城主干道路灯更换工程", False),
    ],
)
def test_titles_that_say_much_the_same_are_found(one: str, other: str, alike: bool) -> None:
    assert _are_alike(name_key(one), name_key(other)) is alike
