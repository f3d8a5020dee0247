"""The real application with three places to die in, named by the request's X-Drill header.

Only the drill loads this. The worker dies by SIGKILL, as from a lost power supply.
"""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from tests.faults import AFTER, BEFORE, INSIDE
from wenming.wsgi import application as product


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    place = environ.get("HTTP_X_DRILL")
    if place == BEFORE:
        die()
    if place == INSIDE:
        with connection.execute_wrapper(die_after_the_update):
            return product(environ, start_response)
    response = product(environ, start_response)
    if place == AFTER:
        die()
    return response


def die_after_the_update(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    result = execute(sql, params, many, context)
    if sql.startswith('UPDATE "assessments_mark"'):
        die()
    return result


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
