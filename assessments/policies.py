"""Every "may this user …?" of the assessment year, and which phase allows it. Only here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from assessments.models import (
    Assessment,
    Cycle,
    Phase,
    PublicObjection,
    ScoreSheet,
    SelfReport,
    TeamMember,
    VetoFinding,
)
from assessments.models.field import office_owes
from assessments.results.bodies import Body
from assessments.roles import (
    Actor,
    BodyKind,
    CycleStatus,
    FieldStatus,
    PhaseKind,
    ReportStatus,
    SheetStatus,
)
from assessments.workflow import REPORT_EDITABLE, Step, Steps
from districts.models import Membership
from districts.roles import Role, Standing
from districts.workflow import steps as fieldwork
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict

# What tells how somebody scores: hidden from an office member who scores, or is assessed, too.
SCORING_TARGETS = (
    "assessments.assessment",
    "assessments.scoresheet",
    "assessments.mark",
    "assessments.quiz",
    "assessments.spreadnote",
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The phases of one cycle at one moment. Loaded once, asked many times."""

    status: str
    phases: Mapping[str, Phase]
    at: datetime

    def is_open(self, kind: PhaseKind, *, until: datetime | None = None) -> bool:
        """Whether the phase is open now; `until` is one unit's own later deadline."""
        phase = self.phases.get(kind)
        if phase is None or self.status != CycleStatus.OPEN or self.at < phase.opens_at:
            return False
        return self.at <= max(phase.closes_at, until or phase.closes_at)

    def deadline(self, kind: PhaseKind, *, until: datetime | None = None) -> datetime | None:
        """When the phase closes for somebody whose own deadline is `until`."""
        phase = self.phases.get(kind)
        if phase is None:
            return until
        return max(phase.closes_at, until or phase.closes_at)

    def has_begun(self, kind: PhaseKind) -> bool:
        phase = self.phases.get(kind)
        return phase is not None and self.at >= phase.opens_at


def calendar_of(cycle: Cycle, at: datetime) -> Calendar:
    """The cycle's calendar at that moment. One query, or none if phases are prefetched."""
    return Calendar(cycle.status, {phase.kind: phase for phase in cycle.phases.all()}, at)


def actors_of(user: User, standing: Standing, assessment: Assessment) -> frozenset[Actor]:
    """What `user` is towards one assessment: at most one query, none for office or unit.

    Whoever belongs (or lately belonged) to the unit judges nothing about it, in any role.
    """
    if not user.is_active:
        return frozenset()
    found = set()
    if assessment.unit_id in standing.unit_ids:
        found.add(Actor.REPORTER)
    if assessment.unit_id in standing.recused_unit_ids:
        return frozenset(found)
    if standing.is_office:
        found.add(Actor.OFFICE)
    if assessment.team_id is not None:
        seats = TeamMember.objects.filter(team=assessment.team_id, user=user)
        for is_leader in seats.values_list("is_leader", flat=True):
            found |= {Actor.MEMBER, Actor.TEAM_LEADER} if is_leader else {Actor.MEMBER}
    return frozenset(found)


def seats_of_sheet(
    user: User, sheet: ScoreSheet, on: date
) -> QuerySet[TeamMember] | QuerySet[Membership]:
    """What makes `user` speak for the sheet's body on that day: a seat, or a membership."""
    if sheet.body == BodyKind.TEAM:
        return TeamMember.objects.filter(team=sheet.team_id, user=user, user__is_active=True)
    held = Membership.objects.current(on).filter(user=user, user__is_active=True)
    if sheet.body == BodyKind.OFFICE:
        return held.filter(role=Role.OFFICE)
    return held.filter(role=Role.DEPARTMENT, department=sheet.department_id)


def sheet_actors(
    actors: frozenset[Actor], user: User, standing: Standing, sheet: ScoreSheet
) -> frozenset[Actor]:
    """`actors` plus SCORER where the sheet is the user's own and they still speak for its body."""
    if sheet.scorer_id != user.pk or sheet.assessment.unit_id in standing.recused_unit_ids:
        return actors
    speaks = {
        BodyKind.TEAM: Actor.MEMBER in actors,
        BodyKind.OFFICE: Actor.OFFICE in actors,
        BodyKind.DEPARTMENT: sheet.department_id in standing.department_ids,
    }
    return actors | {Actor.SCORER} if speaks[BodyKind(sheet.body)] else actors


def steps_open_to(
    steps: Steps,
    actors: frozenset[Actor],
    status: str,
    calendar: Calendar,
    *,
    until: datetime | None = None,
) -> dict[str, Step]:
    """The steps to offer as buttons; the actions consult the same table."""
    return {
        verb: step
        for verb, step in steps.items()
        if step.actor in actors
        and status in step.sources
        and (step.phase is None or calendar.is_open(step.phase, until=until))
    }


def can_edit_report(actors: frozenset[Actor], report: SelfReport, calendar: Calendar) -> bool:
    """A unit edits its report while it is a draft or returned, and self-check is open for it."""
    return (
        Actor.REPORTER in actors
        and report.status in REPORT_EDITABLE
        and calendar.is_open(PhaseKind.SELF_CHECK, until=report.assessment.self_check_until)
    )


def can_ask_extension(actors: frozenset[Actor], report: SelfReport, calendar: Calendar) -> bool:
    """A unit whose self-check has closed on it before it handed in may ask for more time."""
    deadline = calendar.deadline(PhaseKind.SELF_CHECK, until=report.assessment.self_check_until)
    return (
        Actor.REPORTER in actors
        and report.status in REPORT_EDITABLE
        and calendar.status == CycleStatus.OPEN
        and deadline is not None
        and calendar.at > deadline
    )


def can_comment(actors: frozenset[Actor], report: SelfReport) -> bool:
    """The office notes what is wrong with an item while it reviews the report."""
    return Actor.OFFICE in actors and report.status in {
        ReportStatus.SUBMITTED,
        ReportStatus.IN_REVIEW,
    }


def can_open_sheet(actors: frozenset[Actor], assessment: Assessment, calendar: Calendar) -> bool:
    """A member of the team, or of a scoring body, starts a sheet in the field phase."""
    return (
        bool(actors & {Actor.MEMBER, Actor.BODY})
        and assessment.field_status == FieldStatus.PENDING
        and calendar.is_open(PhaseKind.FIELD)
    )


def can_mark(actors: frozenset[Actor], sheet: ScoreSheet, calendar: Calendar) -> bool:
    """A scorer marks their own open sheet in the field phase."""
    return (
        Actor.SCORER in actors
        and sheet.status == SheetStatus.DRAFT
        and sheet.assessment.field_status == FieldStatus.PENDING
        and calendar.is_open(PhaseKind.FIELD)
    )


def can_record_quiz(actors: frozenset[Actor], assessment: Assessment, calendar: Calendar) -> bool:
    return Actor.MEMBER in actors and can_open_sheet(actors, assessment, calendar)


def can_see_field(actors: frozenset[Actor], standing: Standing, assessment: Assessment) -> bool:
    """The team and the office follow a unit's scoring; county leaders read it once confirmed."""
    if actors & {Actor.MEMBER, Actor.OFFICE}:
        return True
    return standing.is_leader and assessment.is_confirmed


def can_see_teams(standing: Standing) -> bool:
    """Who is in which team, and how far it is: the office arranges, county leaders read."""
    return standing.sees_whole_county


def can_see_result(
    actors: frozenset[Actor], standing: Standing, assessment: Assessment, calendar: Calendar
) -> bool:
    """The office at any time, but not where it scores itself; leaders and the team once confirmed;
    the unit from feedback on, or publicity where there is none. One query for the office while
    the unit is open, else none."""
    if Actor.OFFICE in actors and Actor.MEMBER not in actors and not _office_scores(assessment):
        return True
    if not assessment.is_confirmed:
        return False
    told = calendar.has_begun(PhaseKind.FEEDBACK) or calendar.has_begun(PhaseKind.PUBLICITY)
    published = told or calendar.status == CycleStatus.ARCHIVED
    return (
        standing.is_leader
        or bool(actors & {Actor.OFFICE, Actor.MEMBER})
        or (Actor.REPORTER in actors and published)
    )


def _office_scores(assessment: Assessment) -> bool:
    """Whether the office itself still has to hand in marks for the unit."""
    if assessment.is_confirmed or not assessment.cycle.scores_by_body:
        return False
    return office_owes(assessment).exists()


def can_settle(
    actors: frozenset[Actor], standing: Standing, assessment: Assessment, lead: Body
) -> bool:
    """A spread is explained by whoever leads the item: the team's leader, or the lead body."""
    if assessment.unit_id in standing.recused_unit_ids:
        return False
    if lead.kind == BodyKind.TEAM:
        return Actor.TEAM_LEADER in actors
    if lead.kind == BodyKind.OFFICE:
        return Actor.OFFICE in actors
    return lead.department_id in standing.department_ids


def can_name_scorers(actors: frozenset[Actor], standing: Standing, assessment: Assessment) -> bool:
    """Who gave which mark is told to the office, the team and leaders, never inside the unit."""
    if assessment.unit_id in standing.recused_unit_ids:
        return False
    return standing.is_leader or bool(actors & {Actor.OFFICE, Actor.MEMBER})


def can_see_ranking(standing: Standing) -> bool:
    """The county's ranking before publication is for the office and leaders."""
    return standing.sees_whole_county


def can_see_figures(standing: Standing) -> bool:
    """The figures of a year and the rows behind them: the office and county leaders."""
    return standing.sees_whole_county


def can_word_figures(standing: Standing) -> bool:
    """How a figure is spoken is the office's to decide."""
    return standing.is_office


def can_edit_rubrics(standing: Standing) -> bool:
    """Drafts are edited by the office and by the administrator."""
    return standing.is_office or standing.is_admin


def can_publish_rubrics(standing: Standing) -> bool:
    return standing.is_office


def can_see_cycles(standing: Standing) -> bool:
    """How far a year is: the office runs it, county leaders read it."""
    return standing.sees_whole_county


def can_run_cycles(standing: Standing) -> bool:
    """Opening a year, phases, enrolment, teams, deadlines: the office."""
    return standing.is_office


def can_write_summary(standing: Standing) -> bool:
    """The year's summary, its notes, examples and template: the office. Leaders read it."""
    return standing.is_office


def refuse_reporter_who_scores(membership: Membership) -> None:
    """A team's assessor reports for no unit while the cycle lives: GRANT_CHECKS asks this."""
    if membership.role != Role.UNIT:
        return
    seat = (
        TeamMember.objects.filter(user=membership.user)
        .exclude(team__cycle__status=CycleStatus.ARCHIVED)
        .select_related("team__cycle", "user")
        .first()
    )
    if seat is not None:
        raise Conflict(
            f"{seat.user.name}是{seat.team.cycle}{seat.team}的考核员，不能同时担任单位填报人。"
            "请先在考核组中移除，或者只登记为“单位职工”（用于回避）。",
            field="role",
        )


def readable_trail(
    entries: QuerySet[AuditEntry], user: User, standing: Standing
) -> QuerySet[AuditEntry]:
    """The part of the trail that somebody who may open it reads: TRAIL_SCOPE asks this.

    The administrator reads nothing of the assessments. An office member who has a sheet to hand
    in, or belongs to an assessed unit, reads nothing of sheets and marks.
    """
    if not standing.is_office:
        return entries.exclude(target_type__startswith="assessments.")
    scores = ScoreSheet.objects.filter(scorer=user, status=SheetStatus.DRAFT).exists()
    if scores or standing.recused_unit_ids:
        return entries.exclude(target_type__in=SCORING_TARGETS)
    return entries


def can_answer_marks(actors: frozenset[Actor], assessment: Assessment, calendar: Calendar) -> bool:
    """A unit agrees with its marks, or objects, once they are confirmed and feedback is open."""
    return (
        Actor.REPORTER in actors
        and assessment.is_confirmed
        and calendar.is_open(PhaseKind.FEEDBACK)
    )


def reviewers_of(actors: frozenset[Actor], user: User, assessment: Assessment) -> frozenset[Actor]:
    """`actors` plus REVIEWER for the office, unless the person gave or confirmed the unit's marks.

    One query for the office, else none.
    """
    if Actor.OFFICE not in actors or Actor.MEMBER in actors:
        return actors
    has_judged = assessment.confirmed_by_id == user.pk
    if has_judged or ScoreSheet.objects.filter(assessment=assessment, scorer=user).exists():
        return actors
    return actors | {Actor.REVIEWER}


def can_handle(user: User, standing: Standing, objection: PublicObjection) -> bool:
    """An objection from the public goes to somebody of the office who did not judge its unit."""
    if not standing.is_office or objection.about is None:
        return standing.is_office
    actors = actors_of(user, standing, objection.about)
    return Actor.REVIEWER in reviewers_of(actors, user, objection.about)


def public_objection_actors(
    user: User, standing: Standing, objection: PublicObjection
) -> frozenset[fieldwork.Actor]:
    """The office gives it to somebody; who has it, and may still have it, answers."""
    if not standing.is_office:
        return frozenset()
    leads = objection.handler_id == user.pk and can_handle(user, standing, objection)
    return frozenset({fieldwork.Actor.OFFICE, *([fieldwork.Actor.LEAD] if leads else [])})


def can_rectify(standing: Standing, assessment: Assessment) -> bool:
    """The office charges a unit with what it lost points on, once its result is confirmed."""
    is_fit = standing.is_office and assessment.unit_id not in standing.recused_unit_ids
    return is_fit and assessment.is_confirmed


def can_see_extras(actors: frozenset[Actor], standing: Standing) -> bool:
    """What is recorded on a unit's total: the office works on it, leaders read it."""
    return Actor.OFFICE in actors or standing.is_leader


def veto_actors(standing: Standing, finding: VetoFinding, *, is_staffed: bool) -> frozenset[Actor]:
    """What somebody is towards one finding; `is_staffed`: whether its department has an account.

    The department confirms; the office only where nobody there could. Whoever belongs to the unit
    judges nothing about it.
    """
    if finding.assessment.unit_id in standing.recused_unit_ids:
        return frozenset()
    found = set()
    if standing.is_office:
        found.add(Actor.OFFICE)
    if finding.department_id in standing.department_ids or (standing.is_office and not is_staffed):
        found.add(Actor.CONFIRMER)
    return frozenset(found)
