"""Numbers at the door of the engine: text in, exact fractions inside, text out.

The engine keeps its own small parser although the site has one for its forms: the engine is plain
Python that imports nothing of the project, and a figure must be read the same way from a
workbook, an answers file or a stored document. Both parsers obey the same rules:

* digits with at most one dot, a digit on either side of it; no sign, exponent or underscore
  (Python itself reads ``9_5`` as 95 and ``1E2`` as 100, which nobody types on purpose);
* full-width digits and the full-width dot are read as their ASCII forms, other lookalikes (``⑨``,
  ``½``, Arabic-Indic digits) are refused: NFKC alone would silently turn ``⑨`` into 9;
* at most nine digits before the dot and ``PLACES`` after it, so no input can be slow.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

PLACES = 4
"""Most decimals of any figure in a rubric or an answer (the published rubrics use up to two)."""

_NUMBER = re.compile(r"([0-9]{1,9})(?:\.([0-9]+))?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SYNONYMS = {ord("≥"): ">=", ord("≤"): "<=", ord("；"): ";", ord("﹪"): "%"}


class NumberError(ValueError):
    """Text that is not a number of this system; the message is a Chinese clause without subject."""


def fold(text: str) -> str:
    """`text` with full-width letters, digits and punctuation as ASCII, trimmed.

    Narrower than NFKC on purpose: circled digits, fractions and ligatures stay what they are and
    are then refused where a number is wanted.
    """
    if text.isascii():
        return text.strip()
    return text.translate(_FULL_WIDTH).translate(_SYNONYMS).strip()


def parse_number(source: object, places: int = PLACES) -> Fraction:
    """The exact value of `source`: text, a whole number or a Decimal, never a float or a bool."""
    return _read(source if isinstance(source, str) else _as_text(source), places)


@lru_cache(maxsize=8_192)
def _read(text: str, places: int) -> Fraction:
    """Remembered, because the same few hundred figures fill a county's sheets."""
    text = fold(text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NumberError(_what_is_wrong(text))
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > places:
        raise NumberError(f"“{text}”最多保留 {places} 位小数" if places else f"“{text}”应为整数")
    return Fraction(int(match[1] + decimals), 10 ** len(decimals))


def parse_count(source: object) -> int:
    """A whole number of 0 or more."""
    return int(parse_number(source, places=0))


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The exact sum; several times faster than `sum`, which reduces after every single step."""
    return Fraction(*_unreduced_sum(values))


def exact_mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean of at least one value."""
    numerator, denominator = _unreduced_sum(values)
    return Fraction(numerator, denominator * len(values))


def plain(value: Fraction) -> str:
    """Exact text: "1.25" if ten places are enough for it, otherwise the fraction, as in "275/3"."""
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return str(numerator)
    if 10**10 % denominator:
        return f"{numerator}/{denominator}"
    digits = f"{abs(numerator) * (10**10 // denominator):011d}"
    sign = "-" if numerator < 0 else ""
    return f"{sign}{digits[:-10]}.{digits[-10:].rstrip('0')}"


def percent(share: Fraction) -> str:
    """A share as a percentage: 17/20 → "85%"."""
    return f"{plain(share * 100)}%"


def two_places(value: Fraction) -> Decimal:
    """`value` rounded half up to two places; the only rounding of the engine.

    Done on whole numbers: dividing Decimals first would round to 28 digits and then round again.
    """
    hundredths = (abs(value) * 200 + 1) // 2
    return Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2)


def _as_text(source: object) -> str:
    if isinstance(source, bool) or not isinstance(source, int | Decimal):
        raise NumberError("应填数字")
    if isinstance(source, Decimal) and (not source.is_finite() or abs(source.adjusted()) > 30):
        raise NumberError("数字过大或过小")
    if isinstance(source, int) and abs(source) >= 10**9:
        raise NumberError("数字过大，整数部分最多 9 位")
    return f"{source:f}" if isinstance(source, Decimal) else str(source)


def _what_is_wrong(text: str) -> str:
    shown = text if len(text) <= 20 else f"{text[:20]}…"
    if not text:
        return "未填数字"
    if "," in text or "。" in text:
        return f"“{shown}”不是数字，请用小数点，不用逗号或句号"
    if text[0] in "-−" and _NUMBER.fullmatch(text[1:]):
        return f"“{shown}”不能为负数"
    if re.fullmatch(r"[0-9]{10,}(\.[0-9]*)?", text):
        return f"“{shown}”过大，整数部分最多 9 位"
    return f"“{shown}”不是数字，请填 3 或 3.5 这样的数"


def _unreduced_sum(values: Iterable[Fraction]) -> tuple[int, int]:
    numerator, denominator = 0, 1
    for value in values:
        above, below = value.numerator, value.denominator
        if below != denominator:
            common = lcm(denominator, below)
            numerator *= common // denominator
            above *= common // below
            denominator = common
        numerator += above
    return numerator, denominator
