"""Running a year: making it, its phases and deadlines, opening and archiving it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from assessments import policies
from assessments.actions.duties import open_duties
from assessments.models import Assessment, BonusClaim, Cycle, Phase, Rubric, SelfMark, SelfReport
from assessments.results.applicants import Candidate, candidates_with, day_of_snapshot
from assessments.results.rubrics import by_type
from assessments.roles import (
    OPTIONAL_PHASES,
    CycleStatus,
    FieldStatus,
    PhaseKind,
    PublicationStatus,
)
from assessments.scoring import Combine, applicable_items
from assessments.workflow import CYCLE_STEPS
from districts.models import Unit
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import cn_datetime
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import clean_text

Dates = tuple[datetime, datetime]

# Rows per INSERT: large enough to be few, small enough for one statement of either database.
BATCH = 2000
SETTINGS = ("name", "combine", "spread_share", "refuse_same_township")


def require_office(user: User) -> None:
    if not policies.can_run_cycles(standing_of(user)):
        raise NotAllowed("年度考核由县文明办组织，您没有这一权限。")


def locked_cycle(pk: int, *, version: int | None = None) -> Cycle:
    """The cycle as it is now, locked until the transaction ends; Conflict once it is archived.

    `version` is the one on the user's screen, where the act depends on what stood there.
    """
    cycle = Cycle.objects.select_for_update().get(pk=pk)
    if cycle.status == CycleStatus.ARCHIVED:
        raise Conflict(f"{cycle}已归档，不能再改。")
    if version is not None and cycle.version != version:
        raise Conflict(f"{cycle}在您操作期间已被他人修改，请核对后再提交。")
    return cycle


@transaction.atomic
def create_cycle(
    *,
    year: int,
    name: str,
    phases: Mapping[PhaseKind, Dates],
    by: User,
    at: datetime,
    combine: str = Combine.MEAN,
    spread_share: Decimal = Decimal("0.30"),
    refuse_same_township: bool = False,
) -> Cycle:
    """Set up a year with all its phases. It stays closed to units until it is opened."""
    require_office(by)
    missing = [kind.label for kind in PhaseKind if kind not in {*phases, *OPTIONAL_PHASES}]
    if missing:
        raise DomainError(f"请填写各阶段的起止时间：{'、'.join(missing)}。")
    for kind, dates in phases.items():
        require_order(PhaseKind(kind), *dates)
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                year=year,
                name=clean_text(name, single_line=True),
                combine=combine,
                spread_share=spread_share,
                refuse_same_township=refuse_same_township,
            )
    except IntegrityError as error:
        raise Conflict(f"{year} 年度的考核已经建立。", field="year") from error
    Phase.objects.bulk_create(
        Phase(cycle=cycle, kind=kind, opens_at=opens, closes_at=closes)
        for kind, (opens, closes) in phases.items()
    )
    record("cycle.create", on=cycle, by=by, at=at, after=_described(cycle, phases))
    return cycle


@transaction.atomic
def update_cycle(cycle: Cycle, *, version: int, by: User, at: datetime, **fields: Any) -> Cycle:
    """Change any of SETTINGS. How scores are combined is fixed once a unit is confirmed."""
    cycle = locked_cycle(cycle.pk, version=version)
    require_office(by)
    before = {name: getattr(cycle, name) for name in SETTINGS}
    changes = {name: value for name, value in fields.items() if value != before[name]}
    confirmed = cycle.assessments.filter(field_status=FieldStatus.CONFIRMED)
    if "combine" in changes and confirmed.exists():
        raise Conflict("已有单位确认结果，不能再改多人评分的合成方式。", field="combine")
    if changes:
        Cycle.objects.filter(pk=cycle.pk).update(**changes, version=F("version") + 1)
        cycle.refresh_from_db()
        kept = {name: before[name] for name in changes}
        record("cycle.update", on=cycle, by=by, at=at, before=kept, after=changes)
    return cycle


@transaction.atomic
def advance_cycle(cycle: Cycle, verb: str, *, by: User, at: datetime, note: str = "") -> Cycle:
    """Open or archive a year, or raise a DomainError and change nothing."""
    step = CYCLE_STEPS[verb]
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    require_office(by)
    if cycle.status not in step.sources:
        raise Conflict(f"{cycle}{cycle.get_status_display()}，不能{step.label}。")
    GUARDS[verb](cycle, at, note)
    before, cycle.status = cycle.status, step.target
    stamp = {"open": "opened_at", "archive": "archived_at"}[verb]
    setattr(cycle, stamp, at)
    cycle.version += 1
    cycle.save(update_fields=["status", stamp, "version"])
    record(f"cycle.{verb}", on=cycle, by=by, at=at, before=before, after=cycle.status, note=note)
    return cycle


@transaction.atomic
def move_phase(
    phase: Phase,
    *,
    opens_at: datetime,
    closes_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Phase:
    """Give a phase other dates, with the reason why. `version` is the cycle's, as on screen."""
    cycle = locked_cycle(phase.cycle_id, version=version)
    require_office(by)
    reason = _required(reason, "请写明调整时间的原因。")
    phase = Phase.objects.get(pk=phase.pk)
    kind = PhaseKind(phase.kind)
    require_order(kind, opens_at, closes_at)
    before = _dates(phase.opens_at, phase.closes_at)
    phase.opens_at, phase.closes_at = opens_at, closes_at
    phase.save(update_fields=["opens_at", "closes_at"])
    Cycle.objects.filter(pk=cycle.pk).update(version=F("version") + 1)
    after = {"phase": kind.label, **_dates(opens_at, closes_at)}
    record("cycle.move-phase", on=cycle, by=by, at=at, before=before, after=after, note=reason)
    return phase


@transaction.atomic
def add_phase(
    cycle: Cycle,
    kind: PhaseKind,
    *,
    opens_at: datetime,
    closes_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Phase:
    """Give a running year a phase that it was set up without."""
    cycle = locked_cycle(cycle.pk, version=version)
    require_office(by)
    reason = _required(reason, "请写明增设这一阶段的原因。")
    require_order(kind, opens_at, closes_at)
    if cycle.phases.filter(kind=kind).exists():
        raise Conflict(f"{cycle}已有{kind.label}阶段。")
    phase = Phase.objects.create(cycle=cycle, kind=kind, opens_at=opens_at, closes_at=closes_at)
    Cycle.objects.filter(pk=cycle.pk).update(version=F("version") + 1)
    after = {"phase": kind.label, **_dates(opens_at, closes_at)}
    record("cycle.add-phase", on=cycle, by=by, at=at, after=after, note=reason)
    return phase


@transaction.atomic
def extend_unit(
    assessment: Assessment, *, until: datetime, reason: str, by: User, at: datetime
) -> Assessment:
    """Let one unit hand in its self-check later than the others, with the reason why.

    Saying an earlier day later on shortens the extension again, never below everybody's date.
    """
    cycle = locked_cycle(assessment.cycle_id)
    require_office(by)
    reason = _required(reason, "请写明延期的原因。")
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    closes = Phase.objects.get(cycle=cycle, kind=PhaseKind.SELF_CHECK).closes_at
    if until <= closes:
        raise DomainError(f"须晚于自查截止时间（{cn_datetime(closes)}）。", field="until")
    if until <= at:
        raise DomainError("须晚于现在。", field="until")
    before, assessment.self_check_until = assessment.self_check_until, until
    assessment.version += 1
    assessment.save(update_fields=["self_check_until", "version"])
    record(
        "assessment.extend", on=assessment, by=by, at=at, before=before, after=until, note=reason
    )
    return assessment


@transaction.atomic
def enrol(
    cycle: Cycle,
    units: Iterable[Unit],
    *,
    statuses: Mapping[int, str] = MappingProxyType({}),
    by: User,
    at: datetime,
) -> list[Assessment]:
    """Take units into a cycle: all of them, or none and a DomainError that names why.

    Each gets the rubric in force for its type, a copy of its attributes as of today, a
    self-check report with an empty mark for every item that applies, and an empty claim for every
    bonus. The titles it holds are kept with it, as they exempt items; so is its 申报身份 where the
    rubric has 身份基数: the one in `statuses` (by unit), else the one that its titles propose.
    Units already enrolled are left as they are. The number of queries does not depend on the
    number of units, but for batches of rows.
    """
    cycle = locked_cycle(cycle.pk)
    require_office(by)
    chosen = _not_yet_enrolled(cycle, units)
    rubrics = by_type(Rubric.objects.in_force(cycle.year))
    _require_ready(chosen, rubrics)
    seen = candidates_with(chosen, rubrics, day_of_snapshot(cycle.year, timezone.localdate(at)))
    made = [_assessment(cycle, each, rubrics, statuses.get(each.unit.pk, "")) for each in seen]
    try:
        with transaction.atomic():
            Assessment.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as error:
        raise Conflict("有单位刚被他人纳入参评，请刷新后再试。") from error
    _open_reports(made)
    open_duties(cycle, made)
    if made:
        names = [unit.name for unit in chosen]
        record("cycle.enrol", on=cycle, by=by, at=at, after={"units": names})
    return made


@transaction.atomic
def drop_unit(assessment: Assessment, *, by: User, at: datetime, reason: str = "") -> None:
    """Take a unit out of a cycle, as long as neither it nor a scorer has begun."""
    cycle = locked_cycle(assessment.cycle_id)
    require_office(by)
    if Assessment.objects.begun().filter(pk=assessment.pk).exists():
        raise Conflict(f"{assessment.unit}已经开始填报或评分，不能移出。")
    record("cycle.drop", on=cycle, by=by, at=at, before={"unit": assessment.unit.name}, note=reason)
    assessment.delete()


def require_order(kind: PhaseKind, opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise DomainError(f"{kind.label}的截止时间须晚于开始时间。", field="closes_at")


def _require_units(cycle: Cycle, at: datetime, note: str) -> None:
    if not cycle.assessments.exists():
        raise DomainError("还没有参评单位，不能启动。请先纳入参评单位。")


def _require_archive_phase(cycle: Cycle, at: datetime, note: str) -> None:
    if not policies.calendar_of(cycle, at).has_begun(PhaseKind.ARCHIVE):
        raise Conflict("归档阶段尚未开始，不能归档。")
    _require_no_open_publication(cycle)
    unfinished = cycle.assessments.incomplete().count()
    if unfinished and not note:
        raise DomainError(f"还有 {unfinished} 家单位没有得分，归档须写明原因。", field="note")


def _require_no_open_publication(cycle: Cycle) -> None:
    """A year is not archived over a notice that is not concluded; it may have had none."""
    done = (PublicationStatus.CONCLUDED, PublicationStatus.WITHDRAWN)
    left = cycle.publications.exclude(status__in=done).first()
    if left is not None:
        word = left.get_status_display()
        raise Conflict(f"结果公示“{left}”还没有办结（{word}），请先办结或撤回，再归档。")


GUARDS: dict[str, Callable[[Cycle, datetime, str], None]] = {
    "open": _require_units,
    "archive": _require_archive_phase,
}


def _not_yet_enrolled(cycle: Cycle, units: Iterable[Unit]) -> list[Unit]:
    """The chosen units without those that take part already, in the order of the register."""
    enrolled = set(cycle.assessments.values_list("unit_id", flat=True))
    wanted = {unit.pk for unit in units} - enrolled
    rows = Unit.objects.select_related("type").prefetch_related("attributes")
    return list(rows.filter(pk__in=wanted).order_by("type__position", "name", "pk"))


def _require_ready(units: Iterable[Unit], rubrics: Mapping[str, Rubric]) -> None:
    """Every unit must be in use, and its type must have a rubric."""
    gone = [unit.name for unit in units if not unit.is_active]
    if gone:
        raise DomainError(f"已停用的单位不能参评：{'、'.join(gone)}。")
    without = dict.fromkeys(unit.type.name for unit in units if unit.type_id not in rubrics)
    if without:
        raise DomainError(f"以下类型还没有已发布的考核细则，不能纳入：{'、'.join(without)}。")


def _assessment(
    cycle: Cycle, candidate: Candidate, rubrics: Mapping[str, Rubric], chosen: str
) -> Assessment:
    """The unit as it is on enrolment."""
    unit, status = candidate.unit, chosen or candidate.status
    if candidate.statuses and status not in candidate.statuses:
        known = "、".join(candidate.statuses)
        raise DomainError(f"请为{unit.name}选择申报身份：{known}。", field="statuses")
    return Assessment(
        cycle=cycle,
        unit=unit,
        unit_type=unit.type,
        rubric=rubrics[unit.type_id],
        attributes=sorted(each.name for each in unit.attributes.all()),
        exemptions=list(candidate.titles),
        applicant_status=status if candidate.statuses else "",
    )


def _open_reports(assessments: Sequence[Assessment]) -> None:
    """An empty report for each, with an empty mark for every item that applies to the unit, and
    an empty claim for every bonus of its rubric."""
    reports = [SelfReport(assessment=each) for each in assessments]
    SelfReport.objects.bulk_create(reports, batch_size=BATCH)
    marks = (
        # A frozen document names the Indicator of every item (see `rubrics.publish`).
        SelfMark(report=report, indicator_id=cast(int, item.id))
        for report in reports
        for item in applicable_items(report.assessment.rubric.spec, report.assessment.applicant)
    )
    while batch := list(islice(marks, BATCH)):
        SelfMark.objects.bulk_create(batch)
    claims = (
        BonusClaim(assessment=each, code=bonus.code)
        for each in assessments
        for bonus in each.rubric.spec.bonuses
    )
    while some := list(islice(claims, BATCH)):
        BonusClaim.objects.bulk_create(some)


def _required(text: str, message: str) -> str:
    text = clean_text(text)
    if not text:
        raise DomainError(message, field="reason")
    return text


def _described(cycle: Cycle, phases: Mapping[PhaseKind, Dates]) -> dict[str, Any]:
    dates = {PhaseKind(kind).value: _dates(*pair) for kind, pair in phases.items()}
    return {"year": cycle.year, **{name: getattr(cycle, name) for name in SETTINGS}, **dates}


def _dates(opens_at: datetime, closes_at: datetime) -> dict[str, datetime]:
    return {"opens_at": opens_at, "closes_at": closes_at}
