"""What a community culture centre has of the facilities asked for."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from districts.actions.steps import locked, write
from districts.models import CentreFacility, CommunityCentre, FacilityKind
from districts.policies import standing_of
from districts.policies.culture import can_keep_centre
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, NotAllowed


@transaction.atomic
def set_facilities(
    centre: CommunityCentre,
    notes: Mapping[FacilityKind, str],
    *,
    version: int,
    by: User,
    at: datetime,
) -> CommunityCentre:
    """The centre has these of the facilities in use, each with its note, and no other of them."""
    centre = locked(centre)
    if not can_keep_centre(standing_of(by, lock=True), centre):
        raise NotAllowed("文化活动中心的设施由所在乡镇和县文明办登记。")
    present = {one.kind: one.note for one in centre.facilities.select_related("kind")}
    before = {kind: note for kind, note in present.items() if kind.is_active}
    if before == dict(notes):
        return centre
    if centre.version != version:
        raise Conflict(
            f"“{centre}”在您打开页面后已被别人修改。",
            current={kind.name: note or "有" for kind, note in before.items()},
            typed={kind.name: note or "有" for kind, note in notes.items()},
        )
    centre.facilities.filter(kind__is_active=True).delete()
    CentreFacility.objects.bulk_create(
        CentreFacility(centre=centre, kind=kind, note=note) for kind, note in notes.items()
    )
    centre = write(centre, {})
    record(
        "communitycentre.facilities",
        on=centre,
        by=by,
        at=at,
        before={kind.name: note or "有" for kind, note in before.items()},
        after={kind.name: note or "有" for kind, note in notes.items()},
    )
    return centre
