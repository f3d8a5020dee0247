"""Pictures of the assessment: how far it is, how the totals are spread, where points were lost."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from assessments.results.cockpit.heads import HeadShare
from assessments.results.distribution import BANDS, BANDS_TEXT, Band
from assessments.results.figures import FigureValue
from assessments.results.progress import Progress
from wenming.charts import Cell, Chart, Drawn, Row, Series
from wenming.numbers import plain

MOST_ITEMS = 10
Figures = Mapping[str, FigureValue]
Typed = Sequence[tuple[str, Progress]]
NOBODY = "本年度还没有参评单位。"
NOBODY_IN = (0,) * len(BANDS)
NO_TOTALS = "本年度还没有单位算出总分。"


REPORT_STATES = (
    Series("已受理", "green"),
    Series("待审核", "sky"),
    Series("已退回", "gold"),
    Series("未报", "grey"),
)


def figure_url(year: int, name: str) -> str:
    return reverse("assessments:figure-detail", args=[year, name])


def ranking_url(year: int, unit_type: str, band: Band | None = None) -> str:
    query = {"year": str(year), "type": unit_type}
    if band is not None:
        query["band"] = band.code
    return f"{reverse('assessments:ranking')}?{urlencode(query)}"


def self_checks(year: int, types: Typed) -> Chart:
    """Units by the state of their report; the cells lead to the units of the type."""
    return Chart(
        "self-checks", Drawn.BARS, "单位自查进度", "类型",
        REPORT_STATES,
        tuple(_units(year, code, row, _reports(row)) for code, row in types),
        empty=NOBODY, note="单位数",
    )  # fmt: skip


def _reports(row: Progress) -> tuple[int, ...]:
    return row.accepted, row.in_review, row.returned, row.owed - row.returned


def scoring(year: int, types: Typed) -> Chart:
    return Chart(
        "scoring", Drawn.BARS, "集中考核进度", "类型",
        (Series("已评完", "green"), Series("进行中", "gold"), Series("未开始", "grey")),
        tuple(
            _units(year, code, row, (row.confirmed, row.scoring, row.unscored - row.scoring))
            for code, row in types
        ),
        empty=NOBODY, note="单位数",
    )  # fmt: skip


def _units(year: int, code: str, row: Progress, counts: Sequence[int]) -> Row:
    url = figure_url(year, f"units_{code}")
    return Row(row.name, tuple(Cell(count, url=url) for count in counts))


TONES = ("red", "gold", "blue", "sky", "green", "grey")


def spread(year: int, types: Typed, counts: Mapping[str, Sequence[int]]) -> Chart:
    """Units by band of points, the types on top of each other."""
    scored = [(code, row.name) for code, row in types if any(counts.get(code, ()))]
    return Chart(
        "spread", Drawn.COLUMNS, "得分分布", "总分",
        tuple(Series(name, TONES[at % len(TONES)]) for at, (_, name) in enumerate(scored)),
        tuple(
            Row(label, tuple(_in_band(year, code, band, counts[code][at]) for code, _ in scored))
            for at, (label, band) in enumerate((band.label, band) for band in BANDS)
        ),
        empty=NO_TOTALS, note=f"单位数。{BANDS_TEXT}",
    )  # fmt: skip


def spread_of_type(year: int, code: str, counts: Mapping[str, Sequence[int]]) -> Chart:
    """The same of one type, for its ranking."""
    return Chart(
        "spread", Drawn.COLUMNS, "得分分布", "总分",
        (Series("单位数", "red"),),
        tuple(
            Row(band.label, (_in_band(year, code, band, counts.get(code, NOBODY_IN)[at]),))
            for at, band in enumerate(BANDS)
        ),
        empty=NO_TOTALS, note=f"单位数。{BANDS_TEXT}",
    )  # fmt: skip


def _in_band(year: int, code: str, band: Band, count: int) -> Cell:
    return Cell(count, url=ranking_url(year, code, band) if count else "")


def radar(year: int, code: str, name: str, heads: Sequence[HeadShare]) -> Chart:
    """Percentages of the heads' points, beside those of the year before."""
    now, before = ranking_url(year, code), ranking_url(year - 1, code)
    return Chart(
        "heads", Drawn.RADAR, "各大项得分率", "大项",
        (Series(f"{year}年", "red"), Series(f"{year - 1}年", "blue")),
        tuple(
            Row(head.title, (_percent(head, now), _percent(head, before, is_before=True)))
            for head in heads
        ),
        empty="这一类型还没有单位算出总分。",
        note=f"{name}：实得分占大项分值的百分比",
    )  # fmt: skip


def _percent(head: HeadShare, url: str, *, is_before: bool = False) -> Cell:
    share = head.before if is_before else head.now
    return Cell(None) if share is None else Cell(share, f"{plain(share)}%", url)


def lost_items(year: int, figures: Figures) -> Chart:
    """The items that cost most points in all; exact sums of the catalogue."""
    lost = {
        name: Decimal(one.value)
        for name, one in figures.items()
        if name.startswith("lost_item_") and one.value
    }
    worst = sorted(lost, key=lambda name: (-lost[name], name))
    return Chart(
        "lost-items", Drawn.BARS, "失分最多的指标", "指标",
        (Series("失分合计", "red"),),
        tuple(
            Row(figures[name].figure.about.title, (_figure(year, name, figures),))
            for name in worst[:MOST_ITEMS]
        ),
        empty=NO_TOTALS, note=f"参评单位失分之和（分），前 {MOST_ITEMS} 项",
    )  # fmt: skip


def averages(year: int, figures: Figures, last: Figures) -> Chart:
    """各类平均分, this year and last year."""
    return Chart(
        "averages", Drawn.GROUPS, "各类单位平均分同比", "类型",
        (Series(f"{year}年", "red"), Series(f"{year - 1}年", "sky")),
        tuple(
            Row(label, (_figure(year, name, figures), _figure(year - 1, name, last)))
            for name, label in _averages(figures)
        ),
        empty=NO_TOTALS, note="分",
    )  # fmt: skip


def _averages(figures: Figures) -> Iterator[tuple[str, str]]:
    for name, one in figures.items():
        if one.figure.is_mean:
            yield name, one.figure.label.removesuffix("平均分").removesuffix("参评单位")


def _figure(year: int, name: str, figures: Figures) -> Cell:
    one = figures.get(name)
    if one is None or one.value is None:
        return Cell(None)
    return Cell(one.value, plain(Decimal(one.value)), figure_url(year, name))
