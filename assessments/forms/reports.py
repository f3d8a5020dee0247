"""The self-check report's edges: what the unit and the office type, as typed values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html_join

from assessments.actions.autosaves import UNCHANGED, Unchanged
from assessments.forms.answers import read_answer, read_save, read_text
from assessments.results.queue import EXTENSION, OVERDUE
from assessments.results.report_rows import ItemRow
from assessments.roles import ReportStatus
from assessments.scoring import EVIDENCE_KINDS
from districts.models import Activity
from wenming.dates import StrictDateField, StrictDateTimeField, cn_date
from wenming.text import CleanCharField

LONGEST_STATEMENT = 2000
LONGEST_SUMMARY = 10_000
LONGEST_NOTE = 500
HAS_SEEN = "has_seen"
MOST_TICKS = 50


def read_mark(data: QueryDict) -> dict[str, Any]:
    """What a save of one item carries, as arguments of `save_self_mark`."""
    version, save_key = read_save(data)
    return {
        "answer": read_answer(data),
        "statement": read_text(data, "statement", label="说明", limit=LONGEST_STATEMENT),
        "seen": read_seen(data),
        "version": version,
        "save_key": save_key,
    }


def read_seen(data: QueryDict) -> list[str] | Unchanged:
    """What the unit ticks as visible in its evidence. No tick at all is an answer too, so the
    form says by `has_seen` that it asked."""
    if HAS_SEEN not in data:
        return UNCHANGED
    return [word[:MOST_TICKS] for word in data.getlist("seen")[:MOST_TICKS]]


def read_summary(data: QueryDict) -> dict[str, Any]:
    """What a save of the written report carries, as arguments of `save_summary`."""
    version, save_key = read_save(data)
    summary = read_text(data, "summary", label="书面自查报告", limit=LONGEST_SUMMARY)
    return {"summary": summary, "version": version, "save_key": save_key}


def read_comment(data: QueryDict) -> dict[str, Any]:
    """What a save of the office's comment carries. It has one field, so it can't be absent."""
    version, save_key = read_save(data)
    text = read_text(data, "text", label="审核意见", limit=LONGEST_NOTE)
    return {"text": text, "version": version, "save_key": save_key}


class StepForm(forms.Form):
    """What is said to a step; the action decides whether it must be."""

    note = CleanCharField(
        label="退回的原因",
        required=False,
        single_line=False,
        max_length=LONGEST_NOTE,
        help_text="单位会看到这段话，最多 500 字。",
    )
    until = StrictDateTimeField(
        label="新的截止时间",
        required=False,
        help_text="自查已经截止的，请给该单位新的截止时间；没有截止的可以不填。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 3

    def asking_for_note(self) -> Self:
        """The form as it is shown where the step wants its reason: not marked （选填）."""
        self.fields["note"].required = True
        return self


class ExtensionForm(forms.Form):
    """Why a unit is late."""

    reason = CleanCharField(
        label="需要延期的原因", single_line=False, max_length=LONGEST_NOTE, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 2


class ExtensionAnswerForm(forms.Form):
    """A new deadline, or why there is none."""

    until = StrictDateTimeField(label="同意延期至", required=False)
    answer = CleanCharField(
        label="答复", required=False, max_length=LONGEST_NOTE, help_text="不同意时请说明原因。"
    )


class LatenessForm(forms.Form):
    """Which missed items, and why."""

    marks = forms.TypedMultipleChoiceField(label="要补填的项目", coerce=int)
    reason = CleanCharField(
        label="没有按时填报的原因", single_line=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Iterable[ItemRow], **kwargs: Any) -> None:
        """`rows` are the missed items that can be chosen; to begin with those that were asked
        for, or all."""
        super().__init__(*args, **kwargs)
        rows = list(rows)
        choices = [(row.mark.pk, self.describe(row)) for row in rows]
        field = self.fields["marks"]
        field.choices = choices  # type: ignore[attr-defined]
        asked = [row.mark.pk for row in rows if row.late is not None and row.late.is_waiting]
        field.initial = asked or [row.mark.pk for row in rows]
        field.widget = forms.CheckboxSelectMultiple(choices=choices)
        self.fields["reason"].widget.attrs["rows"] = 2

    def describe(self, row: ItemRow) -> str:
        return f"{row.label}（{row.missed_what}）"


class LatenessAnswerForm(LatenessForm):
    """Which missed items may still be filled in, until when, or that they may not."""

    until = StrictDateTimeField(
        label="许可补填至", required=False, help_text="不填即为不同意，不再补填，也不影响报送。"
    )
    field_order = ("marks", "until", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "理由"
        self.fields["reason"].help_text = "单位会看到，并记入操作留痕。"

    def describe(self, row: ItemRow) -> str:
        if row.late is None or not row.late.is_waiting:
            return f"{super().describe(row)}，单位没有申请"
        return f"{super().describe(row)}，单位申请：{row.late.asked_reason}"


UPLOAD_KINDS = [("", "按文件自动判断"), *((kind, kind) for kind in EVIDENCE_KINDS[:-2])]
# The same for every item, so it is written once.
KIND_OPTIONS = format_html_join("", '<option value="{}">{}</option>', UPLOAD_KINDS)


DATED_ON_HELP = "文件落款或拍摄的日期；项目要求期间内材料的，须填写。"


class ActivityChoice(forms.ModelChoiceField[Activity]):
    """Activities by day, so that two of the same name are told apart."""

    def label_from_instance(self, obj: Activity) -> str:
        return f"{cn_date(obj.held_on)} {obj.title}（{obj.get_status_display()}）"


class EvidenceForm(forms.Form):
    """What goes with uploaded files. The files themselves are judged one by one."""

    kind = forms.ChoiceField(label="类别", required=False, choices=UPLOAD_KINDS)
    dated_on = StrictDateField(label="形成日期", required=False, help_text=DATED_ON_HELP)


class EvidenceDetailsForm(forms.Form):
    """A file's name and kind, mended after it was uploaded."""

    title = CleanCharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=[(kind, kind) for kind in EVIDENCE_KINDS[:-1]])
    dated_on = StrictDateField(label="形成日期", required=False)


class LinkForm(forms.Form):
    """A web address as evidence."""

    link = CleanCharField(
        label="网址", max_length=500, help_text="以 http:// 或 https:// 开头，例如网站上的报道。"
    )
    title = CleanCharField(label="名称", required=False, max_length=120)
    dated_on = StrictDateField(label="形成日期", required=False, help_text=DATED_ON_HELP)


class ActivityEvidenceForm(forms.Form):
    """One of the unit's activities as evidence."""

    activity = ActivityChoice(
        label="活动",
        queryset=Activity.objects.none(),
        empty_label="请选择活动",
        help_text="本单位已报送的活动，在活动台账里登记一次，这里直接选用。",
        error_messages={"invalid_choice": "这项活动不能选用，请重新选择。"},
    )

    def __init__(self, *args: Any, activities: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["activity"]
        assert isinstance(field, ActivityChoice)
        field.queryset = activities


QUEUE_STATES = (
    *((status.value, status.label) for status in ReportStatus),
    (OVERDUE, "逾期未报"),
    (EXTENSION, "申请延期"),
)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """The queue's filters; a value that means nothing is taken for none."""

    state: str = ""
    type: str = ""
    words: str = field(default="")

    @classmethod
    def of(cls, data: QueryDict) -> "QueueFilter":
        state = data.get("state", "")
        return cls(
            state=state if state in dict(QUEUE_STATES) else "",
            type=data.get("type", "")[:20],
            words=data.get("q", "").replace("\0", "").strip()[:50],
        )
