"""Teams (考核组): who judges, which units, in which order. Every conflict is refused by name."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from assessments import policies
from assessments.models import Assessment, Cycle, Mark, ScoreSheet, Team, TeamMember
from assessments.results.conflicts import refusals_to_assign, refusals_to_join, too_few_to_trim
from assessments.roles import CycleStatus, FieldStatus, SheetStatus
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

Visit = tuple[int, int | None, date | None]


@transaction.atomic
def create_team(cycle: Cycle, *, name: str, by: User, at: datetime) -> Team:
    """A new team of that year, still empty."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    _may_arrange(cycle, by=by, at=at)
    try:
        with transaction.atomic():
            team = Team.objects.create(cycle=cycle, name=name)
    except IntegrityError as error:
        raise Conflict(f"本年度已有名为“{name}”的考核组。", field="name") from error
    record("team.create", on=team, by=by, at=at, after={"name": name, "cycle": cycle.year})
    return team


@transaction.atomic
def rename_team(team: Team, *, name: str, by: User, at: datetime) -> Team:
    team = _locked(team, by=by, at=at)
    before, team.name = team.name, name
    try:
        with transaction.atomic():
            team.save(update_fields=["name"])
    except IntegrityError as error:
        raise Conflict(f"本年度已有名为“{name}”的考核组。", field="name") from error
    record("team.rename", on=team, by=by, at=at, before=before, after=name)
    return team


@transaction.atomic
def add_member(
    team: Team, user: User, *, is_leader: bool = False, by: User, at: datetime
) -> TeamMember:
    """Give `user` a seat, unless that would make a conflict with any unit of the team.

    The first member of a team leads it. Nobody can seat themselves.
    """
    team = _locked(team, by=by, at=at)
    _refuse(refusals_to_join(team, user, by=by, on=_day(at)), field="user")
    leads = not TeamMember.objects.filter(team=team, is_leader=True).exists()
    try:
        with transaction.atomic():
            seat = TeamMember.objects.create(team=team, user=user, is_leader=leads)
    except IntegrityError as error:
        raise Conflict(f"{user.name}已在{team.name}。") from error
    record("team.add-member", on=team, by=by, at=at, after={"user": user.pk, "name": user.name})
    return make_leader(seat, by=by, at=at) if is_leader and not leads else seat


@transaction.atomic
def remove_member(seat: TeamMember, *, by: User, at: datetime, note: str = "") -> None:
    """Take somebody's seat away. Drafts stay as they are and no longer count or accept marks.

    The person's sheets are locked first: a save that is under way ends before, or is refused.
    """
    team = _locked(seat.team, by=by, at=at)
    seat = TeamMember.objects.select_for_update(of=("self",)).select_related("user").get(pk=seat.pk)
    sheets = ScoreSheet.objects.filter(team=team, scorer=seat.user_id)
    list(sheets.select_for_update().values_list("pk"))
    _refuse(_bonds(team, seat, sheets))
    seat.delete()
    before = {"user": seat.user_id, "name": seat.user.name, "leader": seat.is_leader}
    record("team.remove-member", on=team, by=by, at=at, before=before, note=note)


@transaction.atomic
def make_leader(seat: TeamMember, *, by: User, at: datetime) -> TeamMember:
    """The leader confirms the team's results. A team has one."""
    team = _locked(seat.team, by=by, at=at)
    seat = TeamMember.objects.select_related("user").get(pk=seat.pk)
    former = TeamMember.objects.filter(team=team, is_leader=True).exclude(pk=seat.pk)
    before = list(former.values_list("user__name", flat=True))
    former.update(is_leader=False)
    seat.is_leader = True
    seat.save(update_fields=["is_leader"])
    record("team.make-leader", on=team, by=by, at=at, before=before, after=seat.user.name)
    return seat


@transaction.atomic
def assign(
    team: Team,
    assessments: Iterable[Assessment],
    *,
    visit_on: date | None = None,
    by: User,
    at: datetime,
) -> list[Assessment]:
    """Give units to the team, at the end of its visiting order. All of them, or none.

    Refuses with every conflict between a member and a unit named. Units that the team already
    has stay as they are. Returns the newly assigned ones.
    """
    team = _locked(team, by=by, at=at)
    wanted = [assessment.pk for assessment in assessments]
    rows = Assessment.objects.filter(cycle=team.cycle_id, pk__in=wanted).select_related("unit")
    chosen = list(rows.select_for_update(of=("self",)).in_visiting_order())
    if not wanted or len(chosen) != len(set(wanted)):
        raise DomainError("请选择本年度的参评单位。", field="units")
    _refuse(refusals_to_assign(team, chosen, on=_day(at)), field="units")
    fresh = [each for each in chosen if each.team_id is None]
    last = team.assessments.aggregate(last=Max("visiting_order"))["last"] or 0
    for order, each in enumerate(fresh, start=last + 1):
        each.team, each.visiting_order, each.visit_on = team, order, visit_on
        each.version += 1
    Assessment.objects.bulk_update(fresh, ["team", "visiting_order", "visit_on", "version"])
    after = {"units": [each.unit.name for each in fresh], "visit_on": visit_on}
    record("team.assign", on=team, by=by, at=at, after=after)
    return fresh


@transaction.atomic
def unassign(assessment: Assessment, *, by: User, at: datetime) -> Assessment:
    """Take a unit out of its team, while nobody has scored anything of it.

    Sheets that were opened and left empty are removed with it.
    """
    rows = Assessment.objects.select_related("unit", "team__cycle")
    assessment = rows.select_for_update(of=("self",)).get(pk=assessment.pk)
    if assessment.team is None:
        raise Conflict(f"{assessment.unit.name}没有分给任何考核组。")
    team = assessment.team
    _may_arrange(team.cycle, by=by, at=at)
    if begun := _sheets_begun(assessment):
        raise Conflict(f"{assessment.unit.name}已有 {begun} 人打分，不能移出{team.name}。")
    assessment.sheets.all().delete()
    assessment.team = assessment.visiting_order = assessment.visit_on = None
    assessment.version += 1
    assessment.save(update_fields=["team", "visiting_order", "visit_on", "version"])
    record("team.unassign", on=team, by=by, at=at, before={"units": [assessment.unit.name]})
    return assessment


@transaction.atomic
def set_visits(team: Team, visits: Sequence[Visit], *, by: User, at: datetime) -> Team:
    """Set visiting order and date of units of this team, given as (assessment id, order, date)."""
    team = _locked(team, by=by, at=at)
    wanted = {pk: (order, day) for pk, order, day in visits}
    rows = list(team.assessments.select_for_update(of=("self",)).filter(pk__in=wanted))
    if len(rows) != len(wanted):
        raise Conflict(f"有单位已不在{team.name}，请刷新页面后再改。")
    moved = [row for row in rows if (row.visiting_order, row.visit_on) != wanted[row.pk]]
    before = {row.pk: [row.visiting_order, row.visit_on] for row in moved}
    for row in moved:
        row.visiting_order, row.visit_on = wanted[row.pk]
        row.version += 1
    if moved:
        Assessment.objects.bulk_update(moved, ["visiting_order", "visit_on", "version"])
        after = {row.pk: [row.visiting_order, row.visit_on] for row in moved}
        record("team.visits", on=team, by=by, at=at, before=before, after=after)
    return team


def _locked(team: Team, *, by: User, at: datetime) -> Team:
    """The team, locked, if `by` may arrange teams now."""
    rows = Team.objects.select_related("cycle").select_for_update(of=("self",))
    team = rows.get(pk=team.pk)
    _may_arrange(team.cycle, by=by, at=at)
    return team


def _may_arrange(cycle: Cycle, *, by: User, at: datetime) -> None:
    if not policies.can_run_cycles(standing_of(by, on=_day(at))):
        raise NotAllowed("考核组由县文明办安排，您没有这项权限。")
    if cycle.status == CycleStatus.ARCHIVED:
        raise Conflict(f"{cycle.name}已归档，考核组不能再改。")


def _refuse(reasons: Sequence[str], *, field: str | None = None) -> None:
    if reasons:
        raise Conflict("".join(reasons), field=field)


def _bonds(team: Team, seat: TeamMember, sheets: QuerySet[ScoreSheet]) -> list[str]:
    """What keeps somebody in the team: a unit that waits for confirmation with their sheet in."""
    waiting = sheets.filter(
        status=SheetStatus.SUBMITTED, assessment__field_status=FieldStatus.PENDING
    )
    names = waiting.order_by("assessment__unit__name").values_list(
        "assessment__unit__name", flat=True
    )
    found = [
        f"{seat.user.name}已提交{name}的考核表，请先由组长确认该单位，或由本人撤回。"
        for name in names
    ]
    rest = team.members.count() - 1
    if team.assessments.filter(field_status=FieldStatus.PENDING).exists():
        if rest == 0:
            found.append(f"{team.name}还有未评完的单位，不能没有成员。")
        elif problem := too_few_to_trim(team.cycle, rest):
            found.append(problem)
    return found


def _sheets_begun(assessment: Assessment) -> int:
    """How many sheets hold anything that somebody did."""
    touched = Q(answer__isnull=False) | ~Q(reason="") | Q(photos__isnull=False)
    marked = Mark.objects.filter(touched, sheet__assessment=assessment).values("sheet")
    closed = ~Q(status=SheetStatus.DRAFT)
    return assessment.sheets.filter(closed | Q(pk__in=marked)).count()


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
