"""Notices are one's own; the outbox is the administrator's; everybody may search."""

from tests.access.table import Row

ADMIN = "admin → {}; rest → 404"

ROWS = [
    Row("notices:notice-list", "GET", "", "rest → 200"),
    Row("notices:notice-read-all", "POST", "", "rest → 302"),
    Row("notices:notice-settings", "GET", "", "rest → 200"),
    Row("notices:notice-settings", "POST", "", "rest → 302", {"stages": ["7"]}),
    Row("notices:notice-settings", "POST", "", "rest → 422", {"stages": ["8"]}),
    Row("notices:notice-open", "POST", "notice1", "reporter1 → 302; rest → 404"),
    Row("districts:outbox-list", "GET", "", ADMIN.format(200)),
    Row("districts:outbox-retry", "POST", "message-failed", ADMIN.format(302)),
    Row("districts:outbox-retry", "POST", "message-sent", ADMIN.format(409)),
    Row("assessments:search", "GET", "", "rest → 200"),
]
