"""模拟: a closed year under another rubric. First one unit, in plain values; then the pages."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from assessments.actions.simulations import order_simulation, run_simulation
from assessments.models import Assessment, Cycle, Rubric, Simulation
from assessments.results.extras import Extras
from assessments.results.simulation.matching import match_items
from assessments.results.simulation.replay import Replay
from assessments.roles import Filling
from assessments.scoring import (
    Applicant,
    BonusRow,
    Combine,
    ItemRow,
    RubricRows,
    RubricSpec,
    ScorerAnswer,
    build_spec,
)
from assessments.views import simulations as views
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    SMALL_TREE,
    make_confirmed,
    make_rubric,
    make_unit,
    make_user,
    this_year,
)
from wenming.errors import DomainError, NotAllowed
from wenming.jobs.models import Job

Row = tuple[str, ...]
# 编号, 名称, 分值, 给分方式, 参数: ten points.
OLD: dict[str, Row] = {
    "1": ("制度", "2", "达标", ""),
    "2": ("会议", "4", "次扣", "每次=0.5"),
    "3": ("阵地", "4", "裁量", "步长=0.5"),
}
ANSWERS: dict[str, dict[str, Any]] = {"1": {"met": True}, "2": {"count": 2}, "3": {"value": "3"}}


def spec(rows: dict[str, Row], *, bonus: str = "") -> RubricSpec:
    items = [
        ItemRow(code=code, title=title, points=points, rule=rule, parameters=parameters)
        for code, (title, points, rule, parameters) in rows.items()
    ]
    bonuses = (
        (BonusRow(code="J1", title="表彰", points="2", rule="计数", parameters="每次=1"),)
        if bonus
        else ()
    )
    settings = {"名称": "细则", "年度": "2026", "适用类型": "文明机关", "满分": "10"}
    built = build_spec(RubricRows(settings=settings, items=tuple(items), bonuses=bonuses))
    assert built.spec is not None, built.errors
    return built.spec


def replayed(
    new: dict[str, Row | None],
    filling: Filling = Filling.SHARE,
    *,
    answers: dict[str, Any] | None = None,
):
    """OLD with `new` laid over it (None: deleted), for a unit that has 2 + 3 + 3 = 8."""
    rows = {code: row for code, row in {**OLD, **new}.items() if row is not None}
    marks = {
        code: [ScorerAnswer("甲", answer)]
        for code, answer in (answers or ANSWERS).items()
        if answer
    }
    return Replay(spec(OLD), spec(rows), filling).of(Applicant(), marks, Combine.MEAN, Extras())


@pytest.mark.parametrize(
    ("new", "filling", "total", "said"),
    [
        ({}, Filling.SHARE, "8.00", []),
        ({"1": ("制度", "3", "达标", "")}, Filling.SHARE, "9.00", ["1 制度 2→3 分值 2 → 3"]),
        (
            {"2": ("会议", "4", "次扣", "每次=1")},
            Filling.SHARE,
            "7.00",
            ["2 会议 3→2 每次扣 0.5 → 每次扣 1"],
        ),
        (
            {"2": None, "2.1": None, "4": ("会议", "4", "次扣", "每次=0.5")},
            Filling.ZERO,
            "8.00",
            [],
        ),
        (
            {"4": ("新事", "5", "达标", "")},
            Filling.ZERO,
            "8.00",
            ["4 新事 →0 新增项目，按 0 分计"],
        ),
        (
            {"4": ("新事", "5", "达标", "")},
            Filling.FULL,
            "13.00",
            ["4 新事 →5 新增项目，按满分计"],
        ),
        (
            {"4": ("新事", "5", "达标", "")},
            Filling.SHARE,
            "12.00",
            ["4 新事 →4 新增项目，按原得分比例计"],
        ),
        (
            {"3": ("阵地", "2", "裁量", "步长=0.5")},
            Filling.SHARE,
            "6.50",
            ["3 阵地 3→1.5 分值 4 → 2；原答案不合新的给分方式"],
        ),
        (
            {"3": ("阵地", "4", "等级", "A=100%;B=0")},
            Filling.FULL,
            "9.00",
            ["3 阵地 3→4 给分方式 裁量 → 等级；原答案不合新的给分方式"],
        ),
        ({"3": None}, Filling.SHARE, "5.00", ["3 阵地 3→ 已从细则中删除"]),
    ],
    ids=[
        "unchanged", "more points", "harder", "renumbered", "new, 0", "new, full", "new, share",
        "refused, share", "refused, full", "deleted",
    ],
)  # fmt: skip
def test_points_move_for_a_stated_reason(
    new: dict[str, Row | None], filling: Filling, total: str, said: list[str]
) -> None:
    unit = replayed(new, filling)

    assert unit.old.total == Decimal("8.00")
    assert unit.new.total == Decimal(total)
    told = [f"{c.code} {c.title} {c.before}→{c.after} {c.reason}" for c in unit.changes]
    assert len(told) == len(said)
    for line, expected in zip(told, said, strict=True):
        assert line.startswith(expected)


def test_an_item_that_nobody_scored_is_filled_like_a_new_one() -> None:
    unit = replayed({}, Filling.ZERO, answers={**ANSWERS, "3": None})

    assert unit.old.total is None
    assert unit.new.total == Decimal("5.00")
    assert {code: gap.why for code, gap in unit.gaps.items()} == {"3": "原来没有评分"}


def test_what_is_recorded_on_the_total_goes_along_where_the_new_rubric_knows_it() -> None:
    marks = {code: [ScorerAnswer("甲", answer)] for code, answer in ANSWERS.items()}
    extras = Extras(bonus={"J1": {"count": 1}})
    with_bonus, without = spec(OLD, bonus="yes"), spec(OLD)

    kept = Replay(with_bonus, with_bonus, Filling.ZERO).of(Applicant(), marks, Combine.MEAN, extras)
    lost = Replay(with_bonus, without, Filling.ZERO).of(Applicant(), marks, Combine.MEAN, extras)

    assert (kept.new.total, kept.changes) == (Decimal("9.00"), ())
    assert lost.new.total == Decimal("8.00")
    assert [(c.title, c.before, c.after) for c in lost.changes] == [("加分", "1", "0")]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({"1": "制度", "2": "会议", "3": "阵地"}, {"1": "1", "2": "2", "3": "3"}),
        ({"1": "会议", "2": "制度", "3": "阵地"}, {"1": "2", "2": "1", "3": "3"}),
        ({"1": "新事", "2": "制度", "3": "会议", "4": "阵地"}, {"2": "1", "3": "2", "4": "3"}),
        ({"1": "制度建设", "2": "会议", "3": "阵地"}, {"1": "1", "2": "2", "3": "3"}),
        ({"1": "会议", "2": "会议"}, {"2": "2", "1": "1"}),
    ],
    ids=["same", "swapped", "moved down", "renamed", "name twice"],
)
def test_items_are_found_again(new: dict[str, str], expected: dict[str, str]) -> None:
    rows = {code: (title, *OLD["1"][1:]) for code, title in new.items()}

    found = match_items(spec(OLD), spec(rows))

    assert {code: item.code for code, item in found.items()} == expected


# A whole type

HARDER = [
    row if row.code != "1.2" else ItemRow(
        code="1.2", title="例会制度", points="12", rule="次扣", parameters="每次=6"
    )
    for row in SMALL_TREE
]  # fmt: skip


@pytest.fixture
def county(db: None) -> Cycle:
    """甲局 missed one meeting, 乙局 lost more elsewhere: harder meetings swap them."""
    make_confirmed(unit=make_unit("甲局"), changed=[{"1.2": {"count": 1}}])
    make_confirmed(unit=make_unit("乙局"), changed=[{"3.2": {"amounts": ["3"]}}])
    return make_confirmed(unit=make_unit("丙局")).cycle


def draft(**fields: Any) -> Rubric:
    return make_rubric(rows=HARDER, is_published=False, name="修改稿", **fields)


def ordered(cycle: Cycle, rubric: Rubric | None = None) -> Simulation:
    unit_type = UnitType.objects.get(pk=UnitType.AGENCY)
    return order_simulation(
        cycle,
        unit_type,
        rubric or draft(),
        filling=Filling.SHARE,
        by=make_user(Role.OFFICE, name="王敏"),
        at=timezone.now(),
    )


def results() -> list[tuple[Any, ...]]:
    """Everything that a simulation must not touch."""
    return list(
        Assessment.objects.order_by("pk").values_list("total", "rank", "breakdown", "version")
    )


def test_ranks_move_and_the_year_stays_as_it_is(county: Cycle) -> None:
    before, simulation = results(), ordered(county)

    for _ in range(2):  # a job may run again
        run_simulation(simulation, at=timezone.now())
        simulation.refresh_from_db()

    rows = {row.unit: row for row in simulation.rows.all()}
    assert [row.unit for row in simulation.rows.all()] == ["甲局", "乙局", "丙局"]
    assert {name: (row.old_rank, row.rank, row.movement) for name, row in rows.items()} == {
        "甲局": (2, 3, -1),
        "乙局": (3, 2, 1),
        "丙局": (1, 1, 0),
    }
    assert [change["reason"] for change in rows["甲局"].changes] == ["每次扣 2 → 每次扣 6"]
    assert (simulation.units, simulation.moved) == (3, 2)
    heads = {each["title"]: (each["old"], each["new"]) for each in simulation.findings["heads"]}
    assert heads["组织领导"] == ("19.33", "18.00")
    assert results() == before


@pytest.mark.django_db
def test_only_the_office_simulates_and_only_what_can_be_read(county: Cycle) -> None:
    unit_type = UnitType.objects.get(pk=UnitType.AGENCY)
    broken = make_rubric(rows=[ItemRow(code="1.1", title="孤项", points="1")], is_published=False)
    about: dict[str, Any] = {"filling": Filling.ZERO, "at": timezone.now()}

    with pytest.raises(NotAllowed):
        order_simulation(county, unit_type, draft(), by=make_user(Role.LEADER), **about)
    with pytest.raises(DomainError, match="不能模拟"):
        order_simulation(county, unit_type, broken, by=make_user(Role.OFFICE), **about)
    school = UnitType.objects.get(pk=UnitType.SCHOOL)
    with pytest.raises(DomainError, match="还没有评完"):
        order_simulation(county, school, broken, by=make_user(Role.OFFICE), **about)


def create(client: Client, cycle: Cycle, rubric: Rubric | None, **fields: str):
    data = {"cycle": cycle.pk, "type": UnitType.AGENCY, "filling": "share", **fields}
    if rubric is not None:
        data["rubric"] = rubric.pk
    return client.post(reverse("assessments:simulation-create"), data)


@pytest.mark.parametrize("limit", [200, 0], ids=["at once", "in the background"])
def test_the_office_orders_and_reads_one(
    client: Client, county: Cycle, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(views, "UNITS_AT_ONCE", limit)
    client.force_login(make_user(Role.OFFICE, name="王敏"))

    response = create(client, county, draft())

    simulation = Simulation.objects.get()
    job = Job.objects.filter(link=simulation.get_absolute_url()).first()
    assert (job is not None) == (limit == 0)
    assert response.url == (job or simulation).get_absolute_url()
    page = client.get(simulation.get_absolute_url()).content.decode()
    for words in ("↑ 1", "↓ 1", "每次扣 2 → 每次扣 6", "按原得分比例计", "2 乙局", "修改稿"):
        assert words in page
    Rubric.objects.filter(name="修改稿").delete()
    assert "已废弃" in client.get(simulation.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("rubric", "words"),
    [
        (lambda: None, "请选择一份细则"),
        (lambda: make_rubric([UnitType.SCHOOL], is_published=False), "不适用于文明机关"),
        (
            lambda: make_rubric(
                rows=[ItemRow(code="1.1", title="孤项", points="1")], is_published=False
            ),
            "处错误，不能模拟",
        ),
    ],
    ids=["none", "another type", "broken"],
)
def test_a_wrong_choice_is_said_at_the_field(
    client: Client, county: Cycle, rubric: Any, words: str
) -> None:
    client.force_login(make_user(Role.OFFICE))

    response = create(client, county, rubric(), filling="full")

    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="full" checked' in response.content.decode()
    assert not Simulation.objects.exists()


def test_the_workbook_says_what_the_page_says(client: Client, county: Cycle) -> None:
    simulation = ordered(county)
    run_simulation(simulation, at=timezone.now())
    client.force_login(make_user(Role.LEADER))

    response = client.get(reverse("assessments:simulation-xlsx", args=[simulation.pk]))

    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["位次变动", "项目变动", "大项平均", "无法比较"]
    rows = [[cell.value for cell in row] for row in book["位次变动"].iter_rows()]
    assert ["乙局", 96.2, 3, 96.2, 2, "+1"] in rows
    assert "按原得分比例计" in rows[1][0]
    assert "王敏发起" in rows[1][0]


@pytest.mark.parametrize("units", [1, 3])
def test_the_pages_cost_the_same_for_any_number_of_units(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    for _ in range(units):
        assessment = make_confirmed()
    simulation = ordered(assessment.cycle)
    # whose results, who has none, the rubrics, the units, their answers and tests; savepoint
    # twice, the lock, the rows and the findings
    with django_assert_num_queries(11):
        run_simulation(simulation, at=timezone.now())
    client.force_login(make_user(Role.OFFICE))

    with django_assert_num_queries(6):  # session, user, who one is; the simulation; count, rows
        client.get(simulation.get_absolute_url())
    with django_assert_num_queries(5):  # session, user, who one is; count, rows
        client.get(reverse("assessments:simulation-list"))
    with django_assert_num_queries(7):  # session, user, who; years, counts, types, rubrics
        client.get(reverse("assessments:simulation-create"), {"year": this_year()})
