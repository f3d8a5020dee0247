"""Every write to a register: one verb, one transaction, one entry in the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F

from districts.labels import noun_of
from districts.models import Contact, RegisterRow, Unit
from districts.policies import can_edit_contacts, can_edit_registers, standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.text import name_key, pinyin_of

Row = TypeVar("Row", bound=RegisterRow)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of the contacts form. `pk` is None for somebody new."""

    pk: int | None
    name: str
    post: str = ""
    phone: str = ""
    is_removed: bool = False


@transaction.atomic
def create(model: type[Row], values: Mapping[str, Any], *, by: User, at: datetime) -> Row:
    """Add one row to a register. `values` maps field names to typed values."""
    _require_office(by)
    plain, attributes = _split(values)
    row = model(**plain, **spelling(plain["name"]))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _name_taken(model, plain["name"]) from error
    if attributes is not None and isinstance(row, Unit):
        row.attributes.set(attributes)
    record(f"{noun_of(model)}.create", on=row, by=by, at=at, after=describe(model, values))
    return row


@transaction.atomic
def update(row: Row, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> Row:
    """Change a row that still has `version`; a field absent from `values` stays as it is."""
    _require_office(by)
    model = type(row)
    stored = model._default_manager.select_for_update().get(pk=row.pk)
    before = describe(model, values_of(stored, values))
    typed = describe(model, values)
    if before == typed:
        return stored
    plain, attributes = _split(values)
    if "name" in plain:
        plain |= spelling(plain["name"])
    try:
        with transaction.atomic():
            changed = model._default_manager.filter(pk=row.pk, version=version).update(
                **plain, version=F("version") + 1, updated_at=at
            )
    except IntegrityError as error:
        raise _name_taken(model, plain["name"]) from error
    if not changed:
        raise Conflict(f"“{stored}”在您打开页面后已被别人修改。", current=before, typed=typed)
    if attributes is not None and isinstance(stored, Unit):
        stored.attributes.set(attributes)
    stored.refresh_from_db()
    differing = [label for label in typed if typed[label] != before[label]]
    record(
        f"{noun_of(model)}.update",
        on=stored,
        by=by,
        at=at,
        before={label: before[label] for label in differing},
        after={label: typed[label] for label in differing},
    )
    return stored


def deactivate(row: Row, *, by: User, at: datetime, note: str) -> Row:
    """Take a row out of use; what refers to it stays. The reason is kept."""
    if not note:
        raise DomainError("请填写停用的原因。", field="note")
    return _switch(row, active=False, by=by, at=at, note=note)


def reactivate(row: Row, *, by: User, at: datetime, note: str = "") -> Row:
    """Take a row into use again."""
    return _switch(row, active=True, by=by, at=at, note=note)


@transaction.atomic
def save_contacts(
    unit: Unit, lines: Sequence[ContactLine], *, version: int, by: User, at: datetime
) -> Unit:
    """Add, change and remove contacts in the order of `lines`; others stay as they are."""
    stored = Unit.objects.select_for_update().get(pk=unit.pk)
    if not can_edit_contacts(standing_of(by, lock=True), stored):
        raise NotAllowed("只有县文明办和本单位可以修改联系人。")
    before = [_contact_text(contact) for contact in stored.contacts.all()]
    try:
        with transaction.atomic():
            _write_contacts(stored, lines)
    except IntegrityError as error:
        raise Conflict("同一位联系人填写了两次，请删去重复的一行。") from error
    after = [_contact_text(contact) for contact in stored.contacts.all()]
    if before == after:
        return stored
    if not Unit.objects.filter(pk=unit.pk, version=version).update(
        version=F("version") + 1, updated_at=at
    ):
        raise Conflict(
            f"“{stored}”的资料在您打开页面后已被别人修改。",
            current={"联系人": "\n".join(before)},
            typed={"联系人": "\n".join(_line_text(line) for line in lines if not line.is_removed)},
        )
    stored.refresh_from_db()
    record("unit.contacts", on=stored, by=by, at=at, before=before, after=after)
    return stored


def spelling(name: str) -> dict[str, str]:
    """What a row keeps beside its name: the key for duplicates, and pinyin for search."""
    spelled = pinyin_of(name)
    return {
        "name_key": name_key(name)[:80],
        "pinyin": spelled.full[:300],
        "initials": spelled.initials[:60],
    }


def describe(model: type[RegisterRow], values: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of each value, as the trail and the two-versions page show it."""
    return {
        str(model._meta.get_field(name).verbose_name): _text(value)  # type: ignore[union-attr]
        for name, value in values.items()
    }


def values_of(row: RegisterRow, names: Mapping[str, Any]) -> dict[str, Any]:
    """The row's own values of those fields."""
    return {
        name: list(row.attributes.all())
        if name == "attributes" and isinstance(row, Unit)
        else getattr(row, name)
        for name in names
    }


@transaction.atomic
def _switch(row: Row, *, active: bool, by: User, at: datetime, note: str) -> Row:
    _require_office(by)
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    changed = (
        type(row)
        ._default_manager.filter(pk=row.pk, is_active=not active)
        .update(is_active=active, version=F("version") + 1, updated_at=at)
    )
    word = "启用" if active else "停用"
    if not changed:
        raise Conflict(f"“{stored}”已经{word}。")
    stored.refresh_from_db()
    verb = f"{noun_of(type(row))}.{'reactivate' if active else 'deactivate'}"
    record(verb, on=stored, by=by, at=at, before=not active, after=active, note=note)
    return stored


def _require_office(by: User) -> None:
    if not can_edit_registers(standing_of(by, lock=True)):
        raise NotAllowed("登记册由县文明办维护，您没有修改的权限。")


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """Column values, and the attributes (None: unchanged), which are rows of their own."""
    plain = {name: value for name, value in values.items() if name != "attributes"}
    return plain, values.get("attributes")


def _name_taken(model: type[RegisterRow], name: str) -> Conflict:
    kind = model._meta.verbose_name
    return Conflict(f"{kind}“{name}”已经在登记册中（空格和括号的不同不算不同名称）。", field="name")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple, models.QuerySet)):
        return "、".join(sorted(str(item) for item in value))
    return str(value)


def _write_contacts(unit: Unit, lines: Sequence[ContactLine]) -> None:
    kept = {contact.pk: contact for contact in unit.contacts.all()}
    gone = [line.pk for line in lines if line.is_removed and line.pk in kept]
    unit.contacts.filter(pk__in=gone).delete()
    for position, line in enumerate(line for line in lines if not line.is_removed):
        contact = kept.get(line.pk) if line.pk else Contact(unit=unit)
        if contact is None:
            raise Conflict(f"联系人“{line.name}”刚被别人移除，请刷新后再改。")
        contact.name, contact.post, contact.phone = line.name, line.post, line.phone
        contact.position = position
        contact.save()


def _contact_text(contact: Contact) -> str:
    return " ".join(filter(None, (contact.name, contact.post, contact.phone)))


def _line_text(line: ContactLine) -> str:
    return " ".join(filter(None, (line.name, line.post, line.phone)))
