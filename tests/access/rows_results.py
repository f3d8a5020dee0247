"""The workbench, the ranking, one unit's year, its score trail, and the workbooks."""

from tests.access.table import Row

COUNTY = "office office2 leader → 200; rest → 404"
# A POST has the table made in the background.
STARTED = "office office2 leader → 302; rest → 404"
# The unit itself, its own team, the office and leaders; in the cast nothing is confirmed yet.
OF_UNIT1 = "office office2 leader assessor1 reporter1 → 200; rest → 404"
DOSSIER = "office office2 leader reporter1 → 200; rest → 404"
SCORE_OF_UNIT1 = "office office2 → 200; leader assessor1 reporter1 → 403; rest → 404"
OF_UNIT2 = "office office2 leader assessor2 reporter2 → 200; rest → 404"
SCORE_OF_UNIT2 = "office office2 → 200; leader assessor2 reporter2 → 403; rest → 404"

ROWS = [
    Row("assessments:workbench", "GET", "", "rest → 200"),
    Row("assessments:todo-list", "GET", "", "rest → 200"),
    Row("assessments:cockpit", "GET", "", COUNTY),
    Row("assessments:ranking", "GET", "", COUNTY),
    Row("assessments:ranking-xlsx", "GET", "cycle", COUNTY),
    Row("assessments:ranking-xlsx", "GET", "missing", "rest → 404"),
    Row("assessments:ranking-xlsx", "POST", "cycle", STARTED),
    Row("assessments:ranking-xlsx", "POST", "missing", "rest → 404"),
    Row("assessments:summary-xlsx", "GET", "cycle", COUNTY),
    Row("assessments:summary-xlsx", "GET", "missing", "rest → 404"),
    Row("assessments:summary-xlsx", "POST", "cycle", STARTED),
    Row("assessments:summary-xlsx", "POST", "missing", "rest → 404"),
    Row("assessments:self-check-xlsx", "GET", "cycle", COUNTY),
    Row("assessments:self-check-xlsx", "GET", "missing", "rest → 404"),
    Row("assessments:self-check-xlsx", "POST", "cycle", STARTED),
    Row("assessments:self-check-xlsx", "POST", "missing", "rest → 404"),
    Row("assessments:unit-history", "GET", "unit1", OF_UNIT1),
    Row("assessments:unit-history", "GET", "unit2", OF_UNIT2),
    Row("assessments:unit-history", "GET", "missing", "rest → 404"),
    Row("assessments:unit-dossier", "GET", "unit1", DOSSIER),
    Row("assessments:unit-dossier", "GET", "missing", "rest → 404"),
    Row("assessments:assessment-detail", "GET", "assessment1", OF_UNIT1),
    Row("assessments:assessment-detail", "GET", "assessment2", OF_UNIT2),
    Row("assessments:assessment-detail", "GET", "missing", "rest → 404"),
    *(
        Row(f"assessments:{name}", "GET", object, answers)
        for name in ("score-trail", "score-print", "score-xlsx")
        for object, answers in (
            ("assessment1", SCORE_OF_UNIT1),
            ("assessment2", SCORE_OF_UNIT2),
            ("missing", "rest → 404"),
        )
    ),
]
