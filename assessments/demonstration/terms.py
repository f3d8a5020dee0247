"""An earlier, small year, and a term made of it and 2020."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from assessments.actions.cycles import advance_cycle, create_cycle, enrol
from assessments.actions.terms import YearOf, freeze_term, save_term
from assessments.demonstration import visits
from assessments.demonstration.people import Cast
from assessments.demonstration.selfchecks import accept, hand_in
from assessments.models import Assessment
from assessments.roles import PhaseKind
from assessments.scoring import TermMode
from districts.models import UnitType

FIRST, LAST = 2019, 2020
# The first year was a trial with a handful of agencies.
TRIED = ("县国土资源局", "县林业局", "县交通局")
PHASE_DAYS = {
    PhaseKind.SELF_CHECK: ((9, 1), (10, 31)),
    PhaseKind.FIELD: ((11, 1), (11, 30)),
    PhaseKind.PUBLICITY: ((12, 1), (12, 10)),
    PhaseKind.ARCHIVE: ((12, 11), (12, 31)),
}


def play_trial_year(cast: Cast) -> None:
    """2019 with three units, from enrolment to the archive. Its rubrics have been issued."""
    cycle = create_cycle(
        year=FIRST,
        name=f"{FIRST}年度文明单位考核（试点）",
        phases={
            kind: (_day(*opens), _day(*closes, hour=18))
            for kind, (opens, closes) in PHASE_DAYS.items()
        },
        by=cast.office,
        at=_day(8, 20),
    )
    enrol(cycle, [cast.units[name] for name in TRIED], by=cast.office, at=_day(8, 24))
    cycle = advance_cycle(cycle, "open", by=cast.office, at=_day(8, 31))
    teams = visits.form_teams(cast, cycle, at=_day(10, 20))
    visits.share_out(cast, teams, _enrolled(cycle.pk), at=_day(10, 21))
    for assessment in _enrolled(cycle.pk):
        hand_in(cast, assessment, at=_day(10, 12))
        accept(cast, assessment, at=_day(10, 28))
    for assessment in _enrolled(cycle.pk):
        seats = assessment.team.members.select_related("user") if assessment.team else ()
        members = [seat.user for seat in seats]
        visits.score_fully(assessment, members, at=_day(11, 12))
    advance_cycle(cycle, "archive", by=cast.office, at=_day(12, 21))


def settle_term(cast: Cast, now: datetime) -> None:
    """2019 and 2020 as one term, 40 % and 60 %, settled; this year's term is still open."""
    agencies = [UnitType.objects.get(pk=UnitType.AGENCY)]
    term = save_term(
        None,
        name=f"{FIRST}—{LAST}年届期",
        mode=TermMode.WEIGHTED,
        unit_types=agencies,
        years=[YearOf(FIRST, share=Decimal(40)), YearOf(LAST, share=Decimal(60))],
        by=cast.office,
        at=_day(1, 10, year=LAST + 1),
    )
    freeze_term(term, by=cast.office, at=_day(1, 11, year=LAST + 1))
    year = timezone.localdate(now).year
    save_term(
        None,
        name=f"{year - 1}—{year + 1}年届期",
        mode=TermMode.MEAN,
        unit_types=list(UnitType.objects.filter(pk__in=[UnitType.AGENCY, UnitType.SCHOOL])),
        years=[YearOf(year - 1), YearOf(year), YearOf(year + 1)],
        by=cast.office,
        at=now,
    )


def _enrolled(cycle_id: int) -> list[Assessment]:
    """The year's assessments as they are now."""
    rows = Assessment.objects.filter(cycle=cycle_id).order_by("unit__pk")
    return list(rows.select_related("unit", "unit_type", "team", "cycle", "rubric", "report"))


def _day(month: int, day: int, *, hour: int = 9, year: int = FIRST) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001
