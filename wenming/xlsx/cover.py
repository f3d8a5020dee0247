"""The first two pages of a workbook of several tables: cover and contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from wenming.xlsx.formulas import Link

COVER, CONTENTS = "封面", "目录"
WIDTH = 86
# What stands above, between and below the lines of the cover, in points; together one page.
ABOVE, BETWEEN, BELOW = 150, 24, 230


@dataclass(frozen=True, slots=True)
class Cover:
    """`above` the title whose it is, `below` who made it and when."""

    title: str
    above: str
    below: Sequence[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One sheet as the contents tell it."""

    tab: str
    title: str
    rows: int
    checks: int

    def cells(self, number: int) -> tuple[object, ...]:
        return (number, Link(self.tab, self.tab), self.title, self.rows, self.checks or None)


def write_cover(target: Any, cover: Cover) -> None:
    target.column_dimensions["A"].width = WIDTH
    target.print_options.verticalCentered = True
    lines = (
        ("", 11, ABOVE),
        (cover.above, 26, 50),
        ("", 11, BETWEEN),
        (cover.title, 34, 110),
        ("", 11, BELOW),
        *((line, 18, 34) for line in cover.below),
    )
    for row, (text, size, height) in enumerate(lines, start=1):
        cell = WriteOnlyCell(target, text)
        cell.data_type = "s"
        cell.font = Font(name="宋体", size=size, bold=size > 18)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        target.row_dimensions[row].height = height
        target.append([cell])
