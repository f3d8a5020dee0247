"""部门意见: who is asked, exceptions that take effect with the sheet, silence, another term."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.department_sheets import (
    enter_exception,
    hand_in,
    issue_sheets,
    reopen_sheet,
)
from assessments.models import Assessment, DepartmentSheet, VetoFinding
from assessments.results.department_sheets import asked_in, sheet_rows
from assessments.roles import SheetAnswer, VetoStatus
from districts.models import Membership
from districts.roles import Role
from tests.assessments.extras import find_veto, make_bureau, make_rich
from tests.factories import make_assessment, make_membership, make_unit, make_user
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.workdays.calendar import add_working_days

pytestmark = pytest.mark.django_db
DAYS = 5


def make_asked() -> tuple[DepartmentSheet, User, Assessment]:
    """A bureau that confirms F1 of one unit, asked today; its person, and the unit."""
    _, person = make_bureau()
    assessment = make_rich()
    (sheet,) = issue(assessment)
    return sheet, person, assessment


def issue(assessment: Assessment) -> list[DepartmentSheet]:
    office = make_user(Role.OFFICE)
    return issue_sheets(assessment.cycle, working_days=DAYS, by=office, at=timezone.now())


def exception(
    sheet: DepartmentSheet, assessment: Assessment, by: User, **given: Any
) -> VetoFinding:
    values = {
        "code": "F1", "happened": "较大事故", "occurred_on": timezone.localdate(), "heads": 3,
        "document_number": "安〔2026〕1号", "document_date": timezone.localdate(),
        "save_key": uuid4(),
    } | given  # fmt: skip
    return enter_exception(sheet, assessment, values, by=by, at=timezone.now())


def late(sheet: DepartmentSheet) -> DepartmentSheet:
    yesterday = timezone.localdate() - timedelta(days=1)
    DepartmentSheet.objects.filter(pk=sheet.pk).update(due_on=yesterday)
    return DepartmentSheet.objects.get(pk=sheet.pk)


def test_every_department_with_an_account_is_asked_once_for_working_days() -> None:
    sheet, person, assessment = make_asked()
    assert sheet.responsible == person.name
    assert sheet.due_on == add_working_days(timezone.localdate(), DAYS)
    with pytest.raises(DomainError, match="没有需要下发"):
        issue(assessment)
    Membership.objects.filter(user=person).update(ended_on=timezone.localdate())
    ((asked,), lacking) = asked_in(assessment.cycle)
    assert (asked.responsible, lacking) == ("", [])


def test_an_exception_takes_effect_when_the_sheet_is_handed_in() -> None:
    sheet, person, assessment = make_asked()
    finding = exception(sheet, assessment, person)
    assert finding.status == VetoStatus.PENDING
    hand_in(sheet, by=person, at=timezone.now())
    finding.refresh_from_db()
    assert (finding.status, finding.decided_by, finding.in_lieu) == (
        VetoStatus.CONFIRMED, person, False,
    )  # fmt: skip
    with pytest.raises(Conflict, match="已反馈"):
        exception(sheet, assessment, person)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "F2"}, "不由本部门确认"),
        ({"document_number": ""}, "文号"),
        ({"document_date": None}, "文件日期"),
        ({"heads": None}, "人数"),
    ],
)
def test_an_exception_needs_its_document_and_its_department(
    given: dict[str, Any], said: str
) -> None:
    sheet, person, assessment = make_asked()
    with pytest.raises(DomainError, match=said):
        exception(sheet, assessment, person, **given)


def test_others_and_the_units_own_people_enter_nothing() -> None:
    sheet, person, assessment = make_asked()
    with pytest.raises(NotAllowed):
        exception(sheet, assessment, make_user(Role.OFFICE))
    make_membership(person, Role.UNIT, unit=assessment.unit)
    with pytest.raises(NotAllowed, match="回避"):
        exception(sheet, assessment, person)


def test_a_finding_from_elsewhere_is_decided_before_the_sheet() -> None:
    sheet, person, assessment = make_asked()
    find_veto(assessment)
    with pytest.raises(DomainError, match="1 条别处登记"):
        hand_in(sheet, by=person, at=timezone.now())


def test_silence_counts_from_the_day_after_under_the_name_of_who_answers() -> None:
    sheet, person, _ = make_asked()
    assert sheet.state_on(sheet.due_on) == SheetAnswer.WAITING
    assert sheet.state_on(sheet.due_on + timedelta(days=1)) == SheetAnswer.SILENT
    sheet = late(sheet)
    (row,) = sheet_rows(DepartmentSheet.objects.all(), timezone.localdate())
    assert row.said == f"视为无异议，责任人 {person.name}"
    with pytest.raises(Conflict, match="视为无异议"):
        hand_in(sheet, by=person, at=timezone.now())


def test_another_term_needs_a_reason_and_a_sheet_that_is_closed() -> None:
    sheet, person, _ = make_asked()
    given: Any = {"working_days": 3, "by": make_user(Role.OFFICE), "at": timezone.now()}
    with pytest.raises(Conflict):
        reopen_sheet(sheet, reason="补充", **given)
    sheet = late(sheet)
    with pytest.raises(DomainError, match="理由"):
        reopen_sheet(sheet, reason="", **given)
    sheet = reopen_sheet(sheet, reason="补充", **given)
    assert sheet.state_on(timezone.localdate()) == SheetAnswer.WAITING
    assert hand_in(sheet, by=person, at=timezone.now()).answered_by == person


@pytest.mark.parametrize("units", [1, 3])
def test_all_units_stand_on_one_page(
    units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sheet, person, assessment = make_asked()
    for _ in range(units - 1):
        make_assessment(make_unit(), cycle=assessment.cycle)
    client = Client()
    client.force_login(person)
    client.get("/")
    with django_assert_num_queries(12):
        page = client.get(reverse("assessments:department-sheet", args=[sheet.pk]))
    assert assessment.unit.name in page.content.decode()
