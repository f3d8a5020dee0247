"""Terms of several years (届期): each unit's years, its total in words, and its rank.

What a year gives is its published total, to two places, as it was made known; only a confirmed one
counts, and a term is settled (frozen) only from archived years. Without one of its years a unit has
no term total: what is missing is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, Cycle, Term, TermResult, TermYear
from assessments.roles import CycleStatus, FieldStatus
from assessments.scoring import Standing, TermMode, plain, rank_units, term_total, two_places
from districts.models import UnitType
from wenming.numbers import plain as plain_decimal

ARCHIVED, CONFIRMED = "已归档", "已确认，未归档"
WORDS = {"total": "届期得分", "exact": "未舍入得分", "rank": "位次"}
ROW = (
    "pk",
    "unit_id",
    "unit__name",
    "unit_type_id",
    "cycle__year",
    "cycle__status",
    "field_status",
    "total",
    "is_vetoed",
    "rubric__full_points",
    "rubric__name",
    "rubric__version",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One year of one unit. Figures are exact texts; `total` is "" where the year has none."""

    year: int
    total: str
    # Why there is no total, or whether it can still change.
    state: str
    full: str = ""
    share: str = ""
    points: str = ""
    assessment: int | None = None
    rubric: str = ""
    is_vetoed: bool = False

    @property
    def value(self) -> Fraction:
        """What goes into the term: the total, brought to its points where parts add up."""
        if self.points:
            return Fraction(self.total) * Fraction(self.points) / Fraction(self.full)
        return Fraction(self.total)

    @property
    def shown(self) -> str:
        """To two places, as the year's total is shown everywhere."""
        return str(two_places(Fraction(self.total))) if self.total else ""

    @property
    def is_provisional(self) -> bool:
        return bool(self.total) and self.state != ARCHIVED

    @property
    def says(self) -> str:
        """The year's line of the trail, with its numbers."""
        if not self.total:
            return f"{self.year}年：{self.state}"
        if self.points:
            made = f"，折合 {self.points} 分：{self.total} × {self.points} ÷ {self.full}"
            return (
                f"{self.year}年得 {self.total} 分（满分 {self.full}）{made} = {plain(self.value)}"
            )
        if self.share:
            weighted = self.value * Fraction(self.share) / 100
            return f"{self.year}年 {self.total} × {self.share}% = {plain(weighted)}"
        return f"{self.year}年得 {self.total} 分"


@dataclass(frozen=True, slots=True)
class Member:
    """One unit in a term: its years in order, and what they make. `rank` is within its type."""

    unit_id: int
    unit: str
    unit_type: str
    mode: TermMode
    parts: tuple[Part, ...]
    rank: int | None = None

    @property
    def missing(self) -> list[str]:
        """What keeps the unit from a total: years by what they lack."""
        years: dict[str, list[str]] = defaultdict(list)
        for part in self.parts:
            if not part.total:
                years[part.state].append(f"{part.year}年")
        return [f"{'、'.join(named)}{state}" for state, named in years.items()]

    @property
    def exact(self) -> Fraction | None:
        if self.missing:
            return None
        shares = [Fraction(part.share) / 100 for part in self.parts if part.share]
        return term_total([part.value for part in self.parts], self.mode, shares)

    @property
    def total(self) -> Decimal | None:
        exact = self.exact
        return None if exact is None else two_places(exact)

    @property
    def is_provisional(self) -> bool:
        return any(part.is_provisional for part in self.parts)

    @property
    def vetoed_in(self) -> str:
        """Years with 一票否决: the figures stay as they are, but the unit is not ranked."""
        return "、".join(f"{part.year}年" for part in self.parts if part.is_vetoed)

    @property
    def sentences(self) -> list[str]:
        """Year by year, then the sum, then its one rounding: lines that visibly add up."""
        lines = [part.says for part in self.parts]
        exact, total = self.exact, self.total
        if exact is None:
            return [*lines, f"届期得分：{'；'.join(self.missing)}，不计届期得分。"]
        lines.append(f"届期得分：{self._sum} = {plain(exact)}，四舍五入为 {total}。")
        if self.vetoed_in:
            lines.append(f"{self.vetoed_in}一票否决，不参加届期排名。")
        return lines

    @property
    def _sum(self) -> str:
        values = [part.value for part in self.parts]
        if self.mode is TermMode.WEIGHTED:
            shared = zip(values, self.parts, strict=True)
            values = [value * Fraction(part.share) / 100 for value, part in shared]
        added = " + ".join(plain(value) for value in values)
        return f"（{added}）÷ {len(values)}" if self.mode is TermMode.MEAN else added

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept when the term is frozen."""
        exact = self.exact
        return {
            "total": self.total,
            "exact": "" if exact is None else plain(exact),
            "rank": self.rank,
            "parts": [asdict(part) for part in self.parts],
        }


def term_members(term: Term, unit_type: str | None = None) -> list[Member]:
    """The units of a term (or of one of its types), by type and rank, those without a total last.

    A frozen term is read as it was stored. Three queries, two when frozen.
    """
    members = _stored(term, unit_type) if term.is_frozen else computed(term, unit_type)
    return sorted(members, key=lambda each: (each.unit_type, each.rank is None, each.rank or 0))


def computed(term: Term, unit_type: str | None = None) -> list[Member]:
    """Computed from the years as they are now. Three queries for any number of units."""
    years = list(term.years.all())
    known = set(
        Cycle.objects.filter(year__in=[each.year for each in years]).values_list("year", flat=True)
    )
    rows: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for row in _rows(term, years, unit_type):
        rows[row[1]][row[4]] = row
    mode = TermMode(term.mode)
    found = []
    for unit_id, by_year in rows.items():
        # A unit that changed its type counts where it was last.
        last = by_year[max(by_year)]
        if unit_type is None or last[3] == unit_type:
            parts = tuple(_part(each, by_year.get(each.year), known) for each in years)
            found.append(Member(unit_id, last[2], last[3], mode, parts))
    return _ranked(found)


def _rows(
    term: Term, years: Sequence[TermYear], unit_type: str | None
) -> Iterable[tuple[Any, ...]]:
    types = UnitType.objects.filter(pk=unit_type) if unit_type else term.unit_types.all()
    span = Assessment.objects.filter(cycle__year__in=[each.year for each in years])
    # Years under another type count too, so the unit is looked for, not the year's type.
    units = span.filter(unit_type__in=types).values("unit")
    return span.filter(unit__in=units).order_by("unit__name", "unit_id").values_list(*ROW)


def _part(year: TermYear, row: tuple[Any, ...] | None, known: set[int]) -> Part:
    figures: dict[str, Any] = {
        "share": "" if year.share is None else plain_decimal(year.share),
        "points": "" if year.points is None else plain_decimal(year.points),
    }
    if row is None:
        state = "没有参评" if year.year in known else "还没有建立考核年度"
        return Part(year.year, "", state, **figures)
    pk, _, _, _, _, status, field_status, total, is_vetoed, full, rubric, version = row
    is_archived = status == CycleStatus.ARCHIVED
    if total is None or field_status != FieldStatus.CONFIRMED:
        state = "归档时没有得分" if is_archived else "还没有确认得分"
        return Part(year.year, "", state, **figures, assessment=pk)
    return Part(
        year.year,
        plain_decimal(total),
        ARCHIVED if is_archived else CONFIRMED,
        plain_decimal(full),
        **figures,
        assessment=pk,
        rubric=f"{rubric}（第 {version} 版）",
        is_vetoed=is_vetoed,
    )


def _ranked(members: Sequence[Member]) -> list[Member]:
    """Ranks within each type, in the order of the list."""
    ranks: dict[int, int | None] = {}
    for unit_type in {member.unit_type for member in members}:
        peers = [member for member in members if member.unit_type == unit_type]
        ranks |= rank_units(
            [Standing(each.unit_id, each.total, bool(each.vetoed_in)) for each in peers]
        )
    return [
        Member(each.unit_id, each.unit, each.unit_type, each.mode, each.parts, ranks[each.unit_id])
        for each in members
    ]


def _stored(term: Term, unit_type: str | None) -> list[Member]:
    rows = TermResult.objects.filter(term=term).order_by("unit__name", "unit_id")
    if unit_type is not None:
        rows = rows.filter(unit_type=unit_type)
    mode = TermMode(term.mode)
    return [
        Member(pk, name, kind, mode, tuple(Part(**part) for part in parts), rank)
        for pk, name, kind, parts, rank in rows.values_list(
            "unit_id", "unit__name", "unit_type_id", "parts", "rank"
        )
    ]


def unarchived_years(term: Term) -> list[int]:
    """Years that keep a term from being frozen. Two queries."""
    years = [each.year for each in term.years.all()]
    archived = Cycle.objects.filter(year__in=years, status=CycleStatus.ARCHIVED)
    done = set(archived.values_list("year", flat=True))
    return [year for year in years if year not in done]


def term_faults(term: Term) -> list[str]:
    """Where a frozen term is no longer what its years make, in words. Four queries."""
    due = {member.unit_id: member for member in computed(term)}
    found = []
    for row in TermResult.objects.filter(term=term).select_related("unit").order_by("unit__name"):
        member = due.pop(row.unit_id, None)
        figures: Mapping[str, Any] = member.stored if member else {}
        if not figures:
            found.append(f"{row.unit}：已存届期结果，各年度中没有这家单位")
            continue
        for name, word in WORDS.items():
            stored, now = getattr(row, name), figures[name]
            if stored != now:
                found.append(f"{row.unit}：{word}存为 {stored or '无'}，重新计算为 {now or '无'}")
                break
        else:
            if row.parts != figures["parts"]:
                found.append(f"{row.unit}：计算依据与各年度现在的记录不一致")
    return found + [f"{member.unit}：没有保存届期结果" for member in due.values()]
