"""What the year 2020 comes to, fact by fact as the summary of that year tells it.

The order is that of the demonstration county in the design. Asked of the county that
tests/assessments/test_demonstration.py builds, through the catalogue and through the rows behind
each figure.
"""

import json
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from django.core.files.storage import default_storage
from django.core.management import call_command
from docx import Document

from assessments.models import AnnualSummary, Assessment
from assessments.results.figures import FigureValue, figures_of, rows_behind
from assessments.results.figures.values import added_column
from assessments.results.summaries.skeleton import fields_in, filled, sentences_of
from assessments.roles import SummaryStatus
from assessments.scoring import two_places
from tests.assessments.parity import NOW

YEARS = (2020, 2026)
TODAY = NOW.date()
Number = Decimal | int
# Name → what it comes to, and how it is spoken.
STATED: dict[str, tuple[Number, str]] = {
    # districts
    "districts_planned_high": (24, "24个"),
    "districts_higher": (32, "30多个"),
    "districts_speciality": (4, "4个"),
    "projects_done": (12, "12个"),
    # pairings
    "pairing_units": (48, "48个"),
    "pairing_villages": (24, "24个"),
    "pairing_cement": (Decimal("700.00"), "700吨"),
    "pairing_money_won": (Decimal("500000.00"), "50万元"),
    "pairing_money_own": (Decimal("1803500.00"), "180多万元"),
    "pairing_projects": (18, "18个"),
    "pairing_road_metres": (Decimal("18000.00"), "18000米"),
    "pairing_model_streets": (26, "26条"),
    "pairing_reading_rooms": (10, "10个"),
    "pairing_lectures": (80, "80场"),
    "pairing_people_taught": (9930, "9900多人次"),
    "letters_signed_units": (48, "48份"),
    "letters_signed_townships": (12, "12份"),
    "meetings_held": (1, "1次"),
    # tasks
    "tasks_first_batch": (16, "16件"),
    "tasks_accepted": (6, "6件"),
    "tasks_open": (10, "10件"),
    "tasks_media_reports": (1, "1篇"),
    # culture
    "series_performances": (52, "50多场"),
    "series_days": (103, "3个多月"),
    "series_visits": (400_000, "约40万人次"),
    "centres_standing": (6, "6个"),
    "boards_money": (Decimal("1025500.00"), "100多万元"),
    "programmes_run": (3, "3个"),
    # campaigns
    "campaigns_held": (8, "8项"),
    "awards_made": (24, "20多个"),
    "exemplars_put_forward": (3, "3个"),
    "consultations_sent": (1, "1件"),
    "consultations_finished": (1, "1件"),
    "opinions_asked": (4, "4个"),
    "opinions_given": (4, "4份"),
    # assessment
    "assessed_units": (48, "48个"),
    "assessed_types": (6, "6种"),
    "assessment_teams": (2, "2个"),
    "reports_accepted": (48, "48个"),
    "units_scored": (48, "48个"),
}
# Names that stand among the rows behind a figure: in their first column.
NAMED = {
    "districts_speciality": {"刘茂文明片区", "张堂文明片区", "小胡文明片区", "南赵文明片区"},
    "pairing_units": {"县国土资源局", "县水泥厂"},
    "pairing_villages": {"张堂村", "中李村", "施家村"},
    "tasks_first_batch": {"推广村级110", "救助低保人群", "整治城乡结合部卫生"},
    "campaigns_held": {
        "十星级文明户",
        "好媳妇好婆婆",
        "致富能手",
        "花园式单位",
        "文明规范药房",
        "绿色社区",
        "文明经营区",
        "百城万店无假货",
    },
    "exemplars_put_forward": {"张堂文明片区", "国税行业文化", "华宁矿业诚信经营"},
    "opinions_asked": {"县教育局", "县文体局", "团县委", "县妇联"},
    "assessed_types": {"文明乡镇", "文明机关", "文明行业", "文明企业", "文明学校", "文明村"},
}
HEADS = ("组织领导", "精神文明阵地建设", "精神文明创建活动", "思想道德建设", "综合效益")
# Figures that sentences carry beside those of the design.
UNLISTED = {
    "county", "year", "next_year", "districts_planned", "districts_high", "letters_signed",
    "tasks_of_townships", "activities_held", "reports_handed_in", "centres_built",
    "boards_put_up", "programme_products", "moral_councils",
}  # fmt: skip
# One figure that is neither a count nor a sum of its rows: from the first day to the last.
SPANS = {"series_days"}


def check() -> None:
    """The list above, from the catalogue; and every figure of every year from its rows."""
    found = figures_of(2020, TODAY)
    told = {name: (found[name].value, found[name].wording) for name in STATED}
    assert told == STATED
    for year in YEARS:
        for value in figures_of(year, TODAY).values():
            _equals_its_rows(value, year)
    _names_stand_behind(found)
    _averages_are_those_of_the_totals(found)
    _the_command_prints_the_same(found)
    _the_signed_summary_states_them(found)


def _equals_its_rows(value: FigureValue, year: int) -> None:
    if value.value is None:
        assert value.wording == f"【待补充：{value.figure.label}】"
        return
    behind = rows_behind(value.figure, year, TODAY)
    rows = list(behind.rows)
    assert len(rows) == value.rows, value.figure.name
    for row in rows[:1]:
        assert [column.of(row) for column in behind.columns]
    if value.figure.name in SPANS:
        return
    added = added_column(value.figure)
    if added is None:
        assert value.value == len(rows), value.figure.name
        return
    total = sum((Fraction(added.of(row)) for row in rows), Fraction(0))
    if value.figure.is_mean:
        total /= len(rows)
    assert value.value == two_places(total), value.figure.name


def _names_stand_behind(found: dict[str, FigureValue]) -> None:
    for name, expected in NAMED.items():
        behind = rows_behind(found[name].figure, 2020, TODAY)
        assert expected <= {behind.columns[0].of(row) for row in behind.rows}, name
    heads = [found[f"lost_head_{number}"].figure.label for number in range(1, 6)]
    assert heads == [f"“{head}”大项失分" for head in HEADS]


def _averages_are_those_of_the_totals(found: dict[str, FigureValue]) -> None:
    """Each type has its own; a type that somebody adds needs no programmer."""
    scored = Assessment.objects.filter(cycle__year=2020, total__isnull=False)
    codes = set(scored.values_list("unit_type", flat=True))
    assert len(codes) == 6
    for code in codes:
        totals = scored.filter(unit_type=code).values_list("total", flat=True)
        total = sum((Fraction(str(each)) for each in totals), Fraction(0))
        assert found[f"average_{code}"].value == two_places(total / len(totals))


def _the_signed_summary_states_them(found: dict[str, FigureValue]) -> None:
    """Each sentence of the Word file that was signed carries the wordings of its figures."""
    signed = AnnualSummary.objects.get(year=2020, status=SummaryStatus.SIGNED)
    assert signed.document is not None
    with default_storage.open(signed.document.path) as file:
        printed = "".join(paragraph.text for paragraph in Document(file).paragraphs)
    for sentence in sentences_of(2020):
        assert filled(sentence.text, 2020, found) in printed, sentence.key
        for name in fields_in(sentence.text):
            assert name in STATED or name in UNLISTED, name


def _the_command_prints_the_same(found: dict[str, FigureValue]) -> None:
    """One JSON object, keys in the catalogue's order; a past year does not depend on today."""
    out = StringIO()
    call_command("annual_figures", "2020", stdout=out)
    printed = json.loads(out.getvalue())
    assert list(printed) == list(found)
    assert printed["pairing_money_own"] == {
        "value": "1803500",
        "unit": "元",
        "wording": "180多万元",
        "rows": 47,
    }
    assert printed["honours_awarded"]["value"] is None
    assert {name: (one["rows"], one["wording"]) for name, one in printed.items()} == {
        name: (value.rows, value.wording) for name, value in found.items()
    }
