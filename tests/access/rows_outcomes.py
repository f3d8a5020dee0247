"""定等 and 部门意见: the office decides, leaders read, a department speaks for itself."""

from uuid import uuid4

from tests.access.table import Row

COUNTY = "office office2 leader → {}; rest → 404"
OFFICE = "office office2 → {}; leader → 403; rest → 404"
MISSING = "rest → 404"
UNIT = "office office2 leader reporter1 → {}; rest → 404"
SHEET = "office office2 leader department → {}; rest → 404"
DEPARTMENT = "department → {}; office office2 leader → 403; rest → 404"
OWN = "department → 200; rest → 404"
DAYS = {"working_days": "5", "reason": "补充核查"}
EDITED = {"version": "1", "outcome": "warn", "reason": "督查通报"}
RULES = {
    "version": "2",
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-kind": "no-result",
    "form-0-outcome": "lapse",
}
SETTINGS = {"version": "2", "title": "县级文明单位", "level": "county"}
ENTERED = {"save_key": str(uuid4()), "code": "F1"}

ROWS = [
    Row("assessments:outcome-list", "GET", "cycle-outcomes", COUNTY.format(200)),
    Row("assessments:outcome-list", "GET", "missing", MISSING),
    Row("assessments:outcome-setup", "POST", "cycle-outcomes", OFFICE.format(302)),
    Row("assessments:outcome-propose", "POST", "cycle-outcomes", OFFICE.format(302)),
    Row("assessments:outcome-propose", "POST", "cycle-published", OFFICE.format(409)),
    Row("assessments:outcome-rules", "GET", "cycle-outcomes", COUNTY.format(200)),
    Row("assessments:outcome-rules", "POST", "cycle-outcomes", OFFICE.format(302), RULES),
    Row("assessments:outcome-settings", "GET", "cycle-outcomes", OFFICE.format(200)),
    Row("assessments:outcome-settings", "POST", "cycle-outcomes", OFFICE.format(302), SETTINGS),
    Row("assessments:outcome-xlsx", "GET", "cycle-outcomes", COUNTY.format(200)),
    Row("assessments:outcome-notices", "POST", "cycle-outcomes", OFFICE.format(404)),
    Row("assessments:outcome-step", "POST", "outcome-prepare", OFFICE.format(422)),
    Row("assessments:outcome-step", "POST", "outcome-nonsense", OFFICE.format(404)),
    Row("assessments:outcome-step", "POST", "missing-outcome-step", OFFICE.format(404)),
    Row("assessments:outcome-row", "GET", "outcome-draft", COUNTY.format(200)),
    Row("assessments:outcome-row", "POST", "outcome-draft", OFFICE.format(302), EDITED),
    Row("assessments:outcome-row", "POST", "outcome-published", OFFICE.format(302), EDITED),
    Row("assessments:outcome-row", "GET", "missing", MISSING),
    Row("assessments:outcome-notice", "GET", "assessment-told", UNIT.format(200)),
    Row("assessments:outcome-notice", "GET", "missing", MISSING),
    Row("assessments:outcome-notice-print", "GET", "assessment-told", UNIT.format(200)),
    Row("assessments:outcome-notice-print", "GET", "assessment1", MISSING),
    Row("assessments:department-sheet-list", "GET", "cycle-outcomes", COUNTY.format(200)),
    Row("assessments:department-sheet-list", "GET", "missing", MISSING),
    Row("assessments:department-sheets-issue", "POST", "cycle-outcomes", OFFICE.format(422), DAYS),
    Row("assessments:my-department-sheets", "GET", "", OWN),
    Row("assessments:department-sheet", "GET", "sheet-asked", SHEET.format(200)),
    Row("assessments:department-sheet", "GET", "missing", MISSING),
    Row("assessments:department-exception", "GET", "sheet-unit", DEPARTMENT.format(200)),
    Row("assessments:department-exception", "GET", "sheet-missing-unit", DEPARTMENT.format(404)),
    Row("assessments:department-exception", "POST", "sheet-unit", DEPARTMENT.format(422), ENTERED),
    Row("assessments:department-sheet-answer", "POST", "sheet-asked", DEPARTMENT.format(422)),
    Row("assessments:department-sheet-answer", "POST", "missing", MISSING),
    Row("assessments:department-sheet-reopen", "POST", "sheet-asked", OFFICE.format(409), DAYS),
]
