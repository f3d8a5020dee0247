"""年度报表: complete whatever the year holds, made in the background, found again."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.exports_annual import annual_xlsx
from assessments.jobs.annual import WORKBOOK
from districts.models import QuantityKind
from districts.roles import EntryStatus, Role
from tests.assessments.workbook_2020 import LAST, SHEETS
from tests.assessments.workbooks import cells_of
from tests.districts.pairings.world import make_contribution, make_pairing
from tests.factories import kind_of, make_activity, make_user
from wenming.jobs.actions import start
from wenming.jobs.models import Job

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
# As long as the column takes it: PostgreSQL keeps no more.
LONG = "长" * 60
POISON = '=HYPERLINK("http://x","y")\x0b<b>' + LONG


def give(amount: str, kind: str = "水泥", **fields: Any) -> Any:
    fields.setdefault("status", EntryStatus.CONFIRMED)
    return make_contribution(make_pairing(), kind=kind, amount=Decimal(amount), **fields)


def book(year: int = YEAR) -> Any:
    cache.clear()
    return load_workbook(BytesIO(annual_xlsx(year, timezone.now())))


def sums_in(sheet: Any) -> dict[str, tuple[Any, ...]]:
    lines = ([cell.value for cell in row if cell.value is not None] for row in sheet)
    return {line[0]: tuple(line[1:]) for line in lines if len(line) == 4}


def test_a_year_without_records_is_a_whole_workbook_that_says_what_is_missing() -> None:
    found = book(2015)

    assert found.sheetnames == [*SHEETS, *LAST]
    for name in SHEETS[2:]:
        assert found[name]["A4"].value == "本年度没有记录", name
    letters = sums_in(found["目标责任书"])
    assert letters["签订目标责任书（份）"][0] == "【待补充：签订目标责任书】"
    assert letters["签订目标责任书（份）"][2] == "没有记录"
    wordings = {row[6].value for row in found["数据来源"].iter_rows(min_row=4) if row[5].value}
    assert all(str(each).startswith("【待补充") for each in wordings if each)


def test_poison_stays_text_and_a_kind_s_name_cannot_leave_its_quotes() -> None:
    kind = kind_of("水泥")
    name = 'x")+CMD("{数量}'
    QuantityKind.objects.filter(pk=kind.pk).update(name=name)
    give("2.50", name, purpose=POISON)

    sheet = book()["帮扶台账"]

    row = next(cell for cell in sheet[4] if cell.column_letter == "J")
    assert row.data_type == "s"
    assert row.value.startswith('=HYPERLINK("http://x","y")\n<b>长')
    assert len(row.value) > len(LONG)
    live = [cell.value for line in sheet for cell in line if cell.data_type == "f"]
    assert live
    assert all(text.startswith(("=SUMPRODUCT(", "=IF(ROUND(")) for text in live)
    assert any('="x"")+CMD(""{数量}")*1' in text for text in live)


def test_a_lecture_in_two_ledgers_counts_once_in_the_column_that_is_summed() -> None:
    activity = make_activity(status=EntryStatus.CONFIRMED)
    for _ in range(2):
        give("5", "科技讲座", activity=activity)
    give("3", "科技讲座", status=EntryStatus.SUBMITTED)

    sheet = book()["帮扶台账"]

    assert [sheet[f"M{row}"].value for row in (4, 5)] == [5, None]
    assert sheet["A6"].value == "合计与复核"
    assert sums_in(sheet)["结对共建科技讲座（场）"][0] == 5


def test_every_sheet_is_ready_for_paper() -> None:
    give("10")
    for sheet in book().worksheets[1:]:
        paper = sheet.page_setup.paperSize, sheet.page_setup.fitToWidth
        assert paper == (9, 1), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert "&P" in sheet.oddFooter.center.text, sheet.title
        assert sheet.print_title_rows, sheet.title
        if sheet.title != "目录":
            last = [cell.value for cell in sheet["A"] if cell.value][-1]
            assert "县文明办（盖章）" in last, sheet.title


def test_whoever_reads_figures_has_it_made_and_finds_it_again(client: Client) -> None:
    office, leader = make_user(Role.OFFICE), make_user(Role.LEADER)
    url = reverse("assessments:annual-workbook", args=[2015])
    client.force_login(office)
    assert "还没有生成过" in client.get(url).content.decode()

    answer = client.post(url)

    job = Job.objects.get(kind=WORKBOOK)
    assert answer.headers["Location"] == job.get_absolute_url()
    client.force_login(leader)
    download = reverse("jobs:job-download", args=[job.pk])
    assert download in client.get(url).content.decode()
    content = b"".join(client.get(download).streaming_content)  # type: ignore[attr-defined]
    assert list(cells_of(content)) == [*SHEETS, *LAST]
    assert (job.done, job.total) == (job.total, job.total)
    assert job.total


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_often_it_was_made(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        start(WORKBOOK, by=make_user(Role.OFFICE), title="报表", params={"year": 2015})
    client.force_login(make_user(Role.LEADER))
    # session, user, standing | years, workbooks
    with django_assert_num_queries(5):
        page = client.get(reverse("assessments:annual-workbook", args=[2015])).content.decode()
    assert page.count("/download/") == rows


def test_the_command_writes_the_same_workbook(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"

    call_command("annual_report", "2015", xlsx=path)

    assert list(cells_of(path.read_bytes())) == [*SHEETS, *LAST]
