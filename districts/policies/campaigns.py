"""Every "may this user …?" of campaigns, nominations, awards and moral councils."""

from datetime import date
from typing import Any

from districts.models import Campaign, MoralCouncil, Nomination
from districts.roles import Standing
from districts.workflow.campaigns import (
    NOMINABLE,
    OPEN_TO_OWNER,
    UNSETTLED,
    CampaignStatus,
    NominationStatus,
    ReviewedBy,
)
from districts.workflow.steps import Actor


def can_organise(standing: Standing) -> bool:
    """Who may start a campaign: the office, and a department for itself."""
    return standing.is_office or bool(standing.department_ids)


def keeps(standing: Standing, row: Campaign) -> bool:
    """The organiser; the office keeps all."""
    return standing.is_office or row.is_owned_by(standing)


def campaign_actors(standing: Standing, row: Campaign) -> frozenset[Actor]:
    return frozenset({Actor.KEEPER}) if keeps(standing, row) else frozenset()


def can_edit_campaign(standing: Standing, row: Campaign) -> bool:
    """All of it while it is prepared; afterwards the deadline and the terms (see the form)."""
    return keeps(standing, row) and row.status in {
        CampaignStatus.PREPARING,
        CampaignStatus.COLLECTING,
    }


def can_edit_campaign_files(standing: Standing, row: Campaign) -> bool:
    return keeps(standing, row) and row.status != CampaignStatus.ARCHIVED


def can_nominate(standing: Standing, row: Campaign, today: date) -> bool:
    """Within the window, whoever may name such a subject; the organiser until it is reviewed."""
    if keeps(standing, row):
        return row.status in NOMINABLE
    return row.is_open_on(today) and names_subjects(standing, row)


def names_subjects(standing: Standing, row: Campaign) -> bool:
    """What lies in villages is put forward by townships, anything else by units as well."""
    if row.needs_village:
        return bool(standing.township_ids)
    return bool(standing.township_ids or standing.department_ids or standing.unit_ids)


def nomination_actors(standing: Standing, row: Nomination) -> frozenset[Actor]:
    """What somebody is towards a nomination: who made it, who keeps the campaign, who reviews."""
    actors = set()
    if row.is_owned_by(standing):
        actors.add(Actor.OWNER)
    if keeps(standing, row.campaign):
        actors |= {Actor.KEEPER, Actor.LEAD}
    in_village = row.village is not None and row.village.township_id in standing.township_ids
    if row.campaign.reviewed_by == ReviewedBy.COUNCIL and in_village:
        actors.add(Actor.LEAD)  # enters how the village's council voted
    return frozenset(actors)


def can_edit_nomination(standing: Standing, row: Nomination) -> bool:
    """Whoever made it until it is submitted, the organiser until it has been reviewed."""
    if row.is_owned_by(standing) and row.status in OPEN_TO_OWNER:
        return True
    return keeps(standing, row.campaign) and row.status == NominationStatus.SUBMITTED


def can_review(standing: Standing, row: Nomination) -> bool:
    is_reviewer = Actor.LEAD in nomination_actors(standing, row)
    is_time = row.campaign.status in NOMINABLE
    return is_reviewer and is_time and row.status == NominationStatus.SUBMITTED


def can_edit_nomination_files(standing: Standing, row: Nomination) -> bool:
    """As the nomination itself; the organiser adds to it until it is settled."""
    if keeps(standing, row.campaign):
        return row.status in UNSETTLED
    return row.is_owned_by(standing) and row.status in OPEN_TO_OWNER


def can_revoke(standing: Standing, row: Nomination) -> bool:
    return keeps(standing, row.campaign) and row.status == NominationStatus.AWARDED


def can_see_councils(standing: Standing) -> bool:
    return standing.sees_whole_county or bool(standing.township_ids)


def can_keep_councils(standing: Standing, row: Any = None) -> bool:
    """The office any, a township those of its villages."""
    if standing.is_office:
        return True
    if isinstance(row, MoralCouncil):
        return row.village.township_id in standing.township_ids
    return bool(standing.township_ids)
