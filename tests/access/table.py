"""The access table: URL × method × object → what each principal is answered.

A row reads `Row("districts:unit-edit", "POST", "unit1", "office office2 → 302; leader → 403;
rest → 404")`. What a row need not say:
* anonymous and disabled are sent to the login page, unless the row names them;
* HEAD is answered as GET;
* a method without a row is answered 405 to everybody signed in (all URLs take none of PUT,
  PATCH, DELETE, OPTIONS, TRACE).
Rows live in `rows_<area>.py`, each with a list `ROWS`; the objects they name are in `cast.py` and
`objects_<area>.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.access.cast import PRINCIPALS, SIGNED_OUT, Cast

LOGIN = "login"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HERE = Path(__file__).parent
Data = Mapping[str, Any] | Callable[[Cast], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One line of the table. `data` is what a POST carries, or a function of the cast."""

    url: str
    method: str
    object: str
    answers: str
    data: Data = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.object}".strip()

    @property
    def expected(self) -> dict[str, str]:
        return read_answers(self.answers)


def read_answers(text: str) -> dict[str, str]:
    """ "office leader → 200; rest → 404" as principal → answer, for every principal."""
    answers: dict[str, str] = dict.fromkeys(SIGNED_OUT, LOGIN)
    rest = ""
    for clause in filter(str.strip, text.split(";")):
        names, answer = re.fullmatch(r"\s*([\w ]+?)\s*→\s*(\w+)\s*", clause).groups()
        if names == "rest":
            rest = answer
            continue
        for name in names.split():
            assert name in PRINCIPALS, f"{name} is not in the cast"
            answers[name] = answer
    missing = [name for name in PRINCIPALS if name not in answers]
    assert rest or not missing, f"no answer for {missing}: {text}"
    return {name: answers.get(name, rest) for name in PRINCIPALS}


def _rows(pattern: str, attribute: str) -> list[Any]:
    names = sorted(path.stem for path in HERE.glob(pattern))
    return [getattr(import_module(f"tests.access.{name}"), attribute) for name in names]


def all_rows() -> list[Row]:
    """Every area's rows."""
    return [row for rows in _rows("rows_*.py", "ROWS") for row in rows]


def add_objects(cast: Cast) -> None:
    """Let every area add the objects that its rows name."""
    for add in _rows("objects_*.py", "add"):
        add(cast)
