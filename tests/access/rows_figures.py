"""The figures of a year: the office reads and words them, county leaders read them."""

from tests.access.table import Row

READS = "office office2 leader → 200; rest → 404"

ROWS = [
    Row("assessments:current-figures", "GET", "", "office office2 leader → 302; rest → 404"),
    Row("assessments:figure-list", "GET", "year", READS),
    Row("assessments:figure-table", "GET", "year", READS),
    Row("assessments:figure-detail", "GET", "figure", READS),
    Row("assessments:figure-detail", "GET", "figure-missing", "rest → 404"),
    Row("assessments:figure-rows", "GET", "figure", READS),
    Row("assessments:figure-rows", "GET", "figure-missing", "rest → 404"),
    Row("assessments:figure-rows", "POST", "figure", "office office2 leader → 302; rest → 404"),
    Row(
        "assessments:figure-wording",
        "POST",
        "figure",
        "office office2 → 302; leader → 403; rest → 404",
        {"rule": "about", "version": "0"},
    ),
    Row(
        "assessments:figure-wording",
        "POST",
        "figure",
        "office office2 → 422; leader → 403; rest → 404",
        {"rule": "poetic", "version": "0"},
    ),
]
