"""结果反馈: the unit answers, the office decides where it did not score, leaders read."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.models import ObjectionFile
from tests.access.cast import Cast
from tests.access.table import Row


def with_bytes(cast: Cast) -> dict[str, object]:
    """Every test has an empty file store: put there what the row asks for."""
    stored = ObjectionFile.objects.get(pk=cast.objects["objection-file"][0]).file
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(b"x"))
    return {}


COUNTY = "office office2 leader → 200; rest → 404"
READS = "office office2 leader reporter1 → 200; rest → 404"
UNIT = "reporter1 → {}; office office2 leader → 403; rest → 404"
OFFICE = "office office2 → {}; leader reporter1 → 403; rest → 404"
RUN = "office office2 → {}; leader → 403; rest → 404"
MISSING = "rest → 404"
FILED = {"code": "2.1", "statement": "记录已补齐", "save_key": str(uuid4())}
DECIDED = {"version": "1", "note": "复核了记录"}

ROWS = [
    Row("assessments:feedback-list", "GET", "cycle-feedback", COUNTY),
    Row("assessments:feedback-list", "GET", "missing", MISSING),
    Row("assessments:feedback", "GET", "assessment-answering", READS),
    Row("assessments:feedback", "GET", "missing", MISSING),
    Row("assessments:feedback-agree", "POST", "assessment-answering", UNIT.format(409)),
    Row("assessments:feedback-agree", "POST", "missing", MISSING),
    Row("assessments:feedback-object", "POST", "assessment-answering", UNIT.format(302), FILED),
    Row(
        "assessments:feedback-object",
        "POST",
        "assessment-answering",
        "office office2 leader reporter1 → 422; rest → 404",
    ),
    Row("assessments:feedback-object", "POST", "missing", MISSING),
    Row("assessments:objection-detail", "GET", "objection", READS),
    Row("assessments:objection-detail", "GET", "missing", MISSING),
    Row("assessments:objection-step", "POST", "objection-uphold", OFFICE.format(302), DECIDED),
    Row("assessments:objection-step", "POST", "objection-withdraw", UNIT.format(302), DECIDED),
    Row("assessments:objection-step", "POST", "objection-nonsense", MISSING),
    Row("assessments:objection-step", "POST", "missing-objection-step", MISSING),
    Row("assessments:objection-file", "GET", "objection-file", READS, with_bytes),
    Row("assessments:objection-file", "GET", "missing", MISSING),
    Row("assessments:phase-add", "GET", "phase-feedback", RUN.format(200)),
    Row("assessments:phase-add", "GET", "phase-field", RUN.format(404)),
    Row("assessments:phase-add", "GET", "phase-missing", RUN.format(404)),
    Row("assessments:phase-add", "POST", "phase-feedback", RUN.format(422)),
    Row("assessments:phase-add", "POST", "phase-field", RUN.format(404)),
]
