"""Exemplars: entered as a clue, then stage by stage, each with its day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.culture import create_record
from districts.actions.steps import advance
from districts.models import Exemplar, StageChange
from districts.policies.exemplars import can_keep_exemplars, exemplar_actors
from districts.workflow.exemplars import EXEMPLAR_STEPS
from wenming.accounts.models import User


@transaction.atomic
def create_exemplar(values: Mapping[str, Any], *, by: User, at: datetime) -> Exemplar:
    """A clue; its history begins with the day of its entry."""
    row = create_record(Exemplar, values, may=can_keep_exemplars, by=by, at=at)
    _tell(row, "", by, at)
    return row


@transaction.atomic
def advance_exemplar(
    row: Exemplar, verb: str, *, by: User, at: datetime, note: str = ""
) -> Exemplar:
    """Take one step of EXEMPLAR_STEPS, and write the next line of its history."""
    row = advance(
        row, verb, steps=EXEMPLAR_STEPS, actors_of=exemplar_actors, by=by, at=at, note=note
    )
    _tell(row, note, by, at)
    return row


def _tell(row: Exemplar, reason: str, by: User, at: datetime) -> None:
    StageChange.objects.create(
        exemplar=row, stage=row.status, on=timezone.localdate(at), reason=reason[:500], by=by
    )
