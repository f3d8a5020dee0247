"""Districts of the first township, in every state that answers differently."""

from districts.workflow.areas import AREA_STEPS
from tests.access.cast import Cast
from tests.districts.areas.world import make_area


def add(cast: Cast) -> None:
    for status in ("proposed", "returned", "reviewed", "planned"):
        area = make_area(status, township=cast.township1, name=f"{status}片区")
        cast.objects[f"area-{status}"] = (area.pk,)
        for verb in (*AREA_STEPS, "nonsense"):
            cast.objects[f"area-{status}-{verb}"] = (area.pk, verb)
    cast.objects["files-of-area"] = ("district", cast.objects["area-planned"][0])
