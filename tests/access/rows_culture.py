"""Who keeps and who reads the records of culture."""

from django.utils import timezone

from tests.access.rows_fieldwork import CHARGE, NOBODY, PART, files
from tests.access.table import Row

# Township 1's centre and boards; unit 1's programme.
LOCAL = (
    "office office2 township1 township2 → {}; leader reporter1 reporter2 department → 403;"
    " rest → 404"
)
IMPORT = "office office2 township1 township2 → 200; rest → 404"
CENTRE = "office office2 township1 → {}; leader → 403; rest → 404"
SEEN = "office office2 leader township1 → 200; rest → 404"
DRAFT = "township1 → {}; rest → 404"
CHECKS = "office office2 → {}; leader township1 → 403; rest → 404"
UNIT_SEEN = "office office2 leader reporter1 → 200; rest → 404"
UNIT_KEPT = "office office2 → {}; leader reporter1 → 403; rest → 404"

ROWS = [
    Row("districts:centre-list", "GET", "", PART),
    Row("districts:centre-export", "GET", "", PART),
    Row("districts:centre-create", "GET", "", LOCAL.format(200)),
    Row("districts:centre-create", "POST", "", LOCAL.format(422)),
    Row("districts:centre-detail", "GET", "centre", SEEN),
    Row("districts:centre-detail", "GET", "missing", NOBODY),
    Row("districts:centre-edit", "GET", "centre", CENTRE.format(200)),
    Row("districts:centre-edit", "POST", "centre", CENTRE.format(422)),
    Row("districts:centre-facilities", "POST", "centre", CENTRE.format(302), {"version": "1"}),
    Row("districts:attachment-add", "POST", "files-of-centre", CENTRE.format(302), files),
    Row("districts:board-list", "GET", "", PART),
    Row("districts:board-export", "GET", "", PART),
    Row("districts:board-create", "GET", "", LOCAL.format(200)),
    Row("districts:board-create", "POST", "", LOCAL.format(422)),
    Row("districts:board-detail", "GET", "board-draft", DRAFT.format(200)),
    Row("districts:board-detail", "GET", "board-confirmed", SEEN),
    Row("districts:board-edit", "GET", "board-draft", DRAFT.format(200)),
    Row("districts:board-edit", "POST", "board-submitted", CHECKS.format(422)),
    Row("districts:board-correct", "GET", "board-confirmed", CHECKS.format(200)),
    Row("districts:board-correct", "POST", "board-confirmed", CHECKS.format(422)),
    Row("districts:board-step", "POST", "board-draft-submit", DRAFT.format(302)),
    Row("districts:board-step", "POST", "board-submitted-confirm", CHECKS.format(302)),
    Row("districts:board-step", "POST", "board-confirmed-nonsense", NOBODY),
    Row("districts:attachment-add", "POST", "files-of-board-confirmed", CHECKS.format(302), files),
    Row("districts:programme-list", "GET", "", PART),
    Row("districts:programme-export", "GET", "", PART),
    Row("districts:programme-create", "GET", "", CHARGE.format(200)),
    Row("districts:programme-create", "POST", "", CHARGE.format(422)),
    Row("districts:programme-detail", "GET", "programme", UNIT_SEEN),
    Row("districts:programme-edit", "GET", "programme", UNIT_KEPT.format(200)),
    Row("districts:programme-edit", "POST", "programme", UNIT_KEPT.format(422)),
    Row("districts:programme-step", "POST", "programme-finish", UNIT_KEPT.format(302)),
    Row(
        "districts:product-add",
        "POST",
        "programme",
        UNIT_KEPT.format(302),
        lambda cast: {
            "kind": "song",
            "held_on": timezone.localdate().isoformat(),
            "text": "厂歌首唱",
        },
    ),
    Row("districts:product-remove", "POST", "product", UNIT_KEPT.format(302)),
    Row("districts:import-start", "GET", "import-centres", IMPORT),
    Row("districts:import-start", "GET", "import-boards", IMPORT),
    Row("districts:event-series-list", "GET", "", PART),
    Row("districts:event-series-export", "GET", "", PART),
    Row("districts:event-series-create", "GET", "", CHARGE.format(200)),
    Row("districts:event-series-create", "POST", "", CHARGE.format(422)),
    Row("districts:event-series-detail", "GET", "event-series", PART),
    Row("districts:event-series-detail", "GET", "missing", NOBODY),
    Row("districts:event-series-edit", "GET", "event-series", CHARGE.format(200)),
    Row("districts:event-series-edit", "POST", "event-series", CHARGE.format(422)),
    Row("districts:attachment-add", "POST", "files-of-series", CHARGE.format(302), files),
]
