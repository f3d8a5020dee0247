"""One item's answer as a form: POST fields → raw answer, stored answer → its inputs.

The fields follow the item's rule, and their names say which answer they make, so a request is
read without knowing the item; `actions.autosaves.clean_answer` then lets the engine judge it.
Built by hand: forty Django forms on one page cost five times as much.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from assessments.actions.autosaves import UNCHANGED, RawAnswer, Unchanged
from assessments.forms.inputs import AnswerInput, Box, Button
from assessments.results.answers import OTHER_BALLOTS, Answered, figures_of
from assessments.scoring import AnswerKind, plain
from wenming.errors import BadRequest, DomainError
from wenming.text import clean_text

VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)
SAVE_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MET = {"true": True, "false": False}
VOTES = "votes-"
NO_AMOUNTS = "no_amounts"
Fields: TypeAlias = MultiValueDict[str, str]
LONGEST = 200  # no rule asks for a longer text; the engine's refusal quotes what was typed


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody sent for one item, kept as it came so that a refusal can show it again."""

    data: Fields = field(default_factory=QueryDict)

    def text(self, name: str, stored: object = "") -> str:
        return str(self.data.get(name, "" if stored is None else str(stored)))

    def texts(self, name: str, stored: list[str]) -> list[str]:
        return self.data.getlist(name) if name in self.data else stored


NOTHING_TYPED = Typed()


# Reading: POST fields → raw answer


def read_answer(data: Fields) -> RawAnswer:
    """The raw answer in a request; UNCHANGED if it carries none, None if all boxes are blank."""
    for reader in (_read_met, _read_level, _read_value, _read_amounts, _read_sample, _read_ballots):
        raw = reader(data)
        if raw is not UNCHANGED:
            return raw
    return UNCHANGED


def _read_met(data: Fields) -> RawAnswer:
    if "met" not in data:
        return UNCHANGED
    if data["met"] not in MET:
        raise DomainError("请选择“达标”或“未达标”。", field="answer")
    return {"met": MET[data["met"]]}


def _read_level(data: Fields) -> RawAnswer:
    return {"level": data["level"][:LONGEST]} if "level" in data else UNCHANGED


def _read_value(data: Fields) -> RawAnswer:
    for name in ("value", "count"):
        if name in data:
            text = str(data[name]).strip()[:LONGEST]
            return {name: text} if text else None
    return UNCHANGED


def _read_amounts(data: Fields) -> RawAnswer:
    if "amounts" not in data and NO_AMOUNTS not in data:
        return UNCHANGED
    amounts = [text.strip()[:LONGEST] for text in data.getlist("amounts") if text.strip()]
    if NO_AMOUNTS not in data:
        return {"amounts": amounts} if amounts else None
    if amounts:
        raise DomainError("已勾选“没有应扣的分”，又填写了扣分，请只留一样。", field="answer")
    return {"amounts": []}


def _read_sample(data: Fields) -> RawAnswer:
    names = {"sample": "抽查数", "failed": "不合格数"}
    if not names.keys() & data.keys():
        return UNCHANGED
    typed = {name: data.get(name, "").strip()[:LONGEST] for name in names}
    if not any(typed.values()):
        return None
    for name, label in names.items():
        if not typed[name]:
            raise DomainError(f"还需填写{label}，两个数都要填。", field="answer")
    return typed


def _read_ballots(data: Fields) -> RawAnswer:
    """A ballot box left blank means no such votes, as long as any box is filled."""
    others = [name for name, _ in OTHER_BALLOTS if name in data]
    votes = [name for name in data if name.startswith(VOTES)]
    if not votes and not others:
        return UNCHANGED
    typed = {name: str(data[name]).strip()[:LONGEST] for name in (*votes, *others)}
    if not any(typed.values()):
        return None
    ballots = {name.removeprefix(VOTES): typed[name] for name in votes if typed[name]}
    return {"ballots": ballots} | {name: typed[name] for name in others if typed[name]}


# Drawing: stored answer → what the page shows


def answer_input(
    item: Answered,
    answer: Mapping[str, Any] | None,
    *,
    key: str,
    typed: Typed = NOTHING_TYPED,
    disabled: bool = False,
    error: str = "",
    prefix: str = "",
    blank: str = "",
) -> AnswerInput:
    """The inputs of one item. `key` makes their ids unique on the page; what was typed wins.

    `prefix` stands before the field names where many items are sent in one form; `blank` is the
    button that takes a choice back, where there is to be one.
    """
    kind = item.rule.answer_kind
    buttons: tuple[Button, ...] = ()
    boxes: tuple[Box, ...] = ()
    stored = answer or {}
    if kind in (AnswerKind.MET, AnswerKind.LEVEL):
        buttons = _buttons(item, stored, typed)
        if blank:
            is_open = not any(button.is_chosen for button in buttons)
            buttons = (*buttons, Button("", blank, "", is_open))
    else:
        boxes = _boxes(item, stored, key, typed)
    if prefix:
        boxes = tuple(replace(box, name=f"{prefix}{box.name}") for box in boxes)
    return AnswerInput(
        key=key,
        name=f"{prefix}{kind.value}",
        kind=kind,
        legend=f"{item.code} {item.title}",
        buttons=buttons,
        boxes=boxes,
        has_no_amounts=stored.get("amounts") == [] or NO_AMOUNTS in typed.data,
        disabled=disabled,
        error=error,
        prefix=prefix,
    )


def _buttons(item: Answered, stored: Mapping[str, Any], typed: Typed) -> tuple[Button, ...]:
    if "met" in stored:
        chosen = "true" if stored["met"] else "false"
    else:
        chosen = stored.get("level", "")
    chosen = typed.text(item.rule.answer_kind.value, chosen)
    return tuple(
        Button(choice.option, choice.label, plain(choice.points), choice.option == chosen)
        for choice in item.rule.choices()
    )


def _boxes(item: Answered, stored: Mapping[str, Any], key: str, typed: Typed) -> tuple[Box, ...]:
    kind = item.rule.answer_kind
    if kind is AnswerKind.AMOUNTS:
        amounts = [text for text in typed.texts("amounts", stored.get("amounts", [])) if text]
        # Two blank lines more than there are: saving them is how further ones are added.
        return tuple(
            Box("amounts", f"{key}-amount{number}", f"第 {number} 项扣", "分", amount)
            for number, amount in enumerate([*amounts, "", ""], 1)
        )
    if kind is AnswerKind.BALLOTS:
        return _ballot_boxes(item, stored, key, typed)
    return tuple(
        Box(name, f"{key}-{name}", label, unit, typed.text(name, stored.get(name)))
        for name, label, unit in figures_of(item)
    )


def _ballot_boxes(
    item: Answered, stored: Mapping[str, Any], key: str, typed: Typed
) -> tuple[Box, ...]:
    votes = stored.get("ballots", {})
    boxes = [
        Box(
            f"{VOTES}{choice.option}",
            f"{key}-vote{number}",
            choice.label,
            "票",
            typed.text(f"{VOTES}{choice.option}", votes.get(choice.option)),
        )
        for number, choice in enumerate(item.rule.choices(), 1)
    ]
    others = (
        Box(name, f"{key}-{name}", label, "票", typed.text(name, stored.get(name)))
        for name, label in OTHER_BALLOTS
    )
    return (*boxes, *others)


# What every save carries


def read_save(data: QueryDict) -> tuple[int, UUID]:
    """(version, save key) of a save. Forms send them last, so a cut-off body lacks them."""
    version, key = data.get("version", ""), data.get("save_key", "")
    if not VERSION.fullmatch(version) or not SAVE_KEY.fullmatch(key):
        raise BadRequest("提交的内容不完整，没有保存，请刷新页面后重试。")
    return int(version), UUID(key)


def read_text(data: QueryDict, name: str, *, label: str, limit: int) -> str | Unchanged:
    """A clean text, UNCHANGED if it was not sent; a DomainError at its field if too long."""
    if name not in data:
        return UNCHANGED
    try:
        text = clean_text(str(data[name]))
    except DomainError as error:
        raise DomainError(f"{label}{error.message}", field=name) from error
    if len(text) > limit:
        over = len(text) - limit
        message = f"{label}最多 {limit} 字，现在 {len(text)} 字，请删去 {over} 字。"
        raise DomainError(message, field=name)
    return text
