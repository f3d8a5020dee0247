"""Health, dictionaries and lock-outs are the administrator's; the calendar is the office's too."""

from districts.actions.workdays import stamp_of
from tests.access.table import Row

ADMIN = "admin → {}; rest → 404"
KEEPERS = "admin office office2 → {}; rest → 404"
NOTICE = {"notice": "元旦：1月1日放假", "stamp": stamp_of("")}

ROWS = [
    Row("healthz", "GET", "", "rest → 200; anonymous disabled → 200"),
    Row("districts:health", "GET", "", ADMIN.format(200)),
    Row("districts:dictionary-list", "GET", "", ADMIN.format(200)),
    Row("districts:signin-unlock", "POST", "locked-out", ADMIN.format(302)),
    Row("districts:signin-unlock", "POST", "missing", ADMIN.format(409)),
    Row("districts:calendar", "GET", "", KEEPERS.format(302)),
    Row("districts:calendar-year", "GET", "calendar-2027", KEEPERS.format(200)),
    Row("districts:calendar-year", "GET", "calendar-1999", "rest → 404"),
    Row("districts:calendar-year", "POST", "calendar-2027", KEEPERS.format(302), NOTICE),
    Row("districts:calendar-year", "POST", "calendar-2027", KEEPERS.format(422), {"notice": "甲"}),
    Row(
        "districts:calendar-year",
        "POST",
        "calendar-2027",
        KEEPERS.format(409),
        NOTICE | {"stamp": "stale"},
    ),
]
