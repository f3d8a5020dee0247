"""Decimals that a database adds exactly, on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Sum

from districts.models import QuantityKind
from wenming.exact import ExactDecimalField

pytestmark = pytest.mark.django_db


def kinds(*usual: str | None) -> list[QuantityKind]:
    return [
        QuantityKind.objects.create(
            name=f"试{n}", unit="元", usual=None if text is None else Decimal(text)
        )
        for n, text in enumerate(usual)
    ]


def test_a_thousand_times_ten_cents_is_a_hundred() -> None:
    QuantityKind.objects.all().delete()
    QuantityKind.objects.bulk_create(
        QuantityKind(name=f"试{n}", unit="元", usual=Decimal("0.10")) for n in range(1000)
    )

    total = QuantityKind.objects.aggregate(total=Sum("usual"))["total"]

    assert (total, str(total)) == (Decimal(100), "100.00")


def test_values_are_compared_ordered_and_changed_in_the_database() -> None:
    QuantityKind.objects.all().delete()
    small, large, none = kinds("9.5", "10.25", None)

    found = list(QuantityKind.objects.filter(usual__gte=Decimal("9.51")).order_by("usual"))
    QuantityKind.objects.filter(pk=small.pk).update(usual=F("usual") + F("usual"))

    assert found == [large]
    small.refresh_from_db()
    none.refresh_from_db()
    assert (small.usual, none.usual) == (Decimal("19.00"), None)


def test_nothing_is_rounded_on_the_way_in() -> None:
    refused: list[Any] = ["0.001", "abc", "1E30", 0.1, Decimal("NaN"), 2**62]
    for value in refused:
        with pytest.raises(ValidationError):
            QuantityKind.objects.create(name="试", unit="元", usual=value)


def test_a_fixture_reads_back_and_a_form_parses_strictly() -> None:
    field = QuantityKind._meta.get_field("usual")
    assert isinstance(field, ExactDecimalField)
    (row,) = kinds("280000")

    assert field.to_python(field.value_to_string(row)) == Decimal(280000)
    with pytest.raises(ValidationError):
        field.formfield().clean("1E2")
