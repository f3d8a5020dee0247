"""加分, 扣分 and 一票否决: who records what, what of it counts, and what becomes of the total."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.actions.extras import (
    correct_deduction,
    link_claim_evidence,
    record_claim,
    withdraw_deduction,
)
from assessments.models import Assessment, DeductionEntry, Phase
from assessments.results.claims import claims_of
from assessments.results.deductions import deductions_of
from assessments.results.tally import marks_of, tally_of
from assessments.results.trail import score_trail
from assessments.results.vetoes import findings_of
from assessments.roles import (
    ClaimStatus,
    CycleStatus,
    DeductionStatus,
    PhaseKind,
    ReportStatus,
    VetoStatus,
)
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
    save,
    step,
)
from tests.assessments.self_checks import make_evidence
from tests.factories import make_membership, make_unit, make_user, this_year
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db
ACCEPTED, PARTIAL, REFUSED = ClaimStatus.ACCEPTED, ClaimStatus.PARTIAL, ClaimStatus.REFUSED


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_related("rubric", "cycle", "unit").get(pk=assessment.pk)


def computed(assessment: Assessment):
    assessment = fresh(assessment)
    return tally_of(assessment, marks_of([assessment])[assessment.pk])


# Bonuses


@pytest.mark.parametrize(
    ("verdicts", "total", "bonus"),
    [
        pytest.param({}, "99.20", "", id="a-claim-alone-counts-nothing"),
        pytest.param({"J1": (ACCEPTED, None)}, "102.20", "3", id="accepted"),
        pytest.param({"J1": (PARTIAL, "1.5")}, "100.70", "1.5", id="in-part"),
        pytest.param({"J1": (REFUSED, None)}, "99.20", "", id="refused"),
        pytest.param(
            {"J1": (ACCEPTED, None), "J2": (ACCEPTED, None)},
            "102.20",
            "3",
            id="the-highest-of-a-family",
        ),
        pytest.param(
            {"J1": (PARTIAL, "1"), "J2": (ACCEPTED, None)},
            "101.20",
            "2",
            id="the-highest-as-accepted",
        ),
        pytest.param({"J1": (ACCEPTED, None), "J3": (ACCEPTED, None)}, "104.20", "5", id="the-cap"),
    ],
)
def test_only_accepted_bonuses_count(verdicts: dict[str, Any], total: str, bonus: str) -> None:
    assessment = make_rich_confirmed()
    answers = {"J1": {"value": "3"}, "J2": {"met": True}, "J3": {"count": 2}}
    for code, answer in answers.items():
        claim(assessment, code, answer)
    for code, (verdict, value) in verdicts.items():
        given: dict[str, Any] = {"answer": {"value": value}} if value else {}
        decide(claim_of(assessment, code), verdict, reason="依据文件", **given)

    assessment = fresh(assessment)

    assert (str(assessment.total), assessment.bonus) == (total, bonus)
    assert computed(assessment).total == assessment.total


def test_the_page_says_which_of_a_family_counts_and_why() -> None:
    assessment = make_rich()
    for code, answer in (("J1", {"value": "3"}), ("J2", {"met": True})):
        decide(claim(assessment, code, answer), ACCEPTED)

    claims = claims_of(fresh(assessment))

    first, second = claims.made
    assert (first.counted, first.dropped) == ("3", "")
    assert second.dropped == "同类组“荣誉”只计最高一项：J1 省级表彰 计 3 分，本项 2 分不计"
    assert (claims.total, claims.is_capped) == ("3", False)


@pytest.mark.parametrize(
    ("verdict", "fields", "message"),
    [
        (PARTIAL, {"answer": {"value": "1"}}, "须写明理由"),
        (REFUSED, {}, "须写明理由"),
        (PARTIAL, {"reason": "材料不全"}, "须填写认定的内容"),
        (PARTIAL, {"reason": "材料不全", "answer": {"value": "3"}}, "与申报相同"),
        (PARTIAL, {"reason": "材料不全", "answer": {"value": "9"}}, "J1 省级表彰"),
        (ACCEPTED, {"version": 7}, "刚刚被改动"),
    ],
)
def test_a_decision_that_does_not_hold_is_refused(
    verdict: str, fields: dict[str, Any], message: str
) -> None:
    row = claim(make_rich(), "J1", {"value": "3"})

    with pytest.raises(DomainError, match=message):
        decide(row, verdict, **fields)

    assert claim_of(row.assessment).status == ClaimStatus.PENDING


@pytest.mark.parametrize("status", [ReportStatus.DRAFT, ReportStatus.RETURNED])
def test_the_office_waits_for_the_report(status: str) -> None:
    row = claim(make_rich(status=status), "J1", {"value": "3"})

    with pytest.raises(Conflict, match="报送后再认定"):
        decide(row, ACCEPTED)


def test_nothing_claimed_is_nothing_to_accept() -> None:
    with pytest.raises(Conflict, match="没有申报"):
        decide(claim_of(make_rich()), ACCEPTED)


def test_saying_the_same_again_changes_nothing_another_word_needs_a_reason() -> None:
    row, office = claim(make_rich_confirmed(), "J1", {"value": "3"}), make_user(Role.OFFICE)
    decide(row, ACCEPTED, office)

    decide(row, ACCEPTED, office)  # the second click
    with pytest.raises(DomainError, match="须写明理由"):
        decide(claim_of(row.assessment), ACCEPTED)
    decide(claim_of(row.assessment), REFUSED, office, reason="文件已撤销")

    verbs = AuditEntry.objects.about(row.assessment).values_list("verb", flat=True)
    assert list(verbs[:2]) == ["claim.decide", "claim.decide"]
    assert fresh(row.assessment).total == Decimal("99.20")


def test_a_unit_changes_its_claim_while_its_report_is_open() -> None:
    assessment = make_rich(status=ReportStatus.DRAFT)
    unit = make_user(Role.UNIT, unit=assessment.unit)
    key = uuid4()

    first = save(claim_of(assessment), unit, answer={"value": "2"}, save_key=key)
    again = save(claim_of(assessment), unit, answer={"value": "2"}, version=1, save_key=key)
    with pytest.raises(Conflict) as stale:
        save(first, unit, version=1, answer={"value": "3"})
    with pytest.raises(DomainError, match="J1 省级表彰"):
        save(first, unit, answer={"value": "3.3"})
    taken_back = save(first, unit, answer=None, statement="没有")

    assert first.version == again.version == 2
    assert ("申报", "得分 2 分", "得分 3 分") in stale.value.versions
    assert (taken_back.answer, taken_back.statement, taken_back.version) == (None, "没有", 3)


def test_a_changed_claim_waits_for_a_new_word() -> None:
    """The unit of a returned report changes what had been accepted; the total follows."""
    assessment = make_rich_confirmed()
    decide(claim(assessment, "J1", {"value": "3"}), ACCEPTED)
    assert fresh(assessment).total == Decimal("102.20")
    assessment.report.status = ReportStatus.RETURNED
    assessment.report.save()
    Phase.objects.filter(kind=PhaseKind.SELF_CHECK).update(
        closes_at=timezone.now() + timedelta(days=1)
    )
    unit = make_user(Role.UNIT, unit=assessment.unit)

    link_claim_evidence(
        claim_of(assessment).pk, make_evidence(assessment).pk, by=unit, at=timezone.now()
    )

    row = claim_of(assessment)
    assert (row.status, row.accepted, row.decided_by) == (ClaimStatus.PENDING, None, None)
    assert fresh(assessment).total == Decimal("99.20")
    assert AuditEntry.objects.about(assessment).first().verb == "claim.reset"


@pytest.mark.parametrize("status", [ReportStatus.SUBMITTED, ReportStatus.ACCEPTED])
def test_a_handed_in_claim_stands(status: str) -> None:
    assessment = make_rich(status=status)
    unit = make_user(Role.UNIT, unit=assessment.unit)

    with pytest.raises(Conflict, match="不能再改"):
        save(claim_of(assessment), unit, answer={"value": "2"})


def test_the_office_records_a_bonus_that_the_unit_leaves_alone() -> None:
    assessment, office = make_rich_confirmed(), make_user(Role.OFFICE)
    shared: dict[str, Any] = {"by": office, "at": timezone.now(), "statement": "省文明办通报"}

    record_claim(claim_of(assessment), answer={"value": "2.5"}, version=1, **shared)
    with pytest.raises(Conflict, match="请直接认定"):
        record_claim(claim(assessment, "J2", {"met": True}), answer={}, version=1, **shared)

    assert fresh(assessment).total == Decimal("101.70")
    assessment.report.status = ReportStatus.DRAFT
    assessment.report.save()
    with pytest.raises(Conflict, match="由县文明办登记"):
        save(claim_of(assessment), make_user(Role.UNIT, unit=assessment.unit), answer=None)


# Deductions


def test_deductions_add_up_and_keep_their_history() -> None:
    assessment, office = make_rich_confirmed(), make_user(Role.OFFICE)
    shared: dict[str, Any] = {"by": office, "at": timezone.now()}
    first = deduct(assessment, answer={"count": 2})
    deduct(assessment, answer={"count": 1, "concealed": True})
    deduct(assessment, "K2", answer={"values": ["3", "2"]})
    assert (fresh(assessment).total, fresh(assessment).deducted) == (Decimal("92.70"), "6.5")

    second = correct_deduction(
        first, answer={"count": 1}, reason="县里通报", why="重复登记", version=1,
        save_key=uuid4(), **shared,
    )  # fmt: skip
    assert fresh(assessment).total == Decimal("93.70")
    withdraw_deduction(second, why="通报已撤销", version=1, **shared)

    assert fresh(assessment).total == Decimal("94.70")
    row = deductions_of(fresh(assessment)).rows[0]
    assert [each.entry.status for each in row.entries] == [
        DeductionStatus.CORRECTED, DeductionStatus.IN_FORCE, DeductionStatus.WITHDRAWN,
    ]  # fmt: skip
    assert row.entries[0].entry.closing_reason == "重复登记"
    assert row.points == "2"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": "K9"}, "没有这个扣分项"),
        ({"reason": ""}, "须?请?写明扣分的事由"),
        ({"answer": {"count": 0}}, "没有扣分就不用登记"),
        ({"answer": {"values": ["1"]}}, "K1 通报批评"),
        ({"answer": {"count": "-1"}}, "次数"),
        ({"document_date": date(2999, 1, 1)}, "不能晚于今天"),
    ],
)
def test_a_deduction_that_does_not_hold_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DomainError, match=message):
        deduct(make_rich(), **fields)

    assert not DeductionEntry.objects.exists()


def test_the_same_deduction_sent_twice_is_one() -> None:
    assessment, key = make_rich(), uuid4()

    assert deduct(assessment, save_key=key) == deduct(assessment, save_key=key)


def test_an_entry_is_closed_once() -> None:
    entry = deduct(make_rich())
    shared: dict[str, Any] = {"by": make_user(Role.OFFICE), "at": timezone.now(), "version": 1}
    withdraw_deduction(entry, why="通报已撤销", **shared)

    with pytest.raises(Conflict, match="已撤销"):
        withdraw_deduction(entry, why="通报已撤销", **shared)


# Vetoes


def test_a_veto_is_the_departments_word() -> None:
    bureau, officer = make_bureau()
    assessment, office = make_rich_confirmed(), make_user(Role.OFFICE)
    finding = find_veto(assessment)
    assert finding.department == bureau
    assert fresh(assessment).rank == 1

    with pytest.raises(NotAllowed, match="由县应急管理局确认"):
        step(finding, "confirm", office)
    step(finding, "confirm", officer)

    vetoed = fresh(assessment)
    assert (vetoed.total, vetoed.rank, vetoed.is_vetoed) == (Decimal("99.20"), None, True)
    assert vetoed.grade == computed(assessment).grade == "一票否决"
    step(finding, "reopen", officer, note="复核后未认定责任")
    assert (fresh(assessment).rank, fresh(assessment).grade) == (1, "")


def test_without_an_account_the_office_enters_the_departments_paper() -> None:
    assessment, office = make_rich_confirmed(), make_user(Role.OFFICE)
    finding = find_veto(assessment, "F2", heads=None)
    (row,) = findings_of(fresh(assessment))
    assert row.confirmer == "县文明办（细则没有指定确认部门）"

    with pytest.raises(DomainError, match="请填写文号"):
        step(finding, "confirm", office)
    step(finding, "confirm", office, number="宁纪〔2026〕8 号", day=date(this_year(), 1, 1))

    finding.refresh_from_db()
    assert (finding.status, finding.in_lieu) == (VetoStatus.CONFIRMED, True)
    assert fresh(assessment).is_vetoed


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"heads": 2}, "未达到人数门槛"), ({"occurred_on": date(this_year() - 1, 12, 31)}, "追溯期")],
)
def test_what_does_not_reach_the_rule_vetoes_nothing(fields: dict[str, Any], why: str) -> None:
    _, officer = make_bureau()
    assessment = make_rich_confirmed()

    step(find_veto(assessment, **fields), "confirm", officer)

    (row,) = findings_of(fresh(assessment))
    assert why in row.why_not
    assert not row.vetoes
    assert (fresh(assessment).is_vetoed, fresh(assessment).rank) == (False, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": "F9"}, "没有这个否决情形"),
        ({"happened": ""}, "写明发生的情形"),
        ({"heads": None}, "人数门槛 3 人"),
        ({"document_number": ""}, "请填写文号"),
        ({"document_date": None}, "请填写文件日期"),
        ({"occurred_on": date(2999, 1, 1)}, "不能晚于今天"),
    ],
)
def test_a_finding_needs_its_facts(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DomainError, match=message):
        find_veto(make_rich(), **fields)


def test_a_department_member_of_the_unit_judges_nothing() -> None:
    _, officer = make_bureau()
    assessment = make_rich()
    make_membership(officer, Role.STAFF, unit=assessment.unit)

    with pytest.raises(NotAllowed):
        step(find_veto(assessment), "confirm", officer)


# What holds for all of them


def act_on_claim(assessment: Assessment, by) -> None:
    decide(claim(assessment, "J1", {"value": "3"}), ACCEPTED, by)


def act_on_deduction(assessment: Assessment, by) -> None:
    deduct(assessment, by=by)


def act_on_veto(assessment: Assessment, by) -> None:
    find_veto(assessment, by=by)


ACTS = [act_on_claim, act_on_deduction, act_on_veto]


@pytest.mark.parametrize("act", ACTS)
def test_only_the_office_acts(act) -> None:
    assessment = make_rich()
    for role in (Role.LEADER, Role.ADMIN, Role.UNIT, Role.DEPARTMENT):
        with pytest.raises(NotAllowed):
            act(assessment, make_user(role))


@pytest.mark.parametrize("act", ACTS)
def test_not_on_ones_own_unit_and_not_in_a_closed_year(act) -> None:
    assessment, office = make_rich(), make_user(Role.OFFICE)
    assessment.cycle.status = CycleStatus.ARCHIVED
    assessment.cycle.save()
    with pytest.raises(Conflict, match="已归档"):
        act(assessment, office)

    make_membership(office, Role.STAFF, unit=assessment.unit)
    with pytest.raises(NotAllowed):
        act(assessment, office)


@pytest.mark.parametrize("act", ACTS)
def test_an_unconfirmed_unit_has_no_result_yet(act) -> None:
    assessment = make_rich()

    act(assessment, make_user(Role.OFFICE))

    assert (fresh(assessment).total, fresh(assessment).bonus) == (None, "")


# Ranks, grades, recomputing


def test_grades_follow_bound_and_quota_whenever_a_total_moves() -> None:
    make_rich_rubric(grades=True)
    names = ("甲局", "乙局", "丙局", "丁局")
    lost: tuple[dict[str, Any], ...] = (
        {},
        {"1.2": {"count": 1}},
        {"1.2": {"count": 2}},
        {"1.2": {"count": 6}},
    )
    units = [
        make_rich_confirmed(unit=make_unit(name), changed=[each])
        for name, each in zip(names, lost, strict=True)
    ]

    def grades() -> list[str]:
        return [fresh(unit).grade for unit in units]

    assert grades() == ["优秀", "优秀", "合格", "合格"]
    deduct(units[0], answer={"count": 6})
    assert grades() == ["合格", "优秀", "优秀", "合格"]
    _, officer = make_bureau()
    step(find_veto(units[1]), "confirm", officer)
    assert grades() == ["优秀", "一票否决", "优秀", "合格"]
    trail = score_trail(fresh(units[3]))
    assert (trail.grade, str(trail.steps[-1])) == ("合格", "按名额确定：类内第 3 名，等次为合格。")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("recompute_results", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"grade": "合格"}, "等次存为 合格，按总分应为 优秀"),
        ({"bonus": "1"}, "加分存为 1，重新计算为 3"),
        ({"deducted": ""}, "扣分存为 无，重新计算为 1"),
        ({"is_vetoed": True, "rank": None}, "一票否决存为是，重新计算为否"),
    ],
)
def test_recomputing_finds_what_was_spoilt(fields: dict[str, Any], words: str) -> None:
    make_rich_rubric(grades=True)
    make_rich_confirmed(changed=[{"1.2": {"count": 6}}])
    assessment = make_rich_confirmed()
    decide(claim(assessment, "J1", {"value": "3"}), ACCEPTED)
    deduct(assessment)
    assert "全部一致" in run()
    Assessment.objects.filter(pk=assessment.pk).update(**fields)

    assert words in run("--write")
    assert "全部一致" in run()


@pytest.mark.parametrize("count", [1, 3])
def test_a_rich_year_is_recomputed_in_two_queries_more(
    django_assert_num_queries, count: int
) -> None:
    make_rich_rubric(grades=True)
    for _ in range(count):
        assessment = make_rich_confirmed()
        decide(claim(assessment, "J1", {"value": "3"}), ACCEPTED)
        deduct(assessment)

    # as ever; and claims with deductions, vetoes
    with django_assert_num_queries(10):
        run()
