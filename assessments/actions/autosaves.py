"""What every row that saves itself obeys: a version, a save key, and absent means unchanged."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from assessments.scoring import AnswerError, Item
from wenming.errors import Conflict, DomainError


class Unchanged(Enum):
    """A field that a request did not carry: a cut-off body must never blank anything."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED

RawAnswer: TypeAlias = Mapping[str, Any] | Unchanged | None


class Autosaved(Protocol):
    """A row with the two columns that make a save repeatable and refusable."""

    version: int
    save_key: UUID | None


def clean_answer(item: Item, raw: RawAnswer) -> Mapping[str, Any] | Unchanged | None:
    """The engine's own form of what was typed; a DomainError that names item, rule and range.

    None takes the answer back: the item is unanswered again, which is never a zero.
    """
    if raw is None or isinstance(raw, Unchanged):
        return raw
    try:
        return item.clean(raw)
    except AnswerError as error:
        raise DomainError(f"{error}。本项要求：{item.rule.describe()}。", field="answer") from error


def is_replay(row: Autosaved, save_key: UUID, fields: Mapping[str, object]) -> bool:
    """Whether this very save was made before and only its answer got lost.

    The row itself is the memory: the same key with other content is a fault, and refused.
    """
    if row.save_key != save_key:
        return False
    if any(getattr(row, name) != value for name, value in fields.items()):
        raise Conflict("同一次保存先后送来了不同的内容，没有改动任何数据，请刷新页面后重试。")
    return True


def given(**fields: object) -> dict[str, object]:
    """Only the fields that the request carried."""
    return {name: value for name, value in fields.items() if value is not UNCHANGED}
