"""How far a year is: its phases, its types, and what was changed in it. Reads; writes nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.labels import VERBS
from assessments.models import Assessment, Cycle, Phase, Rubric
from assessments.policies import Calendar, calendar_of, can_run_cycles
from assessments.results.progress import Progress, counted, in_all
from assessments.results.rubrics import by_type
from assessments.roles import CycleStatus, PhaseKind, RubricStatus
from assessments.workflow import CYCLE_STEPS, Step
from districts.models import Unit, UnitType
from districts.roles import Standing
from wenming.audit.models import AuditEntry
from wenming.numbers import plain

LOG_LENGTH = 12
# (month, day) from and to, when there is no earlier year to go by.
USUAL_PHASES = {
    PhaseKind.SELF_CHECK: ((9, 1), (10, 31)),
    PhaseKind.FIELD: ((11, 1), (11, 30)),
    PhaseKind.FEEDBACK: ((12, 1), (12, 7)),
    PhaseKind.PUBLICITY: ((12, 8), (12, 17)),
    PhaseKind.ARCHIVE: ((12, 18), (12, 31)),
}


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One unit type in a cycle. `left` counts the units in use that do not take part."""

    code: str
    name: str
    counts: Progress
    left: int
    rubric: Rubric | None
    older: Sequence[tuple[Rubric, int]]


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase of a cycle, at one moment."""

    phase: Phase
    state: str
    detail: str
    day: int = 0
    days: int = 0

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_done(self) -> bool:
        return self.state == "done"


@dataclass(frozen=True, slots=True)
class CycleRow:
    """One year in the list of years."""

    cycle: Cycle
    counts: Progress
    now: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the cycle's log."""

    label: str
    at: datetime
    who: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """Everything that the page of one year shows."""

    phases: list[PhaseRow]
    warnings: list[str]
    types: list[TypeRow]
    counts: Progress
    extended: list[Assessment]
    log: list[Act]
    spread_percent: str

    @property
    def all_units(self) -> str:
        return f"/ {self.counts.enrolled} 家"


def cycle_rows(at: datetime) -> list[CycleRow]:
    """Every year, the newest first. Three queries."""
    found = Cycle.objects.prefetch_related("phases")
    types: dict[int, list[Progress]] = defaultdict(list)
    for cycle_id, _type, each in counted(Assessment.objects.all()):
        types[cycle_id].append(each)
    return [CycleRow(each, in_all(types[each.pk]), where(each, at)) for each in found]


def where(cycle: Cycle, at: datetime) -> str:
    """In a few words, where in its year a cycle is."""
    if cycle.status != CycleStatus.OPEN:
        return ""
    calendar = Calendar(cycle.status, {each.kind: each for each in cycle.phases.all()}, at)
    is_open = [kind.label for kind in PhaseKind if calendar.is_open(kind)]
    return f"{'、'.join(is_open)}阶段" if is_open else "现在没有开放的阶段"


def control_room(cycle: Cycle, at: datetime) -> ControlRoom:
    """The state of one year at one moment. Eight queries, whatever its size."""
    phases = sorted(
        cycle.phases.all(), key=lambda each: list(PhaseKind).index(PhaseKind(each.kind))
    )
    types = type_rows(cycle)
    counts = in_all(row.counts for row in types)
    extended = list(
        cycle.assessments.filter(self_check_until__isnull=False)
        .select_related("unit")
        .defer("breakdown")
        .order_by("self_check_until", "pk")
    )
    return ControlRoom(
        [phase_row(each, at) for each in phases],
        order_warnings(phases),
        types,
        counts,
        extended,
        log_of(cycle, extended),
        plain(cycle.spread_share * 100),
    )


def type_rows(cycle: Cycle) -> list[TypeRow]:
    """The enrolment by type: who takes part, under which rubric, how far. Five queries."""
    counts = {code: each for _cycle, code, each in counted(cycle.assessments.all())}
    takes_part = Exists(cycle.assessments.filter(unit=OuterRef("units")))
    is_left = Q(units__is_active=True) & ~Q(takes_part)
    in_force, older = _rubrics_of(cycle)
    return [
        TypeRow(
            each.code,
            each.name,
            counts.get(each.code, Progress()),
            each.left,
            in_force.get(each.code),
            older[each.code],
        )
        for each in UnitType.objects.annotate(left=Count("units", filter=is_left))
        if each.code in counts or each.left
    ]


def _rubrics_of(
    cycle: Cycle,
) -> tuple[dict[str, Rubric], dict[str, list[tuple[Rubric, int]]]]:
    """By type: the rubric in force, and other versions that enrolled units still have, with how
    many. Three queries for both."""
    used = list(
        cycle.assessments.order_by("rubric")
        .values_list("unit_type", "rubric")
        .annotate(number=Count("pk"))
    )
    is_in_force = Q(year=cycle.year, status=RubricStatus.PUBLISHED)
    is_used = Q(pk__in={rubric for _code, rubric, _number in used})
    found = Rubric.objects.light().filter(is_in_force | is_used).prefetch_related("unit_types")
    rubrics = {each.pk: each for each in found}
    in_force = {
        each.pk: rubric
        for rubric in rubrics.values()
        if rubric.status == RubricStatus.PUBLISHED and rubric.year == cycle.year
        for each in rubric.unit_types.all()
    }
    older: dict[str, list[tuple[Rubric, int]]] = defaultdict(list)
    for code, rubric, number in used:
        if rubrics[rubric] != in_force.get(code):
            older[code].append((rubrics[rubric], number))
    return in_force, older


def participants(cycle: Cycle, words: str, code: str) -> QuerySet[Assessment]:
    """The assessments of a cycle, found by name or pinyin and by type; `has_begun` on each."""
    units = Unit.objects.matching(words)
    begun = Assessment.objects.filter(pk=OuterRef("pk")).begun()
    rows = cycle.assessments.select_related("unit", "unit_type", "rubric", "report").defer(
        "breakdown", "rubric__frozen", "report__summary"
    )
    if words.strip():
        rows = rows.filter(unit__in=units)
    if code:
        rows = rows.filter(unit_type=code)
    return rows.annotate(has_begun=Exists(begun)).order_by(
        "unit_type__position", "unit__name", "pk"
    )


def candidates(cycle: Cycle, words: str, code: str) -> QuerySet[Unit]:
    """Units in use that do not take part, found by name or pinyin and by type."""
    enrolled = cycle.assessments.filter(unit=OuterRef("pk"))
    rows = Unit.objects.active().matching(words).filter(~Exists(enrolled))
    if code:
        rows = rows.filter(type=code)
    return rows.select_related("type", "township").order_by("type__position", "name", "pk")


def rubrics_by_type(cycle: Cycle) -> dict[str, Rubric]:
    """The rubric in force for this year of each unit type that has one. Two queries."""
    return by_type(Rubric.objects.in_force(cycle.year))


def steps_of(cycle: Cycle, standing: Standing, at: datetime) -> dict[str, Step]:
    """The steps of the year to offer now as buttons."""
    if not can_run_cycles(standing):
        return {}
    calendar = calendar_of(cycle, at)
    return {
        verb: step
        for verb, step in CYCLE_STEPS.items()
        if cycle.status in step.sources and (step.phase is None or calendar.has_begun(step.phase))
    }


def proposed_phases(year: int) -> dict[PhaseKind, tuple[datetime, datetime]]:
    """Dates to start from: those of the latest earlier year, moved, or the usual ones."""
    latest = Cycle.objects.filter(year__lt=year).prefetch_related("phases").first()
    if latest is not None:
        moved = year - latest.year
        return {
            PhaseKind(each.kind): (_moved(each.opens_at, moved), _moved(each.closes_at, moved))
            for each in latest.phases.all()
        }
    return {kind: proposed_phase(year, kind) for kind in USUAL_PHASES}


def proposed_phase(year: int, kind: PhaseKind) -> tuple[datetime, datetime]:
    """The usual dates of one phase."""
    opens, closes = USUAL_PHASES[kind]
    return _moment(year, *opens, time(8, 30)), _moment(year, *closes, time(17, 30))


def _moment(year: int, month: int, day: int, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, month, day), at))


def _moved(moment: datetime, years: int) -> datetime:
    """The same day and time some years later; 29 February becomes the 28th."""
    local = timezone.localtime(moment)
    day = 28 if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=local.year + years, day=day)


def phase_row(phase: Phase, at: datetime) -> PhaseRow:
    """Whether the phase is over, open or to come, with the days that matter."""
    today = timezone.localdate(at)
    if at > phase.closes_at:
        return PhaseRow(phase, "done", "已结束")
    if at < phase.opens_at:
        days = (timezone.localdate(phase.opens_at) - today).days
        return PhaseRow(phase, "next", f"{days} 天后开始" if days else "今天开始")
    left = (timezone.localdate(phase.closes_at) - today).days
    day = (today - timezone.localdate(phase.opens_at)).days + 1
    rest = f"还剩 {left} 天" if left else "今天截止"
    return PhaseRow(phase, "open", f"第 {day} 天，{rest}", day, day + left)


def order_warnings(phases: Sequence[Phase]) -> list[str]:
    """Phases that overlap or stand in an unusual order. Legal, but worth a second look. Units may
    answer to their marks while teams still visit others."""
    found = []
    for earlier, later in pairwise(phases):
        if later.kind == PhaseKind.FEEDBACK and later.opens_at >= earlier.opens_at:
            continue
        if later.opens_at < earlier.opens_at:
            found.append(f"{later}早于{earlier}开始。")
        elif later.opens_at < earlier.closes_at:
            found.append(f"{earlier}尚未截止，{later}已经开始。")
    return found


def log_of(cycle: Cycle, extended: Sequence[Assessment]) -> list[Act]:
    """The last acts on the cycle itself and on single deadlines, newest first. One query."""
    single = Q(
        target_type=Assessment._meta.label_lower,
        target_id__in=[str(each.pk) for each in extended],
        verb="assessment.extend",
    )
    whole = Q(target_type=Cycle._meta.label_lower, target_id=str(cycle.pk))
    entries = AuditEntry.objects.filter(whole | single).order_by("-pk")[:LOG_LENGTH]
    return [
        Act(VERBS.get(entry.verb, entry.verb), entry.at, entry.actor_name, _what(entry), entry.note)
        for entry in entries
    ]


def _what(entry: AuditEntry) -> str:
    """What an entry is about, in a few words."""
    after = entry.after if isinstance(entry.after, Mapping) else {}
    before = entry.before if isinstance(entry.before, Mapping) else {}
    if entry.verb == "cycle.enrol":
        return f"{len(after.get('units', []))} 家"
    if entry.verb == "cycle.drop":
        return str(before.get("unit", ""))
    if entry.verb == "cycle.move-phase":
        return str(after.get("phase", ""))
    return entry.target_label if entry.verb == "assessment.extend" else ""
