"""A background job survives its process and its worker: both die by SIGKILL in the middle of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from tests.factories import make_user
from tests.faults.jobs import DRILL
from tests.faults.test_killed_workers import ROOT, database_url
from wenming.files.models import StoredFile
from wenming.jobs.actions import start
from wenming.jobs.models import Job, JobState

PATIENCE = 15.0


@contextmanager
def worker() -> "Iterator[subprocess.Popen[bytes]]":
    """`manage.py work` on this test's database, in a process group of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DRILL_MEDIA": str(django_settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.faults.job_settings",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "manage.py", "work", "--lease", "1"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def wait_until(holds: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end, "nothing happened"
        sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_taken_up_again_until_it_is_done(settings: Settings, tmp_path: Path) -> None:
    settings.JOBS_INLINE = False
    note = tmp_path / "attempts"
    job = start(DRILL, by=make_user(), title="演练", params={"note": str(note)})

    with worker() as process:
        # The first attempt was killed alone, and its parent tried again at once.
        wait_until(lambda: note.exists() and note.read_text() == "1\n2\n")
        wait_until(lambda: Job.objects.get().done == 1)
        os.killpg(process.pid, signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.step) == (JobState.RUNNING, "第二次")
    with worker() as process:
        wait_until(lambda: not Job.objects.get().is_active)
        process.terminate()
        assert process.wait(PATIENCE) == 0

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 3, "")
    assert note.read_text() == "1\n2\n3\n"
    assert StoredFile.objects.get() == job.result
