"""What a unit counts as: titles that exempt, 申报身份, and their correction."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.cycles import enrol
from assessments.actions.extras import correct_applicant
from assessments.models import Assessment
from assessments.results.applicants import day_of_snapshot
from assessments.scoring import ItemRow
from districts.models import Unit, UnitType
from districts.roles import Role
from tests.districts.test_honours import make_honour
from tests.factories import (
    SMALL_TREE,
    make_assessment,
    make_assigned,
    make_confirmed,
    make_cycle,
    make_rubric,
    make_sheet,
    make_unit,
    make_user,
)
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db
TITLE = "省级文明单位"


def rows(code: str = "1.2") -> list[ItemRow]:
    """The small tree, one item of which the title exempts."""
    return [replace(row, exemption=TITLE) if row.code == code else row for row in SMALL_TREE]


def make_waiving_rubric(**fields: Any) -> None:
    bases: dict[str, Any] = {"base_by_status": "新申报=100;复评=105"}
    make_rubric([UnitType.AGENCY], rows=rows(), **bases | fields)


def holder(**fields: Any) -> Unit:
    honour = make_honour(awarded_on=date(2020, 5, 1), valid_until=None, **fields)
    return honour.unit


def correct(assessment: Assessment, titles: list[str], status: str, **fields: Any) -> Assessment:
    by = make_user(Role.OFFICE)
    given: dict[str, Any] = {"reason": "核对证书", "version": assessment.version} | fields
    return correct_applicant(
        assessment, exemptions=titles, status=status, by=by, at=timezone.now(), **given
    )


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 5, 2), date(2026, 5, 2)),
        (date(2025, 12, 9), date(2026, 1, 1)),
        (date(2027, 2, 1), date(2026, 12, 31)),
    ],
)
def test_titles_count_as_of_enrolment_within_the_year(today: date, day: date) -> None:
    assert day_of_snapshot(2026, today) == day


def test_enrolment_keeps_titles_and_proposes_the_status() -> None:
    make_waiving_rubric()
    held, fresh, asked = (make_assessment(unit) for unit in (holder(), make_unit(), make_unit()))

    assert (held.exemptions, held.applicant_status) == ([TITLE], "复评")
    assert (fresh.exemptions, fresh.applicant_status) == ([], "新申报")
    assert not held.report.marks.filter(indicator__code="1.2").exists()
    assert asked.report.marks.filter(indicator__code="1.2").exists()


def test_the_office_chooses_otherwise_or_has_to() -> None:
    make_waiving_rubric()
    cycle, office, unit = make_cycle(), make_user(Role.OFFICE), make_unit()
    shared: dict[str, Any] = {"by": office, "at": timezone.now()}
    with pytest.raises(DomainError, match="请为"):
        enrol(cycle, [unit], statuses={unit.pk: "老单位"}, **shared)

    (assessment,) = enrol(cycle, [unit], statuses={unit.pk: "复评"}, **shared)

    assert assessment.applicant_status == "复评"


def test_the_page_shows_what_is_exempt_and_what_is_proposed(client: Client) -> None:
    make_waiving_rubric()
    cycle, unit = make_cycle(), holder()
    client.force_login(make_user(Role.OFFICE))
    url = reverse("assessments:cycle-enrol", args=[cycle.pk])

    text = client.get(url).text
    client.post(url, {"units": [unit.pk], f"status-{unit.pk}": "新申报"})

    assert f"“{TITLE}”免评：1.2 例会制度" in text
    assert f"现有称号：{TITLE}" in text
    assert cycle.assessments.get().applicant_status == "新申报"


def test_a_correction_moves_report_sheets_and_total(client: Client) -> None:
    """Full marks without scoring (12), base 105: what the unit lost there comes back."""
    make_waiving_rubric()
    lost = make_confirmed(changed=[{"1.2": {"count": 3}}])
    assert (lost.total, lost.applicant_status) == (Decimal("93.20"), "新申报")
    make_honour(lost.unit)
    client.force_login(make_user(Role.OFFICE))
    url = reverse("assessments:applicant", args=[lost.pk])
    form = {"exemptions": [TITLE], "status": "复评", "reason": "核对证书", "version": lost.version}

    assert client.post(url, form | {"reason": ""}).status_code == 422
    assert client.post(url, form).status_code == 302

    lost.refresh_from_db()
    assert (lost.exemptions, lost.total) == ([TITLE], Decimal("104.20"))
    assert AuditEntry.objects.about(lost).first().note == "核对证书"


def test_items_that_come_back_are_asked_in_report_and_open_sheets() -> None:
    make_waiving_rubric()
    scorer = make_user()
    assessment = make_assigned(scorer, unit=holder())
    sheet = make_sheet(assessment, scorer)
    assert not sheet.marks.filter(indicator__code="1.2").exists()

    correct(assessment, [], "新申报")

    assert sheet.marks.filter(indicator__code="1.2").exists()
    assert assessment.report.marks.filter(indicator__code="1.2").exists()


def test_a_confirmed_unit_cannot_come_to_lack_a_mark() -> None:
    make_waiving_rubric()
    assessment = make_confirmed(unit=holder())

    with pytest.raises(Conflict, match=r"更正后 1\.2 须评分"):
        correct(assessment, [], "新申报")
    with pytest.raises(DomainError, match="没有这个称号"):
        correct(assessment, [TITLE, "全国劳模"], "复评")
    with pytest.raises(DomainError, match="申报身份应为"):
        correct(assessment, [TITLE], "老单位")
    with pytest.raises(Conflict, match="刚刚有变动"):
        correct(assessment, [TITLE], "新申报", version=99)
