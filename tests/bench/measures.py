"""What is measured, each beside its yardstick."""

import gc
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Border, Font, Side

from assessments import exports
from assessments.actions.results import RERANK, rank_type, recompute, refresh_result
from assessments.models import Assessment, Mark, Publication, Rubric
from assessments.results.extras import extras_of
from assessments.results.publicity import rows_of
from assessments.results.ranking import RankingRow, columns_of, ranking_lines, ranking_rows
from assessments.results.tally import marks_of, tally_of
from assessments.roles import PublicationStatus
from districts.models import UnitType
from tests.bench import bare
from tests.bench.county import County
from wenming.accounts.models import User

Job = Callable[[], object]
WARM_UP = 2


@dataclass(frozen=True)
class Measure:
    """Seconds of ours and of the yardstick, and what ours asks of the database."""

    name: str
    ours: float
    bare: float
    queries: int | None
    goal: str
    note: str = ""


def compare(ours: Job, plain: Job, runs: int, *, before: Job = lambda: None) -> tuple[float, float]:
    """The medians of both, run in turns: what else the machine does then hits both alike.

    `before` is run before each and not measured.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + WARM_UP):
        for seconds, job in zip(found, (ours, plain), strict=True):
            before()
            spent = timed(job)
            if number >= WARM_UP:
                seconds.append(spent)
    return median(found[0]), median(found[1])


def timed(job: Job) -> float:
    gc.collect()
    start = perf_counter()
    job()
    return perf_counter() - start


def asked(job: Job) -> int:
    with CaptureQueriesContext(connection) as queries:
        job()
    return sum(not _is_frame(query["sql"]) for query in queries)


def _is_frame(sql: str) -> bool:
    return sql.split(" ", maxsplit=1)[0] in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def page(user: User | None, url: str, data: Callable[[], dict[str, Any]] | None = None) -> Job:
    """One request through all of Django; `data` is what a POST carries, made afresh each time."""
    client = Client(headers={"host": "localhost", "hx-request": "true" if data else "false"})
    if user is not None:
        client.force_login(user)

    def ask() -> None:
        response = client.post(url, data()) if data else client.get(url)
        assert response.status_code == 200, f"{url} answered {response.status_code}"

    return ask


def plain_page(
    user: User | None, url: str, data: dict[str, Any] | None = None, number: int = 1
) -> Job:
    """The same of a bare view, under Django's own middleware, `number` times."""
    settings = override_settings(ROOT_URLCONF="tests.bench.bare", MIDDLEWARE=bare.MIDDLEWARE)
    with settings:
        ask = times(page(user, url, (lambda: data or {}) if data else None), number)

    def bare_ask() -> None:
        with settings:
            ask()

    return bare_ask


def pages(county: County, runs: int) -> Iterator[Measure]:
    """Lists and forms, for the people who open them every day."""
    office, assessor = county.office, county.assessor
    form = reverse("assessments:sheet-detail", args=[county.sheet.pk])
    jobs = (
        ("单位名册（50 行）", office, reverse("districts:unit-list"), "/units/", "≤ 5，≤ 12 次"),
        (
            "自查审核（50 行）",
            office,
            reverse("assessments:report-queue"),
            "/queue/",
            "≤ 5，≤ 12 次",
        ),
        ("得分排名（50 行）", office, reverse("assessments:ranking"), "/ranking/", "≤ 5，≤ 12 次"),
        ("等我办理（200 行）", office, reverse("assessments:todo-list"), "/todos/", "≤ 5，≤ 12 次"),
        ("工作台", office, reverse("assessments:workbench"), "/todos/", "≤ 5，≤ 12 次"),
        (
            "评分表（40 项）",
            assessor,
            f"{form}?head=all",
            f"/form/{county.sheet.pk}/",
            "≤ 2，≤ 15 次",
        ),
    )
    for name, user, url, bare_url, goal in jobs:
        ours, plain = page(user, url), plain_page(user, bare_url)
        yield Measure(name, *compare(ours, plain, runs), asked(ours), goal)


def notices(county: County, runs: int) -> Iterator[Measure]:
    """The public page of all results, kept, against a view that Django keeps: nobody signs in."""
    today = timezone.localdate()
    publication = Publication.objects.create(
        cycle=county.cycle, slug="bench", title="公示", intro="公示", contact="县文明办",
        shows=["unit", "total", "rank"], rows=rows_of(county.cycle, ["unit", "total", "rank"]),
        opens_on=today, closes_on=today + timedelta(days=7), status=PublicationStatus.APPROVED,
        prepared_by=county.office, approved_by=county.assessor, approved_at=timezone.now(),
    )  # fmt: skip
    ours = page(None, reverse("public:notice", args=[publication.slug]))
    per_run = 100  # one is over in a millisecond, and changing the settings costs as much
    plain = plain_page(None, f"/notice/{county.cycle.pk}/", number=per_run)
    found = compare(times(ours, per_run), plain, runs)
    rate = found[1] / found[0]
    yield Measure(
        "公示页面（已缓存）",
        found[0] / per_run,
        found[1] / per_run,
        asked(ours),
        "速率 ≥ 0.7，≤ 2 次",
        f"速率为裸缓存视图的 {rate:.2f} 倍",
    )


def times(job: Job, number: int) -> Job:
    def several() -> None:
        for _ in range(number):
            job()

    return several


def saves(county: County, runs: int) -> Iterator[Measure]:
    """One mark and the written report, as the page saves them by itself."""
    mark, versions, drafts = county.sheet.marks.all()[0], count(1), count(1)

    def one_mark() -> dict[str, Any]:
        return {"reason": "未见记录", "version": next(versions), "save_key": str(uuid4())}

    def one_report() -> dict[str, Any]:
        return {"summary": "全年工作。" * 200, "version": next(drafts), "save_key": str(uuid4())}

    url = reverse("assessments:mark-save", args=[mark.pk])
    ours = page(county.assessor, url, one_mark)
    plain = plain_page(county.assessor, f"/save/{mark.pk}/", {"reason": "未见记录"})
    Mark.objects.filter(pk=mark.pk).update(version=1)
    yield Measure("保存一项评分", *compare(ours, plain, runs), asked(ours), "≤ 8 次")
    url = reverse("assessments:report-summary-save", args=[county.report.pk])
    ours = page(county.reporter, url, one_report)
    plain = plain_page(
        county.reporter, f"/summary/{county.report.pk}/", {"summary": "全年工作。" * 200}
    )
    yield Measure("保存书面报告", *compare(ours, plain, runs), asked(ours), "≤ 8 次")


def rankings(county: County, runs: int) -> Iterator[Measure]:
    """All units of a type after the first has been recomputed, when almost every rank moves."""
    ranked = Assessment.objects.filter(cycle=county.cycle, rank__isnull=False)
    unit = ranked.select_related("cycle", "rubric", "unit_type").order_by("-rank").first()
    assert unit is not None

    def lower() -> None:
        Assessment.objects.filter(pk=unit.pk).update(total=0)
        rank_type(county.cycle.pk, UnitType.AGENCY)

    def ours() -> None:
        with transaction.atomic():
            refresh_result(unit)

    def statement() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            Assessment.objects.filter(pk=unit.pk).update(total=100)
            cursor.execute(RERANK, [county.cycle.pk, UnitType.AGENCY])

    seconds = compare(ours, statement, max(3, runs // 3), before=lower)
    yield Measure("改一家后重排全类", *seconds, asked(ours), "< 10 倍裸 SQL")


def workbooks(county: County, runs: int) -> Iterator[Measure]:
    """考核汇总表 beside openpyxl's write-only mode fed with the same figures from a list."""
    cycle, few = county.cycle, max(3, runs // 5)
    columns = columns_of(cycle, UnitType.AGENCY)
    lines = list(ranking_rows(ranking_lines(cycle, UnitType.AGENCY), columns))
    short = [(row.unit_type, row.unit, row.team, row.total, row.rank, "") for row in lines]
    long = [
        (row.rank, row.unit, row.team, row.self_total, *points_of(row), row.total, "")
        for row in lines
    ]

    def ours() -> bytes:
        return exports.summary_xlsx(cycle, timezone.now())

    memory, queries = f"Python 内存峰值 {peak(ours):.0f} MB", asked(ours)
    for name, is_formatted in (("考核汇总表", False), ("同上，对同样格式", True)):
        seconds = compare(ours, lambda: listed((short, long), is_formatted), few)  # noqa: B023
        yield Measure(name, *seconds, queries, "≤ 1.3 倍 openpyxl", memory)


def listed(sheets: Iterable[Sequence[Sequence[object]]], is_formatted: bool) -> bytes:
    """openpyxl's write-only mode fed from lists; formatted, with one font and border for all."""
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet: Any = book.create_sheet()
        style = WriteOnlyCell(sheet)
        style.font, style.border = Font(name="仿宋", size=11), Border(left=Side(style="thin"))
        for row in rows:
            cells = [WriteOnlyCell(sheet, value) for value in row] if is_formatted else row
            if is_formatted:
                for cell in cells:
                    cell._style = style._style
            sheet.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def points_of(row: RankingRow) -> list[float]:
    return [float(cell.exact or 0) for cell in row.cells]


def peak(job: Job) -> float:
    """Megabytes that Python held at most while the job ran."""
    tracemalloc.start()
    job()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1024**2


def recomputing(county: County, runs: int) -> Iterator[Measure]:
    """重新核算 of the whole year beside reading and scoring the same answers and no more.

    The synthetic totals are none that the answers make, so that writing repairs every unit, with an
    entry in the trail for each; afterwards nothing differs.
    """
    cycle, few = county.cycle, max(3, runs // 5)
    ids = list(Assessment.objects.filter(cycle=cycle).values_list("pk", flat=True))
    rubrics = Rubric.objects.in_bulk()

    def read_and_score() -> None:
        for start in range(0, len(ids), 500):
            rows = Assessment.objects.filter(pk__in=ids[start : start + 500])
            units = list(rows.select_related("cycle"))
            for unit in units:
                unit.rubric = rubrics[unit.rubric_id]
            marks, extras = marks_of(units), extras_of(units)
            for unit in units:
                tally_of(unit, marks[unit.pk], extras[unit.pk])

    def compare_all() -> None:
        recompute(cycle, write=False, at=timezone.now())

    def write_all() -> None:
        recompute(cycle, write=True, at=timezone.now())

    # Before the comparison, which then finds nothing: each total can be repaired only once.
    repaired = timed(write_all)
    seconds = compare(compare_all, read_and_score, few)
    note = f"全部更正并留痕 {repaired:.1f} 秒"
    yield Measure("重新核算全年（比较）", *seconds, asked(compare_all), "后台，≤ 2", note)


def engine(county: County, runs: int) -> str:
    """How many units of 40 items and two scorers one process scores in a second."""
    rows = Assessment.objects.filter(cycle=county.cycle, total__isnull=False)
    units = list(rows.select_related("cycle", "rubric", "unit_type")[:500])
    spec = units[0].rubric.spec
    for unit in units:
        unit.rubric.spec = spec
    marks, extras = marks_of(units), extras_of(units)
    seconds = []
    for _ in range(max(3, runs // 3)):
        start = process_time()
        for unit in units:
            assert tally_of(unit, marks[unit.pk], extras[unit.pk]).total is not None
        seconds.append(process_time() - start)
    speed = len(units) / median(seconds)
    return f"计分引擎：每秒处理器时间 {speed:,.0f} 家（40 项、2 人评分；目标 2,000 家）"
