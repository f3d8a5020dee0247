"""模拟: order one, and work it out. Nothing of the year itself is touched."""

from datetime import datetime

from django.db import transaction

from assessments.models import Assessment, Cycle, Rubric, SimulatedUnit, Simulation
from assessments.policies import can_run_cycles
from assessments.results.rubrics import built_draft
from assessments.results.simulation.county import Outcome, simulated
from assessments.roles import Filling
from assessments.scoring import RubricSpec, to_document
from districts.models import UnitType
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import DomainError, NotAllowed
from wenming.jobs.kinds import Progress

BATCH = 500


@transaction.atomic
def order_simulation(
    cycle: Cycle, unit_type: UnitType, rubric: Rubric, *, filling: Filling, by: User, at: datetime
) -> Simulation:
    """Write down what is to be compared, with the rubric as it is now; `run_simulation` does it."""
    if not can_run_cycles(standing_of(by)):
        raise NotAllowed("细则模拟由县文明办进行，您可以查看结果。")
    scored = Assessment.objects.filter(cycle=cycle, unit_type=unit_type, total__isnull=False)
    if not scored.exists():
        raise DomainError(
            f"{cycle}还没有评完的{unit_type.name}，没有可以模拟的得分。", field="type"
        )
    simulation = Simulation.objects.create(
        cycle=cycle,
        unit_type=unit_type,
        rubric=rubric,
        rubric_name=f"{rubric}{'草案' if rubric.is_draft else ''}",
        document=to_document(spec_for(rubric)),
        filling=filling,
        made_by=by,
        made_at=at,
    )
    record("simulation.create", on=simulation, by=by, at=at, after={"按": filling.label})
    return simulation


def spec_for(rubric: Rubric) -> RubricSpec:
    """A rubric ready to score with; a draft with faults is refused, naming the first."""
    if not rubric.is_draft:
        return rubric.spec
    built = built_draft(rubric, rubric.indicators.all())
    if built.spec is None:
        first, count = built.errors[0], len(built.errors)
        where = f"{first.code} " if first.code else ""
        raise DomainError(
            f"这份草案有 {count} 处错误，不能模拟，请先到编辑页改正。例如：{where}{first.message}",
            field="rubric",
        )
    return built.spec


def run_simulation(
    simulation: Simulation, *, at: datetime, progress: Progress | None = None
) -> None:
    """Work it out and keep the result; one that is finished stays as it is."""
    if simulation.is_finished:
        return
    outcomes, ranks, findings = simulated(simulation, progress or Progress())
    rows = [_row(simulation, each, ranks[each.assessment_id]) for each in outcomes]
    with transaction.atomic():
        locked = Simulation.objects.select_for_update(no_key=True).get(pk=simulation.pk)
        if locked.is_finished:
            return
        SimulatedUnit.objects.bulk_create(rows, BATCH)
        simulation.units, simulation.moved = len(rows), sum(bool(row.distance) for row in rows)
        simulation.findings, simulation.finished_at = findings, at
        simulation.save(update_fields=["units", "moved", "findings", "finished_at"])


def _row(simulation: Simulation, outcome: Outcome, rank: int | None) -> SimulatedUnit:
    movement = outcome.old_rank - rank if outcome.old_rank and rank else 0
    return SimulatedUnit(
        simulation=simulation,
        assessment_id=outcome.assessment_id,
        unit=outcome.unit,
        old_total=outcome.old_total,
        old_rank=outcome.old_rank,
        total=outcome.total,
        rank=rank,
        movement=movement,
        distance=abs(movement),
        changes=outcome.changes,
    )
