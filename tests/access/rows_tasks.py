"""Who plans, works on, supervises and accepts public-service tasks. Units have no part in them."""

from django.utils import timezone

from tests.access.cast import Cast
from tests.access.table import Row
from tests.factories import a_picture

READ = "office office2 leader township1 township2 department → 200; rest → 404"
COUNTY = "office office2 leader → 200; rest → 404"
# A county task led by the department.
SEEN = "office office2 leader department → {}; rest → 404"
OFFICE = "office office2 → {}; leader department → 403; rest → 404"
LEAD = "department → {}; office office2 leader → 403; rest → 404"
# A township's own draft.
OWN = "township1 → {}; office office2 leader → 403; rest → 404"
ALL_REFUSED = "office office2 leader department → 403; rest → 404"


def due(cast: Cast) -> dict[str, object]:
    return {"done_on": timezone.localdate().isoformat()}


def photo(cast: Cast) -> dict[str, object]:
    return {"kind": "photo", "files": a_picture()}


ROWS = [
    Row("districts:task-list", "GET", "", READ),
    Row("districts:task-export", "GET", "", READ),
    Row("districts:task-wall", "GET", "", COUNTY),
    Row("districts:task-create", "GET", "county-list",
        "office office2 → 200; admin leader assessor1 assessor2 conflicted reporter1 reporter2"
        " township1 township2 department → 403; rest → 404"),
    Row("districts:task-create", "POST", "county-list",
        "office office2 → 422; admin leader assessor1 assessor2 conflicted reporter1 reporter2"
        " township1 township2 department → 403; rest → 404"),
    Row("districts:task-create", "GET", "township-list",
        "township1 township2 → 200; admin office office2 leader assessor1 assessor2 conflicted"
        " reporter1 reporter2 department → 403; rest → 404"),
    Row("districts:task-create", "GET", "no-list", "rest → 404"),
    Row("districts:task-detail", "GET", "task-draft", COUNTY),
    Row("districts:task-detail", "GET", "task-active", SEEN.format(200)),
    Row("districts:task-detail", "GET", "task-full", SEEN.format(200)),
    Row("districts:task-detail", "GET", "task-accepted", SEEN.format(200)),
    Row("districts:task-detail", "GET", "task-of-township1",
        "office office2 leader township1 → 200; rest → 404"),
    Row("districts:task-detail", "GET", "missing", "rest → 404"),
    Row("districts:task-edit", "GET", "task-active", OFFICE.format(200)),
    Row("districts:task-edit", "POST", "task-active", OFFICE.format(422)),
    Row("districts:task-edit", "GET", "task-accepted", ALL_REFUSED),
    Row("districts:task-edit", "GET", "task-of-township1", OWN.format(200)),
    Row("districts:task-merge", "GET", "task-active", OFFICE.format(200)),
    Row("districts:task-merge", "POST", "task-active", OFFICE.format(422)),
    Row("districts:task-step", "POST", "task-draft-issue",
        "office office2 → 302; leader → 403; rest → 404"),
    Row("districts:task-step", "POST", "task-active-request", LEAD.format(422)),
    Row("districts:task-step", "POST", "task-requested-withdraw", LEAD.format(302), {"note": "补"}),
    Row("districts:task-step", "POST", "task-accepted-close", OFFICE.format(302)),
    Row("districts:task-step", "POST", "task-accepted-reopen", OFFICE.format(422)),
    Row("districts:task-step", "POST", "task-accepted-issue", OFFICE.format(409)),
    Row("districts:task-step", "POST", "task-active-nonsense", "rest → 404"),
    Row("districts:task-step", "POST", "task-of-township1-issue", OWN.format(302)),
    Row("districts:task-progress", "POST", "task-active",
        "department → 422; office office2 leader → 422; rest → 404"),
    Row("districts:task-milestone", "POST", "milestone", LEAD.format(302), due),
    Row("districts:task-milestone", "POST", "missing", "rest → 404"),
    Row("districts:progress-reply", "POST", "progress-report", OFFICE.format(302), {"reply": "好"}),
    Row("districts:task-supervise", "POST", "task-active", SEEN.format(422)),
    Row("districts:task-acceptance", "GET", "task-requested", OFFICE.format(200)),
    Row("districts:task-acceptance", "POST", "task-requested", OFFICE.format(422)),
    Row("districts:task-acceptance", "GET", "task-active", OFFICE.format(409)),
    Row("districts:task-media", "POST", "task-active", SEEN.format(422)),
    Row("districts:media-remove", "POST", "media",
        "office office2 department → 302; leader → 403; rest → 404"),
    Row("districts:task-example", "POST", "task-active", OFFICE.format(302), {"example": "yes"}),
    Row("districts:slip-print", "GET", "slip", SEEN.format(200)),
    Row("districts:attachment-add", "POST", "files-of-progress",
        "department → 302; office office2 leader → 403; rest → 404", photo),
]  # fmt: skip
