"""Who keeps the records of culture. Confirmed entries follow `policies.fieldwork`."""

from typing import Any

from districts.roles import Standing
from districts.workflow.culture import ProgrammeStatus


def can_keep_culture(standing: Standing, row: Any = None) -> bool:
    """The county's series and programmes are kept by the office."""
    return standing.is_office


def can_keep_centre(standing: Standing, row: Any = None) -> bool:
    """A township keeps the centres of its own communities, the office all."""
    if row is None:
        return standing.is_office or bool(standing.township_ids)
    return standing.is_office or row.township_id in standing.township_ids


def can_enter_boards(standing: Standing) -> bool:
    """Townships enter their own boards, the office the county's."""
    return standing.is_office or bool(standing.township_ids)


def can_keep_product(standing: Standing, row: Any) -> bool:
    """What came of a programme is kept with the programme, while that is under way."""
    return can_keep_culture(standing) and row.programme.status == ProgrammeStatus.RUNNING
