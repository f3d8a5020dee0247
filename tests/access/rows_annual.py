"""The year's summary: the office writes it, a second person signs it, county leaders read it."""

from tests.access.table import Row

READS = "office office2 leader → 200; rest → 404"
OFFICE = "office office2 → {}; leader → 403; rest → 404"
NOBODY = "office office2 → 404; leader → {}; rest → 404"
HTML, TEXT = OFFICE.format(200), {"version": "1", "text": "改稿"}
DONE = OFFICE.format(302)

ROWS = [
    Row("assessments:annual-summary-list", "GET", "", READS),
    Row("assessments:annual-summary-begin", "POST", "", OFFICE.format(422), {"year": ""}),
    Row("assessments:annual-summary", "GET", "year", READS),
    Row("assessments:annual-workbook", "GET", "year", READS),
    Row(
        "assessments:annual-workbook",
        "POST",
        "year",
        "office office2 leader → 302; rest → 404",
    ),
    Row("assessments:annual-preview", "GET", "summary", READS),
    Row("assessments:annual-preview", "GET", "missing", "rest → 404"),
    Row("assessments:annual-summary-document", "GET", "summary", READS),
    Row("assessments:annual-summary-document", "GET", "missing", "rest → 404"),
    Row(
        "assessments:annual-summary-document",
        "POST",
        "summary",
        "office office2 leader → 302; rest → 404",
    ),
    Row("assessments:annual-summary-regenerate", "POST", "summary", DONE),
    Row("assessments:annual-summary-regenerate", "POST", "missing", "rest → 404"),
    Row("assessments:annual-summary-step", "POST", "summary-submit", DONE),
    Row(
        "assessments:annual-summary-step",
        "POST",
        "summary-review",
        "office → 302; office2 leader → 403; rest → 404",
    ),
    Row("assessments:annual-summary-step", "POST", "summary-unknown-step", "rest → 404"),
    Row("assessments:annual-paragraph", "GET", "paragraph", HTML),
    Row("assessments:annual-paragraph", "GET", "missing", "rest → 404"),
    Row("assessments:annual-paragraph", "POST", "paragraph", DONE, TEXT),
    Row("assessments:annual-paragraph", "POST", "paragraph", OFFICE.format(409),
        TEXT | {"version": "7"}),
    Row("assessments:annual-paragraph-choose", "POST", "paragraph-adopt", DONE, TEXT),
    Row("assessments:annual-sentence", "GET", "sentence", HTML),
    Row("assessments:annual-sentence", "GET", "sentence-missing", NOBODY.format(403)),
    Row("assessments:annual-sentence", "POST", "sentence", DONE, TEXT | {"version": "0"}),
    Row("assessments:annual-sentence-reset", "POST", "sentence", DONE),
    Row("assessments:annual-note-add", "GET", "year", HTML),
    Row("assessments:annual-note-add", "POST", "year", DONE, {"kind": "plan", "text": "条"}),
    Row("assessments:annual-material-take", "POST", "year", OFFICE.format(409), {"key": "x"}),
    Row("assessments:annual-note", "GET", "note", HTML),
    Row("assessments:annual-note", "POST", "note", DONE, TEXT),
    Row("assessments:annual-note-remove", "POST", "note", DONE, TEXT),
    Row("assessments:annual-note-remove", "POST", "missing", NOBODY.format(403), TEXT),
    Row("assessments:annual-template", "GET", "", HTML),
    Row("assessments:annual-template", "POST", "", OFFICE.format(422)),
    Row("assessments:annual-template-file", "GET", "", HTML),
    Row("assessments:annual-template-reset", "POST", "", DONE),
    Row("assessments:highlight", "GET", "mark-unit1", HTML),
    Row("assessments:highlight", "GET", "mark-nothing", NOBODY.format(403)),
    Row("assessments:highlight", "GET", "mark-missing", NOBODY.format(403)),
    Row("assessments:highlight", "POST", "mark-unit1", DONE,
        {"version": "0", "section": "culture", "line": "事例"}),
    Row("assessments:highlight-remove", "POST", "mark-unit1", OFFICE.format(409),
        {"version": "1"}),
]  # fmt: skip
