"""加分, 扣分 and 一票否决 over a whole year, as rows of a list. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict

from assessments.models import BonusClaim, Cycle, DeductionEntry, VetoFinding
from assessments.roles import ClaimStatus, DeductionStatus, ReportStatus, VetoStatus

CLAIMS, DEDUCTIONS, VETOES = "claims", "deductions", "vetoes"
KINDS = {CLAIMS: "加分申报", DEDUCTIONS: "扣分", VETOES: "一票否决"}
HANDED_IN = (ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW, ReportStatus.ACCEPTED)
STATES: dict[str, Any] = {
    CLAIMS: ClaimStatus,
    DEDUCTIONS: DeductionStatus,
    VETOES: VetoStatus,
}


@dataclass(frozen=True, slots=True)
class YearFilter:
    """Which of the three lists, and what of it; a value that means nothing is taken for none."""

    kind: str = CLAIMS
    state: str = ""
    words: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "YearFilter":
        kind = data.get("kind", CLAIMS)
        kind = kind if kind in KINDS else CLAIMS
        state = data.get("state", "")
        words = data.get("q", "").replace("\0", "").strip()[:50]
        return cls(kind, state if state in STATES[kind].values else "", words)

    @property
    def states(self) -> list[tuple[str, str]]:
        return list(STATES[self.kind].choices)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the three lists; `waiting` counts what somebody has to decide."""

    kind: str
    name: str
    count: int
    waiting: int


def year_extras(cycle: Cycle, chosen: YearFilter) -> "tuple[QuerySet[Any], list[Tab]]":
    """The chosen list, and what is in each of the three. Four queries with a page of it."""
    claims = claims_in(cycle)
    deductions = DeductionEntry.objects.filter(assessment__cycle=cycle)
    vetoes = VetoFinding.objects.filter(assessment__cycle=cycle)
    tabs = [
        _tab(CLAIMS, claims, Q(status=ClaimStatus.PENDING)),
        _tab(DEDUCTIONS, deductions, Q(pk=None)),
        _tab(VETOES, vetoes, Q(status=VetoStatus.PENDING)),
    ]
    rows: QuerySet[Any] = {CLAIMS: claims, DEDUCTIONS: deductions, VETOES: vetoes}[chosen.kind]
    if chosen.state:
        rows = rows.filter(status=chosen.state)
    if chosen.words:
        words, spelled = chosen.words, chosen.words.casefold().replace(" ", "")
        rows = rows.filter(
            Q(assessment__unit__name__icontains=words)
            | Q(assessment__unit__pinyin__contains=spelled)
            | Q(assessment__unit__initials__contains=spelled)
        )
    joined = rows.select_related("assessment__unit", "assessment__unit_type")
    if chosen.kind == VETOES:
        joined = joined.select_related("department")
    return joined.defer("assessment__breakdown").order_by(*_order(chosen.kind)), tabs


def claims_in(cycle: Cycle) -> "QuerySet[BonusClaim]":
    """What units have handed in, and what the office entered for them."""
    sent = Q(assessment__report__status__in=HANDED_IN) | Q(by_office=True)
    return BonusClaim.objects.made().filter(sent, assessment__cycle=cycle)


def _order(kind: str) -> tuple[Any, ...]:
    """What waits first, then by unit."""
    first = "-recorded_at" if kind == DEDUCTIONS else F("decided_at").asc(nulls_first=True)
    return (first, "assessment__unit__name", "code", "pk")


def _tab(kind: str, rows: "QuerySet[Any]", waits: Q) -> Tab:
    counts = rows.aggregate(count=Count("pk"), waiting=Count("pk", filter=waits))
    return Tab(kind, KINDS[kind], counts["count"], counts["waiting"])
