"""The 参数 cell: `名=值` pairs between semicolons, and points written as a figure or a share."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from assessments.scoring.numbers import NumberError, fold, parse_number, percent, plain
from assessments.scoring.problems import Problem, SpecError

COLUMN = "参数"
LONGEST_NAME = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Amount:
    """Points as the rubric writes them: fixed ("1.5") or a share of the 分值 ("66%")."""

    figure: Fraction
    is_share: bool

    def of(self, points: Fraction) -> Fraction:
        return self.figure * points if self.is_share else self.figure

    @property
    def text(self) -> str:
        return percent(self.figure) if self.is_share else plain(self.figure)


def parse_amount(text: str) -> Amount:
    """ "66%" → a share of 33/50, "1.5" → fixed; NumberError otherwise."""
    if text.endswith("%"):
        return Amount(parse_number(text[:-1]) / 100, is_share=True)
    return Amount(parse_number(text), is_share=False)


class Parameters:
    """Reads one 参数 cell and gathers everything wrong with it before raising once.

    Usage: read what the rule knows, call `finish()`, then build the rule. Until then a figure that
    could not be read is returned as 1, so that the checks after it can still run.
    """

    def __init__(self, text: str, rule: str, form: str) -> None:
        """`form` shows the right way to write this rule's parameters, e.g. `每次=0.5;封顶=2`."""
        self.pieces = [part.strip() for part in fold(text).replace("\n", ";").split(";")]
        self.pieces = [part for part in self.pieces if part]
        self._rule, self._form = rule, form
        self._problems: list[str] = []

    def refuse(self, message: str) -> None:
        self._problems.append(message)

    def pairs(self, separator: str = "=") -> dict[str, str]:
        """Name → text for every piece, in order; duplicates and pieces of another form refused."""
        found: dict[str, str] = {}
        for piece in self.pieces:
            name, mark, value = (part.strip() for part in piece.partition(separator))
            if not (name and mark and value) or len(name) > LONGEST_NAME:
                self.refuse(f"“{piece}”无法识别，应写成“名称{separator}数值”")
            elif name in found:
                self.refuse(f"“{name}”重复，只保留一个")
            else:
                found[name] = value
        return found

    def named(self, *names: str) -> dict[str, str]:
        """As `pairs`, when only these names are legal."""
        found = self.pairs()
        for name in (name for name in found if name not in names):
            known = "、".join(names)
            self.refuse(f"不认识的参数“{name}”，本方式的参数是：{known}")
        return found

    def figure(
        self, found: dict[str, str], name: str, *, above_zero: bool = True
    ) -> Fraction | None:
        """The figure called `name`, or None where it is left out."""
        text = found.get(name)
        if text is None:
            return None
        value = self.read(parse_number, name, text, Fraction(1))
        if above_zero and value <= 0:
            self.refuse(f"“{name}”应大于 0")
        return value

    def required(self, found: dict[str, str], name: str, *, above_zero: bool = True) -> Fraction:
        value = self.figure(found, name, above_zero=above_zero)
        if value is None:
            self.refuse(f"缺少“{name}”")
            return Fraction(1)
        return value

    def amounts(self, found: dict[str, str]) -> tuple[tuple[str, Amount], ...]:
        """Each option with its points, in the order written."""
        nothing = Amount(Fraction(0), is_share=False)
        return tuple(
            (name, self.read(parse_amount, name, text, nothing)) for name, text in found.items()
        )

    def read(self, parse: Callable[[str], T], name: str, text: str, instead: T) -> T:
        try:
            return parse(text)
        except NumberError as error:
            self.refuse(f"“{name}”：{error}")
            return instead

    def finish(self) -> None:
        """Raise SpecError with one problem per fault, each with the right form."""
        right = f"“{self._rule}”的参数应写成：{self._form}" if self._form else (
            f"“{self._rule}”不带参数，请留空"
        )  # fmt: skip
        if self._problems:
            raise SpecError(Problem(COLUMN, f"{fault}。{right}。") for fault in self._problems)
