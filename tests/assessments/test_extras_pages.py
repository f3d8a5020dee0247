"""The pages on which bonuses are claimed and decided, events recorded, findings confirmed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reports import advance_report
from assessments.models import Assessment, Rubric
from assessments.results.desks import seats_in
from assessments.roles import ClaimStatus, ReportStatus, VetoStatus
from assessments.todos import todos_for
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.extras import (
    claim,
    claim_of,
    decide,
    deduct,
    find_veto,
    make_bureau,
    make_rich,
    make_rich_confirmed,
    make_rich_rubric,
    step,
)
from tests.assessments.self_checks import fill_in
from tests.factories import make_unit, make_user, this_year
from wenming.errors import DomainError

pytestmark = pytest.mark.django_db


def post(client: Client, name: str, pk: int, **data: object):
    return client.post(reverse(f"assessments:{name}", args=[pk]), data)


def page(client: Client, assessment: Assessment):
    return client.get(reverse("assessments:extras", args=[assessment.pk]))


@pytest.fixture
def office(client: Client):
    user = make_user(Role.OFFICE)
    client.force_login(user)
    return user


@pytest.mark.usefixtures("office")
def test_the_office_decides_on_the_page_and_nothing_typed_is_lost(client: Client) -> None:
    assessment = make_rich_confirmed()
    row = claim(assessment, "J1", {"value": "3"}, statement="省级文明单位表彰")
    assert "省级文明单位表彰" in page(client, assessment).text
    data = {"version": row.version, "verdict": "partial", "value": "1.5"}

    refused = post(client, "claim-decide", row.pk, **data | {"value": "9"}, reason="只认市级部分")
    assert refused.status_code == 422
    assert "只认市级部分" in refused.text
    assert 'value="9"' in refused.text
    taken = post(client, "claim-decide", row.pk, **data, reason="只认市级部分")

    assert taken.status_code == 302
    assert claim_of(assessment).status == ClaimStatus.PARTIAL
    assert "计 1.5 分" in page(client, assessment).text


@pytest.mark.usefixtures("office")
def test_events_and_findings_are_entered_and_shown_struck_through(client: Client) -> None:
    assessment = make_rich_confirmed()
    day = f"{assessment.cycle.year}-01-01"
    event = {"code": "K2", "K2-values": "3、2", "K2-reason": "省台曝光", "K2-save_key": uuid4()}
    veto: dict[str, Any] = {
        "code": "F2",
        "happened": "立案审查",
        "occurred_on": day,
        "document_number": "5 号",
    }
    veto |= {"document_date": day, "save_key": uuid4()}

    assert post(client, "deduction-add", assessment.pk, **event).status_code == 302
    fields = {f"veto-{name}": value for name, value in veto.items()}
    assert post(client, "veto-add", assessment.pk, **fields).status_code == 302
    entry = assessment.deductions.get()
    url = reverse("assessments:deduction-correct", args=[entry.pk])
    assert 'value="3、2"' in client.get(url).text
    fixed = {"values": "3", "reason": "省台曝光", "why": "重复一次", "version": 1}
    assert client.post(url, fixed | {"save_key": uuid4()}).status_code == 302

    text = page(client, assessment).text
    assert "<s>3、2 分，扣 2.5 分</s>" in text
    assert "重复一次" in text
    assert "立案审查" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("office")
def test_the_pages_cost_the_same_however_much_is_recorded(
    client: Client, django_assert_num_queries, count: int
) -> None:
    make_rich_rubric()
    assessment = make_rich()
    for code, answer in [("J1", {"value": "3"}), ("J2", {"met": True}), ("J3", {"count": 1})][
        :count
    ]:
        decide(claim(assessment, code, answer), "accepted")
        deduct(assessment)
        find_veto(assessment)
        claim(make_rich(unit=make_unit()), "J1", {"value": "3"})

    # session, user, who one is; the unit, whether one sits in its team (twice asked); claims and
    # what lies behind them, events, findings
    with django_assert_num_queries(8):
        page(client, assessment)
    # session, user, who one is; the year; three counts; how many rows, this page of them
    with django_assert_num_queries(9):
        client.get(reverse("assessments:extras-list", args=[assessment.cycle_id]))


def test_a_unit_claims_as_it_types(client: Client) -> None:
    assessment = make_rich(status=ReportStatus.DRAFT)
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))
    row = claim_of(assessment)
    url = reverse("assessments:claim-save", args=[row.pk])
    shown = client.get(reverse("assessments:report-claims", args=[assessment.report.pk]))
    assert "同类组“荣誉”只计最高一项" in shown.text
    headers = {"HX-Request": "true"}

    def save(**data: object):
        body = {"version": 1, "save_key": str(uuid4())} | data
        return client.post(url, body, headers=headers)

    saved, wrong, stale = save(value="2"), save(version=2, value="9"), save(value="1")

    assert (saved.status_code, wrong.status_code, stale.status_code) == (200, 422, 409)
    assert "申报 2 分" in saved.text
    assert "J1 省级表彰" in wrong.text
    assert "得分 2 分" in stale.text
    assert claim_of(assessment).answer == {"value": "2"}


def test_the_unit_reads_what_became_of_its_claim(client: Client) -> None:
    assessment = make_rich()
    decide(claim(assessment, "J1", {"value": "3"}), "refused", reason="不在考核年度内")
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))

    shown = client.get(reverse("assessments:report-claims", args=[assessment.report.pk]))

    assert "不在考核年度内" in shown.text


@pytest.mark.parametrize(
    ("gate", "claimed", "passes"), [(97, None, False), (97, "3", True), (95, None, True)]
)
def test_the_gate_looks_at_what_can_be_reached(
    gate: int, claimed: str | None, passes: bool
) -> None:
    """95.5 by the unit's own answers with the test taken as full marks; a bonus counts too."""
    make_rich_rubric(self_gate=gate)
    assert Rubric.objects.get().spec.self_gate == gate
    assessment = make_rich(status=ReportStatus.DRAFT)
    fill_in(assessment.report)
    report = assessment.report
    report.marks.filter(indicator__code="2.1").update(answer={"level": "A"})
    report.marks.filter(indicator__code="1.2").update(answer={"count": 2})
    if claimed:
        claim(assessment, "J1", {"value": claimed})
    by = make_user(Role.UNIT, unit=assessment.unit)

    if passes:
        advance_report(report, "submit", by=by, at=timezone.now())
    else:
        with pytest.raises(DomainError, match=r"现在自评 85\.50 分"):
            advance_report(report, "submit", by=by, at=timezone.now())


def test_what_waits_is_told_to_those_who_decide() -> None:
    _, officer = make_bureau()
    assessment = make_rich()
    claim(assessment, "J1", {"value": "3"})
    finding, other = find_veto(assessment), find_veto(assessment, "F2")

    def waits(user) -> set[str]:
        standing = standing_of(user)
        seats = seats_in(assessment.cycle, user, standing)
        found = todos_for(user, standing, assessment.cycle, timezone.now(), seats=seats)
        return {todo.url for todo in found.rows}

    office = make_user(Role.OFFICE)
    extras = reverse("assessments:extras", args=[assessment.pk])
    assert extras in waits(office)
    decide(claim_of(assessment), "accepted", office)
    assert extras in waits(office), "nobody else can confirm the second finding"
    step(other, "dismiss", office, note="未立案", number="6 号", day=date(this_year(), 1, 1))
    assert extras not in waits(office)
    assert waits(officer) == {finding.get_absolute_url()}
    step(finding, "dismiss", officer, note="不属于责任事故")
    assert waits(officer) == set()


def test_the_department_confirms_on_its_page(client: Client) -> None:
    _, officer = make_bureau()
    finding = find_veto(make_rich())
    client.force_login(officer)
    assert "发生一起事故" in client.get(reverse("assessments:veto-list")).text

    refused = client.post(reverse("assessments:veto-step", args=[finding.pk, "dismiss"]), {})
    assert refused.status_code == 422
    client.post(reverse("assessments:veto-step", args=[finding.pk, "confirm"]), {"note": "属实"})

    finding.refresh_from_db()
    assert (finding.status, finding.in_lieu) == (VetoStatus.CONFIRMED, False)


@pytest.mark.usefixtures("office")
def test_ranking_and_workbooks_say_what_moved_the_total(client: Client) -> None:
    make_rich_rubric(grades=True, pass_line=99)
    _, officer = make_bureau()
    first, vetoed = make_rich_confirmed(unit=make_unit("甲局")), make_rich_confirmed()
    decide(claim(first, "J1", {"value": "3"}), "accepted")
    deduct(first, answer={"count": 4})
    step(find_veto(vetoed), "confirm", officer)

    response = client.get(reverse("assessments:ranking"))

    row, last = response.context["rows"]
    assert (row.bonus, row.deducted, row.grade, row.falls_short) == ("3", "4", "优秀", True)
    assert (last.rank, last.is_vetoed, last.grade) == (None, True, "一票否决")
    assert response.context["tabs"][0].ranked == 2
    for text in ("＋3", "−4", "未达合格线", "一票否决", "合格线 99 分"):
        assert text in response.text
    for name in ("ranking-xlsx", "summary-xlsx"):
        assert client.get(reverse(f"assessments:{name}", args=[first.cycle_id])).status_code == 200
