"""Publicity boards: entered by who put them up, confirmed by the office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from districts.actions.describing import described
from districts.actions.entries import new_entry_fields
from districts.models import PublicityBoard
from districts.policies import standing_of
from districts.policies.culture import can_enter_boards
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import NotAllowed


@transaction.atomic
def create_board(values: Mapping[str, Any], *, by: User, at: datetime) -> PublicityBoard:
    """Boards of one's own; the office's are confirmed at once."""
    standing = standing_of(by, lock=True)
    marks = new_entry_fields(is_office=standing.is_office, by=by, at=at)
    row = PublicityBoard(**values, **marks)
    if not can_enter_boards(standing) or not (standing.is_office or row.is_owned_by(standing)):
        raise NotAllowed("只能登记本乡镇设置的宣传牌匾。")
    row.save(force_insert=True)
    record("publicityboard.create", on=row, by=by, at=at, after=described(row, values))
    return row
