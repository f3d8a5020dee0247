"""驾驶舱: pictures as exact tables, each cell leading to its rows, at a fixed cost."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment
from assessments.results.cockpit.heads import head_shares
from assessments.results.cockpit.years import cockpit_year
from assessments.results.distribution import BANDS, distribution
from assessments.results.figures import figures_of
from districts.models import UnitType
from districts.roles import EntryStatus, Role
from districts.workflow.pairings import MoneySource
from districts.workflow.tasks import TaskStatus
from tests.districts.areas.world import make_area
from tests.districts.pairings.world import make_contribution, make_pairing
from tests.districts.tasks.world import make_task
from tests.factories import make_assessment, make_confirmed, make_cycle, make_user
from wenming.charts import Cell, Chart, Drawn, Row, Series

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def leader(client: Client) -> Client:
    client.force_login(make_user(Role.LEADER))
    return client


def cockpit(client: Client, **query: Any) -> Any:
    return client.get(reverse("assessments:cockpit"), query)


def charts_of(response: Any) -> dict[str, Chart]:
    shown = response.context["cockpit"]
    radar = [shown.radar] if shown.radar else []
    return {each.code: each for each in (*shown.assessed, *shown.worked, shown.districts, *radar)}


def numbers(chart: Chart) -> dict[str, list[Any]]:
    return {row.name: [cell.value for cell in row.cells] for row in chart.rows}


@pytest.mark.parametrize(
    ("cell", "drawn", "shown"),
    [
        (Cell(None), "", "–"),
        (Cell(0), "0", "0"),
        (Cell(Decimal("9.50"), "9.5"), "9.50", "9.5"),
    ],
)
def test_what_is_absent_is_never_drawn_as_nought(cell: Cell, drawn: str, shown: str) -> None:
    chart = Chart("c", Drawn.BARS, "图", "行", (Series("列", "red"),), (Row("甲", (cell,)),), "空")

    assert (cell.drawn, cell.shown) == (drawn, shown)
    assert chart.is_empty is not bool(cell.value)


@pytest.mark.parametrize(
    ("total", "band"),
    [
        ("0", "60 以下"),
        ("59.99", "60 以下"),
        ("60", "60—70"),
        ("84.99", "80—85"),
        ("85", "85—90"),
        ("94.99", "90—95"),
        ("95", "95 以上"),
        ("102.5", "95 以上"),
        (None, None),
    ],
)
def test_every_total_is_in_one_band(total: str | None, band: str | None) -> None:
    assessment = make_assessment()
    Assessment.objects.filter(pk=assessment.pk).update(total=total)

    (counts,) = distribution(assessment.cycle).values()

    found = [each.label for each, count in zip(BANDS, counts, strict=True) if count]
    assert found == ([band] if band else [])


def test_a_head_is_the_share_of_its_points_in_both_years() -> None:
    last = make_assessment(cycle=make_cycle(year=YEAR - 1))
    now = make_assessment(last.unit, cycle=make_cycle())
    first, second = now.rubric.spec.nodes[:2]
    both = {first.code: f"{first.points / 3}", second.code: f"{second.points}"}
    for assessment, points in ((now, both), (last, {first.code: f"{first.points / 2}"})):
        Assessment.objects.filter(pk=assessment.pk).update(total=1, breakdown={"nodes": points})

    shares = {share.title: (share.now, share.before) for share in head_shares("agency", YEAR)}

    assert shares[first.title] == (Decimal("33.33"), Decimal("50.00"))
    assert shares[second.title] == (Decimal("100.00"), None)
    assert head_shares("agency", YEAR + 1) == []


@pytest.mark.parametrize(
    ("asked", "shown"), [("2020", 2020), ("1999", YEAR), ("二〇二〇", YEAR), (None, YEAR)]
)
def test_only_years_with_records_can_be_chosen(asked: str | None, shown: int) -> None:
    make_pairing(year=2020)

    year = cockpit_year(asked, timezone.localdate())

    assert (year.year, list(year.years), year.cycle) == (shown, [YEAR, 2020], None)


def test_money_is_told_by_month_and_side_and_leads_to_its_entries(leader: Client) -> None:
    pairing = make_pairing(year=2020)
    gifts = [
        ("35001.10", 3, MoneySource.OWN, EntryStatus.CONFIRMED),
        ("4998.90", 3, MoneySource.OWN, EntryStatus.CONFIRMED),
        ("500000", 3, MoneySource.WON, EntryStatus.CONFIRMED),
        ("70000", 3, MoneySource.OWN, EntryStatus.SUBMITTED),
        ("20000", 12, MoneySource.OWN, EntryStatus.CONFIRMED),
    ]
    for amount, month, source, status in gifts:
        make_contribution(
            pairing, kind="资金", amount=Decimal(amount), source=source, status=status,
            given_on=date(2020, month, 5),
        )  # fmt: skip

    chart = charts_of(cockpit(leader, year=2020))["money"]

    assert numbers(chart)["3月"] == [Decimal(4), Decimal(50)]
    assert numbers(chart)["12月"] == [Decimal(2), Decimal(0)]
    assert len(rows_at(leader, chart.rows[2].cells[0].url)) == 2
    assert [cell.url for cell in chart.rows[0].cells] == ["", ""]


def test_tasks_and_districts_lead_to_exactly_their_rows(leader: Client) -> None:
    for status in (TaskStatus.ACTIVE, TaskStatus.REQUESTED, TaskStatus.ACTIVE):
        make_task(status)
    area = make_area()

    charts = charts_of(cockpit(leader, year=YEAR))

    (tasks,) = charts["tasks"].rows
    assert [cell.value for cell in tasks.cells] == [0, 1, 2, 0]
    for cell in tasks.cells[1:]:
        assert len(rows_at(leader, cell.url)) == cell.value
    (township,) = charts["districts"].rows
    assert township.name == area.township.name
    for cell in township.cells:
        assert len(rows_at(leader, cell.url)) == cell.value


def rows_at(client: Client, url: str) -> list[Any]:
    return list(client.get(url).context["page"].object_list)


def test_progress_and_averages_are_those_of_the_year(leader: Client) -> None:
    scored = make_confirmed()
    make_assessment()

    charts = charts_of(cockpit(leader))

    name = UnitType.objects.get(pk=UnitType.AGENCY).name
    assert numbers(charts["self-checks"]) == {name: [0, 0, 0, 2]}
    assert numbers(charts["scoring"]) == {name: [1, 0, 1]}
    assert numbers(charts["averages"]) == {"全部": [scored.total, None], name: [scored.total, None]}
    link = next(cell.url for row in charts["spread"].rows for cell in row.cells if cell.value)
    assert parse_qs(urlsplit(link).query)["type"] == [UnitType.AGENCY]
    assert len(rows_at(leader, link)) == 1


def test_a_year_without_records_says_so_in_each_picture(leader: Client) -> None:
    response = cockpit(leader)
    page = response.content.decode()

    assert "data-chart" not in page
    assert all(chart.empty in page for chart in charts_of(response).values())
    assert page.count("还没有记录 · 上年没有记录") == len(response.context["cockpit"].tiles)


def test_the_big_screen_has_no_forms_and_draws_itself_anew(leader: Client) -> None:
    make_cycle()

    page = cockpit(leader, screen=1).content.decode()

    assert 'hx-trigger="every 180s"' in page
    assert "<select" not in page
    assert "hx-trigger" not in cockpit(leader).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_cockpit_costs_the_same_however_much_there_is(
    leader: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_confirmed()
        make_contribution(kind="资金")
        make_area()
    # Figures are kept by the data's version: whoever comes first after a change pays for them.
    figures_of(YEAR), figures_of(YEAR - 1)

    # session, user, who one is; years of the assessment and of pairings; of both years' figures
    # the version and the wordings; progress, totals, contributions, townships, two for the heads,
    # tasks, the map
    with django_assert_num_queries(17):
        cockpit(leader)
