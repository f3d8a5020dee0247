"""Two teams that confirm at the same moment rank one after the other.

The race is also run with its guard off, and has to fail then.
"""

from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.actions.sheets import advance_field, field, record_quiz
from assessments.models import Assessment
from assessments.roles import PhaseKind
from tests.factories import make_assigned, make_cycle, make_sheet, make_user
from wenming.accounts.models import User

# SQLite lets one transaction write at a time: there the second begins when the first has ended.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgresql")]

# Seconds the first transaction stays open; unguarded, the second has ranked long before.
HELD = 1


def ready(leader: User, lost: int) -> Assessment:
    """A unit that waits for its leader's word, having lost as many times on one item."""
    assessment = make_assigned(leader)
    quiz = assessment.rubric.indicators.get(code="4.1")
    record_quiz(assessment, quiz, people=9, average=Decimal(90), by=leader, at=timezone.now())
    make_sheet(assessment, leader, {"1.2": {"count": lost}} if lost else {}, is_submitted=True)
    return assessment


def ranks_after_both_confirm() -> list[int | None]:
    make_cycle(PhaseKind.FIELD)
    leaders = [make_user(), make_user()]
    better, worse = ready(leaders[0], 0), ready(leaders[1], 1)

    def confirm_the_worse() -> None:
        try:
            advance_field(worse, "confirm", by=leaders[1], at=timezone.now())
        finally:
            connection.close()

    other = Thread(target=confirm_the_worse)
    with transaction.atomic():
        advance_field(better, "confirm", by=leaders[0], at=timezone.now())
        other.start()
        other.join(HELD)
    other.join()
    rows = Assessment.objects.filter(pk__in=(better.pk, worse.pk)).order_by("-total")
    return list(rows.values_list("rank", flat=True))


def test_two_teams_that_confirm_at_once_see_each_others_unit() -> None:
    assert ranks_after_both_confirm() == [1, 2]


def test_without_the_lock_both_would_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field, "lock_ranking", lambda assessment: None)

    assert ranks_after_both_confirm() == [1, 1]
