"""定等: rules, the proposed list, single edits, two signatures, publication, corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.actions.cycles import locked_cycle
from assessments.models import Cycle, OutcomeCorrection, OutcomeList, OutcomeRow, OutcomeRule
from assessments.results.outcome_rules import Proposal
from assessments.results.outcomes import (
    has_moved_on,
    hindrances_of,
    proposals_of,
    title_changes,
)
from assessments.roles import CycleStatus, Outcome, OutcomeKind, OutcomeStatus
from assessments.workflow import OUTCOME_STEPS
from districts.actions.describing import described
from districts.actions.honours import revoke_honour
from districts.actions.steps import advance, locked, write
from districts.policies import standing_of
from districts.roles import Standing
from districts.workflow.steps import Actor
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

NOT_ONESELF = "定等表由送批准人以外的同志批准。"
SETTINGS = ("title", "level", "document_number", "document_date", "without_result")
MOST_RULES = 30
BATCH = 500
# Kind, figure, 等次 or outcome of years past, outcome.
USUAL_RULES: Sequence[tuple[str, Decimal | None, str, str]] = (
    (OutcomeKind.VETOED, None, "", Outcome.REVOKE),
    (OutcomeKind.NO_RESULT, None, "", Outcome.LAPSE),
    (OutcomeKind.BELOW, Decimal(60), "", Outcome.RECTIFY),
    (OutcomeKind.BELOW, Decimal(70), "", Outcome.WARN),
    (OutcomeKind.BEST_SHARE, Decimal(10), "", Outcome.COMMEND),
    (OutcomeKind.AT_LEAST, Decimal(70), "", Outcome.KEEP),
    (OutcomeKind.UNMET, None, Outcome.RECTIFY, Outcome.REVOKE),
    (OutcomeKind.REPEATED, Decimal(2), Outcome.WARN, Outcome.RECTIFY),
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What generating a list came to; `moved` names what changed under rows that were edited."""

    new: int
    changed: int
    gone: int
    kept: int
    moved: tuple[str, ...]

    @property
    def words(self) -> str:
        said = f"新增 {self.new} 家，建议有变 {self.changed} 家，移出 {self.gone} 家"
        if self.kept:
            said += f"；文明办改定的 {self.kept} 家保持不变"
        if self.moved:
            said += f"，其中建议已不同：{'、'.join(self.moved)}"
        return f"{said}。"


@transaction.atomic
def set_up_outcomes(cycle: Cycle, *, by: User, at: datetime) -> OutcomeList:
    """Give the year its list, still empty, with the usual rules. Again is the same as once."""
    cycle = locked_cycle(cycle.pk)
    _require_office(by)
    made, is_new = OutcomeList.objects.get_or_create(cycle=cycle)
    if is_new:
        OutcomeRule.objects.bulk_create(
            OutcomeRule(
                list=made, position=place, kind=kind, figure=figure, about=about, outcome=outcome
            )
            for place, (kind, figure, about, outcome) in enumerate(USUAL_RULES, start=1)
        )
        record("outcomelist.create", on=made, by=by, at=at)
    return made


@transaction.atomic
def update_outcome_settings(
    found: OutcomeList, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> OutcomeList:
    """Title, document and the word about units without a result."""
    found = _draft(found, version, by)
    given = {name: values[name] for name in SETTINGS}
    before = described(found, {name: getattr(found, name) for name in SETTINGS})
    found = write(found, given)
    after = described(found, given)
    if before != after:
        record("outcomelist.update", on=found, by=by, at=at, before=before, after=after)
    return found


@transaction.atomic
def save_outcome_rules(
    found: OutcomeList,
    rules: Sequence[Mapping[str, Any]],
    *,
    version: int,
    by: User,
    at: datetime,
) -> OutcomeList:
    """Put these rules, in this order, in the place of those the year had."""
    found = _draft(found, version, by)
    if not rules:
        raise DomainError("至少保留一条规则。")
    if len(rules) > MOST_RULES:
        raise DomainError(f"最多 {MOST_RULES} 条规则。")
    before = list(map(str, found.rules.all()))
    found.rules.all().delete()
    made = OutcomeRule.objects.bulk_create(
        OutcomeRule(list=found, position=place, **values)
        for place, values in enumerate(rules, start=1)
    )
    found = write(found, {})
    record("outcomelist.rules", on=found, by=by, at=at, before=before, after=list(map(str, made)))
    return found


@transaction.atomic
def propose_outcomes(found: OutcomeList, *, by: User, at: datetime) -> Proposed:
    """Make the list from the rules, or make it again: rows that the office edited stay."""
    locked_cycle(found.cycle_id)
    found = _draft(found, None, by)
    due = proposals_of(found)
    rows = {row.assessment_id: row for row in found.rows.select_related("assessment__unit")}
    gone = [row.pk for pk, row in rows.items() if pk not in due]
    found.rows.filter(pk__in=gone).delete()
    new = [_new_row(found, pk, each) for pk, each in due.items() if pk not in rows]
    OutcomeRow.objects.bulk_create(new, batch_size=BATCH)
    changed = [row for pk, row in rows.items() if pk in due and _take_over(row, due[pk])]
    columns = ("proposed", "proposed_reason", "outcome", "version")
    OutcomeRow.objects.bulk_update(changed, columns, batch_size=BATCH)
    kept = [row for pk, row in rows.items() if pk in due and row.is_edited]
    moved = tuple(
        f"{row.assessment.unit}（现建议{row.get_proposed_display()}）"
        for row in kept
        if row.has_moved
    )
    told = Proposed(len(new), len(changed), len(gone), len(kept), moved)
    found = write(found, {"proposed_at": at})
    record("outcomelist.propose", on=found, by=by, at=at, after=told.words)
    return told


@transaction.atomic
def edit_outcome(
    row: OutcomeRow, outcome: str, *, reason: str, version: int, by: User, at: datetime
) -> OutcomeRow:
    """The office decides otherwise than proposed, with a reason; or as proposed, without one."""
    _draft(row.list, None, by)
    row = _locked_row(row, version)
    is_edited = outcome != row.proposed
    _require(reason, is_needed=is_edited)
    before = row.get_outcome_display()
    row = write(
        row,
        {
            "outcome": outcome,
            "is_edited": is_edited,
            "base": row.proposed if is_edited else "",
            "reason": reason if is_edited else "",
            "edited_by": by if is_edited else None,
            "edited_at": at if is_edited else None,
        },
    )
    after = row.get_outcome_display()
    record("outcome.edit", on=row.assessment, by=by, at=at, before=before, after=after, note=reason)
    return row


@transaction.atomic
def advance_outcomes(
    found: OutcomeList, verb: str, *, by: User, at: datetime, note: str = ""
) -> OutcomeList:
    """Take one step of OUTCOME_STEPS. Publishing takes the titles away in the same breath."""
    cycle = locked_cycle(found.cycle_id)
    found = locked(found)
    if verb == "approve" and found.prepared_by_id == by.pk:
        raise NotAllowed(NOT_ONESELF)
    found = advance(
        found,
        verb,
        steps=OUTCOME_STEPS,
        actors_of=_actors,
        by=by,
        at=at,
        note=note,
        guard=None if verb == "return" else lambda row: _may_go_on(row, cycle),
        sets=_sets(verb, by, at),
    )
    if verb == "publish":
        for change in title_changes(found):
            _revoke(found, change, by=by, at=at)
    return found


@transaction.atomic
def correct_outcome(
    row: OutcomeRow, outcome: str, *, reason: str, version: int, by: User, at: datetime
) -> OutcomeRow:
    """Correct what was published, also of an archived year: the correction stays on record."""
    found = locked(row.list)
    _require_office(by)
    if not found.is_published:
        raise Conflict("定等表还没有公布，请直接修改。")
    row = _locked_row(row, version)
    if outcome == row.outcome:
        raise DomainError("更正后的结果与现在的相同。", field="outcome")
    _require(reason, is_needed=True)
    OutcomeCorrection.objects.create(
        row=row, before=row.outcome, after=outcome, reason=reason, by=by, at=at
    )
    before = row.get_outcome_display()
    row = write(
        row,
        {
            "outcome": outcome, "is_edited": True, "base": row.base or row.proposed,
            "reason": reason, "edited_by": by, "edited_at": at,
        },
    )  # fmt: skip
    after = row.get_outcome_display()
    on = row.assessment
    record("outcome.correct", on=on, by=by, at=at, before=before, after=after, note=reason)
    if outcome == Outcome.REVOKE:
        for change in title_changes(found, [row]):
            _revoke(found, change, by=by, at=at)
    return row


def _actors(standing: Standing, found: OutcomeList) -> frozenset[Actor]:
    return frozenset({Actor.OFFICE}) if standing.is_office else frozenset()


def _require_office(by: User) -> None:
    if not standing_of(by, lock=True).is_office:
        raise NotAllowed("定等由县文明办办理，您没有这一权限。")


def _require(reason: str, *, is_needed: bool) -> None:
    if is_needed and not reason:
        raise DomainError("请写明理由。", field="reason")


def _draft(found: OutcomeList, version: int | None, by: User) -> OutcomeList:
    """The list, held, as somebody of the office may change it."""
    _require_office(by)
    found = locked(found)
    if found.status != OutcomeStatus.DRAFT:
        word = found.get_status_display()
        raise Conflict(f"定等表{word}，不能再改；送批准后要改的请先退回，公布后的请更正。")
    if version is not None and found.version != version:
        raise Conflict("定等表在您打开页面后已被别人修改，请刷新后再试。")
    return found


def _locked_row(row: OutcomeRow, version: int) -> OutcomeRow:
    row = locked(row)
    if row.version != version:
        raise Conflict("这家单位的结果在您打开页面后已被别人修改，请刷新后再试。")
    return row


def _new_row(found: OutcomeList, assessment: int, due: Proposal) -> OutcomeRow:
    return OutcomeRow(
        list=found, assessment_id=assessment, proposed=due.outcome,
        proposed_reason=due.reason[:300], outcome=due.outcome,
    )  # fmt: skip


def _take_over(row: OutcomeRow, due: Proposal) -> bool:
    """Write the new proposal into the row; whether anything changed."""
    if (row.proposed, row.proposed_reason) == (due.outcome, due.reason[:300]):
        return False
    row.proposed, row.proposed_reason = due.outcome, due.reason[:300]
    if not row.is_edited:
        row.outcome = due.outcome
    row.version += 1
    return True


def _sets(verb: str, by: User, at: datetime) -> Mapping[str, Any]:
    """The columns that a step fills besides its state."""
    sets: Mapping[str, Mapping[str, Any]] = {
        "prepare": {"prepared_by": by, "prepared_at": at},
        "approve": {"approved_by": by, "approved_at": at},
        "publish": {"published_by": by, "published_at": at},
        "return": {
            "prepared_by": None, "prepared_at": None, "approved_by": None, "approved_at": None,
        },
    }  # fmt: skip
    return sets[verb]


def _may_go_on(found: OutcomeList, cycle: Cycle) -> None:
    """What is asked before each signature, and again before publishing."""
    if cycle.status != CycleStatus.OPEN:
        raise DomainError(f"{cycle}还没有启动，不能办理。")
    stands = hindrances_of(cycle)
    if stands.objections:
        raise DomainError(f"还有 {stands.objections} 条结果反馈的异议待复核，复核完才能办理。")
    if stands.vetoes:
        raise DomainError(f"还有 {stands.vetoes} 条一票否决情形待确认，确认完才能办理。")
    if stands.sheets:
        raise DomainError(
            f"还有 {stands.sheets} 个部门的意见没有反馈、也没有到期，到齐后才能办理。"
        )
    if stands.without_result and not found.without_result:
        raise DomainError(
            f"还有 {stands.without_result} 家单位没有得分，请先在“称号和文号”中写明原因。"
        )
    if not found.document_number or found.document_date is None:
        raise DomainError("请先在“称号和文号”中填写公布文号和日期。")
    if not stands.units:
        raise DomainError("本年度没有参评单位，不能定等。")
    if has_moved_on(found):
        raise DomainError("成绩或规则有变动，定等表已不是最新，请（退回后）重新生成。")


def _revoke(found: OutcomeList, change: Any, *, by: User, at: datetime) -> None:
    honour = change.honour
    reason = f"{found.cycle.year}年度定等撤销（{found.document_number}）：{change.row.why}"
    revoke_honour(
        honour,
        day=timezone.localdate(at),
        reason=reason[:500],
        version=honour.version,
        by=by,
        at=at,
    )
