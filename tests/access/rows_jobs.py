"""Background jobs: only whoever started one sees it at all."""

from tests.access.table import Row

OWN = "office → {}; rest → 404"

ROWS = [
    Row("jobs:job-list", "GET", "", "rest → 200"),
    *(
        Row(f"jobs:{name}", method, object, answers)
        for name, method, done, queued in (
            ("job-detail", "GET", 200, 200),
            ("job-download", "GET", 409, 409),
            ("job-cancel", "POST", 409, 302),
            ("job-again", "POST", 302, 302),
        )
        for object, answers in (
            ("job-done", OWN.format(done)),
            ("job-queued", OWN.format(queued)),
            ("missing", "rest → 404"),
        )
    ),
]
