"""细则模拟: the office works with it, county leaders read it."""

from tests.access.table import Row

READ = "office office2 leader → {}; rest → 404"
WRITE = "office office2 → {}; leader → 403; rest → 404"

ROWS = [
    Row("assessments:simulation-list", "GET", "", READ.format(200)),
    Row("assessments:simulation-create", "GET", "", WRITE.format(200)),
    Row("assessments:simulation-create", "POST", "", WRITE.format(422)),
    *(
        Row(f"assessments:{name}", method, object, answers)
        for name, method, finished, waiting in (
            ("simulation-detail", "GET", 200, 200),
            ("simulation-xlsx", "GET", 200, 409),
            ("simulation-xlsx", "POST", 302, 409),
        )
        for object, answers in (
            ("simulation1", READ.format(finished)),
            ("simulation2", READ.format(waiting)),
            ("missing", "rest → 404"),
        )
    ),
]
