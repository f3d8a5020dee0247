"""A rubric in force is open to all; drafts are edited by office and administrator, and published
by the office alone."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Rubric
from tests.access.cast import Cast
from tests.access.table import Data, Row
from tests.assessments.drafts import seen
from tests.assessments.workbooks import file_of, item, make_book

MISSING = {"head": "missing-head", "bonuses": "missing-bonuses", "bonus": "missing-bonus"}
ALL = "rest → 200"
EDIT = "admin office office2 → {}; rest → 404"
COPY = "admin office office2 → {}; rest → 403"
PUBLISH = "office office2 → {}; admin → 403; rest → 404"
PUBLISHED_AGAIN = "office office2 → 409; rest → 403"
NOBODY = "rest → 404"
OWN = "office → {}; rest → 404"
NEW: dict[str, object] = {"title": "特色工作", "points": "5"}
BONUS: dict[str, object] = {
    "code": "J8",
    "title": "上级表彰",
    "points": "2",
    "rule": "达标",
    "version": 1,
}
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


def head_of(cast: Cast) -> str:
    """The draft's first 大项 as the editor's page names it."""
    return seen(Rubric.objects.get(pk=cast.objects["rubric-draft"][0]), "1")


def act(name: str) -> Callable[[Cast], dict[str, object]]:
    return lambda cast: {"act": name, "row": head_of(cast)}


def place_of(cast: Cast) -> dict[str, object]:
    return {"act": "copy", "row": head_of(cast), "target": 0, "where": "inside"}


def editing(page: str, object: str, *rows: tuple[str, int, Data]) -> list[Row]:
    """A page of the editor for an object, and for one that does not exist."""
    name = f"admin:assessments_rubric_{page}"
    missing = MISSING.get(object.partition("-")[2], "missing")
    return [
        *(Row(name, method, object, EDIT.format(code), data) for method, code, data in rows),
        Row(name, rows[0][0], missing, NOBODY),
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
    *editing("change", "rubric-draft", ("GET", 200, {})),
    *editing("change", "rubric-published", ("GET", 302, {})),
    *editing("settings", "rubric-draft", ("GET", 200, {}), ("POST", 302, SETTINGS)),
    *editing("settings", "rubric-published", ("GET", 409, {}), ("POST", 409, SETTINGS)),
    *editing("delete", "rubric-draft", ("GET", 200, {}), ("POST", 302, {})),
    *editing("delete", "rubric-published", ("GET", 409, {}), ("POST", 409, {})),
    *editing("rows", "rubric-draft", ("POST", 302, act("down")), ("POST", 302, act("edit"))),
    *editing("rows", "rubric-draft", ("POST", 302, act("delete")), ("POST", 422, {"act": "up"})),
    *editing("rows", "rubric-published", ("POST", 409, act("down"))),
    *editing("row_add", "rubric-draft", ("GET", 200, {}), ("POST", 302, NEW), ("POST", 422, {})),
    *editing("row_add", "rubric-published", ("GET", 409, {}), ("POST", 409, NEW)),
    *editing("row_preview", "rubric-draft", ("POST", 200, NEW)),
    *editing("row_preview", "rubric-published", ("POST", 409, NEW)),
    *editing("row", "draft-head", ("GET", 200, {}), ("POST", 302, NEW | {"version": 1})),
    *editing("row", "draft-head", ("POST", 409, NEW | {"version": 9})),
    *editing("row", "published-head", ("GET", 409, {}), ("POST", 409, NEW | {"version": 1})),
    *editing("row_place", "draft-head", ("GET", 200, {}), ("POST", 302, place_of)),
    *editing("row_place", "published-head", ("GET", 409, {}), ("POST", 409, place_of)),
    *editing("totals", "draft-bonuses", ("POST", 302, {"act": "add"}), ("POST", 422, {})),
    *editing("totals", "published-bonuses", ("POST", 409, {"act": "add"})),
    *editing("total_add", "draft-bonuses", ("GET", 200, {}), ("POST", 302, BONUS)),
    *editing("total_add", "published-bonuses", ("GET", 409, {}), ("POST", 409, BONUS)),
    *editing("total_preview", "draft-bonuses", ("POST", 200, BONUS)),
    *editing("total_preview", "published-bonuses", ("POST", 409, BONUS)),
    *editing("total", "draft-bonus", ("GET", 200, {}), ("POST", 302, BONUS)),
    *editing("total", "draft-bonus", ("POST", 422, {"title": ""})),
    *editing("total", "published-bonus", ("GET", 409, {}), ("POST", 409, BONUS)),
]
