"""重新核算: the office; a county leader knows of the year but does not write."""

from tests.access.table import Row

OFFICE = "office office2 → {}; leader → 403; rest → 404"

ROWS = [
    Row("assessments:cycle-recompute", "GET", "cycle", OFFICE.format(200)),
    Row("assessments:cycle-recompute", "GET", "missing", OFFICE.format(404)),
    Row("assessments:cycle-recompute", "POST", "cycle", OFFICE.format(422), {"reason": ""}),
    Row("assessments:cycle-recompute", "POST", "cycle", OFFICE.format(302), {"reason": "更正"}),
    Row("assessments:cycle-recheck", "POST", "cycle", OFFICE.format(302)),
    Row("assessments:cycle-recheck", "POST", "missing", OFFICE.format(404)),
]
