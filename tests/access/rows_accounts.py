"""Signing in and out, and one's own password."""

from tests.access.table import Row

ROWS = [
    Row("accounts:login", "GET", "", "anonymous disabled → 200; rest → 302"),
    Row("accounts:login", "POST", "", "anonymous disabled → 422; rest → 422"),
    Row("accounts:logout", "POST", "", "rest → login"),
    Row("accounts:password", "GET", "", "rest → 200"),
    Row("accounts:password", "POST", "", "rest → 422"),
]
