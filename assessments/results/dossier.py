"""单位档案: what somebody reads of a unit in one minute before a visit. Each part as far as the
reader sees its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.models import Objection
from assessments.results.unit_years import Year, years_of
from districts.models import (
    Activity,
    Award,
    Contact,
    Contribution,
    Exemplar,
    FollowUp,
    Pairing,
    ServiceTask,
    Unit,
)
from districts.results.activities import ActivityTotals, activity_totals
from districts.results.follow_ups import light_of_follow_up
from districts.results.honours import HonourRow, honours_of
from districts.results.lights import Light
from districts.results.pairings.sums import KindTotal, kind_totals
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.charts import Cell, Chart, Drawn, Row, Series
from wenming.numbers import plain

YEARS, MOST = 3, 6


@dataclass(frozen=True, slots=True)
class Dossier:
    """One unit as one person sees it; `year` is that of pairing, giving, tasks and activities."""

    year: int
    contact: Contact | None
    honours: Sequence[HonourRow]
    years: Sequence[Year]
    pairing: Pairing | None
    given: Sequence[KindTotal]
    tasks: Sequence[ServiceTask]
    activities: ActivityTotals
    exemplars: Sequence[Exemplar]
    awards: Sequence[Award]
    objections: Sequence[Objection]
    open_matters: Sequence[tuple[FollowUp, Light]]

    @property
    def scored(self) -> list[Year]:
        """The years whose total may be shown, the first first."""
        return [
            year
            for year in reversed(self.years)
            if year.sees_result and year.assessment.total is not None
        ]

    @property
    def chart(self) -> Chart:
        return Chart(
            "scores", Drawn.COLUMNS, "历年得分", "年度",
            (Series("总分", "red"),),
            tuple(Row(f"{each.assessment.cycle.year}年", (_score(each),)) for each in self.scored),
            empty="还没有可以查看的考核得分。", note="括号内为类内位次",
        )  # fmt: skip


def _score(year: Year) -> Cell:
    assessment = year.assessment
    assert assessment.total is not None
    rank = f"（第 {assessment.rank} 位）" if assessment.rank else ""
    return Cell(assessment.total, f"{plain(assessment.total)}{rank}", assessment.get_absolute_url())


def dossier_of(unit: Unit, year: int, user: User, standing: Standing, at: datetime) -> Dossier:
    """Twelve queries, thirteen where it took part in a year; however much there is."""
    day = timezone.localdate(at)
    pairings = Pairing.objects.visible_to(user, standing).of_year(year).filter(unit=unit)
    given = Contribution.objects.visible_to(user, standing)
    tasks = ServiceTask.objects.visible_to(user, standing).of_year(year)
    activities = Activity.objects.visible_to(user, standing).filter(year=year, unit=unit)
    awards = Award.objects.visible_to(user, standing).filter(nomination__subject_unit=unit)
    exemplars = Exemplar.objects.visible_to(user, standing).filter(unit=unit)
    return Dossier(
        year=year,
        contact=unit.contacts.first(),
        honours=honours_of(unit, day)[:MOST],
        years=years_of(unit, user, standing, at),
        pairing=pairings.with_places().first(),
        given=kind_totals(given.filter(pairing__unit=unit, year=year)),
        # A department may be a unit under the same name; it leads tasks as the former.
        tasks=list(tasks.filter(lead_department__name_key=unit.name_key).in_order()[:MOST]),
        activities=activity_totals(activities),
        exemplars=list(exemplars.order_by("-year", "pk")[:MOST]),
        awards=list(awards.for_list()[:MOST]),
        objections=_objections(unit, user, standing, day),
        open_matters=_open_matters(unit, user, standing, day),
    )


def _objections(unit: Unit, user: User, standing: Standing, day: date) -> list[Objection]:
    """Those of the last years, the latest first."""
    rows = Objection.objects.visible_to(user, standing).live().filter(assessment__unit=unit)
    recent = rows.filter(assessment__cycle__year__gt=day.year - YEARS)
    return list(recent.select_related("indicator", "assessment__cycle").order_by("-pk")[:MOST])


def _open_matters(
    unit: Unit, user: User, standing: Standing, day: date
) -> list[tuple[FollowUp, Light]]:
    """What the unit still has to mend, the most urgent first."""
    rows = FollowUp.objects.visible_to(user, standing).filter(unit=unit).pending()
    first = rows.with_owner().order_by("due_on", "pk")[:MOST]
    return [(row, light_of_follow_up(row, day)) for row in first]
