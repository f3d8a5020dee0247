"""Saving a self-check report, item by item, as it is typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from assessments.actions.autosaves import (
    UNCHANGED,
    RawAnswer,
    Unchanged,
    clean_answer,
    given,
    is_replay,
)
from assessments.models import Phase, SelfMark, SelfReport
from assessments.openings import can_fill_item, opening_of
from assessments.policies import Calendar, actors_of, calendar_of, can_edit_report
from assessments.results.answers import answer_in_words
from assessments.roles import Actor, PhaseKind, Stage
from assessments.scoring import Item
from assessments.workflow import REPORT_EDITABLE
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.dates import cn_date, cn_datetime
from wenming.errors import Conflict, DomainError, NotAllowed

ANSWER, STATEMENT, SEEN, SUMMARY = "自评", "自评说明", "材料看得出", "书面自查报告"
MARK_FIELDS = ("answer", "statement", "seen")


class OutsideWindow(Conflict):
    """The item is not open: its page has no form any more to show the refusal in."""


@transaction.atomic
def save_self_mark(
    mark_id: int,
    *,
    answer: RawAnswer = UNCHANGED,
    statement: str | Unchanged = UNCHANGED,
    seen: Sequence[str] | Unchanged = UNCHANGED,
    version: int,
    save_key: UUID,
    by: User,
    at: datetime,
) -> SelfMark:
    """Save one item's answer, statement and what its evidence shows; what was not sent stays.

    SelfMark.DoesNotExist if it may not be seen. Three queries: who, the mark with all that
    decides, the update. Autosaves leave no entry in the trail; the whole content is recorded
    when the report is submitted.
    """
    standing = standing_of(by)
    marks = SelfMark.objects.visible_to(by, standing).with_rules()
    # Locking the report too puts a save in line with the report's own steps.
    mark = marks.select_for_update(of=("self", "report")).get(pk=mark_id)
    report = mark.report
    if Actor.REPORTER not in actors_of(by, standing, report.assessment):
        raise NotAllowed("自评由单位填报人填写，您没有这一权限。")
    item = item_of(mark)
    fields = given(
        answer=clean_answer(item, answer), statement=statement, seen=_clean_seen(item, seen)
    )
    if is_replay(mark, save_key, fields):
        return mark
    require_item_open(item, report, calendar_of_mark(mark, at), until=_late_until(mark))
    if mark.version != version:
        raise _stale(mark, _mark_in_words(item, fields))
    write_mark(mark, fields, save_key=save_key, by=by, at=at)
    return mark


def write_mark(
    mark: SelfMark, fields: Mapping[str, object], *, save_key: UUID, by: User, at: datetime
) -> None:
    """The guarded write: nothing happens unless the mark and its report are still as they were.

    The version stands in the outer WHERE, which PostgreSQL looks at again after waiting for
    another writer; a join would hide it in a subquery, which is not looked at again.
    """
    editable = SelfReport.objects.filter(pk=OuterRef("report"), status__in=REPORT_EDITABLE)
    still = SelfMark.objects.filter(Exists(editable), pk=mark.pk, version=mark.version)
    changes = {**fields, "save_key": save_key, "updated_by": by, "updated_at": at}
    if not still.update(**changes, version=F("version") + 1):
        raise _stale(SelfMark.objects.with_rules().get(pk=mark.pk), {})
    mark.version += 1
    for name, value in changes.items():
        setattr(mark, name, value)


@transaction.atomic
def save_summary(
    report_id: int,
    *,
    summary: str | Unchanged,
    version: int,
    save_key: UUID,
    by: User,
    at: datetime,
) -> SelfReport:
    """Save the written report. SelfReport.DoesNotExist if it may not be seen."""
    standing = standing_of(by)
    visible = SelfReport.objects.visible_to(by, standing)
    report = locked_report(visible, report_id)
    if Actor.REPORTER not in actors_of(by, standing, report.assessment):
        raise NotAllowed("自查报告由单位填报人填写，您没有这一权限。")
    fields = given(summary=summary)
    if is_replay(report, save_key, fields):
        return report
    require_open(report, calendar_of(report.assessment.cycle, at), at)
    typed = {} if isinstance(summary, Unchanged) else {SUMMARY: summary}
    moved = SelfReport.objects.filter(
        pk=report.pk, version=version, status__in=REPORT_EDITABLE
    ).update(**fields, save_key=save_key, updated_at=at, version=F("version") + 1)
    if not moved:
        raise Conflict("书面自查报告已在别处改动。", current={SUMMARY: report.summary}, typed=typed)
    report.refresh_from_db(fields=["summary", "version", "save_key", "updated_at"])
    return report


def item_of(mark: SelfMark) -> Item:
    """The item a mark answers, from the frozen rubric: no query."""
    spec = mark.report.assessment.rubric.spec
    return next(item for item in spec.items if item.id == mark.indicator_id)


def locked_report(reports: QuerySet[SelfReport], pk: int) -> SelfReport:
    """The report as it is now, held until the transaction ends."""
    return (
        reports.select_related("assessment__cycle", "assessment__unit", "assessment__rubric")
        .select_for_update(of=("self",))
        .get(pk=pk)
    )


def require_open(report: SelfReport, calendar: Calendar, at: datetime) -> None:
    """Conflict with the reason why the unit can't change its report just now."""
    if can_edit_report(frozenset({Actor.REPORTER}), report, calendar):
        return
    if report.status not in REPORT_EDITABLE:
        raise Conflict(f"自查报告{report.get_status_display()}，不能再改。这次填写的没有保存。")
    until = report.assessment.self_check_until
    deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=until)
    when = f"（截止 {cn_datetime(deadline)}）" if deadline and at > deadline else ""
    raise Conflict(f"单位自查现在没有开放{when}。这次填写的没有保存。")


def require_item_open(
    item: Item, report: SelfReport, calendar: Calendar, *, until: datetime | None
) -> None:
    """Conflict with the reason why the unit can't change this item just now.

    `until` is the late permission for it, if there is one.
    """
    opening = opening_of(item, report, calendar, until)
    if can_fill_item(frozenset({Actor.REPORTER}), report, opening):
        return
    if item.window is None or report.status not in REPORT_EDITABLE:
        require_open(report, calendar, calendar.at)
    named = f"“{item.code} {item.title}”"
    if opening.stage is Stage.LATER:
        opens = f"{cn_date(opening.opens_at)}才开放填报" if opening.opens_at else "还没有开放填报"
        raise OutsideWindow(f"{named}{opens}。这次填写的没有保存。")
    raise OutsideWindow(
        f"{named}已于{cn_datetime(opening.closes_at)}截止。这次填写的没有保存；"
        "需要补填的，请在自查页面申请迟报。"
    )


def _clean_seen(item: Item, seen: Sequence[str] | Unchanged) -> list[str] | Unchanged:
    """In the rubric's order; a word that the item does not ask for is refused."""
    if isinstance(seen, Unchanged):
        return seen
    asked = item.evidence.visible if item.evidence else ()
    if unknown := [word for word in seen if word not in asked]:
        raise DomainError(f"{item.code} {item.title}没有要求看得出“{unknown[0]}”。", field="seen")
    return [word for word in asked if word in seen]


def calendar_of_mark(mark: Any, at: datetime) -> Calendar:
    """The self-check phase as `with_rules` brought it along."""
    phases: dict[str, Phase] = {}
    if mark.phase_opens_at is not None:
        phases[PhaseKind.SELF_CHECK] = Phase(
            kind=PhaseKind.SELF_CHECK,
            opens_at=mark.phase_opens_at,
            closes_at=mark.phase_closes_at,
        )
    return Calendar(mark.report.assessment.cycle.status, phases, at)


def _late_until(mark: Any) -> datetime | None:
    """The late permission that `with_rules` brought along."""
    until: datetime | None = mark.late_until
    return until


def _stale(mark: SelfMark, typed: Mapping[str, str]) -> Conflict:
    """Both versions; the person decides."""
    who = f"{mark.updated_by.name} " if mark.updated_by else ""
    return Conflict(
        f"这一项已由{who}在{cn_datetime(mark.updated_at)}改动",
        current=_mark_in_words(item_of(mark), {name: getattr(mark, name) for name in MARK_FIELDS}),
        typed=typed,
    )


def _mark_in_words(item: Item, fields: Mapping[str, Any]) -> dict[str, str]:
    words = {}
    if "answer" in fields:
        words[ANSWER] = answer_in_words(item, fields["answer"])
    if "statement" in fields:
        words[STATEMENT] = fields["statement"]
    if fields.get("seen"):
        words[SEEN] = "、".join(fields["seen"])
    return words
