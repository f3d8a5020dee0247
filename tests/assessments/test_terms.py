"""Terms of several years: what they make, in words; who settles them; what is kept."""

from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessments.actions.terms import YearOf, delete_term, freeze_term, save_term
from assessments.models import Assessment, Cycle, Term, TermResult
from assessments.results.terms import Member, Part, term_faults, term_members
from assessments.roles import CycleStatus, FieldStatus
from assessments.scoring import TermMode
from districts.models import UnitType
from districts.roles import Role
from tests.assessments.workbooks import cells_of
from tests.factories import make_rubric, make_unit, make_user
from wenming.errors import Conflict, DomainError

SUM, WEIGHTED, MEAN = TermMode.SUM, TermMode.WEIGHTED, TermMode.MEAN

# What a term of these years makes: the worked examples, parts of 40 + 60, thirds, half a cent.
TOTALS = [
    (WEIGHTED, [("80", {"share": "15"}), ("85", {"share": "25"}), ("90", {"share": "60"})],
     "87.25", ["2023年 80 × 15% = 12", "2024年 85 × 25% = 21.25", "2025年 90 × 60% = 54",
               "届期得分：12 + 21.25 + 54 = 87.25，四舍五入为 87.25。"]),
    (MEAN, [("84", {}), ("86", {}), ("91", {})],
     "87.00", ["2023年得 84 分", "2024年得 86 分", "2025年得 91 分",
               "届期得分：（84 + 86 + 91）÷ 3 = 87，四舍五入为 87.00。"]),
    (MEAN, [("90", {}), ("90", {}), ("91", {})],
     "90.33", ["2023年得 90 分", "2024年得 90 分", "2025年得 91 分",
               "届期得分：（90 + 90 + 91）÷ 3 = 271/3，四舍五入为 90.33。"]),
    (SUM, [("36.5", {}), ("52", {})],
     "88.50", ["2023年得 36.5 分", "2024年得 52 分",
               "届期得分：36.5 + 52 = 88.5，四舍五入为 88.50。"]),
    (SUM, [("91.25", {"points": "40"}), ("88", {"points": "60"})],
     "89.30", ["2023年得 91.25 分（满分 100），折合 40 分：91.25 × 40 ÷ 100 = 36.5",
               "2024年得 88 分（满分 100），折合 60 分：88 × 60 ÷ 100 = 52.8",
               "届期得分：36.5 + 52.8 = 89.3，四舍五入为 89.30。"]),
    (WEIGHTED, [("90.01", {"share": "50"}), ("90", {"share": "50"})],
     "90.01", ["2023年 90.01 × 50% = 45.005", "2024年 90 × 50% = 45",
               "届期得分：45.005 + 45 = 90.005，四舍五入为 90.01。"]),
    (MEAN, [("84", {}), ("", {"state": "没有参评"})],
     None, ["2023年得 84 分", "2024年：没有参评",
            "届期得分：2024年没有参评，不计届期得分。"]),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "years", "total", "sentences"), TOTALS)
def test_a_term_says_how_it_comes_about(mode, years, total, sentences):
    parts = [
        Part(2023 + number, points, **{"state": "已归档", "full": "100", **more})
        for number, (points, more) in enumerate(years)
    ]

    member = Member(1, "县甲单位", "agency", mode, tuple(parts))

    assert (member.total, member.sentences) == (total and Decimal(total), sentences)


# The records


def add_year(year, totals, *, status=CycleStatus.ARCHIVED, vetoed=()):
    """A year in which these units got these totals; None: not confirmed."""
    cycle = Cycle.objects.create(year=year, name=f"{year}年度考核", status=status)
    rubric = make_rubric(year=year)
    for unit, total in totals.items():
        Assessment.objects.create(
            cycle=cycle,
            unit=unit,
            unit_type=unit.type,
            rubric=rubric,
            field_status=FieldStatus.CONFIRMED if total else FieldStatus.PENDING,
            total=total and Decimal(total),
            is_vetoed=unit in vetoed,
        )
    return cycle


@pytest.fixture
def office():
    return make_user(Role.OFFICE)


def define(office, mode=MEAN, years=None, **changes):
    fields = {
        "name": "2023—2025年届期",
        "mode": mode,
        "unit_types": [UnitType.objects.get(pk=UnitType.AGENCY)],
        "years": years or [YearOf(2023), YearOf(2024), YearOf(2025)],
        **changes,
    }
    return save_term(None, **fields, by=office, at=timezone.now())


WEIGHTS = [YearOf(2023 + n, share=Decimal(share)) for n, share in enumerate(("15", "25", "60"))]


def three_units():
    """甲 of the worked example; 乙 the same total; 丙 without 2024."""
    first, second, third = (make_unit(f"县{name}单位") for name in "甲乙丙")
    add_year(2023, {first: "80", second: "87.25", third: "90"})
    add_year(2024, {first: "85", second: "87.25"})
    add_year(2025, {first: "90", second: "87.25", third: "95"})
    return first, second, third


@pytest.mark.django_db
def test_the_worked_example_through_the_records(office):
    three_units()
    term = define(office, WEIGHTED, WEIGHTS)

    members = term_members(term, UnitType.AGENCY)

    assert [(each.unit, each.exact, each.total, each.rank) for each in members] == [
        ("县乙单位", Fraction("87.25"), Decimal("87.25"), 1),
        ("县甲单位", Fraction("87.25"), Decimal("87.25"), 1),
        ("县丙单位", None, None, None),
    ]
    assert members[2].missing == ["2024年没有参评"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "total", "expected", "is_provisional"),
    [
        (CycleStatus.ARCHIVED, "90", [], False),
        (CycleStatus.OPEN, "90", [], True),
        (CycleStatus.OPEN, None, ["2024年还没有确认得分"], False),
        (CycleStatus.ARCHIVED, None, ["2024年归档时没有得分"], False),
        (None, None, ["2024年还没有建立考核年度"], False),
    ],
)
def test_only_confirmed_years_count_and_open_ones_are_provisional(
    office, status, total, expected, is_provisional
):
    unit = make_unit()
    add_year(2023, {unit: "80"})
    if status:
        add_year(2024, {unit: total}, status=status)
    term = define(office, years=[YearOf(2023), YearOf(2024)])

    (member,) = term_members(term)

    assert (member.missing, member.is_provisional) == (expected, is_provisional)


@pytest.mark.django_db
def test_a_vetoed_year_keeps_the_figures_and_the_unit_out_of_the_ranking(office):
    first, second = make_unit("县甲单位"), make_unit("县乙单位")
    add_year(2023, {first: "95", second: "80"}, vetoed=[first])
    add_year(2024, {first: "95", second: "80"})
    term = define(office, years=[YearOf(2023), YearOf(2024)])

    ranks = {each.unit: (each.total, each.rank) for each in term_members(term)}

    assert ranks == {"县甲单位": (Decimal("95.00"), None), "县乙单位": (Decimal("80.00"), 1)}


@pytest.mark.django_db
def test_a_unit_that_changed_its_type_counts_where_it_was_last(office):
    unit = make_unit(type=UnitType.SCHOOL)
    add_year(2023, {unit: "80"})
    unit.type_id = UnitType.AGENCY
    unit.type = UnitType.objects.get(pk=UnitType.AGENCY)
    add_year(2024, {unit: "90"})
    types = list(UnitType.objects.filter(pk__in=[UnitType.SCHOOL, UnitType.AGENCY]))
    term = define(office, years=[YearOf(2023), YearOf(2024)], unit_types=types)

    assert not term_members(term, UnitType.SCHOOL)
    assert [each.total for each in term_members(term, UnitType.AGENCY)] == [Decimal("85.00")]


@pytest.mark.django_db
def test_a_frozen_term_stays_as_it_was_and_a_later_change_is_found(office):
    first, *_ = three_units()
    term = freeze_term(define(office, WEIGHTED, WEIGHTS), by=office, at=timezone.now())
    before = term_members(term)
    assert term_faults(term) == []

    Assessment.objects.filter(unit=first, cycle__year=2025).update(total=Decimal("91"))

    assert term_members(term) == before
    assert term_faults(term) == [
        "县乙单位：位次存为 1，重新计算为 2",
        "县甲单位：届期得分存为 87.25，重新计算为 87.85",
    ]
    stored = TermResult.objects.get(term=term, unit=first)
    assert [part["total"] for part in stored.parts] == ["80", "85", "90"]
    with pytest.raises(CommandError, match="已定案的届期有 2 处不一致"):
        call_command("recompute_results", stdout=StringIO())
    for act in (freeze_term, delete_term):
        with pytest.raises(Conflict, match="已定案"):
            act(term, by=office, at=timezone.now())


@pytest.mark.django_db
def test_a_term_is_not_frozen_before_all_its_years_are_archived(office):
    unit = make_unit()
    add_year(2023, {unit: "80"})
    add_year(2024, {unit: "85"}, status=CycleStatus.OPEN)

    with pytest.raises(Conflict, match="2024年、2025年还没有归档"):
        freeze_term(define(office), by=office, at=timezone.now())

    assert not TermResult.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "years", "says"),
    [
        (MEAN, [YearOf(2023)], "2 至 6 个年度"),
        (MEAN, [YearOf(2023), YearOf(2023)], "重复"),
        (WEIGHTED, [YearOf(2023), YearOf(2024)], "合计应为 100%，现在是 0%"),
        (WEIGHTED, WEIGHTS[:2], "现在是 40%"),
        (MEAN, WEIGHTS, "只有加权时才填权重"),
        (WEIGHTED, [YearOf(2023, Decimal(40), Decimal(40)), YearOf(2024, Decimal(60))], "只有相加"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(office, mode, years, says):
    with pytest.raises(DomainError, match=says):
        define(office, mode, years)

    assert not Term.objects.exists()


@pytest.mark.django_db
def test_a_stale_change_is_refused(office):
    term = define(office)
    fields = {"mode": MEAN, "unit_types": list(term.unit_types.all()), "by": office}
    years = [YearOf(2023), YearOf(2024)]
    save_term(term, name="一", years=years, version=1, at=timezone.now(), **fields)

    with pytest.raises(Conflict, match="已被他人改动"):
        save_term(term, name="二", years=years, version=1, at=timezone.now(), **fields)

    assert Term.objects.get().name == "一"


FORM = {
    "name": "2023—2024年届期",
    "mode": "weighted",
    "unit_types": [UnitType.AGENCY],
    "year0": "２０２３",
    "share0": "40",
    "year1": "2024",
    "share1": "60",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({}, 302, ""),
        ({"share1": "50"}, 422, "现在是 90%"),
        ({"year1": ""}, 422, "填了权重或分值，请填年度"),
        ({"share0": "1E1"}, 422, "1E1"),
        ({"unit_types": []}, 422, "适用类型"),
        ({"year1": "1999"}, 422, "2000 到 2100"),
    ],
)
def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(
    client, office, changed, status, says
):
    client.force_login(office)

    response = client.post(reverse("assessments:term-create"), {**FORM, **changed})

    assert response.status_code == status
    assert says in response.content.decode()
    assert Term.objects.count() == (status == 302)


@pytest.mark.django_db
@pytest.mark.parametrize("units", [1, 3])
def test_the_page_costs_the_same_however_many_units(
    client, office, units, django_assert_num_queries
):
    chosen = [make_unit() for _ in range(units)]
    for year in (2023, 2024, 2025):
        add_year(year, dict.fromkeys(chosen, "90"))
    term = define(office)
    client.force_login(office)

    # session, user, standing, term, types, years thrice, cycles, assessments, archived cycles
    with django_assert_num_queries(11):
        response = client.get(term.get_absolute_url())

    assert len(response.context["page"].object_list) == units


@pytest.mark.django_db
def test_the_workbook_names_years_totals_and_what_is_missing(client, office):
    three_units()
    term = define(office, WEIGHTED, WEIGHTS)
    client.force_login(office)

    response = client.get(reverse("assessments:term-xlsx", args=[term.pk]))

    (sheet,) = cells_of(response.content).values()
    rows = [tuple(cell for cell in row if cell not in {None, ""}) for row in sheet]
    assert (1, "县甲单位", 80, 85, 90, 87.25) in rows
    assert ("县丙单位", 90, 95, "2024年没有参评") in rows
