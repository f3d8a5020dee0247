"""What a scorer sends: one mark, a photo, a test's result, a note on a spread.

One item is read by hand, because it is saved every few seconds and forty stand on one page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString

from assessments.actions.autosaves import UNCHANGED, RawAnswer, Unchanged
from assessments.forms.answers import NOTHING_TYPED, Typed, answer_input, read_answer
from assessments.forms.inputs import ticks
from assessments.models import MarkPhoto
from assessments.results.rectifications import Mended
from assessments.results.sheet_form import Beside, Own
from assessments.results.sheets import Line, methods_for
from assessments.workflow import Step
from wenming.errors import BadRequest
from wenming.http import UrlOfEach, url_of_each
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField

LARGEST_VERSION = 2**31 - 1
# Ticks that are all taken off send nothing: this field says that they were on the page.
METHODS_SHOWN = "methods_shown"


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One autosave of one item, as it came. Absent fields are UNCHANGED."""

    answer: RawAnswer
    reason: str | Unchanged
    methods: Sequence[str] | Unchanged
    version: int
    save_key: UUID


def read_mark(data: QueryDict) -> MarkChange:
    """The change in a request; BadRequest without a version and a key that our pages send."""
    return MarkChange(
        version=_version(data.get("version", "")),
        save_key=_save_key(data.get("save_key", "")),
        answer=read_answer(data),
        reason=data.get("reason", UNCHANGED),
        methods=data.getlist("methods") if METHODS_SHOWN in data else UNCHANGED,
    )


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > LARGEST_VERSION:
        raise BadRequest("提交的内容不完整：缺少版本号，请刷新页面后重试。")
    return int(text[:12])


def _save_key(text: str) -> UUID:
    try:
        key = UUID(text)
    except ValueError as error:
        raise BadRequest("提交的内容不完整：缺少保存编号，请刷新页面后重试。") from error
    if str(key) != text.lower():
        raise BadRequest("提交的内容不完整：保存编号的格式不正确，请刷新页面后重试。")
    return key


@dataclass(frozen=True, slots=True)
class Card:
    """One item of the scoring form, ready to draw. `save_key` serves pages without scripts.

    Plain texts, as far as they go: looked up forty times a page, chains of attributes cost most.
    """

    line: Line
    key: str
    version: str
    save_url: str
    photo_url: str
    answer: SafeString
    ticks: SafeString
    reason: str
    own: Own | None
    last: str
    earlier: Sequence[Mended]
    photos: Sequence[MarkPhoto]
    error: str
    save_key: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a mark is saved and where its photos go, by the mark's id."""

    save: UrlOfEach
    photo: UrlOfEach

    @classmethod
    def of_marks(cls) -> Self:
        return cls(url_of_each("assessments:mark-save"), url_of_each("assessments:photo-add"))


def card_of(
    line: Line,
    beside: Beside,
    addresses: Addresses,
    *,
    typed: Typed = NOTHING_TYPED,
    errors: Mapping[str, str] | None = None,
) -> Card:
    """An item with its inputs; what was typed and refused wins over what is stored."""
    mark, item = line.mark, line.item
    errors = errors or {}
    ticked = typed.data.getlist("methods") if METHODS_SHOWN in typed.data else mark.methods
    answer = answer_input(
        item, mark.answer, key=f"m{mark.pk}", typed=typed, error=errors.get("answer", "")
    )
    names = methods_for(item)
    return Card(
        line=line,
        key=str(mark.pk),
        version=str(mark.version),
        save_url=addresses.save(mark.pk),
        photo_url=addresses.photo(mark.pk),
        answer=answer.html,
        ticks=ticks(names, tuple(name for name in names if name in ticked)),
        reason=typed.text("reason", mark.reason),
        own=beside.own.get(mark.indicator_id),
        last=beside.last.get(item.code, ""),
        earlier=beside.earlier.get(item.code, ()),
        photos=beside.photos.get(mark.pk, ()),
        error="".join(errors.values()),
        save_key=str(uuid4()),
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="照片",
        error_messages={"required": "未收到照片，请重新选择。", "empty": "照片是空文件。"},
    )


class StepForm(forms.Form):
    """A step of a sheet or of a unit, with the reason where one is asked for."""

    note = CleanCharField(label="原因", max_length=500, required=False, single_line=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = step.needs_note
        self.fields["note"].error_messages["required"] = f"{step.label}须写明原因。"


class QuizForm(forms.Form):
    """A test's result for one item. `version` is empty while there is none."""

    indicator = StrictIntegerField(minimum=1, maximum=LARGEST_VERSION, widget=forms.HiddenInput)
    people = StrictIntegerField(label="参加人数", minimum=1, maximum=100000)
    average = StrictDecimalField(
        label="平均成绩", places=2, minimum=0, maximum=100, help_text="百分制，最多两位小数。"
    )
    version = StrictIntegerField(
        required=False, minimum=1, maximum=LARGEST_VERSION, widget=forms.HiddenInput
    )


class SpreadForm(forms.Form):
    indicator = StrictIntegerField(minimum=1, maximum=LARGEST_VERSION, widget=forms.HiddenInput)
    text = CleanCharField(label="分差说明", max_length=500, single_line=False)
