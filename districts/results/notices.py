"""Whom the acts of fieldwork concern: one line a verb (see `wenming.notices.making`)."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from districts.models import Opinion
from districts.models.owners import OWNERS
from districts.roles import Role
from wenming.notices.making import Rule
from wenming.notices.models import NoticeKind

ASSIGNED, RETURNED, DECIDED = NoticeKind.ASSIGNED, NoticeKind.RETURNED, NoticeKind.DECIDED
REPORTING = (Role.UNIT, Role.TOWNSHIP, Role.DEPARTMENT)


def holding(**scope: Any) -> Q:
    """Accounts with a membership of that scope today; every condition is on the same one."""
    today = timezone.localdate()
    return Q(
        Q(memberships__ended_on=None) | Q(memberships__ended_on__gt=today),
        memberships__started_on__lte=today,
        **{f"memberships__{name}": value for name, value in scope.items()},
    )


def office(row: Any) -> Q:
    return holding(role=Role.OFFICE)


def at_unit(unit_id: int) -> Q:
    """Those who report for the unit, not everybody who works there."""
    return holding(role=Role.UNIT, unit=unit_id)


def owner(row: Any) -> Q | None:
    """Whoever acts for the township, department or unit to which the record belongs."""
    for name in OWNERS:
        if (owner_id := getattr(row, f"{name}_id")) is not None:
            return holding(role__in=REPORTING, **{name: owner_id})
    return None


def unit_of_pairing(row: Any) -> Q:
    return at_unit(row.pairing.unit_id if hasattr(row, "pairing_id") else row.unit_id)


def signer(row: Any) -> Q | None:
    """Of a letter: the unit of its pairing, or the township."""
    if row.pairing_id is not None:
        return at_unit(row.pairing.unit_id)
    return holding(role=Role.TOWNSHIP, township=row.township_id)


def township_of(row: Any) -> Q:
    township_id = row.district.township_id if hasattr(row, "district_id") else row.township_id
    return holding(role=Role.TOWNSHIP, township=township_id)


def in_charge(row: Any) -> Q:
    """Of a task: the lead department, and the township of a task of its own."""
    found = holding(role=Role.DEPARTMENT, department=row.lead_department_id)
    if row.township_id:
        found |= holding(role=Role.TOWNSHIP, township=row.township_id)
    return found


def asked(row: Any) -> Q | None:
    """Every recipient of a consultation. One query."""
    ids: dict[str, set[int]] = {name: set() for name in OWNERS}
    for opinion in Opinion.objects.filter(consultation=row).values(*(f"{n}_id" for n in OWNERS)):
        for name in OWNERS:
            if opinion[f"{name}_id"]:
                ids[name].add(opinion[f"{name}_id"])
    found = [holding(role__in=REPORTING, **{f"{n}__in": sorted(pks)}) for n, pks in ids.items()]
    return found[0] | found[1] | found[2] if any(ids.values()) else None


RULES = (
    Rule("activity.return", RETURNED, "活动“{on}”被退回", owner),
    Rule("activity.confirm", DECIDED, "活动“{on}”已确认", owner),
    Rule("publicityboard.return", RETURNED, "宣传牌匾“{on}”被退回", owner),
    Rule("contribution.return", RETURNED, "帮扶投入“{on}”被退回", unit_of_pairing),
    Rule("contribution.confirm", DECIDED, "帮扶投入“{on}”已确认", unit_of_pairing),
    Rule("pairing.create", ASSIGNED, "安排了结对共建：{on}", unit_of_pairing),
    Rule("responsibilityletter.issue", ASSIGNED, "目标责任书待签：{on}", signer),
    Rule("district.return", RETURNED, "片区“{on}”被退回", township_of),
    Rule("district.plan", DECIDED, "片区“{on}”已列入年度计划", township_of),
    Rule("districtproject.return", RETURNED, "建设项目“{on}”被退回", township_of),
    Rule("districtproject.accept", DECIDED, "建设项目“{on}”已通过验收", township_of),
    Rule("followup.open", ASSIGNED, "交办：{on}", owner),
    Rule("followup.report", ASSIGNED, "办理情况已报，待核实：{on}", office),
    Rule("followup.return", RETURNED, "办理情况被退回：{on}", owner),
    Rule("followup.close", DECIDED, "已核实销号：{on}", owner),
    Rule("servicetask.issue", ASSIGNED, "实事已下达：{on}", in_charge),
    Rule("servicetask.slip", ASSIGNED, "实事“{on}”收到督办单", in_charge),
    Rule("servicetask.reply", ASSIGNED, "实事“{on}”的进展有答复", in_charge),
    Rule("servicetask.request", ASSIGNED, "实事“{on}”申请验收", office),
    Rule("servicetask.accept", DECIDED, "实事“{on}”已通过验收", in_charge),
    Rule("servicetask.send-back", RETURNED, "实事“{on}”验收未通过，退回整改", in_charge),
    Rule("consultation.send", ASSIGNED, "征求意见：{on}", asked),
    Rule("nomination.return", RETURNED, "申报“{on}”被退回", owner),
    Rule("nomination.reject", RETURNED, "申报“{on}”未通过", owner),
    Rule("nomination.award", DECIDED, "“{on}”已获表彰", owner),
)
