"""Which lost points become rectifications, what is to be done, by whom and until when."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from assessments.results.rectifications import LONGEST, LostItem
from districts.forms.follow_ups import FollowUpForm
from wenming.text import CleanCharField


class RectifyForm(FollowUpForm):
    """One owner and one day for all items ticked; each item says in its own words what to do."""

    def __init__(self, *args: Any, items: Sequence[LostItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "text", "village"):
            del self.fields[name]
        self.items = items
        for item in self._open():
            self.fields[f"take-{item.code}"] = forms.BooleanField(
                label=f"{item.code} {item.title}转为整改", required=False
            )
            self.fields[f"text-{item.code}"] = CleanCharField(
                label=f"{item.code} {item.title}：要做什么",
                max_length=LONGEST,
                single_line=False,
                required=False,
                initial=item.proposal,
            )
            self.fields[f"text-{item.code}"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken = [item for item in self._open() if cleaned.get(f"take-{item.code}")]
        for item in taken:
            name = f"text-{item.code}"
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "请写明要做什么，做到什么程度算整改到位。")
        if not taken:
            self.add_error(None, "请至少勾选一个失分项目。")
        return cleaned

    @property
    def wanted(self) -> dict[str, str]:
        """What is to be done, by the 编号 of the items ticked."""
        given = self.cleaned_data
        return {
            item.code: given[f"text-{item.code}"]
            for item in self._open()
            if given.get(f"take-{item.code}")
        }

    @property
    def lines(self) -> Iterator[tuple[LostItem, BoundField | None, BoundField | None]]:
        """Every item with its tick and its text; those already turned have neither."""
        for item in self.items:
            is_open = item.mended is None
            yield (
                item,
                self[f"take-{item.code}"] if is_open else None,
                self[f"text-{item.code}"] if is_open else None,
            )

    def _open(self) -> list[LostItem]:
        return [item for item in self.items if item.mended is None]
