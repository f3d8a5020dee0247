"""Terms of several years: the office defines and settles them, county leaders read them."""

from tests.access.table import Row

READS = "office office2 leader → 200; rest → 404"
OFFICE = "office office2 → {}; leader → 403; rest → 404"

ROWS = [
    Row("assessments:term-list", "GET", "", READS),
    Row("assessments:term-create", "GET", "", OFFICE.format(200)),
    Row("assessments:term-create", "POST", "", OFFICE.format(422), {"name": "届期"}),
    Row("assessments:term-detail", "GET", "term", READS),
    Row("assessments:term-detail", "GET", "missing", "rest → 404"),
    Row("assessments:term-print", "GET", "term", READS),
    Row("assessments:term-xlsx", "GET", "term", READS),
    Row("assessments:term-member", "GET", "term-unit1", READS),
    Row("assessments:term-member", "GET", "term-unit-missing", "rest → 404"),
    Row("assessments:term-edit", "GET", "term", OFFICE.format(200)),
    Row("assessments:term-edit", "POST", "term", OFFICE.format(422), {"name": "届期"}),
    # One of its years has not been archived.
    Row("assessments:term-freeze", "POST", "term", OFFICE.format(409)),
    Row("assessments:term-delete", "POST", "term", OFFICE.format(302)),
]
