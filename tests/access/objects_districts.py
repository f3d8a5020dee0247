"""What the rows about registers and accounts name besides the cast itself."""

from __future__ import annotations

from django.utils import timezone

from districts.models import ImportDraft, ImportKind, UnitAttribute, UnitType
from tests.access.cast import Cast


def add(cast: Cast) -> None:
    for kind in ImportKind.values:
        cast.objects[f"import-{kind}"] = (kind,)
    cast.objects["admin-app"] = ("districts",)
    seventh = UnitType.objects.create(code="seventh", name="第七类", position=9)
    cast.objects["unit-type"] = (seventh.pk,)
    cast.objects["unit-attribute"] = (UnitAttribute.objects.create(name="有钟楼").pk,)
    cast.objects["import-nonsense"] = ("nonsense",)
    cast.objects["draft-of-office"] = (_draft(cast, ImportKind.TOWNSHIPS, "office").pk,)
    cast.objects["draft-of-admin"] = (_draft(cast, ImportKind.ACCOUNTS, "admin").pk,)


def _draft(cast: Cast, kind: ImportKind, owner: str) -> ImportDraft:
    payload: dict[str, object] = {"sheet": "表", "rows": [], "errors": [], "warnings": []}
    return ImportDraft.objects.create(
        kind=kind,
        owner=cast[owner],
        filename="名册.xlsx",
        digest="0" * 64,
        payload=payload,
        created_at=timezone.now(),
    )
