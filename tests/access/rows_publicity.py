"""公示: the public reads what is open and objects; the office runs it, leaders read."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.models import PublicObjectionFile
from tests.access.cast import Cast
from tests.access.table import Row

ALL = "anonymous disabled → {0}; rest → {0}"
COUNTY = "office office2 leader → 200; rest → 404"
OFFICE = "office office2 → {}; leader → 403; rest → 404"
MISSING = "rest → 404"
NOBODY = "leader → 403; rest → 404"


def handler(cast: Cast) -> dict[str, object]:
    return {"handler": cast["office2"].pk}


def with_bytes(cast: Cast) -> dict[str, object]:
    """Every test has an empty file store: put there what the row asks for."""
    stored = PublicObjectionFile.objects.get(pk=cast.objects["public-objection-file"][0]).file
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(b"x"))
    return {}


ROWS = [
    Row("public:notice-list", "GET", "", ALL.format(200)),
    Row("public:receipt", "GET", "", ALL.format(200)),
    Row("public:receipt", "POST", "", ALL.format(422)),
    Row("public:notice", "GET", "notice", ALL.format(200)),
    Row("public:notice", "GET", "notice-over", ALL.format(200)),
    Row("public:notice", "GET", "notice-prepared", ALL.format(404)),
    Row("public:notice", "GET", "notice-missing", ALL.format(404)),
    Row("public:notice-object", "POST", "notice", ALL.format(422)),
    Row("public:notice-object", "POST", "notice-prepared", ALL.format(404)),
    Row("public:notice-object", "POST", "notice-missing", ALL.format(404)),
    Row("assessments:publication-list", "GET", "", COUNTY),
    Row("assessments:publication-create", "GET", "", OFFICE.format(200)),
    Row("assessments:publication-create", "POST", "", OFFICE.format(422)),
    Row("assessments:publication-detail", "GET", "publication", COUNTY),
    Row("assessments:publication-detail", "GET", "missing", MISSING),
    Row("assessments:publication-edit", "GET", "publication-draft", OFFICE.format(200)),
    Row("assessments:publication-edit", "GET", "publication", NOBODY),
    Row("assessments:publication-edit", "GET", "missing", NOBODY),
    Row("assessments:publication-edit", "POST", "publication-draft", OFFICE.format(422)),
    Row("assessments:publication-edit", "POST", "missing", NOBODY),
    Row("assessments:publication-step", "POST", "publication-prepare", OFFICE.format(302)),
    Row(
        "assessments:publication-step",
        "POST",
        "publication-approve",
        "office2 → 302; office leader → 403; rest → 404",
    ),
    Row(
        "assessments:publication-step",
        "POST",
        "publication-conclude",
        OFFICE.format(302),
        {"note": "没有异议"},
    ),
    Row("assessments:publication-step", "POST", "publication-nonsense", NOBODY),
    Row("assessments:publication-step", "POST", "missing-publication-step", NOBODY),
    Row("assessments:public-objection-detail", "GET", "public-objection", COUNTY),
    Row("assessments:public-objection-detail", "GET", "missing", MISSING),
    Row(
        "assessments:public-objection-assign",
        "POST",
        "public-objection",
        OFFICE.format(302),
        handler,
    ),
    Row("assessments:public-objection-assign", "POST", "missing", NOBODY),
    Row(
        "assessments:public-objection-step",
        "POST",
        "public-objection-note",
        "office2 → 302; office leader → 403; rest → 404",
        {"note": "已调阅材料"},
    ),
    Row("assessments:public-objection-step", "POST", "public-objection-nonsense", NOBODY),
    Row("assessments:public-objection-step", "POST", "missing-public-objection-step", NOBODY),
    Row("assessments:public-objection-file", "GET", "public-objection-file", COUNTY, with_bytes),
    Row("assessments:public-objection-file", "GET", "missing", MISSING),
]
