"""Teams: every conflict between a person and a unit is refused, and named."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from assessments.actions.teams import (
    add_member,
    assign,
    create_team,
    make_leader,
    remove_member,
    rename_team,
    set_visits,
    unassign,
)
from assessments.models import Assessment, Cycle, Team, TeamMember
from assessments.roles import CycleStatus, PhaseKind
from assessments.scoring import Combine
from districts.models import Membership
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_assigned,
    make_cycle,
    make_membership,
    make_sheet,
    make_team,
    make_township,
    make_unit,
    make_user,
    team_of,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def cycle() -> Cycle:
    return make_cycle(PhaseKind.FIELD)


def now() -> datetime:
    return timezone.now()


def with_membership(kind: str, assessment: Assessment) -> User:
    """Somebody whose tie to the unit (or to another) is what `kind` says."""
    today = timezone.localdate()
    user = make_user(name="王同志")
    ended = {"left-lately": today - timedelta(days=364), "left-long-ago": today - timedelta(400)}
    if kind in ("reporter", "staff"):
        role = Role.UNIT if kind == "reporter" else Role.STAFF
        make_membership(user, role, unit=assessment.unit)
    elif kind in ended:
        make_membership(user, Role.STAFF, unit=assessment.unit, ended_on=ended[kind])
    elif kind == "reporter-of-another":
        other = make_assessment(make_unit("县另一单位"), cycle=assessment.cycle)
        make_membership(user, Role.UNIT, unit=other.unit)
    elif kind == "staff-of-another":
        make_membership(user, Role.STAFF, unit=make_unit())
    elif kind == "same-township":
        make_membership(user, Role.TOWNSHIP, township=assessment.unit.township)
    elif kind == "works-in-township":
        make_membership(user, Role.STAFF, unit=make_unit(township=assessment.unit.township))
    elif kind == "administrator":
        make_membership(user, Role.ADMIN)
    elif kind == "disabled":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return user


# kind of tie → what refuses the person; "" where nothing does. The second column is for a year
# in which assessors stay away from units of their own township.
CONFLICTS = [
    ("reporter", "填报人", "填报人"),
    ("staff", "本人属于该单位", "本人属于该单位"),
    ("left-lately", "离开该单位不满一年", "离开该单位不满一年"),
    ("left-long-ago", "", ""),
    ("reporter-of-another", "县另一单位的填报人", "县另一单位的填报人"),
    ("staff-of-another", "", ""),
    ("same-township", "", "同属一个乡镇"),
    ("works-in-township", "", "同属一个乡镇"),
    ("administrator", "系统管理员", "系统管理员"),
    ("disabled", "已停用", "已停用"),
    ("none", "", ""),
]


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize(("kind", "refusal", "strict_refusal"), CONFLICTS)
def test_a_person_with_a_tie_to_an_assigned_unit_is_not_seated(
    office: User, kind: str, refusal: str, strict_refusal: str, is_strict: bool
) -> None:
    cycle = make_cycle(PhaseKind.FIELD, refuse_same_township=is_strict)
    assessment = make_assigned(unit=make_unit("县甲单位", township=make_township()))
    user = with_membership(kind, assessment)
    user.refresh_from_db()
    expected = strict_refusal if is_strict else refusal

    if not expected:
        seat = add_member(team_of(assessment), user, by=office, at=now())
        assert seat.user == user
        return
    with pytest.raises(Conflict, match=expected):
        add_member(team_of(assessment), user, by=office, at=now())
    assert not cycle.teams.filter(members__user=user).exists()


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize(
    ("kind", "refusal", "strict_refusal"),
    [
        row
        for row in CONFLICTS
        if row[0] not in {"reporter-of-another", "administrator", "disabled"}
    ],
)
def test_a_unit_is_not_given_to_a_team_with_a_tie_to_it(
    office: User, kind: str, refusal: str, strict_refusal: str, is_strict: bool
) -> None:
    cycle = make_cycle(PhaseKind.FIELD, refuse_same_township=is_strict)
    assessment = make_assessment(make_unit("县甲单位", township=make_township()), cycle=cycle)
    team = make_team(with_membership(kind, assessment), cycle=cycle)
    expected = (strict_refusal if is_strict else refusal).replace("填报人", "本人属于该单位")

    if not expected:
        assert assign(team, [assessment], by=office, at=now()) == [assessment]
        return
    with pytest.raises(Conflict, match=expected):
        assign(team, [assessment], by=office, at=now())
    assessment.refresh_from_db()
    assert assessment.team is None


def test_every_conflict_is_named_and_nothing_is_assigned(office: User, cycle: Cycle) -> None:
    first, second, third = (
        make_assessment(make_unit(name), cycle=cycle)
        for name in ("县甲单位", "县乙单位", "县丙单位")
    )
    one, two = make_user(name="赵敏"), make_user(name="钱伟")
    make_membership(one, Role.STAFF, unit=first.unit)
    make_membership(two, Role.STAFF, unit=second.unit)
    team = make_team(one, two, cycle=cycle)

    with pytest.raises(Conflict) as refusal:
        assign(team, [first, second, third], by=office, at=now())

    assert "赵敏不能考核县甲单位" in refusal.value.message
    assert "钱伟不能考核县乙单位" in refusal.value.message
    assert not team.assessments.exists()


def test_nobody_seats_themselves(office: User, cycle: Cycle) -> None:
    team = make_team(cycle=cycle)

    with pytest.raises(Conflict, match="不能把自己加入"):
        add_member(team, office, by=office, at=now())

    assert add_member(team, office, by=make_user(Role.OFFICE), at=now()).user == office


@pytest.mark.parametrize("role", [None, Role.ADMIN, Role.LEADER, Role.UNIT, Role.TOWNSHIP])
def test_only_the_office_arranges_teams(cycle: Cycle, role: Role | None) -> None:
    stranger, team = make_user(role), make_team(cycle=cycle)
    seat, assessment = team.members.get(), make_assessment(cycle=cycle)
    attempts = [
        lambda: create_team(cycle, name="新组", by=stranger, at=now()),
        lambda: rename_team(team, name="新名", by=stranger, at=now()),
        lambda: add_member(team, make_user(), by=stranger, at=now()),
        lambda: remove_member(seat, by=stranger, at=now()),
        lambda: make_leader(seat, by=stranger, at=now()),
        lambda: assign(team, [assessment], by=stranger, at=now()),
        lambda: set_visits(team, [], by=stranger, at=now()),
    ]
    before = list(Team.objects.values()), list(TeamMember.objects.values())

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()

    assert (list(Team.objects.values()), list(TeamMember.objects.values())) == before


def test_an_archived_year_keeps_its_teams(office: User) -> None:
    cycle = make_cycle(PhaseKind.FIELD, status=CycleStatus.ARCHIVED)

    with pytest.raises(Conflict, match="已归档"):
        create_team(cycle, name="第一组", by=office, at=now())


def test_team_names_are_unique_within_a_year(office: User, cycle: Cycle) -> None:
    create_team(cycle, name="第一组", by=office, at=now())
    other = create_team(cycle, name="第二组", by=office, at=now())

    with pytest.raises(Conflict, match="名为“第一组”"):
        create_team(cycle, name="第一组", by=office, at=now())
    with pytest.raises(Conflict, match="第一组"):
        rename_team(other, name="第一组", by=office, at=now())


def test_the_first_member_leads_and_leadership_moves(office: User, cycle: Cycle) -> None:
    team = create_team(cycle, name="第一组", by=office, at=now())
    first = add_member(team, make_user(), by=office, at=now())
    second = add_member(team, make_user(), is_leader=True, by=office, at=now())

    first.refresh_from_db()
    assert (first.is_leader, second.is_leader) == (False, True)


def test_units_are_appended_in_visiting_order(office: User, cycle: Cycle) -> None:
    team = make_team(cycle=cycle)
    one, two, three = (
        make_assessment(make_unit(name), cycle=cycle)
        for name in ("县丙单位", "县乙单位", "县甲单位")
    )

    assign(team, [one], by=office, at=now())
    assign(team, [one, two, three], visit_on=timezone.localdate(), by=office, at=now())

    order = {each.pk: each.visiting_order for each in team.assessments.all()}
    assert order[one.pk] == 1
    assert {order[two.pk], order[three.pk]} == {2, 3}


def test_units_of_another_team_or_year_are_refused(office: User, cycle: Cycle) -> None:
    taken = make_assigned(unit=make_unit("县甲单位"))
    team = make_team(cycle=cycle)
    last_year = make_assessment(cycle=make_cycle(year=cycle.year - 1))

    with pytest.raises(Conflict, match="县甲单位已分给其他考核组"):
        assign(team, [taken], by=office, at=now())
    with pytest.raises(DomainError, match="本年度的参评单位"):
        assign(team, [last_year], by=office, at=now())
    with pytest.raises(DomainError, match="本年度的参评单位"):
        assign(team, [], by=office, at=now())


def test_a_team_without_members_gets_no_units(office: User, cycle: Cycle) -> None:
    team = create_team(cycle, name="空组", by=office, at=now())

    with pytest.raises(Conflict, match="还没有成员"):
        assign(team, [make_assessment(cycle=cycle)], by=office, at=now())


def test_trimmed_means_need_five_scorers_before_any_unit_is_assigned(office: User) -> None:
    cycle = make_cycle(PhaseKind.FIELD, combine=Combine.TRIMMED)
    four, five = (make_team(*(make_user() for _ in range(n)), cycle=cycle) for n in (4, 5))
    assessment = make_assessment(cycle=cycle)

    with pytest.raises(Conflict, match="至少需要 5 人打分，现在只有 4 人"):
        assign(four, [assessment], by=office, at=now())
    assign(five, [assessment], by=office, at=now())
    with pytest.raises(Conflict, match="至少需要 5 人打分"):
        remove_member(five.members.order_by("-pk")[0], by=office, at=now())


def test_whoever_has_handed_in_stays_until_the_unit_is_confirmed(office: User) -> None:
    leader, member = make_user(), make_user(name="赵敏")
    assessment = make_assigned(leader, member, unit=make_unit("县甲单位"))
    seat = team_of(assessment).members.get(user=member)
    make_sheet(assessment, member, is_submitted=True)

    with pytest.raises(Conflict, match="赵敏已提交县甲单位的考核表"):
        remove_member(seat, by=office, at=now())

    assert TeamMember.objects.filter(pk=seat.pk).exists()


def test_a_draft_does_not_keep_its_scorer_and_is_kept_itself(office: User) -> None:
    leader, member = make_user(), make_user()
    assessment = make_assigned(leader, member)
    sheet = make_sheet(assessment, member)

    remove_member(team_of(assessment).members.get(user=member), by=office, at=now())

    assert not team_of(assessment).members.filter(user=member).exists()
    assert sheet.marks.filter(answer__isnull=False).count() == 6


def test_a_team_with_open_units_keeps_its_last_member(office: User) -> None:
    assessment = make_assigned()

    with pytest.raises(Conflict, match="不能没有成员"):
        remove_member(team_of(assessment).members.get(), by=office, at=now())


def test_a_unit_leaves_its_team_only_while_nothing_is_scored(office: User) -> None:
    leader = make_user()
    scored, opened = make_assigned(leader), make_assigned(make_user())
    make_sheet(scored, leader)
    make_sheet(opened, team_of(opened).members.get().user).marks.update(answer=None)

    with pytest.raises(Conflict, match="已有 1 人打分"):
        unassign(scored, by=office, at=now())
    unassign(opened, by=office, at=now())

    opened.refresh_from_db()
    assert (opened.team, opened.visiting_order, opened.sheets.count()) == (None, None, 0)
    with pytest.raises(Conflict, match="没有分给任何考核组"):
        unassign(opened, by=office, at=now())


def test_visits_change_only_what_is_named(office: User) -> None:
    assessment = make_assigned(visit_on=timezone.localdate())
    team, tomorrow = team_of(assessment), timezone.localdate() + timedelta(days=1)

    set_visits(team, [(assessment.pk, 7, tomorrow)], by=office, at=now())

    assessment.refresh_from_db()
    assert (assessment.visiting_order, assessment.visit_on) == (7, tomorrow)
    with pytest.raises(Conflict, match="刷新"):
        set_visits(team, [(make_assessment().pk, 1, None)], by=office, at=now())


def test_every_arrangement_is_in_the_trail(office: User, cycle: Cycle) -> None:
    team = create_team(cycle, name="第一组", by=office, at=now())
    rename_team(team, name="一组", by=office, at=now())
    seat = add_member(team, make_user(), by=office, at=now())
    other = add_member(team, make_user(), by=office, at=now())
    make_leader(other, by=office, at=now())
    assessment = make_assessment(cycle=cycle)
    assign(team, [assessment], by=office, at=now())
    set_visits(team, [(assessment.pk, 3, None)], by=office, at=now())
    unassign(assessment, by=office, at=now())
    remove_member(seat, by=office, at=now())

    verbs = list(AuditEntry.objects.about(team).reverse().values_list("verb", flat=True))
    assert verbs == [
        "team.create",
        "team.rename",
        "team.add-member",
        "team.add-member",
        "team.make-leader",
        "team.assign",
        "team.visits",
        "team.unassign",
        "team.remove-member",
    ]


def test_a_past_membership_keeps_its_day(office: User) -> None:
    """The recusal ends a year after the day somebody left, to the day."""
    assessment = make_assigned()
    user = make_user()
    membership = make_membership(user, Role.STAFF, unit=assessment.unit)
    today = timezone.localdate()

    Membership.objects.filter(pk=membership.pk).update(ended_on=today - timedelta(days=364))
    with pytest.raises(Conflict, match="不满一年"):
        add_member(team_of(assessment), user, by=office, at=now())

    Membership.objects.filter(pk=membership.pk).update(ended_on=today - timedelta(days=365))
    assert add_member(team_of(assessment), user, by=office, at=now()).user == user
