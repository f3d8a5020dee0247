"""Write what a preview showed: all of it, once, and only if nothing moved meanwhile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from districts.actions import spelling
from districts.imports.accounts import prepare_accounts, write_accounts
from districts.imports.plan import MODELS
from districts.imports.rows import CHANGED, NEW, SAME, Planned
from districts.models import Contact, ImportDraft, ImportKind, RegisterRow, Unit
from districts.policies import can_edit_registers, standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

FOREIGN = {"type": "type_id", "department": "department_id", "township": "township_id"}
NOT_COLUMNS = {"attributes", "contact", "contact_post", "contact_phone"}
MOST_NAMED = 10


def confirm(draft: ImportDraft, *, by: User, at: datetime) -> bool:
    """Import the draft. False if it has been imported before: a second click changes nothing."""
    if draft.payload["errors"]:
        raise DomainError("文件中还有错误，请改好后重新上传。")
    rows: list[Planned] = draft.payload["rows"]
    is_accounts = draft.kind == ImportKind.ACCOUNTS
    prepared = prepare_accounts(rows) if is_accounts and draft.done_at is None else []
    with transaction.atomic():
        if not ImportDraft.objects.filter(pk=draft.pk, done_at=None).update(done_at=at):
            return False
        if is_accounts:
            write_accounts(prepared, by=by, at=at)
        else:
            write_rows(draft.kind, rows, by=by, at=at)
    return True


def write_rows(kind: str, rows: Sequence[Planned], *, by: User, at: datetime) -> None:
    """New rows and changed ones of one register, with one entry in the trail."""
    if not can_edit_registers(standing_of(by, lock=True)):
        raise NotAllowed("登记册由县文明办维护，您没有修改的权限。")
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
