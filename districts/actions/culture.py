"""Writing the records of culture that need no confirmation: each change in the trail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from districts.actions.describing import described, values_of
from districts.actions.steps import locked, write
from districts.labels import noun_of
from districts.policies import standing_of
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

M = TypeVar("M", bound=Model)
May = Callable[[Standing, Any], bool]


@transaction.atomic
def create_record(
    model: type[M], values: Mapping[str, Any], *, may: May, by: User, at: datetime
) -> M:
    """A new record with these columns; `may` is asked of it before it is stored."""
    row = model(**values)
    _require(may, by, row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(row, values) from error
    record(f"{noun_of(model)}.create", on=row, by=by, at=at, after=described(row, values))
    return row


@transaction.atomic
def edit_record(
    row: M, values: Mapping[str, Any], *, version: int, may: May, by: User, at: datetime
) -> M:
    """Change what differs, if the record still has `version`. Nothing changed writes nothing."""
    row = locked(row)
    _require(may, by, row)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    before, after = described(row, values_of(row, changed)), described(row, changed)
    if row.version != version:  # type: ignore[attr-defined]
        raise Conflict(f"“{row}”在您打开页面后已被别人修改。", current=before, typed=after)
    try:
        with transaction.atomic():
            row = write(row, changed)
    except IntegrityError as error:
        raise _taken(row, values) from error
    record(f"{noun_of(type(row))}.update", on=row, by=by, at=at, before=before, after=after)
    return row


def _require(may: May, by: User, row: Model) -> None:
    if not may(standing_of(by, lock=True), row):
        raise NotAllowed(f"{row._meta.verbose_name}不由您登记和修改。")


def _taken(row: Model, values: Mapping[str, Any]) -> DomainError:
    field = "name" if "name" in values else None
    return DomainError(f"已有同名的{row._meta.verbose_name}，请核对名称。", field=field)
