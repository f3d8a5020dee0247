"""A trial's answers in three shapes: the page's fields, the file of `trial_score`, and back.

All items share one form, so a field is called `i:1.2:count`: its part, its 编号, and what the
single forms of `forms.answers` call it. By their 编号 answers outlive a change of the draft.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from assessments.actions.autosaves import UNCHANGED, RawAnswer
from assessments.forms.answers import LONGEST, NO_AMOUNTS, VOTES, Fields, read_answer
from assessments.results.answers import OTHER_BALLOTS
from assessments.scoring import (
    AnswerKind,
    AnswersError,
    Bonus,
    Item,
    RubricSpec,
    load_answers,
)
from wenming.errors import BadRequest, DomainError

ANSWERS, BONUS, DEDUCTIONS = "answers", "bonus", "deductions"
PREFIXES = {ANSWERS: "i", BONUS: "b", DEDUCTIONS: "d"}
PARTS = {prefix: part for part, prefix in PREFIXES.items()}
VETO, END = "veto", "end"
LARGEST_FILE = 5 * 1024 * 1024
BALLOTS = frozenset(name for name, _ in OTHER_BALLOTS)
CHOICES = frozenset({"met", "level"})
NAMES = {
    AnswerKind.MET: {"met"},
    AnswerKind.LEVEL: {"level"},
    AnswerKind.VALUE: {"value"},
    AnswerKind.COUNT: {"count"},
    AnswerKind.AMOUNTS: {"amounts", NO_AMOUNTS},
    AnswerKind.SAMPLE: {"sample", "failed"},
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page sent: `answers` as the file holds them, without what the rubric has no place
    for (`left` says why). `refused` is what cannot be read at all: part → 编号 → reason."""

    answers: Mapping[str, Any]
    fields: Mapping[tuple[str, str], Fields]
    refused: Mapping[str, Mapping[str, str]]
    left: tuple[str, ...]

    @property
    def unit(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.answers["unit"]
        return found

    @property
    def vetoes(self) -> list[str]:
        found: list[str] = self.answers["vetoes"]
        return found


def prefix_of(part: str, code: str) -> str:
    return f"{PREFIXES[part]}:{code}:"


def require_whole(data: Fields) -> None:
    """The last field of the form says that the others have come too."""
    if END not in data:
        raise BadRequest("提交的内容不完整，请刷新页面后重试。")


def read_trial(spec: RubricSpec, data: Fields) -> Sent:
    """The answers of the page, as far as the rubric has a place for them."""
    left: list[str] = []
    refused: dict[str, dict[str, str]] = defaultdict(dict)
    answers: dict[str, dict[str, Any]] = {part: {} for part in PREFIXES}
    groups = _grouped(data)
    for (part, code), fields in groups.items():
        try:
            raw = _read_deduction(fields) if part == DEDUCTIONS else read_answer(fields)
        except DomainError as error:
            refused[part][code] = error.message
            continue
        if raw is None or raw is UNCHANGED:
            continue
        if why := _no_place(spec, part, code, fields):
            left.append(why)
        else:
            answers[part][code] = raw
    known = {veto.code for veto in spec.vetoes}
    vetoes = data.getlist(VETO)
    left += [f"{code}：细则中没有这一条否决情形" for code in vetoes if code not in known]
    ticked = [code for code in vetoes if code in known]
    everything = {"unit": _read_unit(data), **answers, "vetoes": ticked}
    return Sent(everything, groups, refused, tuple(left))


def _grouped(data: Fields) -> dict[tuple[str, str], Fields]:
    """The fields of each row under the names that a single form would have. A choice that was
    taken back is no field."""
    groups: dict[tuple[str, str], Fields] = defaultdict(MultiValueDict)
    for name, values in data.lists():
        prefix, _, rest = name.partition(":")
        code, _, own = rest.partition(":")
        is_open = own in CHOICES and not any(values)
        if prefix in PARTS and own and not is_open:
            groups[PARTS[prefix], code].setlist(own, values)
    return dict(groups)


def _read_unit(data: Fields) -> dict[str, Any]:
    return {
        "type": str(data.get("type", "")),
        "attributes": data.getlist("attribute"),
        "exemptions": data.getlist("exemption"),
        "status": str(data.get("status", "")),
    }


def _read_deduction(data: Fields) -> RawAnswer:
    raw: dict[str, Any] = {}
    if values := [text.strip()[:LONGEST] for text in data.getlist("values") if text.strip()]:
        raw["values"] = values
    if count := str(data.get("count", "")).strip()[:LONGEST]:
        raw["count"] = count
    if "concealed" not in data:
        return raw or None
    if not raw:
        raise DomainError("已勾选“瞒报”，还需填写次数或扣分。")
    return raw | {"concealed": True}


def _no_place(spec: RubricSpec, part: str, code: str, fields: Fields) -> str:
    """Why an answer has nothing to stand at; "" where it has."""
    if part == DEDUCTIONS:
        own = {one.code: one for one in spec.deductions}.get(code)
        if own is None:
            return f"{code}：细则中没有这个扣分项，填的内容没有保留"
        fits = ("count" if own.each is not None else "values") in fields
        return "" if fits else f"{code} {own.title}：填的内容与计扣方式不符，请重新填写"
    node: object = spec.by_code.get(code)
    if part == BONUS:
        node = {one.code: one for one in spec.bonuses}.get(code)
    if not isinstance(node, Item | Bonus):
        return f"{code}：细则中没有这一项，填的答案没有保留"
    names = set(fields)
    if node.rule.answer_kind is AnswerKind.BALLOTS:
        fits = all(name.startswith(VOTES) or name in BALLOTS for name in names)
    else:
        fits = names <= NAMES[node.rule.answer_kind]
    return "" if fits else f"{code} {node.title}：填的答案与给分方式不符，请重新填写"


# From the file to the page


def read_file(upload: UploadedFile[bytes] | None) -> Mapping[str, Any]:
    """The answers in an uploaded file; a DomainError that says what is wrong with it."""
    if upload is None:
        raise DomainError("请选择答案文件（ANSWERS.json）。", field="file")
    if (upload.size or 0) > LARGEST_FILE:
        raise DomainError("文件超过 5 MB，不会是一份答案。", field="file")
    try:
        return load_answers(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = "这个文件不是 UTF-8 编码的文字，请选择试算页面下载的答案文件。"
        raise DomainError(message, field="file") from error
    except AnswersError as error:
        raise DomainError(str(error), field="file") from error


def fields_of(answers: Mapping[str, Any]) -> QueryDict:
    """The page's fields for answers as the file holds them; what no field can hold is left out."""
    fields = QueryDict(mutable=True)
    unit = _mapping(answers.get("unit"))
    for name in ("type", "status"):
        fields[name] = str(unit.get(name) or "")
    fields.setlist("attribute", _texts(unit.get("attributes")))
    fields.setlist("exemption", _texts(unit.get("exemptions")))
    for part in PREFIXES:
        for code, answer in _mapping(answers.get(part)).items():
            for name, values in _answer_fields(_mapping(answer)):
                fields.setlist(f"{prefix_of(part, code)}{name}", values)
    fields.setlist(VETO, _texts(answers.get("vetoes")))
    fields[END] = "1"
    return fields


def _answer_fields(answer: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, value in answer.items():
        writer = WRITERS.get(name)
        if writer is not None:
            yield from writer(value)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield name, [str(value)]


def _met(value: object) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, bool):
        yield "met", ["true" if value else "false"]


def _concealed(value: object) -> Iterator[tuple[str, list[str]]]:
    if value is True:
        yield "concealed", ["1"]


def _amounts(value: object) -> Iterator[tuple[str, list[str]]]:
    if value == []:
        yield NO_AMOUNTS, ["1"]
    else:
        yield "amounts", _texts(value)


def _values(value: object) -> Iterator[tuple[str, list[str]]]:
    yield "values", _texts(value)


def _ballots(value: object) -> Iterator[tuple[str, list[str]]]:
    for option, count in _mapping(value).items():
        yield f"{VOTES}{option}", _texts([count])


WRITERS: dict[str, Callable[[object], Iterator[tuple[str, list[str]]]]] = {
    "met": _met,
    "concealed": _concealed,
    "amounts": _amounts,
    "values": _values,
    "ballots": _ballots,
}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return [str(one) for one in value if isinstance(one, str | int) and not isinstance(one, bool)]
