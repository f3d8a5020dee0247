"""What may be done with campaigns, nominations and awards, by whom, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from districts.actions.awards import publish, put_on_notice, revoke_award, runs_until
from districts.actions.campaigns import (
    LevelLine,
    advance_campaign,
    create_campaign,
    edit_campaign,
    link_activity,
    unlink_activity,
)
from districts.actions.exemplars import advance_exemplar, create_exemplar
from districts.actions.nominations import (
    advance_nomination,
    create_nomination,
    edit_nomination,
    judge_nomination,
    vote,
)
from districts.models import Activity, Award, HonourState, Nomination
from districts.results.activities import activity_totals
from districts.results.campaigns import levels_of
from districts.results.exemplars import exemplar_figures, put_forward_in
from districts.roles import EntryStatus, Role
from districts.workflow.campaigns import (
    CAMPAIGN_STEPS,
    NOMINATION_STEPS,
    ReviewedBy,
    SubjectKind,
)
from districts.workflow.exemplars import EXEMPLAR_STEPS
from tests.districts.campaigns.world import (
    NOW,
    TODAY,
    C,
    N,
    campaign_values,
    exemplar_values,
    make_award,
    make_campaign,
    make_nomination,
    nomination_values,
)
from tests.factories import (
    make_activity,
    make_department,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.audit.trail import trail_of
from wenming.errors import Conflict, DomainError, NotAllowed


@pytest.mark.parametrize(
    ("awarded_on", "years", "until"),
    [
        (date(2020, 9, 20), 2, date(2022, 9, 19)),
        (date(2024, 3, 1), 1, date(2025, 2, 28)),
        (date(2021, 1, 1), 1, date(2021, 12, 31)),
        (date(2020, 9, 20), None, None),
    ],
)
def test_an_award_holds_for_whole_years(
    awarded_on: date, years: int | None, until: date | None
) -> None:
    assert runs_until(awarded_on, years) == until


pytestmark = pytest.mark.django_db
BUTTONS = [
    ("submit", N.DRAFT, "owner", N.SUBMITTED),
    ("submit", N.RETURNED, "owner", N.SUBMITTED),
    ("withdraw", N.SUBMITTED, "owner", N.DRAFT),
    ("return", N.SUBMITTED, "office", N.RETURNED),
    ("return", N.REVIEWED, "office", N.RETURNED),
    ("reject", N.REVIEWED, "office", N.REJECTED),
]


@pytest.mark.parametrize(("verb", "status", "who", "target"), BUTTONS)
def test_a_nomination_is_stepped_on_by_its_actor_alone(
    verb: str, status: str, who: str, target: str
) -> None:
    township = make_township()
    row = make_nomination(status, township=township)
    people = {
        "office": make_user(Role.OFFICE),
        "owner": make_user(Role.TOWNSHIP, township=township),
        "leader": make_user(Role.LEADER),
        "other": make_user(Role.TOWNSHIP),
    }
    for name, user in people.items():
        if name != who:
            with pytest.raises(NotAllowed):
                advance_nomination(row, verb, by=user, at=NOW(), note="理由")

    row = advance_nomination(row, verb, by=people[who], at=NOW(), note="理由")

    assert row.status == target
    assert trail_of(row)[0].verb == f"nomination.{verb}"
    with pytest.raises(Conflict):
        advance_nomination(row, verb, by=people[who], at=NOW(), note="第二次")


def test_every_step_is_tried() -> None:
    tried = {verb for verb, *_ in BUTTONS} | {"review", "fail", "notice", "award"}
    assert NOMINATION_STEPS.keys() == tried
    assert CAMPAIGN_STEPS.keys() == {"open", "close", "reopen", "notify", "publish", "archive"}


@pytest.mark.parametrize(
    ("members", "agree", "against", "status"),
    [(9, 5, 4, N.REVIEWED), (9, 5, 0, N.REVIEWED), (9, 4, 0, N.REJECTED), (10, 5, 2, N.REJECTED)],
    ids=["all voted", "some stayed away", "absent count against", "half is not enough"],
)
def test_more_than_half_of_all_members_carry_it(
    members: int, agree: int, against: int, status: str
) -> None:
    township = make_township()
    row = make_nomination(N.SUBMITTED, township=township)
    by = make_user(Role.TOWNSHIP, township=township)

    row = vote(row, on=TODAY(), members=members, votes_for=agree, votes_against=against,
               by=by, at=NOW())  # fmt: skip

    assert row.status == status
    assert row.abstained == members - agree - against
    assert bool(row.note) == (status == N.REJECTED)


def test_a_vote_has_no_more_ballots_than_members_and_a_day_in_the_campaign() -> None:
    row, office = make_nomination(N.SUBMITTED), make_user(Role.OFFICE)
    votes: dict[str, Any] = {"members": 9, "votes_for": 6, "votes_against": 3}
    who: dict[str, Any] = {"by": office, "at": NOW()}

    with pytest.raises(DomainError, match="多于评议会人数") as refusal:
        vote(row, on=TODAY(), **votes | {"votes_against": 4}, **who)
    assert refusal.value.field == "votes_for"
    for day in (TODAY() + timedelta(days=1), TODAY() - timedelta(days=1)):
        with pytest.raises(DomainError, match="评议日期"):
            vote(row, on=day, **votes, **who)
    with pytest.raises(DomainError, match="村道德评议会"):
        judge_nomination(row, on=TODAY(), passes=True, opinion="好", **who)
    with pytest.raises(NotAllowed):
        vote(row, on=TODAY(), **votes, by=make_user(Role.TOWNSHIP), at=NOW())


def test_whoever_may_put_forward_what() -> None:
    unit, department, township = make_unit(), make_department(), make_township()
    people = {
        "unit": make_user(Role.UNIT, unit=unit),
        "department": make_user(Role.DEPARTMENT, department=department),
        "township": make_user(Role.TOWNSHIP, township=township),
    }
    owners = {"unit": unit, "department": department, "township": township}
    free: dict[str, Any] = {"reviewed_by": ReviewedBy.ORGANISER}
    shops = make_campaign(subject_kind=SubjectKind.SHOP, **free)
    units = make_campaign(subject_kind=SubjectKind.UNIT, **free)
    stars = make_campaign()

    def tries(name: str, campaign: Any, **changed: Any) -> Nomination:
        values = {"subject": f"{name}的对象", "level": campaign.levels.first(), "reasons": "好"}
        values |= {name: owners[name]} | changed
        return create_nomination(campaign, values, by=people[name], at=NOW())

    for name in people:
        assert tries(name, shops).status == N.DRAFT
    assert tries("unit", units, subject_unit=unit).subject == unit.name
    with pytest.raises(DomainError, match="只能申报本单位"):
        tries("unit", units, subject_unit=make_unit())
    with pytest.raises(DomainError, match="已申报过"):
        tries("department", units, subject_unit=unit)
    for name in ("unit", "department"):
        with pytest.raises(Conflict, match="不能申报"):
            tries(name, stars, village=make_village(township=township))
    with pytest.raises(DomainError, match="不在"):
        tries("township", stars, village=make_village())
    with pytest.raises(DomainError, match="所在的村"):
        tries("township", stars)
    with pytest.raises(NotAllowed):
        tries("township", shops, township=make_township(), subject="别家")
    with pytest.raises(DomainError, match="等次"):
        tries("township", shops, level=stars.levels.first(), subject="别的等次")


def test_the_window_binds_nominators_and_what_came_back_may_be_late() -> None:
    township = make_township()
    keeper, office = make_user(Role.TOWNSHIP, township=township), make_user(Role.OFFICE)
    campaign = make_campaign()
    near: dict[str, Any] = {"campaign": campaign, "township": township}
    draft, back = make_nomination(**near), make_nomination(N.RETURNED, **near)
    advance_campaign(campaign, "close", by=office, at=NOW())
    campaign.refresh_from_db()

    with pytest.raises(Conflict, match="不能申报"):
        advance_nomination(draft, "submit", by=keeper, at=NOW())
    with pytest.raises(Conflict, match="不能申报"):
        create_nomination(campaign, nomination_values(campaign), by=keeper, at=NOW())
    assert advance_nomination(back, "submit", by=keeper, at=NOW()).note == ""
    late = create_nomination(campaign, nomination_values(campaign), by=office, at=NOW())
    assert late.status == N.SUBMITTED


def test_a_nomination_returned_after_its_review_is_reviewed_anew() -> None:
    township = make_township()
    row = make_nomination(N.REVIEWED, township=township)
    row = advance_nomination(row, "return", by=make_user(Role.OFFICE), at=NOW(), note="补")
    keeper = make_user(Role.TOWNSHIP, township=township)
    row = edit_nomination(row, {"reasons": "补充"}, version=row.version, by=keeper, at=NOW())
    row = advance_nomination(row, "submit", by=keeper, at=NOW())

    assert (row.members, row.reviewed_on, row.reasons) == (None, None, "补充")
    with pytest.raises(NotAllowed):
        edit_nomination(row, {"reasons": "再改"}, version=row.version, by=keeper, at=NOW())


def test_a_list_goes_on_notice_all_or_none_within_the_quota() -> None:
    campaign, office = make_campaign(), make_user(Role.OFFICE)
    good = [make_nomination(N.REVIEWED, campaign=campaign) for _ in range(3)]
    unfit = make_nomination(N.SUBMITTED, campaign=campaign)
    who: dict[str, Any] = {"starts_on": TODAY(), "by": office, "at": NOW()}
    with pytest.raises(Conflict, match="不能公示"):
        put_on_notice(campaign, good[:1], **who)
    advance_campaign(campaign, "close", by=office, at=NOW())

    for rows, said in (
        ([], "先勾选"),
        ([good[0], unfit], "待评议"),
        (good, "名额 2 个"),
    ):
        with pytest.raises(DomainError, match=said):
            put_on_notice(campaign, rows, **who)
    for day in (TODAY() - timedelta(days=1), TODAY() + timedelta(days=90)):
        with pytest.raises(DomainError, match="公示开始日期"):
            put_on_notice(campaign, good[:1], **who | {"starts_on": day})
    with pytest.raises(NotAllowed):
        put_on_notice(campaign, good[:1], **who | {"by": make_user(Role.TOWNSHIP)})
    assert not Nomination.objects.filter(status=N.NOTICE).exists()

    put_on_notice(campaign, good[:2], **who)
    campaign.refresh_from_db()
    first = Nomination.objects.get(pk=good[0].pk)
    assert (campaign.status, first.status) == (C.NOTICE, N.NOTICE)
    assert (first.notice_from, first.notice_until) == (TODAY(), TODAY())
    assert trail_of(first)[0].verb == "nomination.notice"
    assert trail_of(campaign)[0].verb == "campaign.notify"
    assert [level.reviewed for level in _levels(campaign)] == [1, 0]
    with pytest.raises(DomainError, match="已列入 2 个"):
        put_on_notice(campaign, good[2:], **who)


def test_what_was_on_notice_becomes_an_award_when_the_notice_is_over() -> None:
    campaign, office = make_campaign(), make_user(Role.OFFICE)
    row = make_nomination(N.REVIEWED, campaign=campaign)
    advance_campaign(campaign, "close", by=office, at=NOW())
    put_on_notice(campaign, [row], starts_on=TODAY(), by=office, at=NOW())
    later = NOW() + timedelta(days=1)
    day = timezone.localdate(later)
    who: dict[str, Any] = {"document_number": "3号", "by": office, "at": later}

    with pytest.raises(DomainError, match="公示到"):
        publish(campaign, [row], awarded_on=TODAY(), **who)
    with pytest.raises(DomainError, match="晚于今天"):
        publish(campaign, [row], awarded_on=day + timedelta(days=1), **who)
    publish(campaign, [row], awarded_on=day, **who)
    with pytest.raises(DomainError, match="已公布"):
        publish(campaign, [row], awarded_on=day, **who)

    award = Award.objects.get()
    assert (award.awarded_on, award.valid_until) == (day, runs_until(day, 2))
    assert [(level.nominated, level.listed, level.awarded) for level in _levels(campaign)] == [
        (1, 0, 1),
        (0, 0, 0),
    ]


def _levels(campaign: Any) -> list[Any]:
    return levels_of(type(campaign).objects.filter(pk=campaign.pk))


def test_an_award_is_taken_back_with_day_and_reason_once() -> None:
    award, office = make_award(), make_user(Role.OFFICE)
    later = NOW() + timedelta(days=9)
    given: dict[str, Any] = {"version": 1, "by": office, "at": later}
    day = award.awarded_on + timedelta(days=3)

    with pytest.raises(NotAllowed):
        revoke_award(award, day=day, reason="假", **given | {"by": make_user(Role.LEADER)})
    with pytest.raises(DomainError, match="原因"):
        revoke_award(award, day=day, reason="", **given)
    with pytest.raises(DomainError, match="早于"):
        revoke_award(award, day=award.awarded_on - timedelta(days=1), reason="假", **given)
    with pytest.raises(Conflict, match="别人修改"):
        revoke_award(award, day=day, reason="假", **given | {"version": 7})
    award = revoke_award(award, day=day, reason="弄虚作假", **given)
    with pytest.raises(Conflict, match="撤销"):
        revoke_award(award, day=day, reason="又一次", **given)

    until = award.valid_until
    assert until is not None
    assert award.state_on(award.awarded_on) == HonourState.VALID
    assert award.state_on(day) == HonourState.REVOKED
    assert list(Award.objects.in_state(HonourState.VALID, day)) == []
    unrevoked = make_award()
    assert unrevoked.state_on(unrevoked.valid_until or day) == HonourState.VALID
    assert unrevoked.state_on(until + timedelta(days=2)) == HonourState.EXPIRED


def test_a_campaign_is_kept_by_its_organiser() -> None:
    department = make_department()
    own = make_user(Role.DEPARTMENT, department=department)
    row = make_campaign(C.PREPARING, by=own, department=department)
    other = make_user(Role.DEPARTMENT)

    for user in (other, make_user(Role.TOWNSHIP), make_user(Role.LEADER)):
        with pytest.raises(NotAllowed):
            advance_campaign(row, "open", by=user, at=NOW())
        with pytest.raises(NotAllowed):
            create_campaign(
                campaign_values(department=department), [LevelLine("一等")], by=user, at=NOW()
            )
    assert advance_campaign(row, "open", by=own, at=NOW()).status == C.COLLECTING
    with pytest.raises(DomainError, match="已有"):
        make_campaign(C.PREPARING, name=row.name)
    with pytest.raises(DomainError, match="等次"):
        make_campaign(C.PREPARING, levels=())


def test_once_open_a_campaign_keeps_its_levels() -> None:
    row, office = make_campaign(), make_user(Role.OFFICE)
    shared: dict[str, Any] = {"version": row.version, "by": office, "at": NOW()}

    with pytest.raises(Conflict, match="等次不能再改"):
        edit_campaign(row, {}, [LevelLine("改")], **shared)
    changed = edit_campaign(row, {"notice_days": 9}, None, **shared)
    assert changed.notice_days == 9
    with pytest.raises(Conflict, match="别人修改"):
        edit_campaign(row, {"notice_days": 3}, None, **shared)
    prepared = make_campaign(C.PREPARING)
    levels = [LevelLine("金奖", 1), LevelLine("银奖")]
    edit_campaign(prepared, {}, levels, **shared | {"version": prepared.version})
    assert [str(level) for level in prepared.levels.all()] == ["金奖", "银奖"]


def test_a_campaign_is_archived_when_all_is_settled() -> None:
    campaign, office = make_campaign(), make_user(Role.OFFICE)
    open_one = make_nomination(N.SUBMITTED, campaign=campaign)
    make_award(campaign)
    campaign.refresh_from_db()

    with pytest.raises(DomainError, match="还有 1 项"):
        advance_campaign(campaign, "archive", by=office, at=NOW())
    advance_nomination(open_one, "reject", by=office, at=NOW(), note="不符合")
    assert advance_campaign(campaign, "archive", by=office, at=NOW()).status == C.ARCHIVED
    with pytest.raises(Conflict, match="归档"):
        link_activity(campaign, make_activity(), by=office, at=NOW())


def test_an_activity_serves_two_campaigns_and_counts_once() -> None:
    lecture, office = make_activity(sessions=2), make_user(Role.OFFICE)
    one, two = make_campaign(), make_campaign()
    uses = [link_activity(row, lecture, by=office, at=NOW()) for row in (one, two)]
    used = Activity.objects.used_by(one) | Activity.objects.used_by(two)

    assert activity_totals(used).sessions == 2
    with pytest.raises(Conflict):
        link_activity(one, lecture, by=office, at=NOW())
    unconfirmed = make_activity(status=EntryStatus.SUBMITTED)
    with pytest.raises(DomainError, match="确认以后"):
        link_activity(one, unconfirmed, by=office, at=NOW())
    with pytest.raises(NotAllowed):
        unlink_activity(one, uses[0], by=make_user(Role.TOWNSHIP), at=NOW())
    unlink_activity(one, uses[0], by=office, at=NOW())
    assert not Activity.objects.used_by(one).exists()
    assert Activity.objects.used_by(two).get() == lecture


def test_an_exemplar_goes_forward_and_back_with_a_dated_history() -> None:
    office = make_user(Role.OFFICE)
    row = create_exemplar(exemplar_values(), by=office, at=NOW())
    with pytest.raises(NotAllowed):
        advance_exemplar(row, "nurture", by=make_user(Role.LEADER), at=NOW())
    for verb in ("nurture", "promote", "publicise"):
        row = advance_exemplar(row, verb, by=office, at=NOW())
    assert list(put_forward_in(TODAY().year)) == [row]
    assert exemplar_figures(TODAY().year).put_forward == 1
    with pytest.raises(DomainError, match="原因"):
        advance_exemplar(row, "return", by=office, at=NOW())
    row = advance_exemplar(row, "return", by=office, at=NOW(), note="事迹不实")
    row = advance_exemplar(row, "drop", by=office, at=NOW(), note="撤下")

    told = [(change.stage, change.reason) for change in row.stages.all()]
    assert [stage for stage, _ in told] == [
        "clue", "nurtured", "promoted", "publicised", "nurtured", "dropped",
    ]  # fmt: skip
    assert told[-1] == ("dropped", "撤下")
    assert not put_forward_in(TODAY().year).exists()
    assert row.status in {step.target for step in EXEMPLAR_STEPS.values()}
