"""Districts of the first township, in every state that answers differently."""

from django.utils import timezone

from districts.actions.areas.maps import adopt_map
from districts.workflow.areas import AREA_STEPS, PROJECT_STEPS
from districts.workflow.entries import ENTRY_STEPS
from tests.access.cast import Cast
from tests.districts.areas.world import make_area, make_inspection, make_project


def add(cast: Cast) -> None:
    for status in ("proposed", "returned", "reviewed", "planned"):
        area = make_area(status, township=cast.township1, name=f"{status}片区")
        cast.objects[f"area-{status}"] = (area.pk,)
        for verb in (*AREA_STEPS, "nonsense"):
            cast.objects[f"area-{status}-{verb}"] = (area.pk, verb)
    cast.objects["files-of-area"] = ("district", cast.objects["area-planned"][0])
    built = make_area(township=cast.township1, name="有项目片区")
    for status in ("draft", "submitted", "confirmed"):
        project = make_project(status, area=built)
        cast.objects[f"project-{status}"] = (project.pk,)
        for verb in (*ENTRY_STEPS, *PROJECT_STEPS, "nonsense"):
            cast.objects[f"project-{status}-{verb}"] = (project.pk, verb)
    inspection = make_inspection(area=built)
    cast.objects["inspection"] = (inspection.pk,)
    cast.objects["files-of-project"] = ("districtproject", cast.objects["project-confirmed"][0])
    cast.objects["files-of-inspection"] = ("inspection", inspection.pk)
    borders = {cast.township1: [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]]}
    for name in ("earlier", "present"):
        made = adopt_map(borders, name=name, note="演示", by=cast["office"], at=timezone.now())
        for verb in ("use", "retire", "nonsense"):
            cast.objects[f"map-{name}-{verb}"] = (made.pk, verb)
