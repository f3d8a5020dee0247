"""Pages of the pairings: what they cost, what they refuse at the field, what files hold."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from districts import imports
from districts.models import Contribution, FollowUp, Pairing
from districts.roles import EntryStatus, Role
from districts.workflow.pairings import LetterStatus
from tests.districts.pairings.world import (
    NOW,
    TODAY,
    make_contribution,
    make_letter,
    make_pairing,
    make_requirement,
)
from tests.districts.test_imports import book, errors_of
from tests.factories import kind_of, make_township, make_unit, make_user, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("view", "queries"),
    [
        # session, user, standing; years; types, count, rows, sums, targets, figures, townships
        ("pairing-list", 11),
        # the first four; types, rows, sums, targets
        ("pairing-export", 8),
        # the first four; sums, townships
        ("pairing-totals", 6),
        # the first four; count, rows, corrections, sums, kinds, townships
        ("contribution-list", 10),
        # the first four; count; who may; who sees, rows counted, sums, rows
        ("contribution-export", 10),
        # the first four; count, rows, counts, townships
        ("letter-list", 8),
        # the first three; years, count
        ("meeting-list", 5),
        # the first four; offered (count of the form's choices is none), rows, sums, targets
        ("pairing-carry-over", 7),
    ],
)
def test_lists_cost_the_same_however_long(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries, view: str, queries: int,
    rows: int,
) -> None:  # fmt: skip
    for _ in range(rows):
        pairing = make_pairing()
        make_contribution(pairing)
        make_letter(LetterStatus.SIGNED, pairing=pairing)

    with django_assert_num_queries(queries):
        response = office.get(reverse(f"districts:{view}"))

    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pairing_s_page_costs_the_same_however_much_it_tells(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    pairing = make_pairing()
    make_letter(LetterStatus.SIGNED, pairing=pairing)
    for number in range(rows):
        make_contribution(pairing)
        make_requirement(f"第{number}项")
        make_pairing(village=pairing.village)

    # session, user, standing; the pairing; its story in ten; files, history
    with django_assert_num_queries(16):
        response = office.get(pairing.get_absolute_url())

    assert response.status_code == 200


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    pairing = make_pairing()
    client.force_login(make_user(Role.UNIT, unit=pairing.unit))
    url = reverse("districts:contribution-create", args=[pairing.pk])
    money = kind_of("资金")
    given: dict[str, Any] = {
        "kind": money.pk, "amount": "280000", "money_unit": "wan", "source": "own",
        "given_on": "2019-05-01", "purpose": "修路", "activity": "",
    }  # fmt: skip

    response = client.post(url, given)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"amount", "given_on"}
    text = response.content.decode()
    assert "是不是把元写成了万元" in text
    assert 'value="280000"' in text
    blank = client.post(url, given | {"amount": "", "given_on": TODAY().isoformat()})
    assert blank.context["form"].errors.keys() == {"amount"}
    right = given | {"money_unit": "yuan", "given_on": TODAY().isoformat(), "then": "submit"}
    assert client.post(url, right).status_code == 302
    row = Contribution.objects.get()
    assert (row.amount, row.status) == (Decimal(280_000), EntryStatus.SUBMITTED)


def test_the_ledger_reads_back_equal_with_a_sum_for_each_kind(office: Client) -> None:
    pairing = make_pairing()
    row = make_contribution(pairing, purpose="=1+1 不是公式", amount=Decimal("12.50"))
    make_contribution(pairing, kind="资金", amount=Decimal(500_000), source="won")

    content = office.get(reverse("districts:contribution-export")).content

    lines = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    cement = next(line for line in lines if line[5] == "水泥" and line[0] != "")
    assert cement[2:10] == (
        pairing.unit.name, pairing.village.township.name, pairing.village.name, "水泥", 12.5,
        "吨", "本单位投入", row.purpose,
    )  # fmt: skip
    sums = [line[5:9] for line in lines if line[1] == "合计（已确认）"]
    assert sums == [("资金", 500_000, "元", "对上争取"), ("水泥", 12.5, "吨", "本单位投入")]
    assert str(lines[-1][0]).startswith("填表人")


def test_a_long_ledger_is_made_in_the_background(office: Client) -> None:
    pairing = make_pairing()
    first = make_contribution(pairing)
    columns = {
        field.attname: getattr(first, field.attname)
        for field in Contribution._meta.fields
        if not field.primary_key
    }
    Contribution.objects.bulk_create(Contribution(**columns) for _ in range(2_000))
    url = reverse("districts:contribution-export")

    offer, started = office.get(url), office.post(url)

    assert "jobs/job_offer.html" in [template.name for template in offer.templates]
    page = office.get(started["Location"])
    assert page.context["job"].state == "done"


def test_the_list_of_pairings_reads_back_equal(office: Client) -> None:
    pairing = make_pairing()
    make_letter(LetterStatus.SIGNED, pairing=pairing)
    make_contribution(pairing, amount=Decimal(100))

    content = office.get(reverse("districts:pairing-export")).content

    line = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))[3]
    assert (line[1], line[4], line[9], line[11]) == (
        pairing.unit.name, pairing.village.name, "水泥 100 吨", "1/1",
    )  # fmt: skip


def test_a_letter_becomes_a_word_file_from_the_office_s_template(office: Client) -> None:
    letter = make_letter(
        targets={"水泥": 400, "硬化道路": 1400}, text="一、修路 & <铺桥>。\n二、办学。"
    )

    response = office.get(reverse("districts:letter-word", args=[letter.pk]))

    document = Document(BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert letter.party in text
    assert "一、修路 & <铺桥>。" in text
    assert cells[1:] == [["1", "水泥", "400", "吨"], ["2", "硬化道路", "1400", "米"]]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.left_margin.mm)) == (210, 28)


def test_a_letter_is_drafted_with_its_targets_or_says_what_is_wrong(office: Client) -> None:
    township = make_township()
    given = {
        "party": f"township:{township.pk}", "text": "按目标帮扶。", "targets-TOTAL_FORMS": "3",
        "targets-INITIAL_FORMS": "0", "targets-0-kind": kind_of("水泥").pk, "targets-0-amount": "",
        "targets-1-kind": "", "targets-1-amount": "5", "targets-2-kind": "", "targets-2-amount": "",
    }  # fmt: skip
    url = reverse("districts:letter-create")

    response = office.post(url, given)
    assert response.status_code == 422
    assert [form.errors.keys() for form in response.context["lines"]] == [
        {"amount"}, {"kind"}, set(),
    ]  # fmt: skip

    right = given | {"targets-0-amount": "300", "targets-1-amount": ""}
    assert office.post(url, right).status_code == 302
    assert township.letters.get().targets.get().amount == Decimal(300)


def test_a_meeting_s_decision_becomes_a_follow_up_on_its_page(office: Client) -> None:
    unit = make_unit("县水泥厂")
    meeting = {
        "title": "调度会", "held_on": TODAY().isoformat(), "place": "县", "host": "王",
        "attendees": "各单位", "minutes": "抓紧落实。",
    }  # fmt: skip
    page = office.post(reverse("districts:meeting-create"), meeting)["Location"]
    decision = {"text": "补齐凭证", "owner": f"unit:{unit.pk}", "due_on": TODAY().isoformat()}

    office.post(f"{page}decide/", decision)

    assert FollowUp.objects.get().owner == unit
    assert "补齐凭证" in office.get(page).content.decode()


PAIRS = ["帮扶单位", "核心村", "联系领导", "结对日期"]
GIVEN = ["帮扶单位", "种类", "数量", "计量单位", "来源", "日期", "用途"]


def test_pairings_are_imported_all_or_nothing_and_only_once() -> None:
    office = make_user(Role.OFFICE)
    make_unit("县水泥厂")
    make_village("施家村", is_core=True)
    make_village("北伏村")
    good = ["县水泥厂", "施家村", None, "2020-02-20"]
    bad = ["县化肥厂", "北伏村", None, "2020-02-20"]
    draft = imports.preview("pairings", book(PAIRS, good, bad), filename="甲", by=office, at=NOW())
    assert {column for _, column, _ in errors_of(draft)} == {"帮扶单位"}

    for _ in range(2):
        draft = imports.preview("pairings", book(PAIRS, good), filename="甲", by=office, at=NOW())
        imports.confirm(draft, by=office, at=NOW())

    assert Pairing.objects.get().year == 2020


def test_contributions_are_imported_in_the_right_unit_of_their_kind() -> None:
    pairing = make_pairing(unit=make_unit("县水泥厂"), year=2020)
    office = make_user(Role.OFFICE)
    good = ["县水泥厂", "资金", "28", "万元", None, "2020-04-15", "铺路"]
    faults = [
        ["县水泥厂", "水泥", "300", "米", None, "2020-05-15", "铺路"],
        ["县水泥厂", "水泥", "300", None, None, "2020-06-15", "铺路"],
        ["县水泥厂", "资金", "280000", "万元", None, "2020-07-15", "铺路"],
        ["县水泥厂", "水泥", "300", "吨", None, "2019-05-15", "铺路"],
    ]
    draft = imports.preview(
        "contributions", book(GIVEN, good, *faults), filename="甲", by=office, at=NOW()
    )
    assert [column for _, column, _ in errors_of(draft)] == [
        "计量单位", "计量单位", "数量", "帮扶单位",
    ]  # fmt: skip

    for _ in range(2):
        draft = imports.preview(
            "contributions", book(GIVEN, good), filename="甲", by=office, at=NOW()
        )
        imports.confirm(draft, by=office, at=NOW())

    row = Contribution.objects.get()
    assert (row.pairing, row.amount, row.status) == (pairing, Decimal(280_000), "confirmed")
