"""Titles: whoever sees the unit reads them, the office keeps them; and what a unit counts as."""

from tests.access.table import Row

UNIT1 = "office office2 → {}; leader admin reporter1 township1 department → 403; rest → 404"
APPLICANT = "office office2 → {}; leader → 403; rest → 404"
TITLE = {"title": "市级文明单位", "level": "city", "awarded_on": "2021-05-01", "version": "1"}
RENEWED = {"awarded_on": "2023-05-01", "valid_until": "", "document_number": "〔2023〕3 号"}
REVOKE = {"day": "2022-05-01", "reason": "弄虚作假", "version": "1"}

ROWS = [
    Row("districts:honour-list", "GET", "", "rest → 200"),
    Row("districts:honour-create", "GET", "unit1", UNIT1.format(200)),
    Row("districts:honour-create", "POST", "unit1", UNIT1.format(302), TITLE),
    Row("districts:honour-create", "GET", "missing", "rest → 404"),
    Row("districts:honour-edit", "GET", "honour", UNIT1.format(200)),
    Row("districts:honour-edit", "POST", "honour", UNIT1.format(302), TITLE),
    Row("districts:honour-edit", "POST", "honour", UNIT1.format(409), TITLE | {"version": "9"}),
    Row("districts:honour-edit", "GET", "missing", "rest → 404"),
    Row("districts:honour-renew", "GET", "honour", UNIT1.format(200)),
    Row("districts:honour-renew", "POST", "honour", UNIT1.format(302), RENEWED),
    Row("districts:honour-renew", "POST", "honour", UNIT1.format(422)),
    Row("districts:honour-renew", "GET", "missing", "rest → 404"),
    Row("districts:honour-export", "GET", "", "rest → 200"),
    Row("districts:honour-revoke", "POST", "honour", UNIT1.format(302), REVOKE),
    Row("districts:honour-revoke", "POST", "honour", UNIT1.format(422)),
    Row("districts:honour-revoke", "POST", "missing", "rest → 404"),
    Row("assessments:applicant", "GET", "assessment1", APPLICANT.format(200)),
    Row("assessments:applicant", "POST", "assessment1", APPLICANT.format(422)),
    Row("assessments:applicant", "GET", "missing", "rest → 404"),
]
