"""Centres, boards and programmes: the facts of 2020, what is refused, what the pages cost."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts import imports
from districts.demonstration import facilities
from districts.demonstration.cast import FieldCast
from districts.models import (
    CommunityCentre,
    Correction,
    CultureProgramme,
    ProgrammeProduct,
    PublicityBoard,
)
from districts.policies import standing_of
from districts.results.boards import BoardFilters, board_rows, board_totals
from districts.results.centres import (
    COMPLETE,
    INCOMPLETE,
    CentreFilters,
    centre_rows,
    centre_totals,
    facilities_asked,
)
from districts.results.programmes import (
    ProgrammeFilters,
    products_of,
    programme_rows,
    programme_totals,
)
from districts.roles import EntryStatus, Role
from tests.districts.test_imports import book, errors_of, preview
from tests.factories import (
    make_board,
    make_centre,
    make_programme,
    make_township,
    make_unit,
    make_user,
)
from wenming.audit.models import AuditEntry
from wenming.xlsx import read_table

pytestmark = pytest.mark.django_db


def test_the_facts_of_2020_follow_from_the_records() -> None:
    office, leader = make_user(Role.OFFICE), make_user(Role.LEADER)
    make_township("文庙街道")
    make_user(Role.TOWNSHIP, township=make_township("伏山镇"), username="fushan")
    for name in facilities.TITLES:
        make_unit(name)
    now = timezone.now()
    facilities.play(FieldCast(at=now, office=office, second=office, leader_user=leader))
    standing, asked = standing_of(leader), len(facilities_asked())

    centres = centre_rows(leader, standing, CentreFilters(year=2020), asked)
    assert asked == 6
    assert vars_of(centre_totals(centres, asked)) == (6, 6)
    boards = board_totals(board_rows(leader, standing, BoardFilters(2020)))
    assert Decimal(1_000_000) < boards.money < Decimal(1_100_000)
    assert (boards.entries, boards.count) == (5, 33)
    found = programme_rows(leader, standing, ProgrammeFilters(2020))
    assert vars_of(programme_totals(found)) == (3, 3, 6)
    told = {row.owner_name: [product.kind for product, _ in products_of(row)] for row in found}
    assert told == {
        "华宁矿业公司": ["meeting", "song", "handbook"],
        "县国税局": ["learning", "handbook"],
        "凌云经贸公司": ["sharing"],
    }
    this_year = CentreFilters(year=timezone.localdate(now).year)
    assert centre_totals(centre_rows(leader, standing, this_year, asked), asked).complete == 0
    waiting = PublicityBoard.objects.filter(status=EntryStatus.SUBMITTED)
    assert waiting.count() == 1


def vars_of(totals: Any) -> tuple[Any, ...]:
    return tuple(getattr(totals, name) for name in totals.__slots__)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def test_a_centre_is_complete_when_it_lacks_nothing_that_is_asked_for(office: Client) -> None:
    user = make_user(Role.OFFICE)
    kinds = facilities_asked()
    full, short = make_centre(kinds=kinds), make_centre(kinds=kinds[:2])
    standing = standing_of(user)

    def shown(state: str, asked: int) -> list[CommunityCentre]:
        return list(centre_rows(user, standing, CentreFilters(state=state), asked))

    assert (shown(COMPLETE, 6), shown(INCOMPLETE, 6)) == ([full], [short])
    kinds[0].is_active = False
    kinds[0].save()
    assert [row.has for row in shown(INCOMPLETE, 5)] == [1]  # type: ignore[attr-defined]
    url = reverse("districts:centre-facilities", args=[short.pk])
    ticked = {"version": "1", f"has-{kinds[2].pk}": "on", f"note-{kinds[2].pk}": "12 台器材"}
    assert office.post(url, {"version": "1", f"note-{kinds[3].pk}": "有"}).status_code == 422
    assert office.post(url, ticked).status_code == 302
    assert office.post(url, {"version": "1"}).status_code == 409
    # The one out of use stays where it was, and is asked of nobody.
    assert {one.kind: one.note for one in short.facilities.all()} == {
        kinds[0]: "", kinds[2]: "12 台器材",
    }  # fmt: skip
    assert AuditEntry.objects.filter(verb="communitycentre.facilities").count() == 1


def test_a_board_is_refused_at_its_field_asked_back_confirmed_and_corrected(client: Client) -> None:
    township, office = make_township(), make_user(Role.OFFICE)
    client.force_login(make_user(Role.TOWNSHIP, township=township))
    url = reverse("districts:board-create")
    today = timezone.localdate().isoformat()
    typed = {
        "owner": f"township:{township.pk}", "kind": "column", "place": "镇政府门前",
        "installed_on": today, "count": "3", "money": "9600", "money_unit": "yuan",
        "keeper": "", "summary": "",
    }  # fmt: skip
    for changed, field in (
        ({"money": "9600", "money_unit": "wan"}, "money"),
        ({"money": "0"}, "money"),
        ({"count": "0"}, "count"),
        ({"installed_on": "2099-01-01"}, "installed_on"),
    ):
        assert set(client.post(url, typed | changed).context["form"].errors) == {field}, changed
    sure = typed | {"money": "9600", "money_unit": "wan", "is_sure": "on"}
    assert client.post(url, sure).status_code == 302
    row = PublicityBoard.objects.get()
    assert (row.money, row.owner, row.status) == (Decimal(96_000_000), township, EntryStatus.DRAFT)
    client.post(reverse("districts:board-step", args=[row.pk, "submit"]))
    client.force_login(office)
    client.post(reverse("districts:board-step", args=[row.pk, "confirm"]))
    right = typed | {"version": "3", "reason": "单位写错"}
    client.post(reverse("districts:board-correct", args=[row.pk]), right)
    row.refresh_from_db()
    assert (row.money, row.status) == (Decimal(9600), EntryStatus.CONFIRMED)
    correction = Correction.objects.get()
    assert (correction.field, correction.old) == ("money", "96000000 元")
    make_board(status=EntryStatus.SUBMITTED, money=5)
    assert board_totals(PublicityBoard.objects.all()).money == 9600


def test_products_are_kept_in_the_year_and_while_the_programme_runs(office: Client) -> None:
    row = make_programme(year=2020)
    url = reverse("districts:product-add", args=[row.pk])
    typed = {"kind": "song", "held_on": "2020-08-12", "text": "厂歌"}

    wrong = office.post(url, typed | {"held_on": "2021-08-12"})
    assert set(wrong.context["product_form"].errors) == {"held_on"}
    assert office.post(url, typed).status_code == 302
    office.post(reverse("districts:programme-step", args=[row.pk, "finish"]))
    assert office.post(url, typed).status_code == 403
    product = ProgrammeProduct.objects.get()
    remove = reverse("districts:product-remove", args=[product.pk])
    assert office.post(remove).status_code == 403
    office.post(reverse("districts:programme-step", args=[row.pk, "reopen"]))
    assert office.post(remove).status_code == 302
    assert not ProgrammeProduct.objects.exists()


def test_workbooks_are_read_with_every_fault_and_only_once() -> None:
    township = make_township("伏山镇")
    other = make_township("磁窑镇")
    keeper = make_user(Role.TOWNSHIP, township=township)
    head = ["乡镇", "社区", "地点", "建成年度", "面积（平方米）", "已有的设施"]
    good = [township.name, "伏山社区", "镇政府西", 2020, "180.5", "市民学校、文体广场"]
    draft = preview(book(head, good), keeper, "centres")
    imports.confirm(draft, by=keeper, at=timezone.now())
    centre = CommunityCentre.objects.get()
    assert (centre.area, centre.facilities.count()) == (Decimal("180.50"), 2)
    bad = [other.name, "甲", "乙", 2020, "1", "游泳池"]
    assert len(errors_of(preview(book(head, bad), keeper, "centres"))) == 2
    head = ["设置单位", "类别", "地点", "安装日期", "数量（块）", "投入资金（元）", "核对无误"]
    rows = [
        [township.name, "宣传栏", "东街", "2020-05-06", 4, 6000, ""],
        [township.name, "宣传栏", "西街", "2020-05-06", 1, 90_000_000, ""],
    ]
    assert len(errors_of(preview(book(head, *rows), keeper, "boards"))) == 1
    rows[1][-1] = "是"
    imports.confirm(preview(book(head, *rows), keeper, "boards"), by=keeper, at=timezone.now())
    again = preview(book(head, *rows), keeper, "boards")
    assert errors_of(again) == []
    assert set(PublicityBoard.objects.values_list("status", "year")) == {("draft", 2020)}
    assert PublicityBoard.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    kinds = facilities_asked()
    for model in (CommunityCentre, PublicityBoard, CultureProgramme, ProgrammeProduct):
        ContentType.objects.get_for_model(model)
    centre, *_ = [make_centre(kinds=kinds[:2]) for _ in range(rows)]
    board, *_ = [make_board(money=100) for _ in range(rows)]
    programme, *_ = [make_programme() for _ in range(rows)]
    for number in range(rows):
        ProgrammeProduct.objects.create(
            programme=programme, held_on=timezone.localdate(), kind="song", text=f"歌{number}"
        )

    for name, args, queries in (
        # session, user, standing | facilities, count, rows, totals, years, townships
        ("centre-list", [], 9),
        # session, user, standing | years, count, rows, corrections, totals, townships
        ("board-list", [], 9),
        # session, user, standing | years, count, rows, totals
        ("programme-list", [], 7),
        # session, user, standing | row | facilities, kinds | files, history
        ("centre-detail", [centre.pk], 8),
        # session, user, standing | row | corrections, files, history
        ("board-detail", [board.pk], 7),
        # session, user, standing | row | products, their files | files, history
        ("programme-detail", [programme.pk], 8),
    ):
        with django_assert_num_queries(queries):
            assert office.get(reverse(f"districts:{name}", args=args)).status_code == 200, name
    for name, head in (
        ("centre", "还缺的设施"), ("board", "投入资金（元）"), ("programme", "做法和成果"),
    ):  # fmt: skip
        content = office.get(reverse(f"districts:{name}-export")).content
        found = [row.values[head] for row in read_table(BytesIO(content), required=[head]).rows]
        assert len([value for value in found if value is not None]) >= rows, name
