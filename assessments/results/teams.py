"""How far the teams are: who is in which, how many units are done, which units have none."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from assessments.models import Assessment, Cycle, ScoreSheet, Team, TeamMember
from assessments.results.conflicts import Objection, objections, too_few_to_trim
from assessments.roles import BodyKind, FieldStatus, SheetStatus
from districts.models import Membership
from wenming.accounts.models import User

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team with its work: units in all, confirmed, sheets handed in and owed."""

    team: Team
    members: tuple[TeamMember, ...]
    units: int
    confirmed: int
    handed_in: int
    problem: str

    @property
    def owed(self) -> int:
        """How many sheets there will be, when every member has scored every unit."""
        return self.units * len(self.members)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether every unit of the year has a team."""

    units: int
    assigned: int
    first_missing: tuple[Assessment, ...]

    @property
    def missing(self) -> int:
        return self.units - self.assigned


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who may be seated, with where they belong."""

    user: User
    affiliations: tuple[str, ...]


@dataclass(slots=True)
class Counts:
    """Units and sheets of one team."""

    units: int = 0
    confirmed: int = 0
    handed_in: int = 0


def team_rows(cycle: Cycle) -> list[TeamRow]:
    """Every team of the year with its progress. Four queries for any number of teams."""
    seats = TeamMember.objects.select_related("user")
    teams = cycle.teams.prefetch_related(Prefetch("members", seats)).order_by("pk")
    counts = _counts(cycle)
    return [
        TeamRow(
            team=team,
            members=tuple(team.members.all()),
            units=counts[team.pk].units,
            confirmed=counts[team.pk].confirmed,
            handed_in=counts[team.pk].handed_in,
            problem=_problem(cycle, team),
        )
        for team in teams
    ]


def _counts(cycle: Cycle) -> dict[int, Counts]:
    found: dict[int, Counts] = defaultdict(Counts)
    units = Assessment.objects.filter(cycle=cycle, team__isnull=False).values("team")
    confirmed = Count("pk", filter=Q(field_status=FieldStatus.CONFIRMED))
    for row in units.annotate(units=Count("pk"), confirmed=confirmed).order_by():
        found[row["team"]] = Counts(row["units"], row["confirmed"])
    sheets = ScoreSheet.objects.filter(team__cycle=cycle).exclude(status=SheetStatus.DRAFT)
    for team, handed_in in sheets.values_list("team").annotate(sheets=Count("pk")).order_by():
        found[team].handed_in = handed_in
    return found


def _problem(cycle: Cycle, team: Team) -> str:
    members = list(team.members.all())
    if not members:
        return "还没有成员"
    if not any(member.is_leader for member in members):
        return "还没有组长"
    return too_few_to_trim(cycle, len(members))


def coverage_of(cycle: Cycle, *, shown: int = 8) -> Coverage:
    """How many units have a team, and the first of those that have none. Two queries."""
    units = Assessment.objects.filter(cycle=cycle)
    counts = units.aggregate(units=Count("pk"), assigned=Count("team"))
    missing = units.filter(team=None).select_related("unit", "unit_type")
    first = missing.order_by("unit_type__position", "unit__name", "pk")[:shown]
    return Coverage(counts["units"], counts["assigned"], tuple(first))


def units_of_team(team: Team) -> QuerySet[Assessment]:
    """The team's units in visiting order, each with the sheets that are handed in."""
    of_team = Q(sheets__body=BodyKind.TEAM)
    handed_in = Count("sheets", filter=of_team & ~Q(sheets__status=SheetStatus.DRAFT))
    rows = team.assessments.select_related("unit__township", "unit_type").defer("breakdown")
    return rows.annotate(handed_in=handed_in).in_visiting_order()


def conflicts_of_team(team: Team, members: Iterable[TeamMember], on: date) -> list[Objection]:
    """Conflicts that came up after the team was made up: somebody has changed jobs. Two queries."""
    users = [member.user for member in members]
    units = team.assessments.filter(field_status=FieldStatus.PENDING).select_related("unit")
    return objections(users, units.in_visiting_order(), team.cycle, on) if users else []


def people_matching(words: str, team: Team) -> list[PersonRow]:
    """Active people by name or user name, without the team's own members. Two queries."""
    words = words.strip()
    if not words:
        return []
    current = Membership.objects.filter(ended_on=None).select_related(
        "unit", "township", "department"
    )
    people = (
        User.objects.filter(Q(name__icontains=words) | Q(username__icontains=words))
        .filter(is_active=True)
        .exclude(team_seats__team=team)
        .prefetch_related(Prefetch("memberships", current))
        .order_by("name", "pk")[:MOST_PEOPLE]
    )
    return [
        PersonRow(person, tuple(str(each) for each in person.memberships.all()))
        for person in people
    ]
