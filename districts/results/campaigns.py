"""Campaigns, nominations and awards as rows and sums. Reads; writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from districts.models import Award, Campaign, CampaignLevel, HonourState, Nomination, owned_by
from districts.results.desk import Desk, Todo, end_of, when_due
from districts.roles import Standing
from districts.workflow.campaigns import (
    CAMPAIGN_STEPS,
    LISTED,
    NOMINABLE,
    CampaignStatus,
    NominationStatus,
    ReviewedBy,
)
from wenming.accounts.models import User

N = NominationStatus
HANDED_IN = ~Q(nominations__status=N.DRAFT)
AWARDED = Q(nominations__status=N.AWARDED)


@dataclass(frozen=True, slots=True)
class CampaignFilters:
    year: int
    q: str = ""
    status: str = ""
    kind: str = ""


def campaign_rows(user: User, standing: Standing, filters: CampaignFilters) -> "QuerySet[Any]":
    """The year's campaigns with `nominated` (submitted) and `awarded`."""
    rows = Campaign.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.q:
        rows = rows.filter(Q(name__icontains=filters.q) | Q(department__name__icontains=filters.q))
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.kind:
        rows = rows.filter(subject_kind=filters.kind)
    counted = rows.with_owner().annotate(
        nominated=Count("nominations", filter=HANDED_IN),
        awarded=Count("nominations", filter=AWARDED),
    )
    return counted.order_by("-opens_on", "name", "pk")


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """Campaigns in numbers. `revoked` are those of the `awarded` that were taken back."""

    campaigns: int
    nominated: int
    awarded: int
    revoked: int


def campaign_figures(campaigns: "QuerySet[Any]") -> CampaignFigures:
    """What these campaigns amount to. One query."""
    rows = Campaign.objects.filter(pk__in=campaigns.order_by().values("pk")).order_by()
    revoked = AWARDED & Q(nominations__award__revoked_on__isnull=False)
    counts = rows.aggregate(
        campaigns=Count("pk", distinct=True),
        nominated=Count("nominations", filter=HANDED_IN),
        awarded=Count("nominations", filter=AWARDED),
        revoked=Count("nominations", filter=revoked),
    )
    return CampaignFigures(**counts)


@dataclass(frozen=True, slots=True)
class LevelCount:
    """One level of a campaign: how many ask for it, have passed the review, are on
    public notice, have got it.
    """

    campaign_id: int
    campaign: str
    name: str
    quota: int | None
    nominated: int
    reviewed: int
    listed: int
    awarded: int

    @property
    def figures(self) -> tuple[object, ...]:
        """As a ledger's cells."""
        return (self.name, self.quota, self.nominated, self.listed, self.awarded)


def levels_of(campaigns: "QuerySet[Campaign]") -> list[LevelCount]:
    """Every level of these campaigns in its order: the sums of the year's report. One query."""
    rows = (
        CampaignLevel.objects.filter(campaign__in=campaigns.order_by().values("pk"))
        .annotate(
            nominated=Count("nomination", filter=~Q(nomination__status=N.DRAFT)),
            reviewed=Count("nomination", filter=Q(nomination__status=N.REVIEWED)),
            listed=Count("nomination", filter=Q(nomination__status=N.NOTICE)),
            awarded=Count("nomination", filter=Q(nomination__status=N.AWARDED)),
        )
        .order_by("campaign__opens_on", "campaign_id", "position", "pk")
    )
    columns = (
        "campaign_id",
        "campaign__name",
        "name",
        "quota",
        "nominated",
        "reviewed",
        "listed",
        "awarded",
    )
    return [LevelCount(*row) for row in rows.values_list(*columns)]


def nomination_rows(
    user: User, standing: Standing, campaign: Campaign, status: str = "", words: str = ""
) -> "QuerySet[Nomination]":
    """The nominations of a campaign that the person sees, the highest level first."""
    rows = Nomination.objects.visible_to(user, standing).filter(campaign=campaign)
    if status in N.values:
        rows = rows.filter(status=status)
    if words:
        places = Q(village__name__icontains=words) | Q(village__township__name__icontains=words)
        rows = rows.filter(Q(subject__icontains=words) | places)
    return rows.for_list()


def named_in_public(campaign: Campaign, status: str) -> "QuerySet[Nomination]":
    """The names of a public notice or of the published list: for everybody who takes part."""
    return campaign.nominations.filter(status=status).select_related("award").for_list()


@dataclass(frozen=True, slots=True)
class AwardFilters:
    q: str = ""
    campaign: int | None = None
    year: int | None = None
    state: str = ""


def award_rows(
    user: User, standing: Standing, filters: AwardFilters, day: date
) -> "QuerySet[Award]":
    """The 表彰台账: awards of a year, of a campaign, by what they are on that day."""
    rows = Award.objects.visible_to(user, standing)
    if filters.year:
        rows = rows.filter(nomination__campaign__year=filters.year)
    if filters.campaign:
        rows = rows.filter(nomination__campaign=filters.campaign)
    if filters.state in HonourState.values:
        rows = rows.in_state(filters.state, day)
    if filters.q:
        named = Q(nomination__subject__icontains=filters.q)
        named |= Q(nomination__village__name__icontains=filters.q)
        rows = rows.filter(named | Q(nomination__campaign__name__icontains=filters.q))
    return rows.for_list()


def awards_with_states(rows: Sequence[Award], day: date) -> list[tuple[Award, HonourState]]:
    return [(row, row.state_on(day)) for row in rows]


def todos(desk: Desk) -> Iterator[Todo]:
    """The organiser: what to review, list or publish, campaign by campaign. Whoever nominates:
    what came back or is not submitted, and what the villages' councils have to vote on."""
    if desk.standing.is_office or desk.standing.department_ids:
        yield from _to_handle(desk)
    if desk.standing.township_ids or desk.standing.unit_ids or desk.standing.department_ids:
        yield from _own(desk)


def _to_handle(desk: Desk) -> Iterator[Todo]:
    mine = Campaign.objects.visible_to(desk.user, desk.standing)
    if not desk.standing.is_office:
        mine = mine.filter(owned_by(desk.standing))
    waiting = Nomination.objects.filter(campaign=OuterRef("pk"))
    to_review = Exists(waiting.filter(status=N.SUBMITTED))
    to_list = Exists(waiting.filter(status=N.REVIEWED))
    to_publish = Exists(waiting.filter(status=N.NOTICE, notice_until__lt=desk.today))
    judged_here = Q(reviewed_by=ReviewedBy.ORGANISER, status__in=NOMINABLE) & to_review
    listed_here = Q(status__in=CAMPAIGN_STEPS[LISTED["notice"]].sources) & to_list
    over = Q(status=CampaignStatus.COLLECTING, closes_on__lt=desk.today)
    rows = mine.filter(judged_here | listed_here | to_publish | over)
    for row in desk.shown(rows.order_by("closes_on", "pk")):
        yield Todo(
            kind="amber",
            when=row.get_status_display(),
            title=f"办理创建评选：{row}",
            detail=HANDLING.get(CampaignStatus(row.status), "有申报待评审"),
            url=row.get_absolute_url(),
            act="去办理",
            due=end_of(row.closes_on),
        )


HANDLING = {
    CampaignStatus.REVIEWING: "评审申报，列入公示",
    CampaignStatus.NOTICE: "公示期满的可以公布",
}


def _own(desk: Desk) -> Iterator[Todo]:
    standing = desk.standing
    unfinished = Q(owned_by(standing), status__in=[N.DRAFT, N.RETURNED])
    council = Q(
        campaign__reviewed_by=ReviewedBy.COUNCIL,
        village__township_id__in=standing.township_ids,
        status=N.SUBMITTED,
    )
    rows = Nomination.objects.filter(unfinished | council, campaign__status__in=NOMINABLE)
    for row in desk.shown(rows.select_related("campaign").order_by("campaign__closes_on", "pk")):
        word, act = OWN[NominationStatus(row.status)]
        yield Todo(
            kind="" if row.status == N.DRAFT else "amber",
            when=when_due(row.campaign.closes_on, desk.today),
            title=f"{word}：{row.subject}",
            detail=row.note or str(row.campaign),
            url=row.get_absolute_url(),
            act=act,
            due=end_of(row.campaign.closes_on),
        )


OWN = {
    N.DRAFT: ("申报还没有交", "去申报"),
    N.RETURNED: ("修改被退回的申报", "去修改"),
    N.SUBMITTED: ("填写评议会表决", "去填写"),
}
