"""Keeps one worker process alive beside the web server; gunicorn's master runs it in a thread."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
SECONDS_BEFORE_RESTART = 1.0
SECONDS_TO_GO = 15.0


class Keeper(Thread):
    """Starts the worker, and starts it again whenever it ends, until `stop`."""

    def __init__(self) -> None:
        super().__init__(name="keeper of the worker", daemon=True)
        self.stopping = Event()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        command = [sys.executable, str(MANAGE), "work", "--with-parent", str(os.getpid())]
        while not self.stopping.is_set():
            self.process = subprocess.Popen(command)  # noqa: S603  our own command
            self.process.wait()
            self.stopping.wait(SECONDS_BEFORE_RESTART)

    def stop(self) -> None:
        """Let the worker put its job back into the queue, and wait for that."""
        self.stopping.set()
        if self.process is not None:
            self.process.terminate()
        self.join(SECONDS_TO_GO)
