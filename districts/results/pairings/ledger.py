"""The ledger of contributions as rows."""

from dataclasses import dataclass

from django.db.models import Q

from districts.models import Contribution, ContributionQuerySet
from districts.roles import EntryStatus, Standing
from districts.workflow.pairings import MoneySource
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """What the ledger was asked for; blank means all."""

    year: int
    q: str = ""
    kind: int | None = None
    source: str = ""
    state: str = ""
    township: int | None = None
    month: int | None = None


def contribution_rows(
    user: User, standing: Standing, filters: LedgerFilters
) -> ContributionQuerySet:
    """Newest first, with all that a row touches. Page it."""
    rows = Contribution.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.source in MoneySource.values:
        rows = rows.filter(source=filters.source)
    if filters.state in EntryStatus.values:
        rows = rows.filter(status=filters.state)
    if filters.month:
        rows = rows.filter(given_on__month=filters.month)
    if filters.township:
        rows = rows.filter(pairing__village__township=filters.township)
    if filters.q:
        rows = rows.filter(_matching(filters.q))
    return rows.with_places().order_by("-given_on", "-pk")


def _matching(words: str) -> Q:
    spelled = words.casefold().replace(" ", "")
    found = Q(purpose__icontains=words)
    for side in ("pairing__unit", "pairing__village"):
        found |= Q(**{f"{side}__name__icontains": words})
        found |= Q(**{f"{side}__initials__contains": spelled})
    return found
