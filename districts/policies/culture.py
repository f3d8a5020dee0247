"""Who keeps the records of culture. Confirmed entries follow `policies.fieldwork`."""

from typing import Any

from districts.roles import Standing


def can_keep_culture(standing: Standing, row: Any = None) -> bool:
    """The county's series and programmes are kept by the office."""
    return standing.is_office
