"""模拟 of a type with many units."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments import exports_simulation
from assessments.actions.simulations import run_simulation
from assessments.jobs.tables import may_see_county
from assessments.models import Simulation
from assessments.policies import can_run_cycles
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.jobs.kinds import Download, Link, Progress, job
from wenming.jobs.models import Job

SIMULATE, TABLE = "assessments.simulate", "assessments.simulation-table"


def may_simulate(user: User, params: Mapping[str, Any]) -> bool:
    return can_run_cycles(standing_of(user))


@job(SIMULATE, label="细则模拟", may=may_simulate)
def simulate(job: Job, progress: Progress, *, simulation: int) -> Link:
    """Work out a simulation that was ordered; one that is finished is only shown."""
    row = simulation_of(simulation)
    run_simulation(row, at=timezone.now(), progress=progress)
    return Link(row.get_absolute_url())


@job(TABLE, label="细则模拟结果表", may=may_see_county)
def table(job: Job, progress: Progress, *, simulation: int) -> Download:
    row = simulation_of(simulation)
    progress(0, row.units, "正在写表格")
    content = exports_simulation.simulation_xlsx(row, timezone.now(), progress)
    return Download(f"{row}结果.xlsx", content)


def simulation_of(pk: int) -> Simulation:
    found = Simulation.objects.select_related("cycle", "unit_type", "made_by").filter(pk=pk).first()
    if found is None:
        raise DomainError("这次模拟已经不存在。")
    return found
