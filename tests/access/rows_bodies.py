"""A department scores its own items, the office its own; nobody else finds them."""

from tests.access.cast import Cast
from tests.access.table import Row

DEPARTMENT = "department → {}; rest → 404"
OFFICE = "office office2 → {}; rest → 404"
RELEASE = "office office2 → {}; department → 403; rest → 404"
DECIDE = "office office2 → {}; leader → 403; rest → 404"
NEVER = "rest → 404"


def spread(cast: Cast) -> dict[str, object]:
    """An item that the team leads: not the department's to explain."""
    return {"indicator": cast.objects["shared-item"][0], "text": "按现场认定"}


def to_department(cast: Cast) -> dict[str, object]:
    return {"kind": "department", "department": cast.department1.pk, "version": 1}


ROWS = [
    Row("assessments:my-duties", "GET", "", "rest → 200"),
    Row("assessments:marking", "GET", "marking", DEPARTMENT.format(200)),
    Row("assessments:marking", "GET", "marking-office", OFFICE.format(200)),
    Row("assessments:marking", "GET", "marking-nonsense", NEVER),
    Row("assessments:marking-begin", "POST", "marking", DEPARTMENT.format(302)),
    Row("assessments:marking-begin", "POST", "marking-office", OFFICE.format(302)),
    Row("assessments:marking-begin", "POST", "marking-nonsense", NEVER),
    Row("assessments:marking-submit", "POST", "marking", DEPARTMENT.format(302)),
    Row("assessments:marking-submit", "POST", "marking-nonsense", NEVER),
    Row("assessments:duty-detail", "GET", "duty", DEPARTMENT.format(200)),
    Row("assessments:duty-detail", "GET", "missing", NEVER),
    Row("assessments:duty-spread", "POST", "duty", DEPARTMENT.format(422)),
    Row("assessments:duty-spread", "POST", "duty", DEPARTMENT.format(403), spread),
    Row("assessments:duty-spread", "POST", "missing", NEVER),
    Row("assessments:duty-step", "POST", "duty-release", RELEASE.format(422)),
    Row("assessments:duty-step", "POST", "duty-release", RELEASE.format(302), {"note": "停办"}),
    Row("assessments:duty-step", "POST", "duty-restore", RELEASE.format(409), {"note": "停办"}),
    Row("assessments:duty-step", "POST", "duty-nonsense", NEVER),
    Row("assessments:body-decide", "GET", "match", DECIDE.format(200)),
    Row("assessments:body-decide", "GET", "missing", DECIDE.format(404)),
    Row("assessments:body-decide", "POST", "match", DECIDE.format(422)),
    Row("assessments:body-decide", "POST", "match", DECIDE.format(302), to_department),
]
