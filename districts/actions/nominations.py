"""A nomination's way: put forward, voted on or judged, returned, turned down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.actions.describing import described, values_of
from districts.actions.steps import advance, locked, write
from districts.models import Campaign, Nomination
from districts.policies import standing_of
from districts.policies.campaigns import (
    can_edit_nomination,
    can_nominate,
    can_review,
    keeps,
    nomination_actors,
)
from districts.workflow.campaigns import (
    NOMINABLE,
    NOMINATION_STEPS,
    NominationStatus,
    ReviewedBy,
    SubjectKind,
)
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import name_key

# What the last review said, gone once the nomination is put forward anew.
UNREVIEWED: Mapping[str, Any] = {
    "reviewed_on": None, "members": None, "votes_for": None, "votes_against": None, "opinion": "",
    "note": "",
}  # fmt: skip


@transaction.atomic
def create_nomination(
    campaign: Campaign, values: Mapping[str, Any], *, by: User, at: datetime
) -> Nomination:
    """Put somebody forward: a draft of its nominator; what the organiser enters is submitted."""
    campaign, standing = locked(campaign), standing_of(by, lock=True)
    row = Nomination(campaign=campaign, entered_by=by, entered_at=at, **values)
    if not can_nominate(standing, campaign, timezone.localdate(at)):
        raise Conflict(_closed(campaign))
    is_keeper = keeps(standing, campaign)
    if not (is_keeper or row.is_owned_by(standing)):
        raise NotAllowed("只能以本乡镇、本部门、本单位的名义申报。")
    _name(row)
    _require_subject(row)
    if is_keeper:
        row.status, row.submitted_at = NominationStatus.SUBMITTED, at
    _once(row, lambda: row.save(force_insert=True))
    record("nomination.create", on=row, by=by, at=at, after=said(row, values))
    return row


@transaction.atomic
def edit_nomination(
    row: Nomination, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Nomination:
    row = locked(row)
    if not can_edit_nomination(standing_of(by, lock=True), row):
        raise NotAllowed(f"“{row}”现在不能由您修改。")
    before = said(row, values_of(row, values))
    stored, typed = row.version, dict(values)
    for name, value in typed.items():
        setattr(row, name, value)
    _name(row)
    _require_subject(row)
    after = said(row, values)
    if stored != version:
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
    if before == after:
        return row
    typed |= {"subject": row.subject, "subject_key": row.subject_key}
    _once(row, lambda: write(row, typed))
    row.refresh_from_db()
    record("nomination.update", on=row, by=by, at=at, before=before, after=after)
    return row


def advance_nomination(
    row: Nomination, verb: str, *, by: User, at: datetime, note: str = ""
) -> Nomination:
    """Take one step of NOMINATION_BUTTONS; reviews and lists have actions of their own."""
    standing = standing_of(by)
    said_why = {"note": note[:500]}
    sets: Mapping[str, Mapping[str, Any]] = {
        "submit": {"submitted_at": at, **UNREVIEWED},
        "return": said_why,
        "reject": {**said_why, "notice_from": None, "notice_until": None},
    }

    def in_time(row: Nomination) -> None:
        """What came back may be put forward again until the review is over."""
        is_late = row.status == NominationStatus.DRAFT or row.campaign.status not in NOMINABLE
        if is_late and not can_nominate(standing, row.campaign, timezone.localdate(at)):
            raise Conflict(_closed(row.campaign))

    return advance(
        row,
        verb,
        steps=NOMINATION_STEPS,
        actors_of=nomination_actors,
        by=by,
        at=at,
        note=note,
        guard=in_time if verb == "submit" else None,
        sets=sets.get(verb),
    )


def vote(
    row: Nomination,
    *,
    on: date,
    members: int,
    votes_for: int,
    votes_against: int,
    by: User,
    at: datetime,
) -> Nomination:
    """How the village's moral council voted. More than half of all its members carry it."""
    _require_review(row, ReviewedBy.COUNCIL, on, by, at)
    if votes_for + votes_against > members:
        cast = votes_for + votes_against
        raise DomainError(f"共 {cast} 票，多于评议会人数 {members}，请核对。", field="votes_for")
    carried = votes_for * 2 > members
    note = "" if carried else f"评议会 {members} 人，同意 {votes_for} 票，没有过半数。"
    votes = {"members": members, "votes_for": votes_for, "votes_against": votes_against}
    told = {"reviewed_on": on, "note": note, **votes}
    return _reviewed(row, carried, told, by=by, at=at)


def judge_nomination(
    row: Nomination, *, on: date, passes: bool, opinion: str, by: User, at: datetime
) -> Nomination:
    """The organiser's opinion."""
    _require_review(row, ReviewedBy.ORGANISER, on, by, at)
    if not opinion:
        raise DomainError("请填写评审意见。", field="opinion")
    note = "" if passes else opinion
    told = {"reviewed_on": on, "opinion": opinion, "note": note}
    return _reviewed(row, passes, told, by=by, at=at)


def _reviewed(
    row: Nomination, passes: bool, sets: Mapping[str, Any], *, by: User, at: datetime
) -> Nomination:
    return advance(
        row,
        "review" if passes else "fail",
        steps=NOMINATION_STEPS,
        actors_of=nomination_actors,
        by=by,
        at=at,
        note=sets["note"],
        sets=sets,
    )


def _require_review(row: Nomination, how: ReviewedBy, on: date, by: User, at: datetime) -> None:
    campaign = row.campaign
    if campaign.reviewed_by != how:
        raise DomainError(f"“{campaign}”由{campaign.get_reviewed_by_display()}评议。")
    if not campaign.opens_on <= on <= timezone.localdate(at):
        opened = cn_date(campaign.opens_on)
        raise DomainError(f"评议日期应在申报开始（{opened}）以后、今天以前。", field="on")
    standing = standing_of(by)
    if row.status == NominationStatus.SUBMITTED and not can_review(standing, row):
        if campaign.status not in NOMINABLE:
            raise Conflict(f"“{campaign}”现在是“{campaign.get_status_display()}”，不再评议。")
        raise NotAllowed("评议结果由主办单位或村所在乡镇填写。")


def _closed(campaign: Campaign) -> str:
    window = f"{cn_date(campaign.opens_on)}—{cn_date(campaign.closes_on)}"
    return f"“{campaign}”现在不能申报：状态“{campaign.get_status_display()}”，申报时间 {window}。"


def _name(row: Nomination) -> None:
    """What is registered goes by its registered name."""
    if row.campaign.subject_kind == SubjectKind.UNIT and row.subject_unit:
        row.subject = row.subject_unit.name
    if row.campaign.subject_kind == SubjectKind.VILLAGE and row.village:
        row.subject = row.village.name
    row.subject_key = name_key(row.subject)


def _require_subject(row: Nomination) -> None:
    """The subject is of the campaign's kind, and lies with whoever nominates it."""
    campaign = row.campaign
    if campaign.subject_kind == SubjectKind.UNIT and not row.subject_unit:
        raise DomainError("请选择申报的单位。", field="subject_unit")
    if campaign.needs_village and not row.village:
        raise DomainError("请选择所在的村。", field="village")
    if not row.subject_key:
        raise DomainError("请填写申报的对象。", field="subject")
    if row.level.campaign_id != campaign.pk:
        raise DomainError("请选择这一评选的等次。", field="level")
    if row.township_id and row.village and row.village.township_id != row.township_id:
        raise DomainError(f"“{row.village}”不在{row.township}。", field="village")
    unit = row.subject_unit
    if unit and row.unit_id and row.unit_id != unit.pk:
        raise DomainError("单位只能申报本单位。", field="subject_unit")


def _once(row: Nomination, store: Any) -> None:
    try:
        with transaction.atomic():
            store()
    except IntegrityError as error:
        kind = row.campaign.subject_kind
        field = "subject_unit" if kind == SubjectKind.UNIT else "village"
        field = field if kind in {SubjectKind.UNIT, SubjectKind.VILLAGE} else "subject"
        raise DomainError(f"“{row.campaign}”中已申报过“{row.subject}”。", field=field) from error


def said(row: Nomination, values: Mapping[str, Any]) -> dict[str, str]:
    return {"创建评选": str(row.campaign), **described(row, values)}
