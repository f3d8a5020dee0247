"""定等: what the rules say, what stays when a list is made again, who signs, what titles lose."""

import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import DjangoAssertNumQueries

from assessments.actions.outcomes import (
    advance_outcomes,
    correct_outcome,
    edit_outcome,
    propose_outcomes,
    save_outcome_rules,
    set_up_outcomes,
    update_outcome_settings,
)
from assessments.exports_outcomes import WORD_TEMPLATE, notice_docx
from assessments.jobs.outcomes import NOTICES
from assessments.models import (
    Assessment,
    OutcomeCorrection,
    OutcomeList,
    OutcomeRow,
    OutcomeRule,
)
from assessments.models.outcomes import USUAL_TITLE
from assessments.results.outcome_rules import Facts, propose, share_of
from assessments.results.outcomes import outcomes_of, proposals_of, rows_of, title_changes
from assessments.roles import FieldStatus, Outcome, OutcomeKind, OutcomeStatus
from districts.models import Honour, HonourLevel
from districts.roles import Role
from tests.factories import make_assessment, make_cycle, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.jobs.actions import start

K, R = OutcomeKind, Outcome


def rule(kind: str, outcome: str, figure: int | None = None, about: str = "") -> OutcomeRule:
    number = None if figure is None else Decimal(figure)
    return OutcomeRule(kind=kind, outcome=outcome, figure=number, about=about)


LOW = rule(K.BELOW, R.WARN, 60)
WORST = rule(K.BELOW, R.RECTIFY, 50)
AGAIN = rule(K.REPEATED, R.RECTIFY, 2, R.WARN)
UNMET = rule(K.UNMET, R.REVOKE, None, R.RECTIFY)


@pytest.mark.parametrize(
    ("rules", "facts", "outcome", "reason"),
    [
        ([], Facts(), R.KEEP, "没有触及任何规则"),
        ([LOW], Facts(total=Decimal("58.20")), R.WARN, "总分 58.20，低于 60 分"),
        ([LOW], Facts(total=Decimal(60)), R.KEEP, "没有触及任何规则"),
        ([LOW], Facts(), R.KEEP, "没有触及任何规则"),
        ([WORST, LOW], Facts(total=Decimal(40)), R.RECTIFY, "总分 40，低于 50 分"),
        ([LOW, WORST], Facts(total=Decimal(40)), R.WARN, "总分 40，低于 60 分"),
        ([rule(K.AT_LEAST, R.COMMEND, 90)], Facts(total=Decimal(90)), R.COMMEND,
         "总分 90，不低于 90 分"),
        ([rule(K.GRADE, R.COMMEND, about="优秀")], Facts(grade="优秀"), R.COMMEND, "等次为优秀"),
        ([rule(K.GRADE, R.COMMEND, about="优秀")], Facts(grade="良好"), R.KEEP,
         "没有触及任何规则"),
        ([rule(K.BEST, R.COMMEND, 3)], Facts(rank=3, of=9), R.COMMEND, "类内第 3 位，在前 3 名内"),
        ([rule(K.BEST, R.COMMEND, 3)], Facts(rank=4, of=9), R.KEEP, "没有触及任何规则"),
        ([rule(K.BEST_SHARE, R.COMMEND, 10)], Facts(rank=2, of=29), R.COMMEND,
         "类内第 2 位，在前 10%（2 家）内"),
        ([rule(K.BEST_SHARE, R.COMMEND, 10)], Facts(rank=3, of=29), R.KEEP, "没有触及任何规则"),
        ([rule(K.VETOED, R.REVOKE)], Facts(is_vetoed=True, vetoes=("F1 事故",)), R.REVOKE,
         "一票否决：F1 事故"),
        ([rule(K.NO_RESULT, R.LAPSE)], Facts(), R.LAPSE, "本年度没有得分"),
        ([rule(K.NO_RESULT, R.LAPSE)], Facts(total=Decimal(0)), R.KEEP, "没有触及任何规则"),
        ([rule(K.TERM_OVER, R.LAPSE)], Facts(term_over=date(2020, 4, 1)), R.LAPSE,
         "称号有效期至2020年4月1日，已满"),
        ([LOW, AGAIN], Facts(total=Decimal(55), past={1: R.WARN}), R.RECTIFY,
         "总分 55，低于 60 分；连续 2 年为警告"),
        ([LOW, AGAIN], Facts(total=Decimal(55), past={2: R.WARN}), R.WARN, "总分 55，低于 60 分"),
        ([AGAIN], Facts(total=Decimal(80), past={1: R.WARN}), R.KEEP, "没有触及任何规则"),
        ([LOW, UNMET], Facts(total=Decimal(55), past={1: R.RECTIFY}), R.REVOKE,
         "总分 55，低于 60 分；上年限期整改，本年仍未达标"),
        ([LOW, UNMET], Facts(total=Decimal(75), past={1: R.RECTIFY}), R.KEEP, "没有触及任何规则"),
        ([LOW, rule(K.REPEATED, R.REVOKE, 3, R.WARN)],
         Facts(total=Decimal(55), past={1: R.WARN, 2: R.WARN}), R.REVOKE,
         "总分 55，低于 60 分；连续 3 年为警告"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_says_what_and_why(
    rules: list[OutcomeRule], facts: Facts, outcome: str, reason: str
) -> None:
    found = propose(rules, facts)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_a_part_of_a_unit_is_none() -> None:
    assert [share_of(Decimal(10), units) for units in (9, 10, 19, 20)] == [0, 1, 1, 2]


db = pytest.mark.django_db
GIVEN: Mapping[str, Any] = {
    "title": USUAL_TITLE,
    "level": HonourLevel.COUNTY,
    "document_number": "文〔2020〕1号",
    "document_date": date(2020, 12, 1),
    "without_result": "",
}


def make_list(*totals: int | None) -> tuple[OutcomeList, User]:
    """A year whose units have these totals; below 60 is warned, a veto takes the title."""
    office = make_user(Role.OFFICE)
    cycle = make_cycle()
    for total in totals:
        number = None if total is None else Decimal(total)
        state = FieldStatus.PENDING if total is None else FieldStatus.CONFIRMED
        assessment = make_assessment(make_unit(), cycle=cycle, total=number, field_status=state)
        Honour.objects.create(
            unit=assessment.unit, title=USUAL_TITLE, level=HonourLevel.COUNTY,
            awarded_on=date(2019, 1, 1), recorded_by=office,
        )  # fmt: skip
    now = timezone.now()
    found = set_up_outcomes(cycle, by=office, at=now)
    lines = [{"kind": K.BELOW, "figure": Decimal(60), "outcome": R.WARN}]
    found = save_outcome_rules(found, lines, version=1, by=office, at=now)
    found = update_outcome_settings(found, GIVEN, version=found.version, by=office, at=now)
    propose_outcomes(found, by=office, at=now)
    return OutcomeList.objects.select_related("cycle").get(pk=found.pk), office


def step(found: OutcomeList, verb: str, by: User) -> OutcomeList:
    return advance_outcomes(found, verb, by=by, at=timezone.now(), note="再核")


def edit(row: OutcomeRow, outcome: str, by: User, reason: str = "督查通报") -> OutcomeRow:
    return edit_outcome(row, outcome, reason=reason, version=row.version, by=by, at=timezone.now())


def publish(found: OutcomeList, office: User) -> OutcomeList:
    step(found, "prepare", office)
    step(found, "approve", make_user(Role.OFFICE))
    return step(found, "publish", office)


@db
def test_making_the_list_again_keeps_what_was_edited_and_says_what_moved() -> None:
    found, office = make_list(50, 55, 80)
    first, second, _ = found.rows.order_by("pk")
    edit(first, R.REVOKE, office)
    Assessment.objects.filter(pk__in=(first.assessment_id, second.assessment_id)).update(total=90)
    told = propose_outcomes(found, by=office, at=timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, first.proposed, first.has_moved) == (R.REVOKE, R.KEEP, True)
    assert second.outcome == R.KEEP
    assert (told.changed, told.kept, len(told.moved)) == (2, 1, 1)
    assert first.assessment.unit.name in told.words


@db
def test_an_edit_needs_a_reason_and_back_to_the_proposal_needs_none() -> None:
    found, office = make_list(50)
    row = found.rows.get()
    with pytest.raises(DomainError, match="理由"):
        edit(row, R.REVOKE, office, reason="")
    row = edit(row, R.REVOKE, office)
    with pytest.raises(Conflict):
        edit_outcome(row, R.KEEP, reason="迟到", version=1, by=office, at=timezone.now())
    assert not edit(row, R.WARN, office, reason="").is_edited


@db
def test_two_people_sign_and_publishing_takes_exactly_the_titles_shown() -> None:
    found, office = make_list(50, 80, 90)
    row = edit(found.rows.order_by("pk")[0], R.REVOKE, office)
    other = make_user(Role.OFFICE)
    Honour.objects.create(
        unit=row.assessment.unit, title="省级文明单位", level=HonourLevel.PROVINCE,
        awarded_on=date(2019, 1, 1), recorded_by=office,
    )  # fmt: skip
    shown = [change.honour for change in title_changes(found)]
    step(found, "prepare", office)
    with pytest.raises(NotAllowed, match="以外的同志"):
        step(found, "approve", office)
    with pytest.raises(Conflict):
        edit(row, R.KEEP, office)
    step(found, "approve", other)
    assert outcomes_of(found.cycle) == {}
    step(found, "publish", office)
    lost = list(Honour.objects.exclude(revoked_on=None))
    assert lost == shown
    assert [honour.unit for honour in lost] == [row.assessment.unit]
    assert "文〔2020〕1号" in lost[0].revoke_reason
    assert sorted(outcomes_of(found.cycle).values()) == ["保留", "保留", "撤销"]
    assert AuditEntry.objects.filter(verb="honour.revoke").count() == 1


@db
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"document_number": ""}, "公布文号"),
        ({"without_result": ""}, "没有得分"),
    ],
)
def test_a_list_is_not_handed_on_with_something_missing(spoil: dict[str, str], said: str) -> None:
    found, office = make_list(80, None)
    OutcomeList.objects.filter(pk=found.pk).update(**{"without_result": "停产", **spoil})
    with pytest.raises(DomainError, match=said):
        step(found, "prepare", office)


@db
def test_marks_that_moved_after_the_signature_stop_the_publication() -> None:
    found, office = make_list(80)
    step(found, "prepare", office)
    step(found, "approve", make_user(Role.OFFICE))
    Assessment.objects.update(total=Decimal(30))
    with pytest.raises(DomainError, match="有变动"):
        step(found, "publish", office)
    assert OutcomeList.objects.get().status == OutcomeStatus.APPROVED


@db
def test_after_publication_only_a_correction_changes_anything() -> None:
    found, office = make_list(80)
    publish(found, office)
    row = found.rows.get()
    with pytest.raises(Conflict):
        edit(row, R.WARN, office)
    with pytest.raises(Conflict):
        propose_outcomes(found, by=office, at=timezone.now())
    given: Any = {"version": row.version, "by": office, "at": timezone.now()}
    with pytest.raises(DomainError, match="理由"):
        correct_outcome(row, R.REVOKE, reason="", **given)
    correct_outcome(row, R.REVOKE, reason="弄虚作假", **given)
    kept = OutcomeCorrection.objects.get()
    assert (kept.before, kept.after, kept.reason) == (R.KEEP, R.REVOKE, "弄虚作假")
    assert Honour.objects.get().revoked_on is not None


@db
def test_years_past_count_by_how_long_ago() -> None:
    found, office = make_list(50)
    publish(found, office)
    unit = found.rows.get().assessment.unit
    cycle = make_cycle(year=found.cycle.year + 1)
    make_assessment(unit, cycle=cycle, total=Decimal(55), field_status=FieldStatus.CONFIRMED)
    nxt = set_up_outcomes(cycle, by=office, at=timezone.now())
    nxt.rules.exclude(kind=K.REPEATED).exclude(kind=K.BELOW, outcome=R.WARN).delete()
    (due,) = proposals_of(nxt).values()
    assert (due.outcome, due.reason) == (R.RECTIFY, "总分 55.00，低于 70 分；连续 2 年为警告")


@db
def test_every_unit_gets_its_notice() -> None:
    found, office = make_list(50, 80)
    publish(found, office)
    row = rows_of(found).select_related("list__cycle")[0]
    document = Document(BytesIO(notice_docx(row, WORD_TEMPLATE)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert row.assessment.unit.name in text
    assert "文〔2020〕1号" in text
    assert row.why in text
    assert round(document.sections[0].top_margin.mm) == 37
    job = start(NOTICES, by=office, title="通知书", params={"cycle": found.cycle_id})
    assert job.result is not None, job.error
    with default_storage.open(job.result.path) as stored, zipfile.ZipFile(stored) as package:
        assert len(package.namelist()) == 2


@db
@pytest.mark.parametrize("units", [1, 3])
def test_a_list_costs_the_same_at_any_length(
    units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found, office = make_list(*[80] * units)
    client = Client()
    client.force_login(office)
    client.get("/")
    with django_assert_num_queries(9):
        page = client.get(reverse("assessments:outcome-list", args=[found.cycle_id]))
    assert page.status_code == 200
