"""gunicorn's settings: `gunicorn --config python:wenming.server wenming.wsgi`.

WEB_CONCURRENCY, PORT and gunicorn's own command line say what differs between machines. Beside
the web workers it keeps one worker of the background jobs; JOB_WORKERS=0 leaves that to a unit of
its own (`manage.py work`).
"""

import os
from typing import Any

from wenming.jobs.keeper import Keeper

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"  # a reverse proxy stands in front
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the checks of `start` run once, before any worker is forked
timeout = 60
graceful_timeout = 30
errorlog = "-"
control_socket_disable = True  # nothing steers the server but its signals

_keeper = Keeper() if os.environ.get("JOB_WORKERS", "1") != "0" else None


def when_ready(server: Any) -> None:
    """The master listens: begin to work off the queue."""
    if _keeper is not None:
        _keeper.start()


def on_exit(server: Any) -> None:
    """The master goes: a job under way goes back into the queue."""
    if _keeper is not None:
        _keeper.stop()
