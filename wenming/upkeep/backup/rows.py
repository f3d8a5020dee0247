"""Tables as lines of text that are the same on every database, and back.

One line is one row: a JSON list of its columns, in the order of the model's fields. The lines are
sorted by primary key, so equal content gives equal lines and equal hashes.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.models import sql

# Who is signed in, and when this machine was last kept: neither is the county's.
LEFT_OUT = frozenset({"sessions.session", "upkeep.upkeep"})
CHUNK = 2000
Told = Callable[[str], None]
Model = type[models.Model]


class Digest:
    """Counts lines and hashes them as they pass."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def __call__(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows += 1
            self._hash.update(line)
            yield line

    @property
    def facts(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self._hash.hexdigest()}


def tables() -> dict[str, Model]:
    """Every table by its model's name, those between two models included."""
    found = apps.get_models(include_auto_created=True)
    kept = {model._meta.label_lower: model for model in found if model._meta.managed}
    return {label: kept[label] for label in sorted(kept) if label not in LEFT_OUT}


def lines_of(model: Model, using: str) -> Iterator[bytes]:
    """The table's rows as lines, by primary key, in constant memory."""
    key = model._meta.pk
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.using(using).order_by(key.attname)
    values = rows.values_list(*(field.attname for field in fields)).iterator(chunk_size=CHUNK)
    places = [getattr(field, "decimal_places", None) for field in fields]
    lines = (_line(row, places) for row in values)
    # Databases sort text each in their own way; such tables are short lists of codes.
    return iter(sorted(lines)) if isinstance(key, models.CharField) else lines


def content_of(using: str) -> dict[str, dict[str, Any]]:
    """Rows and hash of every table."""
    content = {}
    for label, model in tables().items():
        digest = Digest()
        for _line in digest(lines_of(model, using)):
            pass
        content[label] = digest.facts
    return content


def summed(content: dict[str, dict[str, Any]]) -> str:
    """One hash for all tables together."""
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def emptied(using: str) -> None:
    """Delete every row of every table; inside a transaction, which checks references at its end."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in tables().values():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def load(model: Model, lines: Iterable[bytes], using: str) -> None:
    """Insert lines just as they are: no field's `auto_now`, no signal, no `save`."""
    fields = list(model._meta.local_concrete_fields)
    most = connections[using].ops.bulk_batch_size(fields, range(CHUNK))
    rest = iter(lines)
    while batch := list(islice(rest, max(1, min(most, CHUNK)))):
        query = sql.InsertQuery(model)
        query.insert_values(fields, [_row(model, fields, line) for line in batch], raw=True)
        query.get_compiler(using=using).execute_sql()


def sequences_reset(using: str) -> None:
    """The next new row of every table gets a number after the last one loaded."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(statement)


def _line(row: tuple[Any, ...], places: list[int | None]) -> bytes:
    plain = [_plain(value, place) for value, place in zip(row, places, strict=True)]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _plain(value: Any, places: int | None) -> Any:
    """What JSON can hold and `to_python` of the field reads back."""
    if isinstance(value, Decimal):
        exact = value if places is None else value.quantize(Decimal(1).scaleb(-places))
        return format(exact, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _row(model: Model, fields: list[Any], line: bytes) -> models.Model:
    values = zip(fields, json.loads(line), strict=True)
    return model(**{field.attname: field.to_python(value) for field, value in values})
