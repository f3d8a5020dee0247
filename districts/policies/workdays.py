"""Who keeps the working-day calendar."""

from districts.roles import Standing


def can_edit_calendar(standing: Standing) -> bool:
    """The notice reaches the office; the administrator keeps the system for it."""
    return standing.is_office or standing.is_admin
