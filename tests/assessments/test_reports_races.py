"""Two at once: a save against a submission, many saves of one item. On both databases."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.actions.reports import advance_report, save_self_mark
from assessments.actions.reports.saving import write_mark
from assessments.models import SelfMark, SelfReport
from assessments.roles import ReportStatus
from tests.assessments.self_checks import fill_in, make_report, mark_of, reporter_of
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict

# Seconds the first transaction stays open for the second to run into it. Unguarded, the second is
# through long before.
HELD_OPEN = 2

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(pool, act, *args, **kwargs) -> Future[Any]:
    def run() -> Any:
        try:
            return act(*args, **kwargs)
        finally:
            connection.close()

    future: Future[Any] = pool.submit(run)
    return future


def save_count(mark, count, by):
    return save_self_mark(
        mark.pk,
        answer={"count": count},
        version=mark.version,
        save_key=uuid4(),
        by=by,
        at=timezone.now(),
    )


def test_a_save_that_meets_a_submission_waits_and_is_refused():
    """The submission is held open after its last write; the save starts meanwhile.

    What was submitted is exactly what had been acknowledged: the later save gets a Conflict.
    """
    report = make_report()
    fill_in(report)
    by, mark = reporter_of(report), mark_of(report, "1.2")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            advance_report(report, "submit", by=by, at=timezone.now())
            late = in_thread(pool, save_count, mark, 5, by)
            wait([late], timeout=HELD_OPEN)
        with pytest.raises(Conflict):
            late.result(timeout=30)

    entry = AuditEntry.objects.get(verb="report.submit")
    assert entry.after["answers"]["1.2"]["answer"] == mark_of(report, "1.2").answer == {"count": 1}


def test_a_submission_that_meets_a_save_waits_and_takes_it_along():
    report = make_report()
    fill_in(report)
    by, mark = reporter_of(report), mark_of(report, "1.2")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            save_count(mark, 3, by)
            late = in_thread(pool, advance_report, report, "submit", by=by, at=timezone.now())
            wait([late], timeout=HELD_OPEN)
        assert late.result(timeout=30).status == ReportStatus.SUBMITTED

    entry = AuditEntry.objects.get(verb="report.submit")
    assert entry.after["answers"]["1.2"]["answer"] == {"count": 3}


@pytest.mark.parametrize("clients", [2, 8, 32])
def test_of_many_saves_of_one_version_exactly_one_is_taken(clients):
    report = make_report()
    by, mark = reporter_of(report), mark_of(report, "1.2")
    together = Barrier(clients)

    def save(count):
        together.wait()
        return save_count(mark, count, by)

    with ThreadPoolExecutor(clients) as pool:
        futures = [in_thread(pool, save, count) for count in range(clients)]
        answers = [future.exception() or future.result().answer for future in futures]

    taken = [answer for answer in answers if not isinstance(answer, Exception)]
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(taken), len(refused)) == (1, clients - 1)
    stored = SelfMark.objects.get(pk=mark.pk)
    assert (stored.answer, stored.version) == (taken[0], 2)


@pytest.mark.parametrize("moved", ["mark", "report"])
def test_the_write_itself_is_guarded_by_version_and_state(moved):
    """Whoever decided on what is no longer true writes nothing. Without the WHERE it would."""
    report = make_report()
    by, read = reporter_of(report), mark_of(report, "1.2")
    read = SelfMark.objects.with_rules().get(pk=read.pk)
    if moved == "mark":
        save_count(read, 1, by)
        before = {"count": 1}
    else:
        SelfReport.objects.update(status=ReportStatus.SUBMITTED)
        before = None

    with pytest.raises(Conflict):
        write_mark(read, {"answer": {"count": 9}}, save_key=uuid4(), by=by, at=timezone.now())

    assert mark_of(report, "1.2").answer == before
    # The same write by somebody who reads first goes through, so the guard alone refused it.
    SelfReport.objects.update(status=ReportStatus.DRAFT)
    fresh = SelfMark.objects.with_rules().get(pk=read.pk)
    write_mark(fresh, {"answer": {"count": 9}}, save_key=uuid4(), by=by, at=timezone.now())
    assert mark_of(report, "1.2").answer == {"count": 9}


def test_two_submissions_at_once_are_one():
    report = make_report()
    fill_in(report)
    by = reporter_of(report)
    together = Barrier(2)

    def submit():
        together.wait()
        return advance_report(report, "submit", by=by, at=timezone.now())

    with ThreadPoolExecutor(2) as pool:
        futures = [in_thread(pool, submit) for _ in range(2)]
        assert {future.result(timeout=30).round for future in futures} == {1}

    assert AuditEntry.objects.filter(verb="report.submit").count() == 1
