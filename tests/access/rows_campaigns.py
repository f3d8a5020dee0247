"""Who runs campaigns, who nominates, votes and reads; councils; the office's pool of exemplars."""

from datetime import timedelta

from django.utils import timezone

from tests.access.cast import Cast
from tests.access.rows_fieldwork import NOBODY, PART, files
from tests.access.table import Row

# A campaign of the office; one of the department; nominations and a council of township 1.
ORGANISE = (
    "office office2 department → {}; leader reporter1 reporter2 township1 township2 → 403;"
    " rest → 404"
)
KEEP = (
    "office office2 → {}; leader reporter1 reporter2 township1 township2 department → 403;"
    " rest → 404"
)
PREPARED = "office office2 department → {}; leader → {}; rest → 404"
NOMINATE = (
    "office office2 township1 township2 → {}; leader reporter1 reporter2 department → 403;"
    " rest → 404"
)
SHOPS = (
    "office office2 township1 township2 reporter1 reporter2 department → {}; leader → 403;"
    " rest → 404"
)
SEEN = "office office2 leader township1 → {}; rest → 404"
OWN = "township1 → {}; rest → 404"
OWNER = "township1 → {}; office office2 leader → 403; rest → 404"
OFFICE = "office office2 → {}; leader township1 → 403; rest → 404"
VOTE = "office office2 township1 → {}; leader → 403; rest → 404"
COUNCILS = "office office2 leader township1 township2 → 200; rest → 404"
COUNCIL_KEEP = "office office2 township1 township2 → {}; leader → 403; rest → 404"
COUNTY = "office office2 leader → 200; rest → 404"
POOL = "office office2 → {}; leader → 403; rest → 404"


def votes(cast: Cast) -> dict[str, object]:
    today = timezone.localdate().isoformat()
    return {"on": today, "members": "9", "votes_for": "6", "votes_against": "1"}


def revoking(cast: Cast) -> dict[str, object]:
    """An award that was published on the day after today cannot be revoked yet."""
    day = timezone.localdate() + timedelta(days=1)
    return {"day": day.isoformat(), "reason": "不符合条件", "version": "1"}


ROWS = [
    Row("districts:campaign-list", "GET", "", PART),
    Row("districts:campaign-export", "GET", "", PART),
    Row("districts:campaign-create", "GET", "", ORGANISE.format(200)),
    Row("districts:campaign-create", "POST", "", ORGANISE.format(422)),
    Row("districts:campaign-detail", "GET", "campaign-preparing", PREPARED.format(200, 200)),
    Row("districts:campaign-detail", "GET", "campaign-collecting", PART),
    Row("districts:campaign-detail", "GET", "missing", NOBODY),
    Row("districts:campaign-edit", "GET", "campaign-preparing", PREPARED.format(200, 403)),
    Row("districts:campaign-edit", "POST", "campaign-preparing", PREPARED.format(422, 403)),
    Row("districts:campaign-step", "POST", "campaign-preparing-open", PREPARED.format(302, 403)),
    Row("districts:campaign-step", "POST", "campaign-collecting-close", KEEP.format(302)),
    Row("districts:campaign-step", "POST", "campaign-reviewing-reopen", KEEP.format(302),
        {"note": "补报"}),
    Row("districts:campaign-step", "POST", "campaign-reviewing-notify", NOBODY),
    Row("districts:campaign-step", "POST", "campaign-reviewing-nonsense", NOBODY),
    Row("districts:campaign-nominate", "GET", "campaign-collecting", NOMINATE.format(200)),
    Row("districts:campaign-nominate", "POST", "campaign-collecting", NOMINATE.format(422)),
    Row("districts:campaign-nominate", "GET", "campaign-shops", SHOPS.format(200)),
    Row("districts:campaign-batch", "GET", "campaign-reviewing-notice", KEEP.format(200)),
    Row("districts:campaign-batch", "POST", "campaign-reviewing-notice", KEEP.format(422)),
    Row("districts:campaign-batch", "GET", "campaign-reviewing-nonsense", NOBODY),
    Row("districts:campaign-outcome", "GET", "campaign-reviewing-notice", PART),
    Row("districts:campaign-names", "GET", "campaign-reviewing-notice", PART),
    Row("districts:campaign-names", "GET", "campaign-reviewing-award", PART),
    Row("districts:campaign-names", "GET", "campaign-reviewing-nonsense", NOBODY),
    Row("districts:campaign-activity", "POST", "campaign-collecting", KEEP.format(422)),
    Row("districts:campaign-activity-remove", "POST", "campaign-use", KEEP.format(302)),
    Row("districts:attachment-add", "POST", "files-of-campaign", KEEP.format(302),
        lambda cast: {**files(cast), "kind": "document"}),
    Row("districts:nomination-detail", "GET", "nomination-draft", OWN.format(200)),
    Row("districts:nomination-detail", "GET", "nomination-submitted", SEEN.format(200)),
    Row("districts:nomination-detail", "GET", "nomination-awarded", SEEN.format(200)),
    Row("districts:nomination-edit", "GET", "nomination-draft", OWN.format(200)),
    Row("districts:nomination-edit", "POST", "nomination-draft", OWN.format(422)),
    Row("districts:nomination-edit", "GET", "nomination-submitted", OFFICE.format(200)),
    Row("districts:nomination-review", "POST", "nomination-submitted", VOTE.format(302), votes),
    Row("districts:nomination-review", "POST", "nomination-submitted", SEEN.format(422)),
    Row("districts:nomination-step", "POST", "nomination-draft-submit", OWN.format(302)),
    Row("districts:nomination-step", "POST", "nomination-submitted-withdraw", OWNER.format(302)),
    Row("districts:nomination-step", "POST", "nomination-submitted-return", OFFICE.format(302),
        {"note": "请补照片"}),
    Row("districts:nomination-step", "POST", "nomination-reviewed-reject", OFFICE.format(302),
        {"note": "群众有反映"}),
    Row("districts:nomination-step", "POST", "nomination-reviewed-notice", NOBODY),
    Row("districts:nomination-step", "POST", "nomination-submitted-review", NOBODY),
    Row("districts:attachment-add", "POST", "files-of-nomination-draft", OWN.format(302), files),
    Row("districts:attachment-add", "POST", "files-of-nomination-submitted", OFFICE.format(302),
        files),
    Row("districts:award-list", "GET", "", PART),
    Row("districts:award-export", "GET", "", PART),
    Row("districts:award-revoke", "POST", "award", OFFICE.format(422), revoking),
    Row("districts:award-revoke", "POST", "missing", NOBODY),
    Row("districts:council-list", "GET", "", COUNCILS),
    Row("districts:council-export", "GET", "", COUNCILS),
    Row("districts:council-create", "GET", "", COUNCIL_KEEP.format(200)),
    Row("districts:council-create", "POST", "", COUNCIL_KEEP.format(422)),
    Row("districts:council-detail", "GET", "council", SEEN.format(200)),
    Row("districts:council-edit", "GET", "council", VOTE.format(200)),
    Row("districts:council-edit", "POST", "council", VOTE.format(422)),
    Row("districts:exemplar-list", "GET", "", COUNTY),
    Row("districts:exemplar-export", "GET", "", COUNTY),
    Row("districts:exemplar-create", "GET", "", POOL.format(200)),
    Row("districts:exemplar-create", "POST", "", POOL.format(422)),
    Row("districts:exemplar-detail", "GET", "exemplar", COUNTY),
    Row("districts:exemplar-edit", "GET", "exemplar", POOL.format(200)),
    Row("districts:exemplar-edit", "POST", "exemplar", POOL.format(422)),
    Row("districts:exemplar-step", "POST", "exemplar-nurture", POOL.format(302)),
    Row("districts:exemplar-step", "POST", "exemplar-nonsense", NOBODY),
    Row("districts:exemplar-media", "POST", "exemplar", POOL.format(302),
        {"outlet": "县报", "title": "好", "on": "2020-01-02"}),
    Row("districts:media-remove", "POST", "exemplar-report", POOL.format(302)),
    Row("districts:attachment-add", "POST", "files-of-exemplar", POOL.format(302), files),
]  # fmt: skip
