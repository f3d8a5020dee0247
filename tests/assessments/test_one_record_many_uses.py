"""One lecture, entered once, used by two pairings, a series, a campaign and two items of a
self-check: it counts once, wherever something is added up."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions.reports import add_activity
from assessments.results.figures import figures_of
from districts.actions.campaigns import link_activity
from districts.actions.pairings.ledger import create_contribution
from districts.models import Activity, ActivityUse, Contribution
from districts.results.activities import ActivityTotals, activity_totals, totals_by_kind
from districts.results.pairings.sums import given_by_pairing, kind_totals
from districts.roles import Role
from tests.assessments.self_checks import make_report, mark_of, reporter_of
from tests.districts.campaigns.world import make_campaign
from tests.districts.pairings.world import make_pairing, typed
from tests.factories import kind_of, make_activity, make_series, make_user, make_village

pytestmark = pytest.mark.django_db
ONCE = ActivityTotals(activities=1, sessions=2, attendance=120, uncounted=0)


def test_a_lecture_used_everywhere_counts_once() -> None:
    office, now, report = make_user(Role.OFFICE), timezone.now(), make_report()
    unit, village = report.assessment.unit, make_village(is_core=True)
    series = make_series()
    lecture = make_activity(unit=unit, village=village, series=series, sessions=2,
                            attendance=120, counted_by="sign-in")  # fmt: skip
    pairings = [make_pairing(unit=unit, village=village), make_pairing(village=village)]
    for pairing in pairings:
        for kind in ("科技讲座", "受教育人数"):
            values = typed(kind=kind_of(kind), amount=None, activity=lecture)
            create_contribution(pairing, values, by=office, at=now)
    campaign = make_campaign()
    link_activity(campaign, lecture, by=office, at=now)
    marks = [mark_of(report, "1.1"), mark_of(report, "1.2")]
    add_activity(report, lecture, marks=marks, by=reporter_of(report), at=now)

    users = [*pairings, campaign, *marks]
    assert ActivityUse.objects.filter(activity=lecture).count() == len(users)
    for user in users:
        assert activity_totals(Activity.objects.used_by(user)) == ONCE
    for rows in (
        Activity.objects.all(),
        Activity.objects.filter(uses__isnull=False),
        Activity.objects.filter(series=series, uses__isnull=False),
    ):
        assert activity_totals(rows) == ONCE
        assert totals_by_kind(rows) == {"lecture": ONCE}
    told = {"科技讲座": Decimal(2), "受教育人数": Decimal(120)}
    for ledger in (Contribution.objects.all(), pairings[0].contributions.all()):
        assert {total.name: total.own for total in kind_totals(ledger)} == told
    assert sorted(given_by_pairing([pairings[0].pk]).values()) == sorted(told.values())


def test_the_years_figures_count_it_once() -> None:
    office, now = make_user(Role.OFFICE), timezone.now()
    lecture = make_activity(sessions=2, attendance=120, counted_by="sign-in")
    for campaign in (make_campaign(), make_campaign()):
        link_activity(campaign, lecture, by=office, at=now)

    figures = figures_of(lecture.year)

    told = {name: figures[name].value for name in
            ("activities_held", "activities_sessions", "activities_attendance")}  # fmt: skip
    assert told == {"activities_held": 1, "activities_sessions": 2, "activities_attendance": 120}
