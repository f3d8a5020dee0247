"""Who must not judge whom (回避), and who must not judge at all. Every objection is named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models import Assessment, Cycle, Team, TeamMember
from assessments.scoring import Combine
from districts.policies import standings_of
from districts.roles import Standing
from wenming.accounts.models import User

# Leaving out one highest and one lowest needs five scorers; with fewer nothing is left to average.
TRIMMED_NEEDS = 5


@dataclass(frozen=True, slots=True)
class Objection:
    """One person who may not judge one unit, and why."""

    user_id: int
    person: str
    unit_id: int
    unit: str
    reason: str

    def __str__(self) -> str:
        return f"{self.person}不能考核{self.unit}：{self.reason}。"


def objections(
    users: Collection[User], assessments: Iterable[Assessment], cycle: Cycle, on: date
) -> list[Objection]:
    """Every conflict between these people and these units (with `unit` joined). One query."""
    standings = standings_of(users, on=on)
    return [
        Objection(user.pk, user.name, assessment.unit_id, assessment.unit.name, reason)
        for assessment in assessments
        for user in users
        if (reason := why_recused(standings[user.pk], assessment, cycle))
    ]


def why_recused(standing: Standing, assessment: Assessment, cycle: Cycle) -> str:
    """Why somebody of that standing may not judge that unit, or "". No query."""
    if assessment.unit_id in standing.recused_unit_ids:
        return "本人属于该单位，或离开该单位不满一年"
    township = assessment.unit.township_id
    if cycle.refuse_same_township and township in standing.home_township_ids:
        return "本人与该单位同属一个乡镇，本年度规定回避"
    return ""


def refusals_to_join(team: Team, user: User, *, by: User, on: date) -> list[str]:
    """Every reason against giving `user` a seat in `team`. Four queries at most."""
    standing = standings_of([user], on=on)[user.pk]
    found = []
    if user.pk == by.pk:
        found.append("不能把自己加入考核组，请由文明办的其他同志办理。")
    if not user.is_active:
        found.append(f"{user.name}的账号已停用。")
    if standing.is_admin:
        found.append(f"{user.name}是系统管理员，不参加考核打分。")
    reported = Assessment.objects.filter(cycle=team.cycle_id, unit__in=standing.unit_ids)
    names = reported.order_by("unit__name").values_list("unit__name", flat=True)
    found += [f"{user.name}是本年度参评单位{name}的填报人，不能同时当考核员。" for name in names]
    if TeamMember.objects.filter(team=team, user=user).exists():
        found.append(f"{user.name}已在{team.name}。")
    assigned = team.assessments.select_related("unit").in_visiting_order()
    found += [
        str(Objection(user.pk, user.name, each.unit_id, each.unit.name, reason))
        for each in assigned
        if (reason := why_recused(standing, each, team.cycle))
    ]
    return found


def refusals_to_assign(team: Team, assessments: Sequence[Assessment], *, on: date) -> list[str]:
    """Every reason against giving these units to `team`. Two queries."""
    members = [seat.user for seat in team.members.select_related("user")]
    found = [
        f"{each.unit.name}已分给其他考核组，请先从该组移出。"
        for each in assessments
        if each.team_id not in (None, team.pk)
    ]
    if not members:
        found.append(f"{team.name}还没有成员，请先添加考核员。")
    elif problem := too_few_to_trim(team.cycle, len(members)):
        found.append(problem)
    return found + [str(each) for each in objections(members, assessments, team.cycle, on)]


def too_few_to_trim(cycle: Cycle, scorers: int) -> str:
    """Why that many scorers cannot be combined the cycle's way, or ""."""
    if cycle.combine != Combine.TRIMMED or scorers >= TRIMMED_NEEDS:
        return ""
    return (
        f"本年度按“去掉一个最高和一个最低后平均”计分，至少需要 {TRIMMED_NEEDS} 人打分，"
        f"现在只有 {scorers} 人。"
    )
