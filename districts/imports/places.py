"""Who organises and where, as columns of an import: names looked up among what one may use."""

from collections.abc import Mapping
from typing import Any

from districts.imports.rows import Known
from districts.imports.specs import Asker
from districts.models import OFFICE_NAME, Department, Township, Unit, Village
from wenming.text import name_key


class Office:
    """Stands for the office among the owners a row may name."""

    name = OFFICE_NAME
    is_active = True
    pk = None

    def __str__(self) -> str:
        return self.name


def known_owners(asker: Asker) -> Known:
    """Townships, departments and units for which this person may enter; the office any."""
    own: Any = asker.standing
    known: dict[str, Any] = {}
    for model, ids in (
        (Township, own.township_ids),
        (Department, own.department_ids),
        (Unit, own.unit_ids),
    ):
        rows = model._default_manager.all()
        for row in rows if own.is_office else rows.filter(pk__in=ids):
            known[row.name_key] = row
    if own.is_office:
        known[name_key(OFFICE_NAME)] = Office()
    return known


def known_villages() -> Known:
    """Villages by name, and by township and name; a name that two villages have needs both."""
    rows = list(Village.objects.select_related("township"))
    known: dict[str, Any] = {}
    names = [row.name_key for row in rows]
    for row in rows:
        known[name_key(f"{row.township.name}{row.name}")] = row
        if names.count(row.name_key) == 1:
            known[row.name_key] = row
    return known


def owner_ids(owner: Any) -> Mapping[str, int | None]:
    """The three id columns of a planned row's owner, ready for JSON."""
    kinds = {Township: "township_id", Department: "department_id", Unit: "unit_id"}
    return {column: owner.pk if type(owner) is model else None for model, column in kinds.items()}
