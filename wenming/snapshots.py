"""A document of several queries shows one moment, although others save meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction


@contextmanager
def one_snapshot(using: str = "default") -> Iterator[None]:
    """All that is read inside comes from one state of the database, and nothing may be written.

    Inside a transaction that is already open its snapshot is taken as it is. SQLite begins with
    a plain BEGIN here: readers need not wait for the lock that every writing transaction takes.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
        return
    with _reading_transactions(using), transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _reading_transactions(using: str) -> Iterator[None]:
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    sqlite: Any = connection
    sqlite.ensure_connection()
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
