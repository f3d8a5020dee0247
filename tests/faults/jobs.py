"""A kind of job that dies twice. Workers know it by `tests.faults.job_settings`."""

import os
import signal
from pathlib import Path
from time import sleep

from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

DRILL = "faults.drill"


@job(DRILL, label="演练", may=lambda user, params: True)
def drill(job: Job, progress: Progress, *, note: str) -> Download:
    """First attempt: the child is killed. Second: it hangs, until all are killed. Third: done.

    Each attempt leaves a line in the file `note`.
    """
    with Path(note).open("a", encoding="ascii") as file:
        file.write(f"{job.attempts}\n")
    if job.attempts == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    while job.attempts == 2:
        progress(1, 3, "第二次")
        sleep(0.1)
    return Download("演练.xlsx", b"third time lucky")
