"""The year's workbooks, read back as Excel would, and held against the engine."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from assessments import exports
from assessments.models import Assessment, Cycle, SelfMark
from assessments.results.tally import marks_of, tally_of
from assessments.results.trail import score_trail
from assessments.roles import PhaseKind, ReportStatus
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_confirmed,
    make_cycle,
    make_membership,
    make_rubric,
    make_unit,
    make_user,
)
from wenming.dates import cn_datetime
from wenming.jobs import delivery
from wenming.jobs.models import Job
from wenming.snapshots import one_snapshot

pytestmark = pytest.mark.django_db

LOSES = {"1.2": {"count": 1}}
LOSES_MORE = {"1.2": {"count": 2}}
TABLES = {
    "summary-xlsx": "考核汇总表",
    "ranking-xlsx": "得分排名表",
    "self-check-xlsx": "自查情况表",
}
POISON = "=cmd|' /C calc'!A0 县[直]/局:*?\v2"


def now() -> datetime:
    return timezone.now()


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_of(sheet: Any, unit: str) -> list[Any]:
    return next(row for row in rows_of(sheet) if unit in row)


@pytest.fixture
def cycle() -> Cycle:
    return make_cycle(PhaseKind.FIELD)


@pytest.fixture
def county(cycle: Cycle) -> dict[str, Assessment]:
    """Three ranked units of one type, two of them with equal totals, and two that are not done."""
    return {
        "甲局": make_confirmed(unit=make_unit("甲局"), changed=[LOSES]),
        "乙局": make_confirmed(unit=make_unit("乙局"), changed=[LOSES]),
        "丙局": make_confirmed(unit=make_unit("丙局"), changed=[LOSES_MORE]),
        "丁局": make_assessment(make_unit("丁局")),
        "甲校": make_assessment(make_unit("甲校", type=UnitType.SCHOOL)),
    }


def test_a_score_sheet_adds_up_to_the_engines_total(cycle: Cycle) -> None:
    first, second = make_user(name="赵敏"), make_user(name="钱伟")
    assessment = make_confirmed(first, second, changed=[{}, LOSES])

    sheet = opened(exports.score_sheet_xlsx(assessment, score_trail(assessment), now())).active

    rows = {row[0]: row for row in rows_of(sheet)}
    heads = next(row for row in rows_of(sheet) if row[0] == "编号")
    assert heads[4:6] == ["赵敏", "钱伟"]
    assert rows["1.2"][1:6] == ["　例会制度", 12, None, 12, 10]
    assert rows["1.2"][7] == "钱伟：现场未见记录"
    assert rows["4.1"][6].startswith("测试（12 人平均）")
    total = next(row for row in rows_of(sheet) if row[1] == "合计")
    assert total[-1] == pytest.approx(sum(rows[code][-1] for code in "12345"))
    assert (
        Decimal(str(total[-1])) == tally_of(assessment, marks_of([assessment])[assessment.pk]).total
    )
    assert next(row for row in rows_of(sheet) if row[1] == "类内位次")[-1] == 1


def test_a_score_sheet_says_whose_it_is_and_has_room_to_sign(cycle: Cycle) -> None:
    assessment, at = make_confirmed(unit=make_unit("县水泥厂")), now()

    sheet = opened(exports.score_sheet_xlsx(assessment, score_trail(assessment), at)).active

    assert sheet["A1"].value == f"{cycle.year}年文明单位考核评分表"
    assert sheet.title == "县水泥厂"
    for words in ("县水泥厂", "文明机关", str(cycle.year), "第 1 版", assessment.team.name):
        assert words in sheet["A2"].value
    assert cn_datetime(at) in sheet["A2"].value
    assert all(word in rows_of(sheet)[-1][0] for word in ("考核员", "组长", "受考单位", "日期"))


def test_a_score_sheet_without_all_marks_has_no_total(cycle: Cycle) -> None:
    assessment = make_assessment()

    sheet = opened(exports.score_sheet_xlsx(assessment, score_trail(assessment), now())).active

    total = next(row for row in rows_of(sheet) if row[1] == "合计")
    assert total[-1] is None
    assert "未评完" in total


def test_the_summary_names_unfinished_units_last_and_never_as_zero(
    county: dict[str, Assessment], cycle: Cycle
) -> None:
    book = opened(exports.summary_xlsx(cycle, now()))

    assert book.sheetnames == ["全县汇总", "文明机关", "文明学校"]
    listed = [row[1] for row in rows_of(book["全县汇总"])[3:8]]
    assert listed == ["乙局", "甲局", "丙局", "丁局", "甲校"]
    assert row_of(book["全县汇总"], "丁局")[3:] == [None, None, "未评完（填报中）"]
    assert row_of(book["文明学校"], "甲校")[-2:] == [None, "未评完（填报中）"]
    assert "参评 5 家，已出分 3 家，2 家未评完" in book["全县汇总"]["A2"].value


def test_every_figure_of_the_summary_is_the_engines(
    county: dict[str, Assessment], cycle: Cycle
) -> None:
    sheet = opened(exports.summary_xlsx(cycle, now()))["文明机关"]

    for name in ("甲局", "乙局", "丙局"):
        assessment = county[name]
        result = tally_of(assessment, marks_of([assessment])[assessment.pk])
        row = row_of(sheet, name)
        assert row[4:9] == [float(result.nodes[code].contribution or 0) for code in "12345"]
        assert Decimal(str(row[9])) == result.total
        assert sum(row[4:9]) == pytest.approx(row[9])


def test_the_summary_has_heads_of_two_rows(county: dict[str, Assessment], cycle: Cycle) -> None:
    sheet = opened(exports.summary_xlsx(cycle, now()))["文明机关"]

    assert rows_of(sheet)[2][4] == "各大项得分"
    assert rows_of(sheet)[3][4:6] == ["组织领导\n（20 分）", "精神文明阵地建设\n（30 分）"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"E3:I3", "A3:A4", "J3:J4"} <= merged
    assert sheet.print_title_rows == "$3:$4"


def test_units_of_an_older_version_stand_under_their_own_heads(cycle: Cycle) -> None:
    old = make_confirmed(unit=make_unit("旧版局"))
    rubric = make_rubric(version=2, name=old.rubric.name)
    rubric.frozen["nodes"][0]["points"] = "18"
    rubric.published_at = now()
    rubric.save()
    new = make_confirmed(unit=make_unit("新版局"))
    Assessment.objects.filter(pk=new.pk).update(rubric=rubric)

    sheet = opened(exports.summary_xlsx(cycle, now()))["文明机关"]

    assert rows_of(sheet)[3][4:10] == [
        *("组织领导\n（20 分）", "精神文明阵地建设\n（30 分）", "精神文明创建活动\n（30 分）"),
        *("思想道德建设\n（10 分）", "综合效益\n（10 分）", "组织领导\n（18 分）"),
    ]
    assert row_of(sheet, "旧版局")[4] == 20
    assert row_of(sheet, "旧版局")[9] is None
    assert row_of(sheet, "新版局")[4] is None
    assert row_of(sheet, "新版局")[9] == 20


def test_the_ranking_shares_ranks_and_names_the_rest_below(
    county: dict[str, Assessment], cycle: Cycle
) -> None:
    book = opened(exports.ranking_xlsx(cycle, now()))

    sheet = book["文明机关"]
    assert [row[:2] for row in rows_of(sheet)[3:8]] == [
        [1, "乙局"],
        [1, "甲局"],
        [3, "丙局"],
        [None, "以下单位未评完，不参加排名"],
        [None, "丁局"],
    ]
    assert [row[3] for row in rows_of(sheet)[3:6]] == [97.2, 97.2, 95.2]
    assert sheet["D4"].number_format == "0.00"
    assert row_of(book["文明学校"], "甲校") == [None, "甲校", None, None, "未评完（填报中）"]


def test_the_self_checks_say_what_is_in_and_who_is_late(cycle: Cycle) -> None:
    done, late = make_assessment(make_unit("甲局")), make_assessment(make_unit("乙局"))
    SelfMark.objects.filter(report=done.report, indicator__code="1.1").update(answer={"met": True})
    report, at = done.report, now()
    report.status, report.round, report.submitted_at = ReportStatus.SUBMITTED, 2, at
    report.self_total = Decimal("88.50")
    report.save()

    sheet = opened(exports.self_checks_xlsx(cycle, at)).active

    shown = timezone.make_naive(at).replace(microsecond=0)
    first = row_of(sheet, "甲局")
    assert first[2:5] == ["文明机关", "待审核", 2]
    assert abs((first[5] - shown).total_seconds()) <= 1
    asked = done.report.marks.count() - 1  # a test answers 4.1
    assert first[6:] == [1, asked, 0, 88.5, None]
    assert row_of(sheet, late.unit.name)[3:] == [*("填报中", 0, None, 0, asked, 0, None, "逾期")]


def test_workbooks_are_ready_to_print(county: dict[str, Assessment], cycle: Cycle) -> None:
    assessment, at = county["甲局"], now()
    books = [
        exports.summary_xlsx(cycle, at),
        exports.ranking_xlsx(cycle, at),
        exports.self_checks_xlsx(cycle, at),
        exports.score_sheet_xlsx(assessment, score_trail(assessment), at),
    ]

    for sheet in (sheet for book in books for sheet in opened(book)):
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet["A1"].font.name == "宋体"
        assert {sheet.cell(5, 2).font.name, sheet.cell(5, 3).font.name} == {"仿宋"}
        assert sheet.cell(5, 2).border.bottom.style == "thin"
        assert cn_datetime(at) in sheet["A2"].value
        assert "日期：" in rows_of(sheet)[-1][0]


def test_no_text_becomes_a_formula_or_breaks_a_book(cycle: Cycle) -> None:
    unit = make_unit("毒局")
    assessment = make_confirmed(make_user(name="=1+1"), unit=unit, changed=[LOSES])
    type(unit).objects.filter(pk=unit.pk).update(name=POISON)
    assessment.sheets.get().marks.filter(indicator__code="1.2").update(reason="@SUM(1)\x0b\x0c")
    assessment = Assessment.objects.get(pk=assessment.pk)

    at = now()
    books = [
        exports.summary_xlsx(cycle, at),
        exports.ranking_xlsx(cycle, at),
        exports.self_checks_xlsx(cycle, at),
        exports.score_sheet_xlsx(assessment, score_trail(assessment), at),
    ]

    for book in map(opened, books):
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert any("cmd|" in str(cell.value) for cell in cells)


def test_a_year_without_units_makes_empty_books(cycle: Cycle) -> None:
    for write in (exports.summary_xlsx, exports.ranking_xlsx, exports.self_checks_xlsx):
        assert "参评 0 家" in (text := str(rows_of(opened(write(cycle, now())).worksheets[0]))) or (
            "自查情况表" in text
        )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_costs_the_same_however_long(client: Client, name: str, count: int) -> None:
    cycle = make_cycle(PhaseKind.FIELD)
    for _ in range(count):
        make_confirmed()
    client.force_login(make_user(Role.OFFICE))
    url = reverse(f"assessments:{name}", args=[cycle.pk])

    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)

    assert response.status_code == 200
    # session, user, who one is, the year and how many lines it will be; and the last three again
    # by the kind of job, which trusts nobody: always; then
    assert (
        len(asked)
        == {
            "summary-xlsx": 8
            + 5,  # types, rubrics, the county's lines; heads and lines of the type
            "ranking-xlsx": 8 + 3,  # types; rubrics and lines of the one type
            "self-check-xlsx": 8 + 3,  # phases; what is measured by others; lines
        }[name]
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_long_table_is_made_in_the_background(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    cycle = make_cycle(PhaseKind.FIELD)
    make_confirmed()
    monkeypatch.setattr(delivery, "ROWS_AT_ONCE", 0)
    client.force_login(make_user(Role.OFFICE))
    url = reverse(f"assessments:{name}", args=[cycle.pk])

    offered = client.get(url)
    started = client.post(url, follow=True)

    assert "开始生成" in offered.content.decode()
    assert not Job.objects.exclude(pk=started.context["job"].pk).exists(), "a GET starts nothing"
    job = started.context["job"]
    assert (job.state, job.done) == ("done", 2 if name == "summary-xlsx" else 1)
    assert job.result.original_name == f"{cycle.year}年文明单位{TABLES[name]}.xlsx"


@pytest.mark.parametrize("members", [1, 3])
def test_a_score_sheet_costs_the_same_for_any_number_of_scorers(
    client: Client, cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries, members: int
) -> None:
    assessment = make_confirmed(*(make_user() for _ in range(members)))
    client.force_login(make_user(Role.OFFICE))

    # session, user, who one is; the unit, the phases, whether one sits in its team; and of the
    # trail sheets, answers, tests, reasons, own marks, spread notes, ranked peers
    with django_assert_num_queries(14):
        response = client.get(reverse("assessments:score-xlsx", args=[assessment.pk]))

    assert response.status_code == 200


@pytest.mark.parametrize("name", TABLES)
def test_a_download_is_named_after_its_year_and_table(
    client: Client, cycle: Cycle, name: str
) -> None:
    client.force_login(make_user(Role.LEADER))

    response = client.get(reverse(f"assessments:{name}", args=[cycle.pk]))

    filename = f"{cycle.year}年文明单位{TABLES[name]}.xlsx"
    assert quote(filename) in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("role", [Role.UNIT, Role.ADMIN, Role.TOWNSHIP])
def test_the_countys_tables_are_not_there_for_others(
    client: Client, cycle: Cycle, name: str, role: Role
) -> None:
    client.force_login(make_user(role))

    assert client.get(reverse(f"assessments:{name}", args=[cycle.pk])).status_code == 404


def test_a_unit_gets_its_own_score_sheet_without_the_scorers_names(client: Client) -> None:
    cycle = make_cycle(PhaseKind.FIELD)
    assessment = make_confirmed(make_user(name="赵敏"), make_user(name="钱伟"), changed=[LOSES])
    reporter = make_user(Role.UNIT, unit=assessment.unit)
    client.force_login(reporter)
    url = reverse("assessments:score-xlsx", args=[assessment.pk])

    assert client.get(url).status_code == 403
    cycle.phases.filter(kind=PhaseKind.PUBLICITY).update(opens_at=now())
    text = str(rows_of(opened(client.get(url).content).active))

    assert "考核员甲" in text
    assert "赵敏" not in text
    assert "钱伟" not in text


def test_somebody_of_the_unit_never_reads_who_gave_what(client: Client) -> None:
    """Not even with another role that reads everything."""
    make_cycle(PhaseKind.ARCHIVE)
    assessment = make_assessment()
    leader = make_user(Role.LEADER)
    make_membership(leader, Role.STAFF, unit=assessment.unit)
    Assessment.objects.filter(pk=assessment.pk).update(field_status="confirmed")
    client.force_login(leader)

    response = client.get(reverse("assessments:score-trail", args=[assessment.pk]))

    assert response.status_code == 200
    assert not response.context["trail"].scorers


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_what_is_saved_meanwhile_shows_in_no_part_of_a_document() -> None:
    make_cycle(PhaseKind.FIELD)
    assessment = make_confirmed()

    with one_snapshot():
        assert Assessment.objects.get(pk=assessment.pk).total is not None
        _elsewhere("UPDATE assessments_assessment SET total = NULL, rank = NULL")
        assert Assessment.objects.get(pk=assessment.pk).total is not None

    assert Assessment.objects.get(pk=assessment.pk).total is None


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_document_that_is_being_read_does_not_hold_the_writers_lock() -> None:
    """SQLite lets nobody commit while one reads; but whoever saves can begin to."""
    make_cycle()

    with one_snapshot():
        assert Cycle.objects.exists()
        _elsewhere("BEGIN IMMEDIATE")

    assert getattr(connection, "transaction_mode", "") == "IMMEDIATE"


def _elsewhere(statement: str) -> None:
    """Run one statement on a connection of its own."""
    other = connection.copy()
    other.settings_dict = other.settings_dict | {"OPTIONS": _impatient(other)}
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
    finally:
        other.close()


def _impatient(other: Any) -> dict[str, Any]:
    options = dict(other.settings_dict["OPTIONS"])
    return options | {"timeout": 1} if "timeout" in options else options
