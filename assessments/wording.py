"""How a figure is spoken: “180多万元”, “30多个”, “约40万人次”. Pure.

The rules, as the page of figures states them (`RULES_TEXT`):

* 精确: every digit, without trailing zeros. Money of ten thousand yuan and more, and anything of
  a hundred thousand and more, is told in 万 where at most two decimals are left: 180.35万元. From
  a hundred million on it is 亿, likewise.
* 多: what is sure is told, the rest is 多. Two leading digits are kept, of numbers below 100 only
  the tens; in 万 it is the number of 万 that is cut. Where nothing is cut nothing is more, and the
  number stands as it is: 1800000 → 180万元. After a round number 多 comes before 万 (180多万元),
  else after it (28万多元), as one says it. Numbers below 10 are always exact.
* 约: rounded to two digits, half up. Said of round numbers as well, because the records themselves
  are estimates; numbers below 10 are exact.
* 折合月数: of days only, a month being thirty: 103 → 3个多月, 90 → 3个月; below thirty days exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import assert_never

from django.db import models

from wenming.numbers import plain

WAN, YI = 10_000, 100_000_000
CENT = Decimal("0.01")
MONTH = 30
DAYS = "天"
# From where on a number is told in 万; money earlier than metres and people.
IN_WAN = 100_000
MONEY_IN_WAN = {"元": WAN}
RULES_TEXT = (
    "“精确”照原数写；“多”只留前两位（不足100的只留整十），后面的说成“多”，正好整数的不加“多”；"
    "“约”四舍五入到前两位；“折合月数”以30天为1个月。10以下一律写原数。"
    "满10万（金额满1万元）的以万为单位，满1亿的以亿为单位。"
)


class Rule(models.TextChoices):
    EXACT = "exact", "精确"
    MORE_THAN = "more_than", "多"
    ABOUT = "about", "约"
    MONTHS = "months", "折合月数"


@dataclass(frozen=True, slots=True)
class _Told:
    """A number as it will be written: in 万, in 亿 or as it is."""

    number: Decimal
    scale: str

    def exact(self, unit: str) -> str:
        return f"{plain(self.number)}{self.scale}{unit}"

    @property
    def is_short(self) -> bool:
        """180.35万 can be read, 180.35128万 cannot."""
        return not self.scale or self.number == self.number.quantize(CENT, ROUND_DOWN)


def rules_for(unit: str) -> tuple[Rule, ...]:
    """What the office can choose for a figure in this unit."""
    every = (Rule.EXACT, Rule.MORE_THAN, Rule.ABOUT)
    return (*every, Rule.MONTHS) if unit == DAYS else every


def worded(value: Decimal | int, unit: str, rule: Rule) -> str:
    """The figure with its unit in the office's words."""
    number = Decimal(value)
    if rule == Rule.EXACT or number < 10:
        return _exact(number, unit)
    if rule == Rule.MORE_THAN:
        return _more_than(number, unit)
    if rule == Rule.ABOUT:
        return f"约{_exact(_rounded(number), unit)}"
    if rule == Rule.MONTHS:
        return _months(number, unit)
    assert_never(rule)


def grouped(value: Decimal | int) -> str:
    """Every digit, thousands apart: 1,803,500.5."""
    whole, _, decimals = plain(Decimal(value)).partition(".")
    return f"{int(whole):,}" + (f".{decimals}" if decimals else "")


def _exact(number: Decimal, unit: str) -> str:
    return next(told.exact(unit) for told in _scales(number, unit) if told.is_short)


def _more_than(number: Decimal, unit: str) -> str:
    told = next(_scales(number, unit))
    kept = _cut(told.number, is_scaled=bool(told.scale))
    if kept == told.number:
        return told.exact(unit)
    if told.scale and kept % 10:
        return f"{plain(kept)}{told.scale}多{unit}"
    return f"{plain(kept)}多{told.scale}{unit}"


def _months(number: Decimal, unit: str) -> str:
    months, rest = divmod(number, MONTH)
    if unit != DAYS or not months:
        return _exact(number, unit)
    return f"{plain(months)}个多月" if rest else f"{plain(months)}个月"


def _scales(number: Decimal, unit: str) -> Iterator[_Told]:
    """The number as it can be written, the largest scale first."""
    if number >= YI:
        yield _Told(number / YI, "亿")
    if number >= MONEY_IN_WAN.get(unit, IN_WAN):
        yield _Told(number / WAN, "万")
    yield _Told(number, "")


def _cut(number: Decimal, *, is_scaled: bool) -> Decimal:
    """Two leading digits are kept; of a number below 100 that is not in 万, the tens."""
    digits = number.adjusted()  # 2 for a number of hundreds
    last = max(digits - 1, 0) if is_scaled else max(digits - 1, 1)
    return _to_place(number, last, ROUND_DOWN)


def _rounded(number: Decimal) -> Decimal:
    return _to_place(number, max(number.adjusted() - 1, 0), ROUND_HALF_UP)


def _to_place(number: Decimal, place: int, rounding: str) -> Decimal:
    """To whole 10**place; a plain number, never one with an exponent."""
    step = Decimal(10**place)
    return (number / step).quantize(Decimal(1), rounding) * step
