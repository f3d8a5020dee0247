"""公示: a notice is drafted, prepared, approved by another person, and concluded."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions.cycles import locked_cycle
from assessments.models import Cycle, Publication
from assessments.results.publicity import (
    closing_day,
    has_moved_on,
    hindrances_of,
    rows_of,
    unanswered,
)
from assessments.roles import CycleStatus, PublicationStatus, PublicField, PublicStage
from assessments.workflow import PUBLICATION_STEPS
from districts.actions.describing import described
from districts.actions.steps import advance, locked, write
from districts.policies import standing_of
from districts.roles import Standing
from districts.workflow.steps import Actor
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_date
from wenming.errors import Conflict, DomainError, NotAllowed

SLUG_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 6
EDITABLE = ("title", "intro", "contact", "shows", "opens_on", "working_days", "without_result")
NOT_ONESELF = "公示由送批准人以外的同志批准。"


@transaction.atomic
def create_publication(
    cycle: Cycle, values: Mapping[str, Any], *, by: User, at: datetime
) -> Publication:
    """Draft the notice of a running year; one at a time, unless the one before was withdrawn."""
    cycle = locked_cycle(cycle.pk)
    _require_office(by)
    if cycle.status != CycleStatus.OPEN:
        raise Conflict(f"{cycle}还没有启动，不能起草公示。")
    ending = "".join(secrets.choice(SLUG_LETTERS) for _ in range(SLUG_LENGTH))
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                cycle=cycle, slug=f"{cycle.year}-{ending}", **_columns(values)
            )
    except IntegrityError as error:
        raise Conflict(f"{cycle}已有一份公示，撤回后才能另起。", field="cycle") from error
    after = _told(made, values)
    record("publication.create", on=made, by=by, at=at, after=after)
    return made


@transaction.atomic
def edit_publication(
    publication: Publication, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> Publication:
    """Change a draft."""
    publication = locked(publication)
    _require_office(by)
    if publication.status != PublicationStatus.DRAFT:
        raise Conflict("只有拟稿中的公示可以修改，请先退回。")
    if publication.version != version:
        raise Conflict(f"“{publication}”在您打开页面后已被别人修改，请刷新后再试。")
    before = _told(publication, values)
    publication = write(publication, _columns(values))
    after = _told(publication, values)
    if before != after:
        record("publication.update", on=publication, by=by, at=at, before=before, after=after)
    return publication


@transaction.atomic
def advance_publication(
    publication: Publication, verb: str, *, by: User, at: datetime, note: str = ""
) -> Publication:
    """Take one step of PUBLICATION_STEPS. Preparing keeps the rows that will be made public."""
    locked_cycle(publication.cycle_id)
    publication = locked(publication)
    if verb == "approve" and publication.prepared_by_id == by.pk:
        raise NotAllowed(NOT_ONESELF)
    guard, sets = GUARDS.get(verb), _sets(publication, verb, by=by, at=at, note=note)
    return advance(
        publication,
        verb,
        steps=PUBLICATION_STEPS,
        actors_of=_actors,
        by=by,
        at=at,
        note=note,
        guard=(lambda row: guard(row, at)) if guard else None,
        sets=sets,
    )


def _actors(standing: Standing, publication: Publication) -> frozenset[Actor]:
    return frozenset({Actor.OFFICE}) if standing.is_office else frozenset()


def _require_office(by: User) -> None:
    if not standing_of(by, lock=True).is_office:
        raise NotAllowed("结果公示由县文明办办理，您没有这一权限。")


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a draft; the unit's name is always made public."""
    chosen = {PublicField.UNIT.value, *values["shows"]}
    return {
        **{name: values[name] for name in EDITABLE},
        "shows": [field.value for field in PublicField if field.value in chosen],
        "closes_on": closing_day(values["opens_on"], values["working_days"]),
    }


def _told(publication: Publication, values: Mapping[str, Any]) -> dict[str, str]:
    """The draft as the trail tells it."""
    told = {name: getattr(publication, name) for name in EDITABLE if name != "shows"}
    labels = [PublicField(field).label for field in publication.shows]
    return {**described(publication, told), "公示内容": "、".join(labels)}


def _sets(
    publication: Publication, verb: str, *, by: User, at: datetime, note: str
) -> Mapping[str, Any]:
    """The columns that a step fills besides its state."""
    if verb == "prepare":
        rows = rows_of(publication.cycle, publication.shows)
        closes = closing_day(publication.opens_on, publication.working_days)
        return {"rows": rows, "closes_on": closes, "prepared_by": by, "prepared_at": at}
    sets: Mapping[str, Mapping[str, Any]] = {
        "approve": {"approved_by": by, "approved_at": at},
        "return": {"rows": [], "prepared_by": None, "prepared_at": None},
        "conclude": {"concluded_at": at, "closing_note": note},
        "withdraw": {"withdrawn_at": at},
    }
    return sets[verb]


def _may_be_prepared(publication: Publication, at: datetime) -> None:
    hindrances = hindrances_of(publication.cycle)
    if hindrances.objections:
        raise DomainError(f"还有 {hindrances.objections} 条结果反馈的异议待复核，复核完才能公示。")
    if hindrances.enrolled == hindrances.without_result:
        raise DomainError("还没有一家单位有得分，不能公示。")
    if hindrances.without_result and not publication.without_result:
        raise DomainError(
            f"还有 {hindrances.without_result} 家单位没有得分，"
            "请先点“修改”，在“未出结果单位的说明”中写明原因。"
        )


def _may_be_approved(publication: Publication, at: datetime) -> None:
    today = timezone.localdate(at)
    if publication.opens_on < today:
        raise DomainError(
            f"公示开始日期（{cn_date(publication.opens_on)}）已过，请退回修改日期后再批准。"
        )
    if has_moved_on(publication):
        raise Conflict("送批准以后成绩有变动，公示内容已不是最新，请退回后重新送批准。")
    if closing_day(publication.opens_on, publication.working_days) != publication.closes_on:
        raise Conflict("送批准以后工作日历有变动，截止日期已不同，请退回后重新送批准。")


def _may_be_concluded(publication: Publication, at: datetime) -> None:
    stage = publication.stage(timezone.localdate(at))
    if publication.status == PublicationStatus.APPROVED and stage != PublicStage.CLOSED:
        raise Conflict(f"公示期到 {cn_date(publication.closes_on)}为止，期满后才能办结。")
    waiting = unanswered(publication).count()
    if waiting:
        raise Conflict(f"还有 {waiting} 条公示异议没有答复，全部答复后才能办结。")


GUARDS = {
    "prepare": _may_be_prepared,
    "approve": _may_be_approved,
    "conclude": _may_be_concluded,
}
