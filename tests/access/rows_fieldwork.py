"""Who enters, confirms and reads what all fieldwork shares. The administrator has no part in it."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from districts.models import Attachment
from tests.access.cast import Cast
from tests.access.rows_districts import keeping
from tests.access.table import Row
from tests.factories import a_picture

PART = "office office2 leader reporter1 reporter2 township1 township2 department → 200; rest → 404"
ENTER = (
    "office office2 reporter1 reporter2 township1 township2 department → {}; leader → 403;"
    " rest → 404"
)
CHARGE = (
    "office office2 → {}; leader reporter1 reporter2 township1 township2 department → 403;"
    " rest → 404"
)
# Unit 1's activity in a village of township 1.
SEEN = "office office2 leader reporter1 township1 → {}; rest → 404"
OWNER = "reporter1 → {}; office office2 leader township1 → 403; rest → 404"
OFFICE = "office office2 → {}; leader reporter1 township1 → 403; rest → 404"
DRAFT_OWNER = "reporter1 → {}; rest → 404"
# A follow-up of township 1.
F_SEEN = "office office2 leader township1 → {}; rest → 404"
F_OWNER = "township1 → {}; office office2 leader → 403; rest → 404"
F_OFFICE = "office office2 → {}; leader township1 → 403; rest → 404"
F_PROVE = "office office2 township1 → {}; leader → 403; rest → 404"
REGISTER = "office office2 leader admin → 200; rest → 404"
NOBODY = "rest → 404"
NOTE = {"note": "已经办好，请核实。"}


def files(cast: Cast) -> dict[str, object]:
    return {"kind": "photo", "files": a_picture()}


def after(cast: Cast) -> dict[str, object]:
    return {"kind": "after", "files": a_picture(colour="red")}


def due_day(cast: Cast) -> dict[str, object]:
    return {"due_on": timezone.localdate().isoformat(), "note": "提前办结"}


def with_bytes(cast: Cast) -> dict[str, object]:
    """Every test has an empty file store: put there what the rows ask for."""
    stored = Attachment.objects.get(pk=cast.objects["attachment"][0]).file
    for path in (stored.path, stored.thumbnail_path):
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(b"x"))
    return {}


ROWS = [
    *(
        Row(f"districts:{name}", "GET", "", PART)
        for name in ("activity-list", "activity-export", "follow-up-list", "follow-up-export")
    ),
    Row("districts:activity-create", "GET", "", ENTER.format(200)),
    Row("districts:activity-create", "POST", "", ENTER.format(422)),
    Row("districts:activity-detail", "GET", "activity-draft", DRAFT_OWNER.format(200)),
    Row("districts:activity-detail", "GET", "activity-submitted", SEEN.format(200)),
    Row("districts:activity-detail", "GET", "missing", NOBODY),
    Row("districts:activity-edit", "GET", "activity-returned", OWNER.format(200)),
    Row("districts:activity-edit", "POST", "activity-returned", OWNER.format(422)),
    Row("districts:activity-edit", "GET", "activity-submitted", OFFICE.format(200)),
    Row("districts:activity-edit", "GET", "activity-confirmed", SEEN.format(403)),
    Row("districts:activity-correct", "GET", "activity-confirmed", OFFICE.format(200)),
    Row("districts:activity-correct", "POST", "activity-confirmed", OFFICE.format(422)),
    Row("districts:activity-correct", "GET", "activity-submitted", SEEN.format(403)),
    *(
        Row("districts:activity-step", "POST", f"activity-{case}", answers, NOTE)
        for case, answers in (
            ("draft-submit", DRAFT_OWNER.format(302)),
            ("returned-submit", OWNER.format(302)),
            ("submitted-withdraw", OWNER.format(302)),
            ("submitted-confirm", OFFICE.format(302)),
            ("submitted-return", OFFICE.format(302)),
            ("confirmed-confirm", OFFICE.format(409)),
            ("submitted-nonsense", NOBODY),
        )
    ),
    Row("districts:activity-step", "POST", "activity-submitted-return", OFFICE.format(422)),
    Row("districts:attachment-add", "POST", "files-of-returned", OWNER.format(302), files),
    Row("districts:attachment-add", "POST", "files-of-confirmed", OFFICE.format(302), files),
    Row("districts:attachment-add", "POST", "files-of-returned", OWNER.format(422)),
    Row("districts:attachment-add", "POST", "files-of-follow-up", F_PROVE.format(302), after),
    Row("districts:attachment-add", "POST", "files-of-nothing", NOBODY, files),
    Row("districts:attachment-file", "GET", "attachment", F_SEEN.format(200), with_bytes),
    Row("districts:attachment-thumbnail", "GET", "attachment", F_SEEN.format(200), with_bytes),
    Row("districts:attachment-remove", "POST", "attachment", F_PROVE.format(302)),
    Row("districts:attachment-file", "GET", "missing", NOBODY),
    Row("districts:follow-up-create", "GET", "", CHARGE.format(200)),
    Row("districts:follow-up-create", "POST", "", CHARGE.format(422)),
    Row("districts:follow-up-detail", "GET", "follow-up", F_SEEN.format(200)),
    Row("districts:follow-up-detail", "GET", "missing", NOBODY),
    Row("districts:follow-up-due-day", "POST", "follow-up", F_OFFICE.format(302), due_day),
    Row("districts:follow-up-due-day", "POST", "follow-up", F_OFFICE.format(422)),
    Row("districts:follow-up-step", "POST", "follow-up-report", F_OWNER.format(302), NOTE),
    Row("districts:follow-up-step", "POST", "follow-up-report", F_OWNER.format(422)),
    Row("districts:follow-up-step", "POST", "follow-up-close", F_OFFICE.format(409)),
    Row("districts:follow-up-step", "POST", "follow-up-cancel", F_OFFICE.format(302), NOTE),
    *keeping("leader", "leader", "office office2 → {}; leader admin → 403; rest → 404"),
    Row(
        "districts:leader-detail", "GET", "leader", "office office2 leader admin → 200; rest → 404"
    ),
    *(
        Row(f"districts:{name}", method, "import-activities", answers)
        for name, method, answers in (
            ("import-start", "GET", ENTER.replace("leader → 403;", "").format(200)),
            ("import-start", "POST", ENTER.replace("leader → 403;", "").format(422)),
            ("import-template", "GET", ENTER.replace("leader → 403;", "").format(200)),
        )
    ),
]
