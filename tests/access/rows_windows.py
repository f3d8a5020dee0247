"""How the windows of a year are kept: the office and county leaders."""

from tests.access.table import Row

ROWS = [
    Row(
        "assessments:window-overview", "GET", "this-cycle",
        "office office2 leader → 200; rest → 404",
    ),
    Row("assessments:window-overview", "GET", "missing", "rest → 404"),
]  # fmt: skip
