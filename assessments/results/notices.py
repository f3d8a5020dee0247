"""Whom the acts of the assessment year concern: one line a verb."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from districts.results.notices import ASSIGNED, DECIDED, RETURNED, at_unit, holding, office
from districts.roles import Role
from wenming.notices.making import Rule


def reporters(report: Any) -> Q:
    return at_unit(report.assessment.unit_id)


def assessed(assessment: Any) -> Q:
    return at_unit(assessment.unit_id)


def drafter(summary: Any) -> Q | None:
    return Q(pk=summary.drafted_by_id) if summary.drafted_by_id else None


def preparers(row: Any) -> Q:
    return holding(role=Role.OFFICE)


def handler(objection: Any) -> Q | None:
    """The department or person to whom an objection of the public was given."""
    return Q(pk=objection.handler_id) if objection.handler_id else None


def at(view: str) -> Callable[[Any], str]:
    """The page of the object under that name."""
    return lambda row: reverse(view, args=[row.pk])


FEEDBACK = at("assessments:feedback")
REVIEW = at("assessments:report-review")

RULES = (
    Rule("report.submit", ASSIGNED, "{on}已报送，待审核", office, REVIEW),
    Rule("report.return", RETURNED, "{on}被退回修改", reporters),
    Rule("report.accept", DECIDED, "{on}已受理", reporters),
    Rule("report.ask-extension", ASSIGNED, "{on}申请延期，待答复", office, REVIEW),
    Rule("report.grant-extension", DECIDED, "{on}的延期申请已同意", reporters),
    Rule("report.decline-extension", RETURNED, "{on}的延期申请未同意", reporters),
    Rule("report.permit-late", DECIDED, "{on}的迟报申请已同意", reporters),
    Rule("report.decline-late", RETURNED, "{on}的迟报申请未同意", reporters),
    Rule("deduction.record", ASSIGNED, "{on}登记了扣分", assessed),
    Rule("objection.file", ASSIGNED, "{on}提出评分异议", office, FEEDBACK),
    Rule("objection.uphold", DECIDED, "{on}：评分异议已答复，维持原分", assessed, FEEDBACK),
    Rule("objection.adjust", DECIDED, "{on}：评分异议成立，分数已调整", assessed, FEEDBACK),
    Rule("rectification.open", ASSIGNED, "{on}：失分转为整改", assessed, FEEDBACK),
    Rule("annualsummary.submit", ASSIGNED, "{on}待审核", preparers),
    Rule("annualsummary.return", RETURNED, "{on}被退回修改", drafter),
    Rule("publication.return", RETURNED, "公示“{on}”被退回", preparers),
    Rule("publicobjection.assign", ASSIGNED, "公示异议交您办理：{on}", handler),
)
