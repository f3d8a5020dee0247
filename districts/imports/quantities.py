"""Quantities in Excel: the unit stands in a column of its own and has to be the kind's."""

from typing import Any

from districts.forms.records import amount_of, asked_back
from districts.imports.rows import ImportRow
from districts.models import QuantityKind
from wenming.errors import DomainError

TEN_THOUSAND = "万元"


def read_quantity(row: ImportRow, cleaned: dict[str, Any]) -> None:
    """Turn `kind`, `measure` and `amount` into an amount in the kind's unit, or say what is wrong.

    What is far too much needs a “是” in the column `is_sure`.
    """
    kind, measure = cleaned.get("kind"), cleaned.get("measure")
    if not kind or not measure:
        return
    allowed = {kind.unit, TEN_THOUSAND} if kind.is_money else {kind.unit}
    if measure not in allowed:
        words = "、".join(sorted(allowed))
        row.add_error("measure", f"{kind.name}的计量单位是“{words}”，不是“{measure}”。")
    elif cleaned.get("amount"):
        _read_amount(row, cleaned, kind, is_wan=kind.is_money and measure == TEN_THOUSAND)


def _read_amount(
    row: ImportRow, cleaned: dict[str, Any], kind: QuantityKind, *, is_wan: bool
) -> None:
    try:
        amount = amount_of(kind, cleaned["amount"], in_ten_thousands=is_wan)
    except DomainError as refusal:
        row.add_error("amount", refusal.message)
        return
    if kind.is_implausible(amount) and not cleaned.get("is_sure"):
        asked = asked_back(kind, amount).partition("核对无误")[0]
        row.add_error("amount", f"{asked}核对无误的，在最后一列填“是”。")
        return
    cleaned["amount"] = amount
