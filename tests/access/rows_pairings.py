"""Who plans pairings, reports and confirms contributions, signs letters, holds meetings."""

from django.utils import timezone

from tests.access.cast import Cast
from tests.access.table import Row
from tests.factories import a_picture

READ = "office office2 leader reporter1 reporter2 township1 township2 → {}; rest → 404"
OFFICE = "office office2 → {}; leader reporter1 reporter2 township1 township2 → 403; rest → 404"
# Unit 1's pairing with a village of township 1.
SEEN = "office office2 leader reporter1 township1 → {}; rest → 404"
KEEP = "office office2 → {}; leader reporter1 township1 → 403; rest → 404"
GIVE = "office office2 reporter1 → {}; leader township1 → 403; rest → 404"
TELL = "office office2 township1 → {}; leader reporter1 → 403; rest → 404"
BOTH = "office office2 reporter1 township1 → {}; leader → 403; rest → 404"
OWNER = "reporter1 → {}; office office2 leader township1 → 403; rest → 404"
DRAFT_OWNER = "reporter1 → {}; rest → 404"
COUNTY = "office office2 leader → {}; rest → 404"
COUNTY_KEEP = "office office2 → {}; leader → 403; rest → 404"
# A letter with township 1.
L_SEEN = "office office2 leader township1 → {}; rest → 404"
L_OFFICE = "office office2 → {}; leader township1 → 403; rest → 404"
NOTE = {"note": "情况属实。"}
NOBODY = "rest → 404"


def scan(cast: Cast) -> dict[str, object]:
    return {"kind": "scan", "files": a_picture()}


def photo(cast: Cast) -> dict[str, object]:
    return {"kind": "photo", "files": a_picture()}


def progress(cast: Cast) -> dict[str, object]:
    return {"on": timezone.localdate().isoformat(), "text": "路修好了"}


ROWS = [
    *(
        Row(f"districts:{name}", "GET", "", READ.format(200))
        for name in (
            "pairing-list", "pairing-export", "pairing-totals", "contribution-list",
            "contribution-export", "letter-list",
        )
    ),
    Row("districts:contribution-export", "POST", "", READ.format(302)),
    *(
        Row(f"districts:{name}", method, "", OFFICE.format(answer))
        for name in ("pairing-create", "pairing-carry-over", "letter-create", "meeting-create")
        for method, answer in (("GET", 200), ("POST", 422))
    ),
    Row("districts:pairing-detail", "GET", "pairing", SEEN.format(200)),
    Row("districts:pairing-detail", "GET", "missing", NOBODY),
    Row("districts:pairing-print", "GET", "pairing", SEEN.format(200)),
    Row("districts:pairing-edit", "GET", "pairing", KEEP.format(200)),
    Row("districts:pairing-edit", "POST", "pairing", KEEP.format(422)),
    Row("districts:pairing-step", "POST", "pairing-end", KEEP.format(302), NOTE),
    Row("districts:pairing-step", "POST", "pairing-end", KEEP.format(422)),
    Row("districts:pairing-step", "POST", "pairing-resume", KEEP.format(409), NOTE),
    Row("districts:pairing-step", "POST", "pairing-nonsense", NOBODY),
    Row("districts:pairing-tick", "POST", "pairing", SEEN.format(422)),
    Row("districts:tick-remove", "POST", "tick", GIVE.format(302)),
    Row("districts:tick-remove", "POST", "missing", NOBODY),
    Row("districts:pairing-progress", "POST", "pairing", TELL.format(302), progress),
    Row("districts:pairing-progress", "POST", "pairing", SEEN.format(422)),
    Row("districts:progress-remove", "POST", "progress", TELL.format(302)),
    Row("districts:contribution-create", "GET", "pairing", GIVE.format(200)),
    Row("districts:contribution-create", "POST", "pairing", GIVE.format(422)),
    Row("districts:contribution-detail", "GET", "contribution-draft", DRAFT_OWNER.format(200)),
    Row("districts:contribution-detail", "GET", "contribution-submitted", SEEN.format(200)),
    Row("districts:contribution-detail", "GET", "missing", NOBODY),
    Row("districts:contribution-edit", "GET", "contribution-returned", OWNER.format(200)),
    Row("districts:contribution-edit", "POST", "contribution-returned", OWNER.format(422)),
    Row("districts:contribution-edit", "GET", "contribution-submitted", KEEP.format(200)),
    Row("districts:contribution-edit", "GET", "contribution-confirmed", SEEN.format(403)),
    Row("districts:contribution-correct", "GET", "contribution-confirmed", KEEP.format(200)),
    Row("districts:contribution-correct", "POST", "contribution-confirmed", KEEP.format(422)),
    *(
        Row("districts:contribution-step", "POST", f"contribution-{case}", answers, NOTE)
        for case, answers in (
            ("draft-submit", DRAFT_OWNER.format(302)),
            ("returned-submit", OWNER.format(302)),
            ("submitted-withdraw", OWNER.format(302)),
            ("submitted-confirm", KEEP.format(302)),
            ("submitted-return", KEEP.format(302)),
            ("confirmed-confirm", KEEP.format(409)),
            ("submitted-nonsense", NOBODY),
        )
    ),
    Row("districts:letter-detail", "GET", "letter-draft", COUNTY.format(200)),
    Row("districts:letter-detail", "GET", "letter-issued", L_SEEN.format(200)),
    Row("districts:letter-detail", "GET", "letter-with-unit", SEEN.format(200)),
    Row("districts:letter-print", "GET", "letter-with-unit", SEEN.format(200)),
    Row("districts:letter-word", "GET", "letter-issued", L_SEEN.format(200)),
    Row("districts:letter-edit", "GET", "letter-draft", COUNTY_KEEP.format(200)),
    Row("districts:letter-edit", "POST", "letter-draft", COUNTY_KEEP.format(422)),
    Row("districts:letter-edit", "GET", "letter-issued", L_OFFICE.format(409)),
    Row("districts:letter-step", "POST", "letter-draft-issue", COUNTY_KEEP.format(302)),
    Row("districts:letter-step", "POST", "letter-issued-sign", L_OFFICE.format(422)),
    Row("districts:letter-step", "POST", "letter-issued-recall", L_OFFICE.format(302), NOTE),
    Row("districts:letter-step", "POST", "letter-issued-issue", L_OFFICE.format(409)),
    Row("districts:letter-step", "POST", "letter-issued-nonsense", NOBODY),
    Row("districts:attachment-add", "POST", "files-of-letter", GIVE.format(302), scan),
    Row("districts:attachment-add", "POST", "files-of-pairing", BOTH.format(302), photo),
    Row("districts:meeting-list", "GET", "", COUNTY.format(200)),
    Row("districts:meeting-detail", "GET", "meeting", COUNTY.format(200)),
    Row("districts:meeting-detail", "GET", "missing", NOBODY),
    Row("districts:meeting-edit", "GET", "meeting", COUNTY_KEEP.format(200)),
    Row("districts:meeting-edit", "POST", "meeting", COUNTY_KEEP.format(422)),
    Row("districts:meeting-decide", "POST", "meeting", COUNTY_KEEP.format(422)),
    Row("districts:import-start", "GET", "import-pairings", "office office2 → 200; rest → 404"),
    Row("districts:import-start", "GET", "import-contributions",
        "office office2 reporter1 reporter2 → 200; rest → 404"),
    Row("districts:import-template", "GET", "import-contributions",
        "office office2 reporter1 reporter2 → 200; rest → 404"),
]  # fmt: skip
