"""Which records can be marked as 典型事例, and into which part of the summary they go."""

from collections.abc import Mapping

from django.db.models import Model

from assessments.models import Highlight
from assessments.roles import SummarySection
from districts.models import (
    Campaign,
    Consultation,
    District,
    EventSeries,
    Exemplar,
    Pairing,
    ServiceTask,
    Unit,
    about,
)

# The part that is proposed; the office may choose another.
MARKABLE: Mapping[type[Model], SummarySection] = {
    District: SummarySection.DISTRICTS,
    Pairing: SummarySection.PAIRINGS,
    ServiceTask: SummarySection.TASKS,
    EventSeries: SummarySection.CULTURE,
    Campaign: SummarySection.CAMPAIGNS,
    Exemplar: SummarySection.CAMPAIGNS,
    Consultation: SummarySection.CAMPAIGNS,
    Unit: SummarySection.ASSESSMENT,
}
BY_NOUN = {str(model._meta.model_name): model for model in MARKABLE}


def marks_of(row: Model) -> list[Highlight]:
    """All marks of a record, the newest year first. One query."""
    rows = Highlight.objects.filter(**about(row)).select_related("marked_by")
    return list(rows.order_by("-year"))
