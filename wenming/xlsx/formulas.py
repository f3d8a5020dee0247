"""Live formulas beside values: the one way in which a workbook of ours comes to hold any.

Text from records never gets here: what a formula compares with stands in it as quoted text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

NAMED = re.compile(r'"(?:[^"]|"")*"|\{([^{}]+)\}')
CHECK_HEADS = ("合计与复核", "数值", "公式复核", "结果")
SPAN_WIDTHS = (34, 18, 18)  # of name, value and formula, in characters; the verdict has the rest
NUMBER, DIFFERENCE = "#,##0", "ROUND({}-{},{})=0"
AGREES, DIFFERS, UNKNOWN = "一致", "不一致", "没有记录"


@dataclass(frozen=True, slots=True)
class Formula:
    """`{head}` names the column under that head: in a row of the table its cell there, in a check
    all its cells."""

    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """A sum below a table: what it says and the formula that makes the same of the rows above.

    `value` is text where it is unknown.
    """

    label: str
    value: Decimal | int | str
    formula: Formula
    places: int = 0

    @property
    def number_format(self) -> str:
        return f"{NUMBER}.{'0' * self.places}" if self.places else NUMBER

    def verdict(self, value: str, formula: str) -> str | Formula:
        """Whether both agree, told by the cells themselves."""
        if isinstance(self.value, str):
            return UNKNOWN
        same = DIFFERENCE.format(value, formula, self.places)
        return Formula(f'=IF({same},"{AGREES}","{DIFFERS}")')


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to another sheet of the same workbook."""

    text: str
    tab: str

    @property
    def location(self) -> str:
        return f"'{self.tab.replace(chr(39), chr(39) * 2)}'!A1"


def quoted(text: str) -> str:
    """As a formula holds text: no sign in it means anything."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def resolved(formula: Formula, cells: Mapping[str, str]) -> str:
    """The formula with cells in the place of heads."""

    def cell_of(found: re.Match[str]) -> str:
        return cells[found[1]] if found[1] else found[0]

    return NAMED.sub(cell_of, formula.text)


def cells_of(heads: Sequence[str], first: int, last: int) -> dict[str, str]:
    """Head → its cells from the first to the last row; of equal heads the first counts."""
    found: dict[str, str] = {}
    for at, head in enumerate(heads, start=1):
        letter = get_column_letter(at)
        many = f"${letter}${first}:${letter}${last}"
        found.setdefault(head, many if last > first else f"{letter}{first}")
    return found


def spans_of(widths: Sequence[float]) -> Iterator[tuple[int, int]]:
    """First and last column of the four parts of a check: each as wide as it needs, the last one
    gets what remains."""
    start = 1
    for number, wanted in enumerate(SPAN_WIDTHS):
        end, left = start, len(SPAN_WIDTHS) - number
        while sum(widths[start - 1 : end]) < wanted and len(widths) - end > left:
            end += 1
        yield start, end
        start = end + 1
    yield start, len(widths)
