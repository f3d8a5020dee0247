"""Forms of community culture centres and publicity boards."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from districts.forms.records import (
    TEN_THOUSAND,
    YUAN,
    OwnerField,
    RecordForm,
    amount_of,
    asked_back,
)
from districts.models import (
    BoardKind,
    CentreFacility,
    CommunityCentre,
    FacilityKind,
    PublicityBoard,
    QuantityKind,
    Township,
)
from wenming.dates import StrictDateField, cn_date
from wenming.errors import DomainError
from wenming.numbers import StrictDecimalField, StrictIntegerField
from wenming.text import CleanCharField

MOST_BOARDS, LARGEST_AREA, FIRST_YEAR = 1_000, 100_000, 1980
# What one board usually costs at most: from many times that on the form asks back.
BOARD_MONEY = QuantityKind(
    name=QuantityKind.MONEY, unit="元", is_money=True, decimals=2, usual=Decimal(200)
)


class CentreForm(RecordForm):
    township = forms.ModelChoiceField(Township.objects.none(), label="乡镇", empty_label="请选择")
    community = CleanCharField(label="社区", max_length=60, help_text="例如 城东社区。")
    place = CleanCharField(label="地点", max_length=60)
    built_year = StrictIntegerField(label="建成年度", minimum=FIRST_YEAR, maximum=2100)
    opened_on = StrictDateField(label="启用日期", required=False)
    area = StrictDecimalField(
        label="面积（平方米）", places=2, minimum=1, maximum=LARGEST_AREA, required=False
    )
    keeper = CleanCharField(label="管理人", max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Township.objects.filter(is_active=True)
        if not self.standing.is_office:
            rows = rows.filter(pk__in=self.standing.township_ids)
        if isinstance(self.row, CommunityCentre):
            rows = rows | Township.objects.filter(pk=self.row.township_id)
        field: Any = self.fields["township"]
        field.queryset = rows.order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_centre(self, cleaned, self.today)
        return cleaned


def check_centre(form: forms.Form, cleaned: Mapping[str, Any], today: date) -> None:
    """The rules of the calendar; for the page and for Excel alike."""
    built, opened = cleaned.get("built_year"), cleaned.get("opened_on")
    if built and built > today.year:
        form.add_error("built_year", f"今年是 {today.year} 年，建成以后再登记。")
    elif built and opened and opened.year < built:
        form.add_error("opened_on", f"建成年度是 {built} 年，启用日期不能更早。")
    if opened and opened > today:
        form.add_error("opened_on", f"今天是 {cn_date(today)}，启用以后再登记。")


class FacilitiesForm(forms.Form):
    """One tick and one note for each of the facilities asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(
        self, *args: Any, lines: Sequence[tuple[FacilityKind, CentreFacility | None]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind, _ in lines]
        for kind, has in lines:
            self.fields[f"has-{kind.pk}"] = forms.BooleanField(
                label=kind.name, required=False, initial=has is not None
            )
            self.fields[f"note-{kind.pk}"] = CleanCharField(
                label=f"{kind.name}说明",
                max_length=100,
                required=False,
                initial=has.note if has else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in self.kinds:
            if cleaned.get(f"note-{kind.pk}") and not cleaned.get(f"has-{kind.pk}"):
                self.add_error(f"note-{kind.pk}", f"写了说明，请勾选“{kind.name}”。")
        return cleaned

    @property
    def notes(self) -> dict[FacilityKind, str]:
        """Kind → note, of what is ticked."""
        given = self.cleaned_data
        return {kind: given[f"note-{kind.pk}"] for kind in self.kinds if given[f"has-{kind.pk}"]}

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"has-{kind.pk}"], self[f"note-{kind.pk}"]) for kind in self.kinds]


class BoardForm(RecordForm):
    besides = RecordForm.besides | {"money_unit", "is_sure"}
    owner = OwnerField(label="设置单位")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *BoardKind.choices])
    place = CleanCharField(label="地点", max_length=60)
    installed_on = StrictDateField(label="安装日期")
    count = StrictIntegerField(label="数量（块）", minimum=1, maximum=MOST_BOARDS)
    money = CleanCharField(
        label="投入资金", max_length=20, required=False, help_text="还没有结算的空着，不要填 0。"
    )
    money_unit = forms.ChoiceField(
        label="资金单位", choices=[(YUAN, "元"), (TEN_THOUSAND, "万元")], required=False
    )
    is_sure = forms.BooleanField(label="金额核对过，确认无误", required=False)
    keeper = CleanCharField(label="管护人", max_length=30, required=False)
    summary = CleanCharField(label="内容", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, PublicityBoard) else None
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)
        owner.offer(self.standing, with_office=True, chosen=row.owner if row else None)
        if not self.is_bound:
            self.fields["is_sure"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_wan = cleaned.get("money_unit") == TEN_THOUSAND
        said = check_board(self, cleaned, self.today, is_wan=is_wan)
        if said:
            self.add_error("money", said)
        elif not cleaned.get("is_sure"):
            self.fields["is_sure"].widget = forms.HiddenInput()
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """With the year, which follows the day."""
        values = super().values
        if "installed_on" in values:
            values["year"] = values["installed_on"].year
        return values


def check_board(
    form: forms.Form, cleaned: dict[str, Any], today: date, *, is_wan: bool = False
) -> str:
    """The rules of day and money, for the page and for Excel; turns the money into 元.

    The answer is the question to ask back where the money is far too much, else nothing.
    """
    day, text = cleaned.get("installed_on"), cleaned.get("money")
    if day and day > today:
        form.add_error("installed_on", f"今天是 {cn_date(today)}，安装好以后再登记。")
    cleaned["money"] = None
    if not text:
        return ""
    try:
        money = amount_of(BOARD_MONEY, text, in_ten_thousands=is_wan)
    except DomainError as refusal:
        form.add_error("money", refusal.message)
        return ""
    each = money / (cleaned.get("count") or 1)
    if BOARD_MONEY.is_implausible(each) and not cleaned.get("is_sure"):
        return asked_back(BOARD_MONEY, money)
    cleaned["money"] = money
    return ""
