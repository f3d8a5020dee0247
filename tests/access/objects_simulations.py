"""One simulation that is finished, and one that waits."""

from django.utils import timezone

from assessments.models import Simulation
from assessments.roles import Filling
from districts.models import UnitType
from tests.access.cast import Cast


def add(cast: Cast) -> None:
    now = timezone.now()
    findings = {"heads": [], "gaps": [], "filled_as": "按 0 分计", "left_out": 0}
    for number, finished_at in ((1, now), (2, None)):
        simulation = Simulation.objects.create(
            cycle=cast.cycle,
            unit_type_id=UnitType.AGENCY,
            rubric_name="修改稿",
            document={},
            filling=Filling.ZERO,
            made_by=cast["office"],
            made_at=now,
            finished_at=finished_at,
            findings=findings if finished_at else {},
        )
        cast.objects[f"simulation{number}"] = (simulation.pk,)
