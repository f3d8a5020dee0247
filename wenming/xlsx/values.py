"""Values as a workbook can hold them: no formula, no forbidden sign, no sheet name twice."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils import timezone

from wenming.text import REMOVED, SURROGATES

MAX_TEXT = 32_000  # Excel itself stops at 32,767
LATIN = 0x2E7F  # what comes after is as wide as high
FORBIDDEN_IN_TAB = re.compile(r"[\[\]:*?/\\]")


def wrapped(text: str, width: float) -> int:
    """How many lines a text takes in a column that is `width` Latin characters wide."""
    room = max(width - 1, 2)
    widths = (sum(2 if ord(char) > LATIN else 1 for char in line) for line in text.splitlines())
    return sum(max(1, ceil(each / room)) for each in widths)


def printable(value: object) -> object:
    """What Excel can hold: numbers and days as they are, everything else as harmless text."""
    if value is None or type(value) in (int, float, Decimal, date):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / value.denominator
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    text = SURROGATES.sub("", REMOVED.sub("", str(value)))
    return text.replace("\x0b", "\n").replace("\x0c", "\n")[:MAX_TEXT]


def tab_of(name: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts and that no other sheet of the book has."""
    base = FORBIDDEN_IN_TAB.sub(" ", SURROGATES.sub("", REMOVED.sub("", name)))
    base = " ".join(base.split()).strip("'") or "表"
    tab, number = base[:31], 1
    while tab.casefold() in taken:
        number += 1
        tab = f"{base[:27]}({number})"
    taken.add(tab.casefold())
    return tab
