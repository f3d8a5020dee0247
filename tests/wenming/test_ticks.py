"""Periodic work: done when it is due, once, whatever else fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command

from wenming.errors import DomainError
from wenming.upkeep import ticking
from wenming.upkeep.models import GIVEN_UP_AFTER, Upkeep

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    now = MORNING


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with (
        patch("django.utils.timezone.now", lambda: clock.now),
        patch.dict(ticking.TASKS, clear=True),
    ):
        yield clock


def run(*, all_now: bool = False) -> list[tuple[str, bool, str]]:
    done = ticking.tick(all_now=all_now)
    return [(outcome.task.name, outcome.is_sound, outcome.said) for outcome in done]


def test_a_task_is_done_when_its_time_has_passed(clock: Clock) -> None:
    ticking.ticking("hourly", label="每小时", every=HOUR)(lambda now: now.isoformat())
    assert run() == [("hourly", True, MORNING.isoformat())]
    for minutes, is_done in ((10, False), (54, False), (56, True), (80, False)):
        clock.now = MORNING + timedelta(minutes=minutes)
        assert bool(run()) is is_done, minutes
    assert run(all_now=True)


def test_two_ticks_never_do_the_same_task(clock: Clock) -> None:
    """The second tick comes while the first is at work, or looked before the first was through."""
    inner: list[object] = []

    @ticking.ticking("slow", label="慢")
    def slow(now: datetime) -> str:
        inner.append(run(all_now=True))
        return "好"

    seen_before, _ = Upkeep.objects.get_or_create(task="slow")
    assert run() == [("slow", True, "好")]
    assert inner == [[]]
    assert not ticking._take(seen_before, clock.now)


def test_a_task_that_was_killed_is_taken_up_again(clock: Clock) -> None:
    ticking.ticking("killed", label="中断")(lambda now: "好")
    Upkeep.objects.create(task="killed", held_since=MORNING, started_at=MORNING)
    clock.now = MORNING + HOUR
    assert run() == []
    clock.now = MORNING + GIVEN_UP_AFTER + timedelta(seconds=1)
    assert run() == [("killed", True, "好")]


def test_a_fault_is_kept_and_stops_nothing(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    @ticking.ticking("refused", label="先办", every=HOUR)
    def refused(now: datetime) -> str:
        raise DomainError("少了一个文件。")

    @ticking.ticking("broken", label="再办", every=HOUR)
    def broken(now: datetime) -> str:
        raise RuntimeError("never shown")

    ticking.ticking("sound", label="后办", every=HOUR)(lambda now: "办完")
    with pytest.raises(SystemExit):
        call_command("tick")
    said = capsys.readouterr().out
    assert "× 先办：少了一个文件。" in said
    assert "✓ 后办：办完" in said
    assert "never" not in said
    assert Upkeep.objects.get(task="broken").said == ticking.BROKEN
    # what failed is tried again by the next tick, what went well is not
    assert [name for name, *_ in run()] == ["refused", "broken"]


def test_the_program_s_own_tasks_run(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tick")
    assert capsys.readouterr().out.count("✓") == len(ticking.TASKS) >= 4
    call_command("tick")
    assert "核对操作留痕" not in capsys.readouterr().out
