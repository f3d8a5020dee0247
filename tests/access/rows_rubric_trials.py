"""Two versions side by side are for everybody who may read both."""

from tests.access.table import Row

EDITORS = "admin office office2 → 200; rest → 404"
ROWS = [
    Row("assessments:rubric-compare", "GET", "rubric-published", "rest → 200"),
    Row(
        "assessments:rubric-compare",
        "GET",
        "rubric-draft",
        "admin office office2 → 200; rest → 404",
    ),
    Row("assessments:rubric-compare", "GET", "missing", "rest → 404"),
]
