"""Follow-ups, activities, files and leaders that the rows about fieldwork name."""

from __future__ import annotations

from districts.models import AttachmentKind
from districts.roles import EntryStatus
from tests.access.cast import Cast
from tests.factories import (
    kind_of,
    make_activity,
    make_attachment,
    make_follow_up,
    make_leader,
)


def add(cast: Cast) -> None:
    """Unit 1's activities (in township 1) and a follow-up of township 1."""
    reporter, office = cast["reporter1"], cast["office"]
    own = {"unit": cast.unit1, "entered_by": reporter, "village": cast.village1}
    for status in EntryStatus:
        activity = make_activity(status=status, **own)
        cast.objects[f"activity-{status}"] = (activity.pk,)
        for verb in ("submit", "withdraw", "confirm", "return", "nonsense"):
            cast.objects[f"activity-{status}-{verb}"] = (activity.pk, verb)
        cast.objects[f"files-of-{status}"] = ("activity", activity.pk)
    cast.objects["files-of-nothing"] = ("village", cast.village1.pk)
    follow_up = make_follow_up(township=cast.township1, opened_by=office)
    photo = make_attachment(follow_up, AttachmentKind.AFTER, by=cast["township1"])
    cast.objects["follow-up"] = (follow_up.pk,)
    cast.objects["files-of-follow-up"] = ("followup", follow_up.pk)
    for verb in ("report", "close", "return", "cancel"):
        cast.objects[f"follow-up-{verb}"] = (follow_up.pk, verb)
    cast.objects["attachment"] = (photo.pk,)
    cast.objects["leader"] = (make_leader("县领导甲").pk,)
    cast.objects["quantity-kind"] = (kind_of("桥梁").pk,)
    cast.objects["import-activities"] = ("activities",)
