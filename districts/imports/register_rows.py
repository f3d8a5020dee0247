"""Rows of a register from Excel: planned against what is stored, and written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from districts.actions import spelling
from districts.imports.rows import CHANGED, NEW, SAME, ImportRow, Planned, plain, shown
from districts.models import (
    Contact,
    Department,
    ImportKind,
    Leader,
    RegisterRow,
    Township,
    Unit,
    Village,
)
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict

MODELS: dict[str, type[RegisterRow]] = {
    ImportKind.UNITS: Unit,
    ImportKind.VILLAGES: Village,
    ImportKind.TOWNSHIPS: Township,
    ImportKind.DEPARTMENTS: Department,
    ImportKind.LEADERS: Leader,
}
CONTACT_FIELDS = ("contact", "contact_post", "contact_phone")
FOREIGN = {"type": "type_id", "department": "department_id", "township": "township_id"}
NOT_COLUMNS = {"attributes", "contact", "contact_post", "contact_phone"}
MOST_NAMED = 10


def stored_rows(kind: str) -> dict[str, Model]:
    """What is in the register now, by the key of an import row."""
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    if kind == ImportKind.UNITS:
        rows = rows.select_related("type", "department", "township")
        rows = rows.prefetch_related("attributes", "contacts")
    if kind == ImportKind.VILLAGES:
        return {f"{row.township_id}:{row.name_key}": row for row in rows.select_related("township")}
    if kind == ImportKind.LEADERS:
        return {f"{row.name_key}:{row.post}": row for row in rows}
    return {row.name_key: row for row in rows}


def plan_row(row: ImportRow, stored: Mapping[str, Any], heads: Mapping[str, str]) -> Planned:
    """One row: its state, the stored row and version it is based on, old and new texts."""
    before = stored.get(row.key)
    given = row.given
    values = {name: plain(value) for name, value in given.items()}
    name = row.cleaned_data["name"]
    if before is None:
        changes = [[heads[field], "", shown(value)] for field, value in given.items()]
        return {"state": NEW, "name": name, "values": values, "changes": changes}
    planned: Planned = {"name": before.name, "pk": before.pk, "version": before.version}
    if not before.is_active:
        planned["problem"] = ("name", f"“{before}”在登记册中已停用，请先启用。")
    old = {field: old_value(before, field, given) for field in given if field != "name"}
    differing = [field for field, value in old.items() if shown(value) != shown(given[field])]
    return planned | {
        "state": CHANGED if differing else SAME,
        "values": {
            field: value
            for field, value in values.items()
            if field in differing or (field == "contact" and set(differing) & set(CONTACT_FIELDS))
        },
        "changes": [[heads[field], shown(old[field]), shown(given[field])] for field in differing],
    }


def old_value(row: Any, field: str, given: Mapping[str, Any]) -> Any:
    """What the register says now; for a contact, of the person who has that name."""
    if field == "attributes":
        return list(row.attributes.all())
    if field not in CONTACT_FIELDS:
        return getattr(row, field)
    person = next((one for one in row.contacts.all() if one.name == given.get("contact")), None)
    if person is None:
        return ""
    return {"contact": person.name, "contact_post": person.post, "contact_phone": person.phone}[
        field
    ]


def write_rows(kind: str, rows: Sequence[Planned], *, by: User, at: datetime) -> None:
    """New rows and changed ones of one register, with one entry in the trail."""
    model = MODELS[kind]
    changed = [row for row in rows if row["state"] == CHANGED]
    new = [row for row in rows if row["state"] == NEW]
    stored = _locked(model, [row for row in rows if "pk" in row])
    if not changed and not new:
        return
    try:
        with transaction.atomic():
            created = model._default_manager.bulk_create(_built(model, row) for row in new)
    except IntegrityError as error:
        raise Conflict(
            "有名称在预览之后刚被别人登记，没有导入任何数据，请重新上传文件。"
        ) from error
    _change(model, changed, stored, at)
    if model is Unit:
        pairs = [*zip(created, new, strict=True), *((stored[row["pk"]], row) for row in changed)]
        _write_attributes(pairs)
        _write_contacts(pairs)
    record(
        f"{model._meta.model_name}.import",
        on=None,
        by=by,
        at=at,
        before=[_line(row, old=True) for row in changed],
        after={
            "新增": [row["name"] for row in new],
            "修改": [_line(row, old=False) for row in changed],
            "不变": sum(row["state"] == SAME for row in rows),
        },
    )


def _locked(model: type[RegisterRow], rows: Sequence[Planned]) -> dict[int, Any]:
    """The stored rows, held until the commit; a Conflict that names those that have moved."""
    pks = sorted(row["pk"] for row in rows)
    stored: dict[int, Any] = {}
    for start in range(0, len(pks), 500):  # SQLite takes so many parameters and no more
        part = model._default_manager.select_for_update().filter(pk__in=pks[start : start + 500])
        stored |= {row.pk: row for row in part.order_by("pk")}
    moved = [
        row["name"]
        for row in rows
        if row["pk"] not in stored or stored[row["pk"]].version != row["version"]
    ]
    if moved:
        names = "、".join(f"“{name}”" for name in moved[:MOST_NAMED])
        more = f"等 {len(moved)} 行" if len(moved) > MOST_NAMED else ""
        raise Conflict(f"预览之后{names}{more}已被别人修改，没有导入任何数据，请重新上传文件。")
    return stored


def _built(model: type[RegisterRow], row: Planned) -> RegisterRow:
    return model(**_columns(row["values"]), **spelling(row["values"]["name"]))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        FOREIGN.get(name, name): value for name, value in values.items() if name not in NOT_COLUMNS
    }


def _change(
    model: type[RegisterRow], rows: Sequence[Planned], stored: Mapping[int, Any], at: datetime
) -> None:
    """Set the changed columns and count one version on, a few statements for all rows."""
    columns = {"version", "updated_at"}
    for row in rows:
        target = stored[row["pk"]]
        for name, value in _columns(row["values"]).items():
            setattr(target, name, value)
            columns.add(name.removesuffix("_id"))
        target.version += 1
        target.updated_at = at
    targets = [stored[row["pk"]] for row in rows]
    if targets:
        model._default_manager.bulk_update(targets, sorted(columns), batch_size=200)


def _write_attributes(pairs: Sequence[tuple[Any, Planned]]) -> None:
    """Replace the attributes of the units whose row says something about them."""
    through: Any = Unit.attributes.through
    told = [(unit, row["values"]["attributes"]) for unit, row in pairs if _tells(row, "attributes")]
    through.objects.filter(unit__in=[unit for unit, _ in told]).delete()
    through.objects.bulk_create(
        through(unit_id=unit.pk, unitattribute_id=attribute)
        for unit, attributes in told
        for attribute in attributes
    )


def _write_contacts(pairs: Sequence[tuple[Any, Planned]]) -> None:
    """Add the named contact at the end, or change the one of that name."""
    told = {unit.pk: row["values"] for unit, row in pairs if _tells(row, "contact")}
    known: dict[tuple[int, str], Contact] = {}
    places: dict[int, int] = {}
    for contact in Contact.objects.filter(unit__in=list(told)).order_by("-position", "-pk"):
        known[contact.unit_id, contact.name] = contact
        places.setdefault(contact.unit_id, contact.position + 1)
    fresh: list[Contact] = []
    kept: list[Contact] = []
    for unit, values in told.items():
        name = values["contact"]
        found = known.get((unit, name))
        contact = found or Contact(unit_id=unit, name=name, position=places.get(unit, 0))
        (kept if found else fresh).append(contact)
        contact.post = values.get("contact_post", contact.post)
        contact.phone = values.get("contact_phone", contact.phone)
    Contact.objects.bulk_create(fresh)
    if kept:
        Contact.objects.bulk_update(kept, ["post", "phone"], batch_size=200)


def _tells(row: Planned, name: str) -> bool:
    return name in row["values"]


def _line(row: Planned, *, old: bool) -> dict[str, Any]:
    """One changed row as the trail keeps it."""
    return {
        "名称": row["name"],
        **{head: before if old else after for head, before, after in row["changes"]},
    }
