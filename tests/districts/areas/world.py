"""A district in any state, made the way people make it."""

from typing import Any

from django.utils import timezone

from districts.actions.areas.proposals import advance_area, propose
from districts.models import District, Township, Village
from districts.roles import Role
from districts.workflow.areas import AreaStatus, Tier
from tests.factories import make_township, make_user, make_village

TODAY = timezone.localdate
NUMBERS = iter(range(1, 999))


def core_in(township: Township) -> Village:
    return make_village(f"核心{next(NUMBERS)}村", township=township, is_core=True)


def values(township: Township, **changed: Any) -> dict[str, Any]:
    """What a township says of a district planned for this year."""
    given: dict[str, Any] = {
        "name": f"第{next(NUMBERS)}片区",
        "year": TODAY().year,
        "planned_tier": Tier.HIGH,
    }
    if "core_village" not in changed:
        given["core_village"] = core_in(township)
    return given | changed


def make_area(
    status: str = AreaStatus.PLANNED, *, township: Township | None = None, **changed: Any
) -> District:
    """Proposed by its township, brought to `status` by the office."""
    at, office = timezone.now(), make_user(Role.OFFICE)
    township = township or make_township()
    keeper = make_user(Role.TOWNSHIP, township=township)
    area = propose(values(township, **changed), township=township, by=keeper, at=at)
    steps = {
        AreaStatus.PROPOSED: (),
        AreaStatus.RETURNED: (("return", office),),
        AreaStatus.WITHDRAWN: (("withdraw", keeper),),
        AreaStatus.REVIEWED: (("review", office),),
        AreaStatus.PLANNED: (("review", office), ("plan", office)),
    }
    for verb, actor in steps[AreaStatus(status)]:
        area = advance_area(area, verb, by=actor, at=at, note="理由")
    return area
