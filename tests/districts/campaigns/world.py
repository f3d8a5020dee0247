"""Campaigns and nominations in any state, made the way people make them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from districts.actions.awards import publish, put_on_notice
from districts.actions.campaigns import LevelLine, advance_campaign, create_campaign
from districts.actions.nominations import (
    advance_nomination,
    create_nomination,
    judge_nomination,
    vote,
)
from districts.models import (
    Award,
    Campaign,
    ExemplarKind,
    MoralCouncil,
    Nomination,
    Township,
    Village,
)
from districts.roles import Role
from districts.workflow.campaigns import CampaignStatus, NominationStatus, ReviewedBy, SubjectKind
from tests.factories import make_township, make_user, make_village
from wenming.accounts.models import User

TODAY, NOW = timezone.localdate, timezone.now
NUMBERS = iter(range(1, 9999))
VOTES = {"members": 9, "votes_for": 5, "votes_against": 4}
C, N = CampaignStatus, NominationStatus


def campaign_values(**changed: Any) -> dict[str, Any]:
    """Stars of households, voted on in the villages, nominated for today."""
    given = {
        "name": f"第{next(NUMBERS)}项评选",
        "year": TODAY().year,
        "subject_kind": SubjectKind.HOUSEHOLD,
        "reviewed_by": ReviewedBy.COUNCIL,
        "opens_on": TODAY(),
        "closes_on": TODAY(),
        "notice_days": 1,
        "valid_years": 2,
    }
    return given | changed


def make_campaign(
    status: str = C.COLLECTING,
    *,
    levels: tuple[LevelLine, ...] = (LevelLine("十星级", 2), LevelLine("九星级")),
    by: User | None = None,
    **changed: Any,
) -> Campaign:
    """As its organiser prepares, opens and closes it."""
    by = by or make_user(Role.OFFICE)
    row = create_campaign(campaign_values(**changed), levels, by=by, at=NOW())
    for verb in {C.PREPARING: (), C.COLLECTING: ("open",), C.REVIEWING: ("open", "close")}[
        C(status)
    ]:
        row = advance_campaign(row, verb, by=by, at=NOW())
    return row


def nomination_values(campaign: Campaign, village: Village | None = None) -> dict[str, Any]:
    village = village or make_village()
    return {
        "subject": f"第{next(NUMBERS)}户",
        "village": village,
        "township": village.township,
        "level": campaign.levels.first(),
        "reasons": "孝老爱亲。",
    }


def make_nomination(
    status: str = N.DRAFT,
    *,
    campaign: Campaign | None = None,
    township: Township | None = None,
    **changed: Any,
) -> Nomination:
    """Put forward by a township; voted on and stepped on as far as `status`."""
    campaign, township = campaign or make_campaign(), township or make_township()
    keeper, office = make_user(Role.TOWNSHIP, township=township), make_user(Role.OFFICE)
    values = nomination_values(campaign, make_village(township=township)) | changed
    row = create_nomination(campaign, values, by=keeper, at=NOW())
    if status == N.DRAFT:
        return row
    row = advance_nomination(row, "submit", by=keeper, at=NOW())
    if status == N.RETURNED:
        return advance_nomination(row, "return", by=office, at=NOW(), note="请补照片")
    if status != N.SUBMITTED:
        row = review(row, keeper if campaign.reviewed_by == ReviewedBy.COUNCIL else office)
    return row


def review(row: Nomination, by: User) -> Nomination:
    if row.campaign.reviewed_by == ReviewedBy.COUNCIL:
        return vote(row, on=TODAY(), **VOTES, by=by, at=NOW())
    return judge_nomination(row, on=TODAY(), passes=True, opinion="符合", by=by, at=NOW())


def make_award(campaign: Campaign | None = None, **changed: Any) -> Award:
    """Published the day after its public notice, which the clock of the act is set to."""
    campaign = campaign or make_campaign()
    row = make_nomination(N.REVIEWED, campaign=campaign, **changed)
    office = make_user(Role.OFFICE)
    if campaign.status == C.COLLECTING:
        advance_campaign(campaign, "close", by=office, at=NOW())
    put_on_notice(campaign, [row], starts_on=TODAY(), by=office, at=NOW())
    day = NOW() + timedelta(days=1)
    given: dict[str, Any] = {"awarded_on": timezone.localdate(day), "document_number": "3号"}
    publish(campaign, [row], **given, by=office, at=day)
    return Award.objects.get(nomination=row)


def make_council(village: Village | None = None, **changed: Any) -> MoralCouncil:
    given: dict[str, Any] = {"founded_on": TODAY(), "chair": "会长", "members": 9}
    return MoralCouncil.objects.create(village=village or make_village(), **given | changed)


def exemplar_values(**changed: Any) -> dict[str, Any]:
    given = {
        "name": f"第{next(NUMBERS)}个典型",
        "year": TODAY().year,
        "kind": ExemplarKind.PLACE,
        "source": "群众来信",
        "deeds": "做法实在。",
    }
    return given | changed
