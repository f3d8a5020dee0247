"""整改: lost points of a confirmed unit become matters with an owner and a day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments import policies
from assessments.actions.extras.holding import held
from assessments.models import Assessment, Rectification
from assessments.results.rectifications import LostItem, lost_items
from districts.actions.follow_ups import open_follow_up
from districts.models import FollowUpKind, Owner
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def open_rectifications(
    assessment: Assessment,
    wanted: Mapping[str, str],
    *,
    owner: Owner,
    due_on: date,
    by: User,
    at: datetime,
) -> list[Rectification]:
    """Turn items that lost points into rectifications; `wanted` says what is to be done, by 编号.

    All or none. An item whose objection was decided keeps that decision as its source.
    """
    assessment = held(assessment.pk)
    if not policies.can_rectify(standing_of(by, lock=True), assessment):
        raise NotAllowed("失分项目在得分确认以后由县文明办转为整改，您现在不能办理。")
    if not wanted:
        raise DomainError("请至少勾选一个失分项目。")
    items = {item.code: item for item in lost_items(assessment, timezone.localdate(at))}
    made = [
        _open(assessment, _open_item(items, code), text, owner=owner, due_on=due_on, by=by, at=at)
        for code, text in wanted.items()
    ]
    after = {"项目": [str(row) for row in made], "承办": owner.name, "期限": cn_date(due_on)}
    record("rectification.open", on=assessment, by=by, at=at, after=after)
    return made


def _open_item(items: Mapping[str, LostItem], code: str) -> LostItem:
    item = items.get(code)
    if item is None:
        raise DomainError(f"{code} 没有失分，不能转为整改。")
    if item.mended is not None:
        raise Conflict(f"{code} {item.title} 已经转为整改，请刷新页面。")
    return item


def _open(
    assessment: Assessment,
    item: LostItem,
    text: str,
    *,
    owner: Owner,
    due_on: date,
    by: User,
    at: datetime,
) -> Rectification:
    objection = item.objection if item.objection and item.objection.is_decided else None
    label = f"{assessment.cycle} {item.code} {item.title}（失 {item.lost} 分）"
    follow_up = open_follow_up(
        kind=FollowUpKind.RECTIFICATION,
        text=text,
        owner=owner,
        due_on=due_on,
        source=objection or assessment,
        source_label=f"{label}，异议已复核" if objection else label,
        by=by,
        at=at,
    )
    return Rectification.objects.create(
        assessment=assessment,
        code=item.code,
        title=item.title,
        lost=item.lost,
        follow_up=follow_up,
    )
