"""What the office decides about a scoring body, and one item over many units, ready to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.safestring import SafeString

from assessments.forms.answers import answer_input
from assessments.forms.sheets import LARGEST_VERSION, Addresses
from assessments.models import BodyMatch
from assessments.results.marking import MarkRow
from assessments.roles import BodyKind
from districts.models import Department
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

IN_PLACE = [(kind.value, f"由{kind.label}代评") for kind in (BodyKind.OFFICE, BodyKind.TEAM)]


class DecideForm(forms.Form):
    """Who scores what the rubric gives to a name: a department, or somebody in its place."""

    kind = forms.ChoiceField(
        label="由谁评分",
        choices=[(BodyKind.DEPARTMENT.value, "由部门评分"), *IN_PLACE],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择由谁评分。"},
    )
    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        required=False,
        empty_label="请选择部门",
        help_text="名单里没有时，先在“部门”中新增或改名。",
    )
    note = CleanCharField(
        label="代评说明",
        max_length=300,
        required=False,
        single_line=False,
        help_text="代评时必填。",
    )
    version = StrictIntegerField(minimum=1, maximum=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, *args: Any, match: BodyMatch, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(match))
        super().__init__(*args, **kwargs)
        departments = Department.objects.active().order_by("name", "pk")
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == BodyKind.DEPARTMENT and "department" not in self.errors:
            if cleaned.get("department") is None:
                self.add_error("department", "请选择部门。")
        elif kind and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "代评须写明说明。")
        return cleaned


def _initial(match: BodyMatch) -> dict[str, Any]:
    return {
        "kind": match.kind or BodyKind.DEPARTMENT,
        "department": match.department_id,
        "note": match.note,
        "version": match.version,
    }


@dataclass(frozen=True, slots=True)
class RowCard:
    """One unit under one item, with its inputs where one's own mark is open."""

    row: MarkRow
    key: str
    save_url: str
    answer: SafeString
    save_key: str


def row_cards(rows: Sequence[MarkRow]) -> list[RowCard]:
    """The rows of the page that lists the units of one item."""
    addresses = Addresses.of_marks()
    return [_row_card(row, addresses) for row in rows]


def _row_card(row: MarkRow, addresses: Addresses) -> RowCard:
    line = row.line
    if line is None or not row.is_open:
        return RowCard(row, "", "", SafeString(""), "")
    mark = line.mark
    answer = answer_input(line.item, mark.answer, key=f"m{mark.pk}")
    return RowCard(row, str(mark.pk), addresses.save(mark.pk), answer.html, str(uuid4()))
