"""加分, 扣分, 一票否决: the office acts, leaders read, the unit claims, a department confirms."""

from uuid import uuid4

from tests.access.table import Row

# Unit 3 reports through reporter 1, is scored by team 2; the cast's department confirms its veto.
SEEN = "office office2 leader → 200; assessor2 reporter1 → 403; rest → 404"
ACTS = "office office2 → {}; leader assessor2 reporter1 → 403; rest → 404"
CLAIMS = "office office2 leader assessor2 reporter1 → 200; rest → 404"
OWN = "reporter1 → {}; office office2 leader assessor2 → 403; rest → 404"
FINDING = "office office2 leader department → 200; rest → 404"
CONFIRM = "department → {}; office office2 leader → 403; rest → 404"
MISSING = "rest → 404"
DEDUCTION = {"code": "K1", "K1-count": "1", "K1-reason": "通报", "K1-save_key": str(uuid4())}
WITHDRAW = {"version": "1", "why": "撤销"}

ROWS = [
    Row("assessments:extras-list", "GET", "cycle", "office office2 leader → 200; rest → 404"),
    Row("assessments:extras-list", "GET", "missing", MISSING),
    Row("assessments:extras", "GET", "assessment-rich", SEEN),
    Row("assessments:extras", "GET", "missing", MISSING),
    Row("assessments:deduction-add", "POST", "assessment-rich", ACTS.format(302), DEDUCTION),
    Row("assessments:deduction-add", "POST", "assessment-rich", ACTS.format(422), {"code": "K1"}),
    Row("assessments:deduction-add", "POST", "missing", MISSING),
    Row("assessments:veto-add", "POST", "assessment-rich", ACTS.format(422)),
    Row("assessments:veto-add", "POST", "missing", MISSING),
    Row("assessments:deduction-correct", "GET", "deduction", ACTS.format(200)),
    Row("assessments:deduction-correct", "POST", "deduction", ACTS.format(422)),
    Row("assessments:deduction-correct", "GET", "missing", MISSING),
    Row("assessments:deduction-withdraw", "POST", "deduction", ACTS.format(302), WITHDRAW),
    Row("assessments:deduction-withdraw", "POST", "missing", MISSING),
    Row(
        "assessments:claim-decide",
        "POST",
        "claim-made",
        ACTS.format(302),
        {"version": "1", "verdict": "accepted"},
    ),
    Row(
        "assessments:claim-decide",
        "POST",
        "claim-made",
        ACTS.format(409),
        {"version": "7", "verdict": "accepted"},
    ),
    Row("assessments:claim-decide", "POST", "missing", MISSING),
    Row(
        "assessments:claim-record",
        "POST",
        "claim-free",
        ACTS.format(302),
        {"version": "1", "met": "true", "statement": "通报"},
    ),
    Row("assessments:claim-record", "POST", "missing", MISSING),
    Row("assessments:report-claims", "GET", "report-rich", CLAIMS),
    Row("assessments:report-claims", "GET", "missing", MISSING),
    Row(
        "assessments:claim-save",
        "POST",
        "claim-made",
        OWN.format(409),
        {"version": "1", "save_key": str(uuid4()), "value": "1"},
    ),
    Row("assessments:claim-save", "POST", "claim-made", CLAIMS.replace("200", "400")),
    Row("assessments:claim-evidence", "POST", "claim-made", OWN.format(409), {"evidence": "1"}),
    Row("assessments:claim-evidence", "POST", "missing", MISSING),
    Row("assessments:claim-unlink", "POST", "claim-made", OWN.format(409), {"evidence": "1"}),
    Row("assessments:claim-unlink", "POST", "missing", MISSING),
    Row("assessments:veto-list", "GET", "", "rest → 200"),
    Row("assessments:veto-detail", "GET", "veto", FINDING),
    Row("assessments:veto-detail", "GET", "missing", MISSING),
    Row("assessments:veto-step", "POST", "veto-confirm", CONFIRM.format(302)),
    Row(
        "assessments:veto-step",
        "POST",
        "veto-withdraw",
        "office office2 → 302; leader department → 403; rest → 404",
        {"note": "登记有误"},
    ),
    Row("assessments:veto-step", "POST", "veto-nonsense", MISSING),
    Row("assessments:veto-step", "POST", "missing-veto-step", MISSING),
]
