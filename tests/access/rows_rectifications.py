"""失分整改: the office turns lost points into matters; who scores the unit reads the proof."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from districts.models import Attachment
from tests.access.cast import Cast
from tests.access.table import Row


def with_bytes(cast: Cast) -> dict[str, object]:
    """Every test has an empty file store: put there what the row asks for."""
    stored = Attachment.objects.get(pk=cast.objects["rectification-file"][1]).file
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(b"x"))
    return {}


def sent(cast: Cast) -> dict[str, Any]:
    """One more item of the same unit."""
    unit = cast.objects["rectify-unit"][0]
    due_on = timezone.localdate().isoformat()
    return {"take-2.1": "on", "text-2.1": "改", "owner": f"unit:{unit}", "due_on": due_on}


READS = "office office2 leader reporter1 → 200; rest → 404"
OFFICE = "office office2 → {}; leader reporter1 → 403; rest → 404"
COUNTY = "office office2 leader → 200; rest → 404"
MISSING = "rest → 404"

ROWS = [
    Row("assessments:rectify", "GET", "assessment-answering", OFFICE.format(200)),
    Row("assessments:rectify", "GET", "missing", MISSING),
    Row("assessments:rectify", "POST", "assessment-answering", OFFICE.format(302), sent),
    Row("assessments:rectify", "POST", "assessment-answering", OFFICE.format(422)),
    Row("assessments:rectify", "POST", "missing", MISSING),
    Row("assessments:rectification-list", "GET", "cycle-feedback", COUNTY),
    Row("assessments:rectification-list", "GET", "missing", MISSING),
    Row("assessments:rectification-detail", "GET", "rectification", READS),
    Row("assessments:rectification-detail", "GET", "missing", MISSING),
    Row("assessments:rectification-file", "GET", "rectification-file", READS, with_bytes),
    Row("assessments:rectification-file", "GET", "rectification-no-file", MISSING),
]
