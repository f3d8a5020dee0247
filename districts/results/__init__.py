"""Read models: what a page shows, in few queries."""

from districts.results.accounts import account_rows, locked_attempts, signin_rows
from districts.results.registers import (
    ACTIVE,
    RETIRED,
    Filters,
    counted_types,
    department_rows,
    leader_rows,
    reporters_of,
    township_rows,
    unit_rows,
    village_rows,
)
from districts.results.trail import TrailFilters, trail_rows

__all__ = [
    "ACTIVE",
    "RETIRED",
    "Filters",
    "TrailFilters",
    "account_rows",
    "counted_types",
    "department_rows",
    "leader_rows",
    "locked_attempts",
    "reporters_of",
    "signin_rows",
    "township_rows",
    "trail_rows",
    "unit_rows",
    "village_rows",
]
