"""A rubric in force is open to all; drafts are edited by office and administrator, and published
by the office alone."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.cast import Cast
from tests.access.table import Row
from tests.assessments.workbooks import file_of, item, make_book

ALL = "rest → 200"
EDIT = "admin office office2 → {}; rest → 404"
COPY = "admin office office2 → {}; rest → 403"
PUBLISH = "office office2 → {}; admin → 403; rest → 404"
PUBLISHED_AGAIN = "office office2 → 409; rest → 403"
NOBODY = "rest → 404"
OWN = "office → {}; rest → 404"
HEAD: dict[str, object] = {"title": "特色工作", "points": "5"}
SETTINGS: dict[str, object] = {
    "name": "改名",
    "year": "2030",
    "unit_types": "school",
    "full_points": "100",
    "not_applicable": "full",
    "revision": 1,
}


def copied_to(year: str) -> dict[str, object]:
    return {"year": year}


TRIED: dict[str, object] = {"i:1.1:met": "true", "end": "1"}


def branch_of(cast: Cast) -> dict[str, object]:
    """The draft's first 大项 turned into one item."""
    return {
        "form-TOTAL_FORMS": 3,
        "form-INITIAL_FORMS": 3,
        **{f"form-{n}-{name}": "" for n in range(3) for name in ("id", "parameters")},
        "form-0-code": "1",
        "form-0-title": "组织领导",
        "form-0-points": "20",
        "form-0-rule": "达标",
        "form-1-DELETE": "on",
        "form-2-DELETE": "on",
        "version": 1,
        "end": 1,
    }


def editing(page: str, object: str, *rows: tuple[str, int, dict[str, object]]) -> list[Row]:
    name = f"admin:assessments_rubric_{page}"
    return [
        *(Row(name, method, object, EDIT.format(code), data) for method, code, data in rows),
        Row(name, rows[0][0], "missing-head" if "head" in object else "missing", NOBODY),
    ]


def workbook(cast: Cast) -> dict[str, object]:
    book = make_book([item("1", 100, "达标")])
    return {"file": SimpleUploadedFile("细则.xlsx", file_of(book).getvalue())}


ROWS = [
    Row("assessments:rubric-list", "GET", "", ALL),
    Row("assessments:rubric-detail", "GET", "rubric-published", ALL),
    Row("assessments:rubric-detail", "GET", "rubric-draft", EDIT.format(200)),
    Row("assessments:rubric-detail", "GET", "missing", NOBODY),
    Row("assessments:rubric-print", "GET", "rubric-published", ALL),
    Row("assessments:rubric-print", "GET", "rubric-draft", EDIT.format(200)),
    Row("assessments:rubric-publish", "GET", "rubric-draft", PUBLISH.format(200)),
    Row("assessments:rubric-publish", "POST", "rubric-draft", PUBLISH.format(302), {"reason": ""}),
    Row("assessments:rubric-publish", "POST", "rubric-published", PUBLISHED_AGAIN),
    Row("assessments:rubric-copy", "GET", "rubric-published", COPY.format(200)),
    Row("assessments:rubric-copy", "POST", "rubric-published", COPY.format(302), copied_to("2031")),
    Row("assessments:rubric-copy", "POST", "rubric-published", COPY.format(422), copied_to("今年")),
    Row("assessments:rubric-copy", "POST", "missing", NOBODY),
    Row("assessments:rubric-trial", "GET", "rubric-published", COPY.format(200)),
    Row("assessments:rubric-trial", "GET", "rubric-draft", EDIT.format(200)),
    Row("assessments:rubric-trial", "POST", "rubric-published", COPY.format(200), TRIED),
    Row("assessments:rubric-trial", "POST", "rubric-draft", EDIT.format(200), TRIED),
    Row("assessments:rubric-trial", "POST", "rubric-draft", EDIT.format(400)),
    Row("assessments:rubric-trial", "GET", "missing", NOBODY),
    Row("assessments:rubric-export", "GET", "rubric-published", ALL),
    Row("assessments:rubric-export", "GET", "rubric-draft", EDIT.format(200)),
    Row("assessments:rubric-export", "GET", "missing", NOBODY),
    Row("assessments:rubric-examples", "GET", "", ALL),
    Row("assessments:rubric-example", "GET", "example", ALL),
    Row("assessments:rubric-example", "GET", "missing-example", NOBODY),
    Row("assessments:rubric-import", "GET", "rubric-draft", EDIT.format(200)),
    Row("assessments:rubric-import", "POST", "rubric-draft", EDIT.format(302), workbook),
    Row("assessments:rubric-import", "POST", "rubric-draft", EDIT.format(422)),
    Row("assessments:rubric-import", "GET", "rubric-published", COPY.format(409)),
    Row("assessments:rubric-import", "POST", "rubric-published", COPY.format(409), workbook),
    Row("assessments:rubric-import", "GET", "missing", NOBODY),
    Row("assessments:rubric-import-preview", "GET", "rubric-upload", OWN.format(200)),
    Row("assessments:rubric-import-preview", "GET", "missing-upload", NOBODY),
    Row("assessments:rubric-import-confirm", "POST", "rubric-upload", OWN.format(302)),
    Row("assessments:rubric-import-confirm", "POST", "stale-upload", OWN.format(409)),
    Row("assessments:rubric-import-confirm", "POST", "missing-upload", NOBODY),
    Row("admin:assessments_rubric_changelist", "GET", "", EDIT.format(200)),
    Row("admin:assessments_rubric_changelist", "POST", "", EDIT.format(200)),
    Row("admin:assessments_rubric_add", "GET", "", EDIT.format(200)),
    Row("admin:assessments_rubric_add", "POST", "", EDIT.format(302), SETTINGS),
    *editing("change", "rubric-draft", ("GET", 200, {}), ("POST", 302, SETTINGS)),
    *editing("change", "rubric-published", ("GET", 302, {}), ("POST", 409, SETTINGS)),
    *editing("delete", "rubric-draft", ("GET", 200, {}), ("POST", 302, {})),
    *editing("delete", "rubric-published", ("GET", 409, {}), ("POST", 409, {})),
    *editing("branch_add", "rubric-draft", ("POST", 302, HEAD), ("POST", 422, {})),
    *editing("branch_add", "rubric-published", ("POST", 409, HEAD)),
    *editing("branch", "draft-head", ("GET", 200, {})),
    Row("admin:assessments_rubric_branch", "POST", "draft-head", EDIT.format(302), branch_of),
    *editing("branch", "published-head", ("GET", 409, {})),
    *editing("branch_delete", "draft-head", ("POST", 302, {"version": 1}), ("POST", 409, {})),
    *editing("branch_delete", "published-head", ("POST", 409, {"version": 1})),
    *editing("branch_move", "draft-head", ("POST", 302, {"to": "down"})),
    *editing("branch_move", "published-head", ("POST", 409, {"to": "down"})),
]
