"""A year: making it, enrolling units, its phases, extensions, and the archive."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import policies
from assessments.actions import cycles
from assessments.models import Assessment, Cycle, SelfMark, SelfReport
from assessments.roles import CycleStatus, FieldStatus, PhaseKind
from districts.models import Unit, UnitAttribute, UnitType
from districts.roles import Role
from tests.factories import make_assessment, make_cycle, make_rubric, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


def phases_from(start: datetime) -> dict[PhaseKind, tuple[datetime, datetime]]:
    return {
        kind: (start + 30 * n * DAY, start + (30 * n + 29) * DAY)
        for n, kind in enumerate(PhaseKind)
    }


def create(by: User, **changes: Any) -> Cycle:
    now = timezone.now()
    given: dict[str, Any] = {"year": 2026, "name": "考核", "phases": phases_from(now)}
    return cycles.create_cycle(by=by, at=now, **given | changes)


def enrol(cycle: Cycle, units: list[Unit], by: User) -> list[Assessment]:
    return cycles.enrol(cycle, units, by=by, at=timezone.now())


def test_a_year_is_created_with_its_four_phases_and_stays_closed(office: User) -> None:
    cycle = create(office)

    assert cycle.status == CycleStatus.PREPARING
    assert {phase.kind for phase in cycle.phases.all()} == set(PhaseKind)
    assert not policies.calendar_of(cycle, timezone.now() + DAY).is_open(PhaseKind.SELF_CHECK)
    assert AuditEntry.objects.about(cycle).get().verb == "cycle.create"


def test_a_year_is_created_once(office: User) -> None:
    create(office)

    with pytest.raises(Conflict) as conflict:
        create(office)

    assert conflict.value.field == "year"


def test_a_phase_ends_after_it_begins(office: User) -> None:
    now = timezone.now()
    backwards = phases_from(now) | {PhaseKind.FIELD: (now, now - DAY)}

    with pytest.raises(DomainError, match="集中考核"):
        create(office, phases=backwards)

    assert not Cycle.objects.exists()


def test_a_missing_phase_is_named(office: User) -> None:
    phases = phases_from(timezone.now())
    del phases[PhaseKind.PUBLICITY]

    with pytest.raises(DomainError, match="公示"):
        create(office, phases=phases)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER, Role.UNIT, Role.TOWNSHIP, None])
def test_only_the_office_runs_a_year(role: Role | None) -> None:
    other = make_user(role)
    assessment = make_assessment()
    cycle, now = assessment.cycle, timezone.now()
    phase = cycle.phases.get(kind=PhaseKind.FIELD)
    by: dict[str, Any] = {"by": other, "at": now}
    attempts = [
        lambda: create(other, year=2030),
        lambda: cycles.update_cycle(cycle, version=1, name="改名", **by),
        lambda: cycles.advance_cycle(cycle, "open", **by),
        lambda: cycles.enrol(cycle, [make_unit()], **by),
        lambda: cycles.drop_unit(assessment, **by),
        lambda: cycles.move_phase(phase, opens_at=now, closes_at=now + DAY, reason="雨", **by),
        lambda: cycles.extend_unit(assessment, until=now + 90 * DAY, reason="雨", **by),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_enrolment_keeps_what_the_unit_is_and_gives_it_its_rubrics_items(office: User) -> None:
    rubric, cycle = make_rubric(), make_cycle(status=CycleStatus.PREPARING)
    counter, _ = UnitAttribute.objects.get_or_create(name="有窗口")
    plain, with_counter = make_unit(), make_unit()
    with_counter.attributes.add(counter)

    made = enrol(cycle, [plain, with_counter], office)
    with_counter.attributes.clear()

    marks = {
        each.unit: [mark.indicator.code for mark in each.report.marks.order_by("pk")]
        for each in made
    }
    assert [each.rubric for each in made] == [rubric, rubric]
    assert "2.2" not in marks[plain]
    assert "2.2" in marks[with_counter]
    kept = Assessment.objects.get(unit=with_counter)
    assert (kept.attributes, kept.unit_type_id) == (["有窗口"], UnitType.AGENCY)


def test_enrolling_again_changes_nothing(office: User) -> None:
    assessment = make_assessment()
    newcomer = make_unit()

    made = enrol(assessment.cycle, [assessment.unit, newcomer], office)

    assert [each.unit for each in made] == [newcomer]
    assert SelfReport.objects.count() == 2


def test_all_units_or_none_are_enrolled(office: User) -> None:
    make_rubric()
    cycle, school = make_cycle(), make_unit(type=UnitType.SCHOOL)

    with pytest.raises(DomainError, match="文明学校"):
        enrol(cycle, [make_unit(), school], office)

    assert not Assessment.objects.exists()


def test_a_unit_that_is_gone_is_named(office: User) -> None:
    make_rubric()

    with pytest.raises(DomainError, match="撤并局"):
        enrol(make_cycle(), [make_unit("撤并局", is_active=False)], office)


@pytest.mark.parametrize("number", [1, 12])
def test_enrolment_costs_the_same_for_one_unit_and_for_many(
    office: User, number: int, django_assert_num_queries: Any
) -> None:
    cycle = make_assessment().cycle
    units = [make_unit() for _ in range(number)]

    # savepoints 4, cycle, membership, enrolled, units, their attributes, rubrics, their types,
    # titles, assessments, reports, marks, the trail 3
    with django_assert_num_queries(18):
        enrol(cycle, units, office)

    assert SelfMark.objects.count() == (1 + number) * 7


def test_a_unit_is_dropped_before_it_has_begun(office: User) -> None:
    assessment = make_assessment()

    cycles.drop_unit(assessment, by=office, at=timezone.now(), reason="机构改革")

    assert not SelfReport.objects.exists()
    entry = AuditEntry.objects.about(assessment.cycle).first()
    assert (entry.verb, entry.note) == ("cycle.drop", "机构改革")


@pytest.mark.parametrize("trace", ["answer", "statement", "summary", "submitted"])
def test_a_unit_that_has_begun_stays(office: User, trace: str) -> None:
    assessment = make_assessment()
    report = assessment.report
    write = {
        "answer": lambda: report.marks.filter(indicator__code="1.1").update(answer={"met": False}),
        "statement": lambda: report.marks.filter(indicator__code="1.1").update(statement="已落实"),
        "summary": lambda: SelfReport.objects.update(summary="报告"),
        "submitted": lambda: SelfReport.objects.update(submitted_at=timezone.now()),
    }
    write[trace]()

    with pytest.raises(Conflict):
        cycles.drop_unit(assessment, by=office, at=timezone.now())

    assert Assessment.objects.count() == 1


def test_a_year_without_units_is_not_opened(office: User) -> None:
    cycle = make_cycle(status=CycleStatus.PREPARING)

    with pytest.raises(DomainError, match="参评单位"):
        cycles.advance_cycle(cycle, "open", by=office, at=timezone.now())


def test_opening_lets_the_units_in(office: User) -> None:
    cycle = make_assessment(cycle=make_cycle(status=CycleStatus.PREPARING)).cycle
    now = timezone.now()
    assert not policies.calendar_of(cycle, now).is_open(PhaseKind.SELF_CHECK)

    cycle = cycles.advance_cycle(cycle, "open", by=office, at=now)

    assert policies.calendar_of(cycle, now).is_open(PhaseKind.SELF_CHECK)
    assert cycle.opened_at == now
    with pytest.raises(Conflict):
        cycles.advance_cycle(cycle, "open", by=office, at=now)


def test_a_deadline_includes_its_last_moment_and_nothing_after_it() -> None:
    cycle = make_cycle()
    closes = cycle.phases.get(kind=PhaseKind.SELF_CHECK).closes_at
    microsecond = timedelta(microseconds=1)

    assert policies.calendar_of(cycle, closes).is_open(PhaseKind.SELF_CHECK)
    assert not policies.calendar_of(cycle, closes + microsecond).is_open(PhaseKind.SELF_CHECK)


def test_a_phase_is_moved_with_a_reason_that_the_trail_keeps(office: User) -> None:
    cycle = make_cycle()
    phase = cycle.phases.get(kind=PhaseKind.SELF_CHECK)
    later = phase.closes_at + 7 * DAY

    cycles.move_phase(
        phase, opens_at=phase.opens_at, closes_at=later, reason="汛期", by=office, at=timezone.now()
    )

    phase.refresh_from_db()
    entry = AuditEntry.objects.about(cycle).get()
    assert phase.closes_at == later
    assert (entry.verb, entry.note, entry.after["phase"]) == (
        "cycle.move-phase",
        "汛期",
        "单位自查",
    )


@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [
        pytest.param("  ", 7, "reason", id="no-reason"),
        pytest.param("汛期", -400, "closes_at", id="DAT-027-ends-before-it-begins"),
    ],
)
def test_a_bad_move_changes_nothing(office: User, reason: str, days: int, field: str) -> None:
    phase = make_cycle().phases.get(kind=PhaseKind.SELF_CHECK)
    closes = phase.closes_at + days * DAY

    with pytest.raises(DomainError) as refused:
        cycles.move_phase(
            phase, opens_at=phase.opens_at, closes_at=closes, reason=reason, by=office,
            at=timezone.now(),
        )  # fmt: skip

    assert refused.value.field == field
    before = phase.closes_at
    phase.refresh_from_db()
    assert phase.closes_at == before


def test_a_move_made_on_an_old_page_is_a_conflict(office: User) -> None:
    cycle = make_cycle()
    phase = cycle.phases.get(kind=PhaseKind.FIELD)
    move: dict[str, Any] = {
        "opens_at": phase.opens_at, "closes_at": phase.closes_at + DAY, "reason": "汛期",
        "by": office, "at": timezone.now(), "version": cycle.version,
    }  # fmt: skip
    cycles.move_phase(phase, **move)

    with pytest.raises(Conflict):
        cycles.move_phase(phase, **move)


def test_one_unit_gets_more_time(office: User) -> None:
    assessment, neighbour = make_assessment(), make_assessment()
    closes = assessment.cycle.phases.get(kind=PhaseKind.SELF_CHECK).closes_at

    cycles.extend_unit(
        assessment, until=closes + DAY, reason="合并搬迁", by=office, at=timezone.now()
    )

    assessment.refresh_from_db()
    calendar = policies.calendar_of(assessment.cycle, closes + DAY)
    own, other = assessment.self_check_until, neighbour.self_check_until
    assert calendar.is_open(PhaseKind.SELF_CHECK, until=own)
    assert not calendar.is_open(PhaseKind.SELF_CHECK, until=other)
    assert AuditEntry.objects.about(assessment).get().note == "合并搬迁"


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [
        pytest.param(-1, "合并搬迁", "until", id="earlier-than-everybody"),
        pytest.param(0, "合并搬迁", "until", id="the-same-moment"),
        pytest.param(3, "", "reason", id="no-reason"),
    ],
)
def test_a_bad_extension_changes_nothing(office: User, days: int, reason: str, field: str) -> None:
    assessment = make_assessment()
    closes = assessment.cycle.phases.get(kind=PhaseKind.SELF_CHECK).closes_at

    with pytest.raises(DomainError) as refused:
        cycles.extend_unit(
            assessment, until=closes + days * DAY, reason=reason, by=office, at=timezone.now()
        )

    assert refused.value.field == field
    assessment.refresh_from_db()
    assert assessment.self_check_until is None


def test_an_extension_into_the_past_is_refused(office: User) -> None:
    assessment = make_assessment()
    closes = assessment.cycle.phases.get(kind=PhaseKind.SELF_CHECK).closes_at

    with pytest.raises(DomainError, match="现在"):
        cycles.extend_unit(
            assessment, until=closes + DAY, reason="搬迁", by=office, at=closes + 2 * DAY
        )


def test_a_year_is_archived_only_in_its_archive_phase(office: User) -> None:
    cycle = make_assessment(cycle=make_cycle(PhaseKind.PUBLICITY)).cycle

    with pytest.raises(Conflict, match="归档阶段"):
        cycles.advance_cycle(cycle, "archive", by=office, at=timezone.now(), note="提前")


def test_archiving_with_units_unfinished_needs_a_reason(office: User) -> None:
    cycle = make_assessment(cycle=make_cycle(PhaseKind.ARCHIVE)).cycle

    with pytest.raises(DomainError) as refused:
        cycles.advance_cycle(cycle, "archive", by=office, at=timezone.now())
    cycles.advance_cycle(cycle, "archive", by=office, at=timezone.now(), note="单位撤销")

    assert refused.value.field == "note"
    assert Cycle.objects.get().status == CycleStatus.ARCHIVED
    assert AuditEntry.objects.about(cycle).first().note == "单位撤销"


def test_a_finished_year_is_archived_without_more_words(office: User) -> None:
    cycle = make_cycle(PhaseKind.ARCHIVE)
    make_assessment(cycle=cycle, field_status=FieldStatus.CONFIRMED, total="90.00")

    assert cycles.advance_cycle(cycle, "archive", by=office, at=timezone.now()).archived_at


def test_after_the_archive_everything_is_read_only(office: User) -> None:
    assessment = make_assessment(cycle=make_cycle(PhaseKind.ARCHIVE))
    cycle, now = assessment.cycle, timezone.now()
    phase = cycle.phases.get(kind=PhaseKind.ARCHIVE)
    Cycle.objects.update(status=CycleStatus.ARCHIVED)
    by: dict[str, Any] = {"by": office, "at": now}
    attempts = [
        lambda: cycles.update_cycle(cycle, version=1, name="改名", **by),
        lambda: cycles.advance_cycle(cycle, "open", **by),
        lambda: cycles.advance_cycle(cycle, "archive", **by),
        lambda: cycles.enrol(cycle, [make_unit()], **by),
        lambda: cycles.drop_unit(assessment, **by),
        lambda: cycles.move_phase(phase, opens_at=now, closes_at=now + DAY, reason="雨", **by),
        lambda: cycles.extend_unit(assessment, until=now + 90 * DAY, reason="雨", **by),
    ]

    for attempt in attempts:
        with pytest.raises(Conflict):
            attempt()


def test_how_marks_combine_is_fixed_once_a_unit_is_confirmed(office: User) -> None:
    assessment = make_assessment(field_status=FieldStatus.CONFIRMED, total="90.00")
    cycle, now = assessment.cycle, timezone.now()

    with pytest.raises(Conflict) as conflict:
        cycles.update_cycle(cycle, version=1, combine="median", by=office, at=now)
    renamed = cycles.update_cycle(cycle, version=1, name="新名称", by=office, at=now)

    assert conflict.value.field == "combine"
    assert (renamed.name, renamed.combine, renamed.version) == ("新名称", "mean", 2)
