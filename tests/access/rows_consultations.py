"""Who sends drafts out, who answers, who reads. Units have no part in them."""

from tests.access.table import Row

READ = "office office2 leader township1 township2 department → 200; rest → 404"
# Sent to the department.
SEEN = "office office2 leader department → {}; rest → 404"
COUNTY = "office office2 leader → 200; rest → 404"
OFFICE = "office office2 → {}; leader department → 403; rest → 404"
DRAFT = "office office2 → {}; leader → 403; rest → 404"
MAKES = (
    "office office2 → {}; admin leader assessor1 assessor2 conflicted reporter1 reporter2"
    " township1 township2 department → 403"
)

ROWS = [
    Row("districts:consultation-list", "GET", "", READ),
    Row("districts:consultation-create", "GET", "", MAKES.format(200)),
    Row("districts:consultation-create", "POST", "", MAKES.format(422)),
    Row("districts:consultation-detail", "GET", "consultation-draft", COUNTY),
    Row("districts:consultation-detail", "GET", "consultation-open", SEEN.format(200)),
    Row("districts:consultation-detail", "GET", "missing", "rest → 404"),
    Row("districts:consultation-edit", "GET", "consultation-draft", DRAFT.format(200)),
    Row("districts:consultation-edit", "POST", "consultation-draft", DRAFT.format(422)),
    Row("districts:consultation-edit", "GET", "consultation-open",
        "office office2 leader department → 403; rest → 404"),
    Row("districts:consultation-print", "GET", "consultation-open", COUNTY),
    Row("districts:consultation-export", "GET", "consultation-open", COUNTY),
    Row("districts:consultation-final", "POST", "consultation-closed", OFFICE.format(302),
        {"text": "定稿", "version": 3}),
    Row("districts:consultation-final", "POST", "consultation-open",
        "office office2 → 409; leader department → 403; rest → 404",
        {"text": "定稿", "version": 2}),
    Row("districts:consultation-step", "POST", "consultation-open-close", OFFICE.format(302)),
    Row("districts:consultation-step", "POST", "consultation-closed-issue", OFFICE.format(422)),
    Row("districts:consultation-step", "POST", "consultation-nonsense", "rest → 404"),
    Row("districts:opinion-answer", "POST", "opinion-open",
        "department → 302; office office2 leader → 403; rest → 404",
        {"is_content": "on", "version": 1}),
    Row("districts:opinion-judge", "POST", "opinion-closed", OFFICE.format(302),
        {"adoption": "adopted"}),
]  # fmt: skip
