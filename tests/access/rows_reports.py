"""Self-checks: unit 1's report is a draft, unit 2's has been submitted and belongs to team 2."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.models import Evidence
from tests.access.cast import Cast
from tests.access.table import Row

READS_2 = "reporter2 assessor2 leader office office2"
OWN_1 = "reporter1 → {}; office office2 → 403; rest → 404"
OWN_2 = "reporter2 → {}; office office2 leader assessor2 → 403; rest → 404"
OFFICE_2 = "office office2 → {}; reporter2 leader assessor2 → 403; rest → 404"


def saved(**fields: object) -> dict[str, object]:
    return {**fields, "version": 1, "save_key": str(uuid4())}


def with_bytes(cast: Cast) -> dict[str, object]:
    """Every test has an empty file store: put there what the rows ask for."""
    for number in ("1", "2"):
        stored = Evidence.objects.get(pk=cast.objects[f"evidence{number}"][0]).file
        for path in (stored.path, stored.thumbnail_path):
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(b"x"))
    return {}


ROWS = [
    Row("assessments:my-report", "GET", "", "reporter2 → 302; rest → 200"),
    Row("assessments:report-queue", "GET", "", "office office2 → 200; rest → 404"),
    Row(
        "assessments:report-detail", "GET", "report1",
        "reporter1 → 200; office office2 → 302; rest → 404",
    ),
    Row(
        "assessments:report-detail", "GET", "report2",
        "reporter2 assessor2 leader → 200; office office2 → 302; rest → 404",
    ),
    Row("assessments:report-detail", "GET", "missing", "rest → 404"),
    Row(
        "assessments:report-print", "GET", "report1",
        "reporter1 office office2 → 200; rest → 404",
    ),
    Row("assessments:report-print", "GET", "report2", f"{READS_2} → 200; rest → 404"),
    Row("assessments:report-checklist", "GET", "report1", OWN_1.format(302)),
    Row(
        "assessments:report-review", "GET", "report1",
        "office office2 → 200; reporter1 → 403; rest → 404",
    ),
    Row("assessments:report-review", "GET", "report2", OFFICE_2.format(200)),
    Row(
        "assessments:report-summary-save", "POST", "report1", OWN_1.format(302),
        saved(summary="总结"),
    ),
    Row(
        "assessments:report-summary-save", "POST", "report2", OWN_2.format(409),
        saved(summary="总结"),
    ),
    Row("assessments:report-step", "POST", "report1-submit", OWN_1.format(422)),
    Row("assessments:report-step", "POST", "report1-publish", "rest → 404"),
    Row("assessments:report-step", "POST", "missing-report-step", "rest → 404"),
    Row("assessments:report-step", "POST", "report2-withdraw", OWN_2.format(302)),
    Row("assessments:report-step", "POST", "report2-submit", OWN_2.format(409)),
    Row("assessments:report-step", "POST", "report2-take-up", OFFICE_2.format(302)),
    Row("assessments:report-step", "POST", "report2-accept", OFFICE_2.format(302)),
    Row(
        "assessments:report-step", "POST", "report2-return", OFFICE_2.format(302),
        {"note": "请补充"},
    ),
    Row("assessments:extension-ask", "POST", "report1", OWN_1.format(409), {"reason": "忙"}),
    Row(
        "assessments:extension-answer", "POST", "report1",
        "office office2 → 409; reporter1 → 403; rest → 404", {"answer": "不同意"},
    ),
    Row(
        "assessments:evidence-list", "GET", "report1",
        "reporter1 office office2 → 200; rest → 404",
    ),
    # Nothing has been missed here, so whoever may ask is told so on the page.
    Row("assessments:lateness-ask", "POST", "report1", OWN_1.format(422), {"reason": "停电"}),
    Row(
        "assessments:lateness-ask", "POST", "report2",
        "reporter2 → 422; office office2 leader assessor2 → 403; rest → 404", {"reason": "停电"},
    ),
    Row(
        "assessments:lateness-answer", "POST", "report1",
        "office office2 → 422; reporter1 → 403; rest → 404", {"reason": "属实"},
    ),
    Row("assessments:lateness-answer", "POST", "report2", OFFICE_2.format(422), {"reason": "属实"}),
    Row("assessments:evidence-list", "GET", "report2", f"{READS_2} → 200; rest → 404"),
    Row("assessments:evidence-list", "POST", "report1", OWN_1.format(422)),
    Row(
        "assessments:evidence-link-add", "POST", "report1", OWN_1.format(302),
        {"link": "https://www.example.cn/"},
    ),
    Row("assessments:evidence-activity-add", "POST", "report1", OWN_1.format(422)),
    Row(
        "assessments:evidence-download", "GET", "activity-evidence2",
        f"{READS_2} → 200; rest → 404",
    ),
    Row("assessments:self-mark-save", "POST", "self-mark1", OWN_1.format(302), saved(count="1")),
    Row("assessments:self-mark-save", "POST", "self-mark2", OWN_2.format(409), saved(count="1")),
    Row("assessments:self-mark-save", "POST", "missing", "rest → 404", saved(count="1")),
    Row(
        "assessments:self-mark-comment", "POST", "self-mark1",
        "office office2 → 409; reporter1 → 403; rest → 404",
        saved(text="缺记录") | {"version": 0},
    ),
    Row(
        "assessments:self-mark-comment", "POST", "self-mark2", OFFICE_2.format(302),
        saved(text="缺记录") | {"version": 0},
    ),
    Row("assessments:self-mark-evidence", "POST", "self-mark1", OWN_1.format(302)),
    Row(
        "assessments:evidence-download", "GET", "evidence1",
        "reporter1 office office2 → 200; rest → 404", with_bytes,
    ),
    Row(
        "assessments:evidence-download", "GET", "evidence2",
        f"{READS_2} → 200; rest → 404", with_bytes,
    ),
    Row(
        "assessments:evidence-thumbnail", "GET", "evidence1",
        "reporter1 office office2 → 200; rest → 404", with_bytes,
    ),
    Row(
        "assessments:evidence-thumbnail", "GET", "evidence2",
        f"{READS_2} → 200; rest → 404", with_bytes,
    ),
    Row(
        "assessments:evidence-update", "POST", "evidence1", OWN_1.format(302),
        {"title": "名称", "kind": "图片"},
    ),
    Row(
        "assessments:evidence-update", "POST", "evidence2", OWN_2.format(409),
        {"title": "名称", "kind": "图片"},
    ),
    Row("assessments:evidence-remove", "POST", "evidence1", OWN_1.format(302)),
    Row("assessments:evidence-remove", "POST", "evidence2", OWN_2.format(409)),
    Row("assessments:evidence-unlink", "POST", "evidence1-behind", OWN_1.format(302)),
    Row("assessments:evidence-unlink", "POST", "evidence2-behind", OWN_2.format(409)),
]  # fmt: skip
