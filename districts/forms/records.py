"""What forms of fieldwork records have in common: version, reason, owner, quantity, year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from districts.models import (
    OFFICE_NAME,
    Department,
    Owner,
    QuantityKind,
    Township,
    Unit,
    owner_fields,
)
from districts.roles import Standing
from wenming.errors import DomainError
from wenming.numbers import parse_decimal, plain
from wenming.text import CleanCharField

OWNER_MODELS: Mapping[str, type[Owner]] = {
    "township": Township,
    "department": Department,
    "unit": Unit,
}
OFFICE = "office"
YUAN, TEN_THOUSAND = "yuan", "wan"
MOST = 10**13


class RecordForm(forms.Form):
    """A record's form. `row` is the one being edited; `is_correction` asks for the reason.

    `values` are the typed values of what the form sent, ready for an action: an absent field is
    not among them, an owner stands there as its three columns.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = CleanCharField(
        label="更正的原因",
        max_length=500,
        single_line=False,
        help_text="原来的数保留在记录旁边，谁都看得到改了什么、为什么改。",
    )
    # Fields that are no columns of the record.
    besides: ClassVar[frozenset[str]] = frozenset({"version", "reason"})

    def __init__(
        self,
        *args: Any,
        standing: Standing,
        today: date,
        row: Model | None = None,
        is_correction: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing, self.today, self.row = standing, today, row
        if row is None:
            del self.fields["version"]
        if is_correction:
            self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])
        else:
            del self.fields["reason"]

    @property
    def values(self) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        for name in self.fields:
            if name in self.besides or name not in self.cleaned_data or not self._was_sent(name):
                continue
            value = self.cleaned_data[name]
            if isinstance(self.fields[name], OwnerField):
                sent |= owner_fields(value)
            else:
                sent[name] = value
        return sent

    def _was_sent(self, name: str) -> bool:
        """Unticked boxes send nothing; a hidden `<name>-shown` tells that they were there."""
        return name in self.data or f"{name}-shown" in self.data


def initial_of_record(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """What an edit page shows first: the record's own values."""
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    if "owner" in names:
        values["owner"] = owner_key(row.owner)
    return values | {"version": row.version}


def owner_key(owner: Owner | None) -> str:
    """`unit:17`, or `office` for nobody."""
    return f"{owner._meta.model_name}:{owner.pk}" if owner else OFFICE


class OwnerField(forms.ChoiceField):
    """One township, department or unit; the cleaned value is the row, None for the office.

    Whoever stands for one or two of them chooses among those, the office among all in use.
    """

    def offer(self, standing: Standing, *, with_office: bool, chosen: Owner | None = None) -> None:
        """Load the choices: one query each for the kinds that may be chosen."""
        own = {
            "unit": standing.unit_ids,
            "department": standing.department_ids,
            "township": standing.township_ids,
        }
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        self.rows: dict[str, Owner] = {owner_key(chosen): chosen} if chosen else {}
        for name, ids in own.items():
            if not (standing.is_office or ids):
                continue
            model = OWNER_MODELS[name]
            rows: Any = model._default_manager.filter(is_active=True).order_by("name")
            found = list(rows if standing.is_office else rows.filter(pk__in=ids))
            self.rows |= {owner_key(row): row for row in found}
            listed = [(owner_key(row), row.name) for row in found]
            groups.append((str(model._meta.verbose_name), listed))
        choices: list[Any] = [(OFFICE, OFFICE_NAME)] if with_office and standing.is_office else []
        if chosen and owner_key(chosen) not in {key for _, keys in groups for key, _ in keys}:
            choices.append((owner_key(chosen), chosen.name))
        choices += groups if standing.is_office else [one for _, rows in groups for one in rows]
        self.choices = choices if len(self.rows) == 1 and not choices[1:] else [
            ("", "请选择"), *choices
        ]  # fmt: skip

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        return None if key in ("", OFFICE) else self.rows[key]


class QuantityForm(RecordForm):
    """A quantity of one kind. Money may be typed in 元 or 万元; what is implausible is asked back.

    The cleaned `amount` is in the kind's unit, money always in 元.
    """

    besides = RecordForm.besides | {"money_unit", "is_sure"}
    kind = forms.ModelChoiceField(
        QuantityKind.objects.filter(is_active=True), label="种类", empty_label="请选择"
    )
    amount = CleanCharField(label="数量", max_length=20)
    money_unit = forms.ChoiceField(
        label="资金单位",
        choices=[(YUAN, "元"), (TEN_THOUSAND, "万元")],
        required=False,
        help_text="只用于资金；其他种类用本种类的单位。",
    )
    is_sure = forms.BooleanField(label="数量核对过，确认无误", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_back = False
        if not self.is_bound:
            self.fields["is_sure"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, text = cleaned.get("kind"), cleaned.get("amount")
        if kind and text:
            try:
                amount = amount_of(kind, text, in_ten_thousands=self._is_wan(kind))
                if kind.is_implausible(amount) and not cleaned.get("is_sure"):
                    self.asks_back = True
                    raise DomainError(asked_back(kind, amount))
            except DomainError as refusal:
                self.add_error("amount", refusal.message)
            else:
                cleaned["amount"] = amount
        if not self.asks_back and not cleaned.get("is_sure"):
            self.fields["is_sure"].widget = forms.HiddenInput()
        return cleaned

    def _is_wan(self, kind: QuantityKind) -> bool:
        return kind.is_money and self.cleaned_data.get("money_unit") == TEN_THOUSAND


def amount_of(kind: QuantityKind, text: str, *, in_ten_thousands: bool = False) -> Decimal:
    """The amount typed, in the kind's unit; more decimals than the kind has are refused."""
    places = kind.decimals + (4 if in_ten_thousands else 0)
    typed = parse_decimal(text, places=places, minimum=0, maximum=MOST)
    if not typed:
        raise DomainError("数量应大于 0。")
    amount = typed * 10_000 if in_ten_thousands else typed
    return amount.quantize(Decimal("0.01"))


def asked_back(kind: QuantityKind, amount: Decimal) -> str:
    slip = "是不是把元写成了万元？" if kind.is_money else "是不是单位写错了？"
    return (
        f"折合 {plain(amount)} {kind.unit}，比通常的一笔大得多，{slip}"
        "核对无误的，请勾选下面的“确认无误”再保存。"
    )


def require_in_year(form: forms.Form, cleaned: Mapping[str, Any], name: str, year: int) -> None:
    """An error at the field when the day lies outside the record's year."""
    day = cleaned.get(name)
    if isinstance(day, date) and day.year != year:
        form.add_error(
            name, ValidationError(f"日期应在 {year} 年内，填写的是 {day.year} 年。", code="year")
        )
