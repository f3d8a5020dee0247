"""Campaigns, nominations of the first township, awards, councils, exemplars."""

from datetime import date
from typing import Any

from districts.actions.campaigns import link_activity
from districts.actions.exemplars import create_exemplar
from districts.actions.media import add_media_report
from districts.models import Campaign
from districts.workflow.campaigns import CAMPAIGN_STEPS, NOMINATION_STEPS, ReviewedBy, SubjectKind
from tests.access.cast import Cast
from tests.districts.campaigns.world import (
    NOW,
    exemplar_values,
    make_award,
    make_campaign,
    make_council,
    make_nomination,
)
from tests.factories import make_activity


def add(cast: Cast) -> None:
    office = cast["office"]
    own: dict[str, Any] = {"department": cast.department1, "reviewed_by": ReviewedBy.ORGANISER}
    own |= {"subject_kind": SubjectKind.SHOP}
    by = cast["department"]
    campaigns = {
        "preparing": make_campaign("preparing", by=by, **own),
        "collecting": make_campaign("collecting", by=office),
        "reviewing": make_campaign("reviewing", by=office),
        "shops": make_campaign("collecting", by=by, **own),
    }
    for name, row in campaigns.items():
        cast.objects[f"campaign-{name}"] = (row.pk,)
        for verb in (*CAMPAIGN_STEPS, "nonsense", "notice", "award"):
            cast.objects[f"campaign-{name}-{verb}"] = (row.pk, verb)
    use = link_activity(campaigns["collecting"], make_activity(), by=office, at=NOW())
    cast.objects["campaign-use"] = (campaigns["collecting"].pk, use.pk)
    cast.objects["files-of-campaign"] = ("campaign", campaigns["collecting"].pk)
    _add_nominations(cast, campaigns["collecting"])
    council = make_council(cast.village1)
    cast.objects["council"] = (council.pk,)
    exemplar = create_exemplar(exemplar_values(), by=office, at=NOW())
    cast.objects["exemplar"] = (exemplar.pk,)
    cast.objects["exemplar-nurture"] = (exemplar.pk, "nurture")
    cast.objects["exemplar-nonsense"] = (exemplar.pk, "nonsense")
    cast.objects["files-of-exemplar"] = ("exemplar", exemplar.pk)
    report = add_media_report(exemplar, outlet="县报", title="好", on=date(2020, 1, 2),
                              by=office, at=NOW())  # fmt: skip
    cast.objects["exemplar-report"] = (report.pk,)


def _add_nominations(cast: Cast, campaign: Campaign) -> None:
    near: dict[str, Any] = {
        "campaign": campaign,
        "township": cast.township1,
        "village": cast.village1,
    }
    for status in ("draft", "submitted", "reviewed"):
        row = make_nomination(status, **near)
        cast.objects[f"nomination-{status}"] = (row.pk,)
        cast.objects[f"files-of-nomination-{status}"] = ("nomination", row.pk)
        for verb in (*NOMINATION_STEPS, "nonsense"):
            cast.objects[f"nomination-{status}-{verb}"] = (row.pk, verb)
    award = make_award(township=cast.township1, village=cast.village1)
    cast.objects["award"] = (award.pk,)
    cast.objects["nomination-awarded"] = (award.nomination_id,)
