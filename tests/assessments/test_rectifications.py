"""整改 of lost points: who opens them, once each, and where they show the year after."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.rectifications import open_rectifications
from assessments.models import Assessment, Cycle, Rectification
from assessments.policies import calendar_of
from assessments.results.rectifications import counts_of, earlier_of, lost_items
from assessments.results.reports import report_sheet
from assessments.results.sheet_form import beside
from assessments.todos import todos_for
from districts.actions.follow_ups import advance_follow_up
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.feedback import ITEM, decide, make_answering, object_to
from tests.factories import (
    SMALL_TREE,
    make_assessment,
    make_confirmed,
    make_cycle,
    make_rubric,
    make_team,
    make_user,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db
DUE = 30
MOVED = "1.1"


def rectify(assessment: Assessment, by: User, code: str = ITEM) -> Rectification:
    """The unit has thirty days to mend one item."""
    at = timezone.now()
    due_on = timezone.localdate(at) + timedelta(days=DUE)
    [made] = open_rectifications(
        assessment, {code: "补齐记录"}, owner=assessment.unit, due_on=due_on, by=by, at=at
    )
    return made


def test_a_lost_point_becomes_a_matter_once_and_says_where_it_came_from() -> None:
    assessment, reporter = make_answering()
    office = make_user(Role.OFFICE)
    for nobody in (reporter, make_user(Role.LEADER)):
        with pytest.raises(NotAllowed):
            rectify(assessment, nobody)
    with pytest.raises(DomainError, match="没有失分"):
        rectify(assessment, office, "1.1")

    made = rectify(assessment, office)

    matter = made.follow_up
    assert (matter.owner, matter.source, made.lost) == (assessment.unit, assessment, "2")
    assert f"{ITEM} {made.title}（失 2 分）" in matter.source_label
    assert AuditEntry.objects.filter(verb="rectification.open").exists()
    with pytest.raises(Conflict, match="已经转为整改"):
        rectify(assessment, office)
    advance_follow_up(matter, "cancel", by=office, at=timezone.now(), note="交办有误")
    assert rectify(assessment, office).pk != made.pk


def test_an_item_whose_objection_was_decided_leads_back_to_the_decision() -> None:
    assessment, reporter = make_answering()
    objection = object_to(assessment, reporter)
    decide(objection, "uphold", make_user(Role.OFFICE))

    matter = rectify(assessment, make_user(Role.OFFICE)).follow_up

    assert matter.source == objection
    assert matter.source_label.endswith("异议已复核")


def test_an_unconfirmed_unit_has_nothing_to_mend_and_nothing_closes_without_proof() -> None:
    confirmed, reporter = make_answering()
    with pytest.raises(NotAllowed, match="确认以后"):
        rectify(make_assessment(), make_user(Role.OFFICE))
    matter = rectify(confirmed, make_user(Role.OFFICE)).follow_up
    with pytest.raises(DomainError, match="佐证"):
        advance_follow_up(matter, "report", by=reporter, at=timezone.now(), note="改好了")
    with pytest.raises(Conflict):
        advance_follow_up(matter, "close", by=matter.opened_by, at=timezone.now())


def test_the_office_ticks_several_items_and_what_it_typed_stays(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lost: dict[str, dict[str, Any]] = {ITEM: {"count": 1}, "2.1": {"level": "B"}}
    assessment = make_confirmed(changed=(lost,))
    codes = [item.code for item in lost_items(assessment, timezone.localdate())]
    assert set(lost) <= set(codes)
    client, url = Client(), reverse("assessments:rectify", args=[assessment.pk])
    client.force_login(make_user(Role.OFFICE))
    page = client.get(url, {"item": ITEM})
    assert page.context["form"][f"take-{ITEM}"].value() is True
    assert page.context["form"]["owner"].value() == f"unit:{assessment.unit_id}"
    sent = {"owner": f"unit:{assessment.unit_id}", "due_on": "2000-01-01"}
    sent |= {f"text-{code}": f"改 {code}" for code in lost}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "至少勾选" in refused.content.decode()
    assert "改 2.1" in refused.content.decode()

    due = timezone.localdate() + timedelta(days=5)
    ticked = {f"take-{code}": "on" for code in lost}
    client.post(url, sent | ticked | {"due_on": due.isoformat()})

    rows = Rectification.objects.filter(assessment=assessment)
    assert {row.code: row.follow_up.text for row in rows} == {c: f"改 {c}" for c in lost}
    later = counts_of(rows, due + timedelta(days=1))
    assert (later.opened, later.closed, later.overdue) == (2, 0, 2)
    listed = reverse("assessments:rectification-list", args=[assessment.cycle_id])
    with django_assert_num_queries(7):
        client.get(listed)


def make_last_year() -> tuple[Assessment, User]:
    """A confirmed unit of last year that lost points on ITEM; and its reporter."""
    last, reporter = make_answering()
    Cycle.objects.filter(pk=last.cycle_id).update(year=last.cycle.year - 1)
    last.refresh_from_db()
    return last, reporter


def make_next_year(last: Assessment) -> Assessment:
    """The same unit a year later, by a rubric that has ITEM under another 编号."""
    cycle = make_cycle(year=last.cycle.year + 1)
    places = {ITEM: MOVED, MOVED: ITEM}
    rows = [replace(row, code=places.get(row.code, row.code)) for row in SMALL_TREE]
    make_rubric(year=cycle.year, rows=sorted(rows, key=lambda row: row.code))
    return make_assessment(last.unit, cycle=cycle)


def test_what_was_not_mended_last_year_stands_where_it_matters_this_year() -> None:
    last, reporter = make_last_year()
    made = rectify(last, make_user(Role.OFFICE))
    now = make_next_year(last)
    late = timezone.now() + timedelta(days=DUE + 2)
    day = timezone.localdate(late)

    [mended] = earlier_of(now, day)[MOVED]

    assert (mended.row, mended.year, mended.light.word) == (made, last.cycle.year, "逾期 2 天")
    sheet = report_sheet(now.report, calendar_of(now.cycle, late))
    shown = {row.item.code: row.earlier for part in sheet.sections for row in part.rows}
    assert [code for code, rows in shown.items() if rows] == [MOVED]
    assert set(beside(now, 0, now.rubric.spec.items).earlier) == {MOVED}
    todos = todos_for(reporter, standing_of(reporter), None, late, seats={}).rows
    assert [todo.url for todo in todos if todo.kind == "red"] == [made.follow_up.get_absolute_url()]


def test_who_scores_the_unit_now_sees_what_was_left_and_others_do_not() -> None:
    last, _ = make_answering()
    made = rectify(last, make_user(Role.OFFICE))
    scorer = make_user()
    cycle = make_cycle(year=last.cycle.year + 1)
    make_assessment(last.unit, cycle=cycle, team=make_team(scorer, cycle=cycle), visiting_order=1)
    client = Client()
    for user, status in ((scorer, 200), (make_user(), 404)):
        client.force_login(user)
        assert client.get(made.get_absolute_url()).status_code == status
