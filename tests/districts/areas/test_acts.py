"""What may be done with a district, by whom, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from districts.actions.areas.proposals import advance_area, edit_area, plan_list, propose
from districts.actions.areas.tiers import change_tier
from districts.models import District
from districts.results.areas.lists import area_figures
from districts.roles import Role
from districts.workflow.areas import AREA_STEPS, AreaStatus, Tier
from tests.districts.areas.world import TODAY, core_in, make_area, values
from tests.factories import make_township, make_user, make_village
from wenming.audit.trail import trail_of
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db
NOW = timezone.now

STEPS = [
    ("review", AreaStatus.PROPOSED, "office", AreaStatus.REVIEWED),
    ("plan", AreaStatus.REVIEWED, "office", AreaStatus.PLANNED),
    ("return", AreaStatus.REVIEWED, "office", AreaStatus.RETURNED),
    ("resubmit", AreaStatus.RETURNED, "owner", AreaStatus.PROPOSED),
    ("withdraw", AreaStatus.PROPOSED, "owner", AreaStatus.WITHDRAWN),
    ("unplan", AreaStatus.PLANNED, "office", AreaStatus.REVIEWED),
]


def test_every_step_is_in_the_table() -> None:
    assert {verb for verb, *_ in STEPS} == AREA_STEPS.keys()


@pytest.mark.parametrize(("verb", "status", "who", "target"), STEPS)
def test_a_step_is_taken_by_its_actor_alone(verb: str, status: str, who: str, target: str) -> None:
    township = make_township()
    area = make_area(status, township=township)
    people = {
        "office": make_user(Role.OFFICE),
        "owner": make_user(Role.TOWNSHIP, township=township),
        "leader": make_user(Role.LEADER),
    }
    for name, user in people.items():
        if name != who:
            with pytest.raises(NotAllowed):
                advance_area(area, verb, by=user, at=NOW(), note="理由")

    area = advance_area(area, verb, by=people[who], at=NOW(), note="理由")

    assert area.status == target
    assert trail_of(area)[0].verb == f"district.{verb}"
    with pytest.raises(Conflict):
        advance_area(area, verb, by=people[who], at=NOW(), note="第二次")


def test_planning_begins_the_history_of_the_tier() -> None:
    area = make_area(planned_tier=Tier.BETTER)

    assert (area.tier, area.planned_on) == (Tier.BETTER, TODAY())
    assert [change.tier for change in area.tiers.all()] == [Tier.BETTER]


def test_the_years_list_is_planned_all_or_none() -> None:
    office = make_user(Role.OFFICE)
    one, gone = make_area(AreaStatus.REVIEWED), make_area(AreaStatus.REVIEWED)
    advance_area(gone, "return", by=office, at=NOW(), note="再议")

    with pytest.raises(Conflict):
        plan_list([one, gone], by=office, at=NOW())
    one.refresh_from_db()
    assert one.status == AreaStatus.REVIEWED
    with pytest.raises(DomainError, match="勾选"):
        plan_list([], by=office, at=NOW())


def _elsewhere(_: Any) -> dict[str, Any]:
    return {"core_village": core_in(make_township())}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (_elsewhere, "core_village"),
        (lambda own: {"core_village": make_village(township=own)}, "core_village"),
        (lambda own: {"core_village": make_area(township=own).core_village}, "core_village"),
        (lambda own: {"villages": [make_village(township=make_township())]}, "villages"),
        (lambda own: {"year": TODAY().year - 1}, "year"),
        (lambda own: {"year": TODAY().year + 2}, "year"),
    ],
    ids=["another township", "no core village", "taken", "foreign member", "past", "far"],
)
def test_a_proposal_that_makes_no_sense_is_refused(changed: Any, field: str) -> None:
    own = make_township()
    keeper = make_user(Role.TOWNSHIP, township=own)
    given = values(own, **changed(own))

    with pytest.raises(DomainError) as refusal:
        propose(given, township=own, by=keeper, at=NOW())

    assert refusal.value.field == field


def test_a_township_proposes_for_itself_alone() -> None:
    own, other = make_township(), make_township()

    with pytest.raises(NotAllowed):
        propose(values(other), township=other, by=make_user(Role.TOWNSHIP, township=own), at=NOW())


def test_what_is_planned_changes_only_with_a_reason_and_keeps_its_year() -> None:
    area, office = make_area(), make_user(Role.OFFICE)
    changed: dict[str, Any] = {"team_size": 30, "year": 2019, "planned_tier": Tier.ORDINARY}
    shared: dict[str, Any] = {"version": area.version, "by": office, "at": NOW()}

    with pytest.raises(DomainError, match="原因"):
        edit_area(area, changed, **shared)
    edit_area(area, changed, note="按登记更正", **shared)
    with pytest.raises(Conflict):
        edit_area(area, {"team_size": 40}, note="旧页面", **shared)

    area.refresh_from_db()
    assert (area.team_size, area.year, area.planned_tier) == (30, TODAY().year, Tier.HIGH)


@pytest.mark.parametrize(
    ("tier", "days", "reason", "field"),
    [
        (Tier.HIGH, 0, "复评", "tier"),
        (Tier.BETTER, 0, "", "reason"),
        (Tier.BETTER, 1, "复评", "on"),
        (Tier.BETTER, -9, "复评", "on"),
    ],
    ids=["the same", "no reason", "ahead", "before the last"],
)
def test_a_tier_is_changed_with_reason_and_day(
    tier: str, days: int, reason: str, field: str
) -> None:
    area, on = make_area(), TODAY() + timedelta(days=days)

    with pytest.raises(DomainError) as refusal:
        change_tier(area, tier=tier, on=on, reason=reason, by=make_user(Role.OFFICE), at=NOW())

    assert refusal.value.field == field


def test_newly_planned_and_well_built_are_two_counts_told_by_history() -> None:
    office, today = make_user(Role.OFFICE), TODAY()
    make_area(), make_area(planned_tier=Tier.ORDINARY), make_area(AreaStatus.REVIEWED)
    at = NOW() - timedelta(days=800)
    year = timezone.localdate(at).year
    own = make_township()
    old = propose(
        values(own, year=year, planned_tier=Tier.ORDINARY), township=own, by=office, at=at
    )
    for verb in ("review", "plan"):
        old = advance_area(old, verb, by=office, at=at)
    change_tier(old, tier=Tier.BETTER, on=date(year + 1, 3, 1), reason="复评", by=office, at=NOW())
    districts = District.objects.all()

    now, then = area_figures(districts, today.year, today), area_figures(districts, year, today)

    assert (now.planned, now.planned_high, now.well_built, now.standing) == (2, 1, 2, 3)
    assert (then.planned, then.planned_high, then.well_built, then.standing) == (1, 0, 0, 1)
    assert now.reviewed == 1
