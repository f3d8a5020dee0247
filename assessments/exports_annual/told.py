"""What every sheet of the year's workbook is made of: the year, its figures, whose rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from assessments.exports import SIGNED_BY_OFFICE
from assessments.results.figures import FigureValue
from districts.roles import Role, Standing
from wenming.accounts.models import User
from wenming.dates import cn_date
from wenming.xlsx import Check, Column, Formula, Sheet, quoted

CHUNK = 500
NO_ROWS = "本年度没有记录"
# The lists ask who reads. The workbook holds what a leader reads, whoever has it made.
LEADER = Standing(roles=frozenset({Role.LEADER}))


def anybody() -> User:
    return User(is_active=True)


@dataclass(frozen=True, slots=True)
class Told:
    """One year on one day, with its figures: nothing in the workbook computes another."""

    year: int
    today: date
    figures: Mapping[str, FigureValue]

    @property
    def day(self) -> date:
        """The day for which the year is told: a past one as it stood at its end."""
        return min(self.today, date(self.year, 12, 31))

    @property
    def under(self) -> str:
        return f"{settings.COUNTY}文明办　　制表日期：{cn_date(self.today)}"

    def check(self, name: str, formula: str) -> list[Check]:
        """The figure beside the formula; none where the year's catalogue has no such figure."""
        value = self.figures.get(name)
        return [] if value is None else [checked(value, formula)]

    def kinds(self, prefix: str) -> list[FigureValue]:
        """The figures of single kinds of which the year has some."""
        return [
            value
            for name, value in self.figures.items()
            if name.startswith(prefix) and value.figure.key and value.value
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet and, for the progress bar, how many rows it will have."""

    sheet: Sheet
    rows: int


def checked(value: FigureValue, formula: str) -> Check:
    figure = value.figure
    label = f"{figure.label}（{figure.unit}）" if figure.unit else figure.label
    told = value.wording if value.value is None else value.value
    return Check(label, told, Formula(f"={formula}"), figure.places)


def ledger(
    told: Told,
    tab: str,
    columns: Sequence[Column],
    lines: Iterable[Sequence[Any]],
    checks: Iterable[Check] = (),
    *,
    title: str = "",
    under: str = "",
    rows: int = 0,
) -> Part:
    """One table of the year, to be signed by the office."""
    sheet = Sheet(
        f"{told.year}年度{title or tab}",
        columns,
        lines,
        tab=tab,
        under=under or told.under,
        signatures=[SIGNED_BY_OFFICE],
        landscape=True,
        checks=list(checks),
        none=NO_ROWS,
    )
    return Part(sheet, rows)


def count_where(**equal: object) -> str:
    """How many rows have these values under these heads."""
    return f"SUMPRODUCT({_conditions(equal)}*1)"


def sum_where(head: str, **equal: object) -> str:
    return f"SUMPRODUCT({_conditions(equal)}*1,{{{head}}})"


def _conditions(equal: Mapping[str, object]) -> str:
    return "*".join(
        f"({{{head}}}={quoted(value) if isinstance(value, str) else value})"
        for head, value in equal.items()
    )
