"""Who proposes, reviews, plans and reads districts. Units and departments have no part in them."""

from django.utils import timezone

from tests.access.cast import Cast
from tests.access.table import Row
from tests.factories import a_picture

READ = "office office2 leader township1 township2 → 200; rest → 404"
PROPOSE = "office office2 township1 township2 → {}; leader → 403; rest → 404"
# A district of township 1.
SEEN = "office office2 leader township1 → {}; rest → 404"
OFFICE = "office office2 → {}; leader township1 → 403; rest → 404"
OWNER = "township1 → {}; office office2 leader → 403; rest → 404"
MAPS = "office office2 → {}; leader township1 township2 → 403; rest → 404"
BOTH = "office office2 township1 → {}; leader → 403; rest → 404"


def photo(cast: Cast) -> dict[str, object]:
    return {"kind": "photo", "files": a_picture()}


def photo_after(cast: Cast) -> dict[str, object]:
    return {"kind": "after", "files": a_picture()}


def today(cast: Cast) -> dict[str, object]:
    return {"on": timezone.localdate().isoformat()}


ROWS = [
    Row("districts:area-list", "GET", "", READ),
    Row("districts:area-export", "GET", "", READ),
    Row("districts:area-plan", "GET", "",
        "office office2 → 200; leader township1 township2 → 403; rest → 404"),
    Row("districts:area-plan", "POST", "",
        "office office2 → 422; leader township1 township2 → 403; rest → 404"),
    Row("districts:area-create", "GET", "", PROPOSE.format(200)),
    Row("districts:area-create", "POST", "",
        "township1 township2 → 422; office office2 → 200; leader → 403; rest → 404"),
    Row("districts:area-detail", "GET", "area-proposed", SEEN.format(200)),
    Row("districts:area-detail", "GET", "area-planned", SEEN.format(200)),
    Row("districts:area-detail", "GET", "missing", "rest → 404"),
    Row("districts:area-edit", "GET", "area-proposed", BOTH.format(200)),
    Row("districts:area-edit", "POST", "area-proposed", BOTH.format(422)),
    Row("districts:area-edit", "GET", "area-planned", OFFICE.format(200)),
    Row("districts:area-tier", "POST", "area-planned", SEEN.format(422)),
    Row("districts:area-example", "POST", "area-planned", OFFICE.format(302), {"example": "yes"}),
    Row("districts:area-step", "POST", "area-proposed-review", OFFICE.format(302)),
    Row("districts:area-step", "POST", "area-proposed-return", OFFICE.format(422)),
    Row("districts:area-step", "POST", "area-proposed-plan", OFFICE.format(409)),
    Row("districts:area-step", "POST", "area-reviewed-plan", OFFICE.format(302)),
    Row("districts:area-step", "POST", "area-returned-resubmit", OWNER.format(302)),
    Row("districts:area-step", "POST", "area-returned-withdraw", OWNER.format(302), {"note": "无"}),
    Row("districts:area-step", "POST", "area-planned-unplan", OFFICE.format(302), {"note": "不办"}),
    Row("districts:area-step", "POST", "area-planned-nonsense", "rest → 404"),
    Row("districts:county-maps", "GET", "", MAPS.format(200)),
    Row("districts:county-maps", "POST", "", MAPS.format(422)),
    Row("districts:county-map-act", "POST", "map-earlier-use", MAPS.format(302)),
    Row("districts:county-map-act", "POST", "map-present-use", MAPS.format(409)),
    Row("districts:county-map-act", "POST", "map-present-retire", MAPS.format(302)),
    Row("districts:county-map-act", "POST", "map-present-nonsense",
        "leader township1 township2 → 403; rest → 404"),
    Row("districts:project-list", "GET", "", READ),
    Row("districts:project-export", "GET", "", READ),
    Row("districts:project-create", "GET", "", PROPOSE.format(200)),
    Row("districts:project-create", "POST", "", PROPOSE.format(200)),
    Row("districts:project-detail", "GET", "project-draft",
        "township1 → 200; rest → 404"),
    Row("districts:project-detail", "GET", "project-confirmed", SEEN.format(200)),
    Row("districts:project-detail", "GET", "missing", "rest → 404"),
    Row("districts:project-edit", "GET", "project-draft", "township1 → 200; rest → 404"),
    Row("districts:project-edit", "POST", "project-submitted",
        "office office2 → 422; leader township1 → 403; rest → 404"),
    Row("districts:project-correct", "GET", "project-confirmed", OFFICE.format(200)),
    Row("districts:project-correct", "POST", "project-confirmed", OFFICE.format(422)),
    Row("districts:project-step", "POST", "project-submitted-confirm", OFFICE.format(302)),
    Row("districts:project-step", "POST", "project-submitted-return", OFFICE.format(422)),
    Row("districts:project-step", "POST", "project-draft-submit", "township1 → 302; rest → 404"),
    Row("districts:project-stage", "POST", "project-confirmed-start", BOTH.format(302), today),
    Row("districts:project-stage", "POST", "project-confirmed-accept", OFFICE.format(409)),
    Row("districts:project-stage", "POST", "project-confirmed-nonsense", "rest → 404"),
    Row("districts:inspection-list", "GET", "", READ),
    Row("districts:inspection-export", "GET", "", READ),
    Row("districts:inspection-create", "GET", "", MAPS.format(200)),
    Row("districts:inspection-create", "POST", "", MAPS.format(200)),
    Row("districts:inspection-detail", "GET", "inspection", SEEN.format(200)),
    Row("districts:inspection-print", "GET", "inspection", SEEN.format(200)),
    Row("districts:inspection-edit", "GET", "inspection", OFFICE.format(200)),
    Row("districts:inspection-edit", "POST", "inspection", OFFICE.format(422)),
    Row("districts:inspection-find", "POST", "inspection", OFFICE.format(422)),
    Row("districts:attachment-add", "POST", "files-of-project", BOTH.format(302), photo_after),
    Row("districts:attachment-add", "POST", "files-of-inspection", OFFICE.format(302), photo),
    Row("districts:attachment-add", "POST", "files-of-area", BOTH.format(302), photo),
]  # fmt: skip
