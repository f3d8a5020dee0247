"""The worker: takes one job after another and has each done by a child process of its own.

The parent does nothing dangerous: it claims, renews the lease, passes progress on and watches.
A child that is killed, runs out of memory or hangs takes only its own attempt with it, and gives
all its memory back. If the parent itself dies, the lease runs out and another worker takes over.
"""

import logging
import multiprocessing
import os
import signal
import socket
from datetime import timedelta
from multiprocessing.connection import Connection
from threading import Event
from time import monotonic, sleep
from types import FrameType
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from wenming.jobs.kinds import Progress
from wenming.jobs.models import Job
from wenming.jobs.queue import LEASE, claim, conclude, perform, recover, renew
from wenming.jobs.retention import sweep

logger = logging.getLogger(__name__)

# Forked before it opens a connection, a child starts in milliseconds with everything loaded.
FORK = multiprocessing.get_context("fork")
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_NEWS = 0.5
SECONDS_AFTER_TROUBLE = 5.0
SECONDS_TO_GO = 10.0
SECONDS_TO_LEAVE = 0.05
SECONDS_BETWEEN_SWEEPS = 3600.0
MOST_SECONDS = 2 * 3600.0
TOO_LONG = "任务运行超过 2 小时仍没有完成，已经停止。请减少一次处理的数量后重新发起。"


class Worker:
    """Runs until it is told to stop; a job under way then goes back into the queue."""

    def __init__(self, lease: timedelta = LEASE) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
        self.lease = lease
        self.stopped = Event()
        self.parent: int | None = None
        self._swept = 0.0

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())

    def stop_with(self, parent: int) -> None:
        """Stop when that process is no longer our parent."""
        self.parent = parent

    @property
    def is_stopping(self) -> bool:
        if self.parent is not None and os.getppid() != self.parent:
            self.stopped.set()
        return self.stopped.is_set()

    def run(self, *, until_empty: bool = False) -> None:
        """Work off the queue; `until_empty` comes back when nothing waits any more."""
        logger.info("worker %s waits for jobs", self.name)
        while not self.is_stopping:
            close_old_connections()
            try:
                is_idle = not self._one_round()
            except DatabaseError as error:
                logger.error("the database did not answer the worker: %s", error)
                self.stopped.wait(SECONDS_AFTER_TROUBLE)
                continue
            if is_idle and until_empty:
                return
            if is_idle:
                self.stopped.wait(SECONDS_BETWEEN_LOOKS)

    def _one_round(self) -> bool:
        """Take up what other workers lost, then do one job. False where there was none."""
        recover()
        job = claim(self.name, self.lease)
        if job is not None:
            self.oversee(job)
        elif monotonic() - self._swept > SECONDS_BETWEEN_SWEEPS or not self._swept:
            sweep(timezone.now())
            self._swept = monotonic()
        return job is not None

    def oversee(self, job: Job) -> None:
        """Have one job done by a child and stay beside it until it has ended."""
        logger.info("job %s (%s) begins, attempt %s", job.pk, job.kind, job.attempts)
        receiving, sending = FORK.Pipe(duplex=False)
        connections.close_all()  # a child must not inherit the connection of its parent
        child = FORK.Process(target=run_child, args=(job, receiving, sending))
        child.start()
        sending.close()
        end, progress = monotonic() + MOST_SECONDS, Progress()
        with receiving:
            while child.is_alive() and not self._must_end(job, progress, end):
                hear(receiving, progress)
        self._finish_off(child)
        reason = TOO_LONG if monotonic() > end else ""
        conclude(job, is_stopping=self.is_stopping, reason=reason)
        logger.info("job %s ended with exit code %s", job.pk, child.exitcode)

    def _must_end(self, job: Job, progress: Progress, end: float) -> bool:
        """Pass the progress on, and say whether the child has to be stopped."""
        if self.is_stopping or monotonic() > end:
            return True
        try:
            return not renew(job, progress, self.lease)
        except DatabaseError:
            # Usually the child's own long transaction; the lease lasts for many looks.
            logger.warning("the progress of job %s could not be written", job.pk)
            return False

    def _finish_off(self, child: Any) -> None:
        """Ask the child to go, then make it go."""
        if child.is_alive():
            child.terminate()
            child.join(SECONDS_TO_GO)
        if child.is_alive():
            child.kill()
        child.join()


class Interrupted(BaseException):
    """SIGTERM arrived: leave at once, by way of every `finally`."""


class PipedProgress(Progress):
    """Tells the parent, at most twice a second."""

    def __init__(self, sending: Connection) -> None:
        super().__init__()
        self.sending = sending
        self.told = 0.0

    def tell(self) -> None:
        now = monotonic()
        if now - self.told < SECONDS_BETWEEN_NEWS:
            return
        self.told = now
        try:
            self.sending.send((self.done, self.total, self.step))
        except OSError as error:  # the parent is gone, and another worker will do the job
            raise Interrupted from error


def run_child(job: Job, receiving: Connection, sending: Connection) -> None:
    """What the child process does."""
    receiving.close()
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the parent, which decides
    try:
        perform(job, PipedProgress(sending))
    except Interrupted:
        logger.info("job %s was interrupted", job.pk)
    finally:
        connections.close_all()


def hear(receiving: Connection, progress: Progress) -> None:
    """Take the child's news into `progress`; waits a second, less when the child goes."""
    end = monotonic() + SECONDS_BETWEEN_LOOKS
    try:
        while (left := end - monotonic()) > 0 and receiving.poll(left):
            progress.done, progress.total, progress.step = receiving.recv()
    except EOFError:  # the child has closed its end: it is about to go
        sleep(SECONDS_TO_LEAVE)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted
