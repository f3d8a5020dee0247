"""Two at once: two decisions about one lateness, two settlings of one term. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from assessments.actions.reports import decide_lateness
from assessments.actions.terms import freeze_term
from assessments.models import LateFiling, TermResult
from districts.roles import Role
from tests.assessments.self_checks import mark_of
from tests.assessments.test_terms import add_year, define
from tests.assessments.test_windows import moment, monthly_report
from tests.factories import make_unit, make_user
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts):
    """What each of them raises (None for done), started at the same moment."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.exception() for future in [pool.submit(run, act) for act in acts]]


def test_of_a_permission_and_a_refusal_at_once_one_stands():
    report = monthly_report()
    at, marks = moment("05-02 09:00"), [mark_of(report, "4").pk]
    shared = {"marks": marks, "reason": "属实", "at": at}
    first, second = make_user(Role.OFFICE), make_user(Role.OFFICE)

    answers = both(
        lambda: decide_lateness(report, until=at + timedelta(days=2), by=first, **shared),
        lambda: decide_lateness(report, until=None, by=second, **shared),
    )

    assert [type(answer) for answer in answers if answer] == [Conflict]
    verbs = AuditEntry.objects.filter(verb__endswith="-late").values_list("verb", flat=True)
    is_permitted = LateFiling.objects.get().until is not None
    assert list(verbs) == ["report.permit-late" if is_permitted else "report.decline-late"]


def test_a_term_is_settled_once():
    unit, office = make_unit(), make_user(Role.OFFICE)
    for year in (2023, 2024, 2025):
        add_year(year, {unit: "90"})
    term = define(office)

    answers = both(*[lambda: freeze_term(term, by=office, at=moment("01-02 09:00"))] * 2)

    assert [type(answer) for answer in answers if answer] == [Conflict]
    assert TermResult.objects.count() == 1
    assert AuditEntry.objects.filter(verb="term.freeze").count() == 1
