"""The catalogue of figures: absent is not zero, never stale, spoken as the office wants."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.figures import _first, choose_wording
from assessments.models import Assessment, FigureWording
from assessments.results.figures import FigureValue, figures_in, figures_of, rows_behind
from assessments.roles import FieldStatus
from assessments.scoring import two_places
from assessments.wording import Rule
from districts.actions.entries import advance_entry
from districts.models import QuantityKind
from districts.roles import EntryStatus, Role
from tests.assessments.workbooks import cells_of
from tests.districts.pairings.world import make_contribution, make_pairing
from tests.factories import kind_of, make_assessment, make_cycle, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def give(kind: str, amount: str, **fields: Any) -> Any:
    fields.setdefault("status", EntryStatus.CONFIRMED)
    return make_contribution(make_pairing(), kind=kind, amount=Decimal(amount), **fields)


def value_of(name: str) -> FigureValue:
    """As of now: factories leave no trail, so what was kept is forgotten first."""
    cache.clear()
    return figures_of(YEAR)[name]


def test_a_year_without_records_knows_nothing_and_says_so(office: Client) -> None:
    values = figures_of(2015)

    assert {value.value for value in values.values()} == {None}
    assert values["pairing_units"].wording == "【待补充：结对帮扶单位】"
    assert figures_of(YEAR + 2).keys() == values.keys()
    page = office.get(reverse("assessments:figure-list", args=[2015])).content.decode()
    assert page.count("待补充</span>") == len(values) + 1
    empty = office.get(reverse("assessments:figure-detail", args=[2015, "pairing_units"]))
    assert "本年度还没有这方面的记录" in empty.content.decode()


def test_nothing_of_a_kind_is_zero_only_where_others_were_given() -> None:
    give("水泥", "10", status=EntryStatus.SUBMITTED)
    assert value_of("pairing_cement").value is None

    give("路灯", "3")

    assert (value_of("pairing_cement").value, value_of("pairing_lamps").value) == (0, 3)
    assert value_of("pairing_cement").wording == "0吨"


def test_a_kind_that_was_renamed_is_unknown_under_its_old_name_and_counted_under_a_new() -> None:
    give("路灯", "3")
    kind = kind_of("路灯")
    QuantityKind.objects.filter(pk=kind.pk).update(name="太阳能路灯")

    values = figures_of(YEAR)

    assert values["pairing_lamps"].value is None
    assert values[f"pairing_kind_{kind.pk}"].value == 3


def test_what_an_act_changes_is_seen_at_once_and_what_nobody_changed_is_not_asked_again(
    django_assert_num_queries: Any,
) -> None:
    user = make_user(Role.OFFICE)
    entry = give("水泥", "10.50", status=EntryStatus.SUBMITTED)
    give("水泥", "1")
    assert figures_of(YEAR)["pairing_cement"].value == 1
    # the data's version, the office's wordings
    with django_assert_num_queries(2):
        figures_of(YEAR)

    advance_entry(entry, "confirm", by=user, at=timezone.now())

    assert figures_of(YEAR)["pairing_cement"].value == Decimal("11.50")


def test_average_and_lost_points_are_exact_and_rounded_once() -> None:
    cycle = make_cycle(year=YEAR)
    for total, nodes in (("90.01", "10/3"), ("90.00", "10/3"), ("90.00", "4"), (None, "0")):
        row = make_assessment(cycle=cycle)
        Assessment.objects.filter(pk=row.pk).update(
            total=total, field_status=FieldStatus.CONFIRMED, breakdown={"nodes": {"1": nodes}}
        )

    values = figures_of(YEAR)

    mean = values["average_agency"]
    assert (mean.value, mean.rows, mean.wording) == (Decimal("90.00"), 3, "90分")
    assert (values["units_scored"].value, values["assessed_units"].value) == (3, 4)
    head = values["lost_head_1"]
    full = Fraction(row.rubric.spec.nodes[0].points)
    assert (head.value, head.rows) == (two_places(3 * full - Fraction(32, 3)), 3)


def test_the_office_chooses_the_wording_of_one_figure_of_one_year(office: Client) -> None:
    give("资金", "1803500")
    url = reverse("assessments:figure-detail", args=[YEAR, "pairing_money_own"])
    page = office.get(url).content.decode()
    for spoken in ("180.35万元", "180多万元", "约180万元"):
        assert spoken in page

    office.post(f"{url}wording/", {"rule": "about", "version": "0"})

    assert value_of("pairing_money_own").wording == "约180万元"
    assert figures_of(YEAR - 1)["pairing_money_own"].figure.wording == Rule.MORE_THAN
    entry = AuditEntry.objects.get(verb="figurewording.choose")
    assert (entry.before, entry.after) == (
        {"结对共建投入资金": "多"},
        {"结对共建投入资金": "约"},
    )


def test_two_who_choose_at_once_see_each_other(office: Client) -> None:
    figure = figures_in(YEAR)["pairing_units"]
    user = User.objects.get()
    act: dict[str, Any] = {"by": user, "at": timezone.now()}
    choose_wording(figure, YEAR, Rule.ABOUT, version=0, **act)

    url = reverse("assessments:figure-wording", args=[YEAR, figure.name])
    late = office.post(url, {"rule": "more_than", "version": "0"})
    assert late.status_code == 409
    assert "刚刚有人改过" in late.content.decode()
    with pytest.raises(Conflict):  # both found none and both wrote the first
        _first(figure, YEAR, Rule.EXACT, 0)
    choose_wording(figure, YEAR, Rule.EXACT, version=1, **act)
    assert FigureWording.objects.get().rule == Rule.EXACT
    with pytest.raises(DomainError):
        choose_wording(figure, YEAR, Rule.MONTHS, version=2, **act)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        give("水泥", "10")
    detail = reverse("assessments:figure-detail", args=[YEAR, "pairing_cement"])

    # session, user, standing | version, terms 3, counts, sums 4, days, means | wordings, years
    with django_assert_num_queries(16):
        office.get(reverse("assessments:figure-list", args=[YEAR]))
    # session, user, standing | version, wordings | count, rows | wording
    with django_assert_num_queries(8):
        page = office.get(detail).content.decode()
    assert page.count("<tr>") == rows + 2
    assert f"{rows} 行相加，合计 {rows * 10} 吨" in page
    behind = rows_behind(value_of("pairing_cement").figure, YEAR)
    assert {row.get_absolute_url() in page for row in behind.rows} == {True}


def test_the_list_and_the_rows_come_as_workbooks(office: Client) -> None:
    give("水泥", "10.50", purpose="=1+1<b>")
    table = office.get(reverse("assessments:figure-table", args=[YEAR])).content
    rows = office.get(reverse("assessments:figure-rows", args=[YEAR, "pairing_cement"])).content

    told = [cell for line in cells_of(table)["年度数据"] for cell in line]
    assert {"结对共建水泥", "10.5吨"} <= set(told)
    cells = [cell for line in cells_of(rows)["明细"] for cell in line]
    assert {"=1+1<b>", "1 行相加，合计 10.5 吨"} <= set(cells)
    page = office.get(reverse("assessments:figure-detail", args=[YEAR, "pairing_cement"]))
    assert "=1+1&lt;b&gt;" in page.content.decode()


def test_the_menu_leads_to_the_year_in_progress_and_marks_its_entry(office: Client) -> None:
    make_cycle(year=YEAR - 1)

    answer = office.get(reverse("assessments:current-figures"), follow=True)

    assert answer.redirect_chain[0][0] == reverse("assessments:figure-list", args=[YEAR - 1])
    menu = reverse("assessments:current-figures")
    current = [
        link.url
        for group in answer.context["navigation"].groups
        for link in group.entries
        if link.is_current
    ]
    assert current == [menu]


@pytest.mark.parametrize("year", ["1999", "2100", "12020", "二〇二〇", "-1", "2020.5", ""])
def test_a_year_that_is_none_is_refused_with_its_range(year: str) -> None:
    with pytest.raises(CommandError, match="2000 到 2099") as refusal:
        call_command("annual_figures", year)

    assert refusal.value.returncode == 2


def test_every_definition_says_something_and_no_name_is_used_twice() -> None:
    figures = figures_in(YEAR).values()

    assert all(len(figure.definition) > 15 for figure in figures)
    assert {figure.definition[-1] for figure in figures} == {"。"}
    labels = [figure.label for figure in figures]
    assert len(set(labels)) == len(labels)
