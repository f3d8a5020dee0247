"""Culture programmes as rows, and one with its products and their files."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from districts.models import Attachment, CultureProgramme, ProgrammeProduct
from districts.roles import Standing
from districts.workflow.culture import ProgrammeStatus
from wenming.accounts.models import User


@dataclass(frozen=True, slots=True)
class ProgrammeFilters:
    year: int
    q: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeTotals:
    programmes: int
    done: int
    products: int


def programme_rows(
    user: User, standing: Standing, filters: ProgrammeFilters
) -> "QuerySet[CultureProgramme]":
    """The year's programmes with `in_products`, by title."""
    rows = CultureProgramme.objects.visible_to(user, standing).filter(year=filters.year)
    if filters.state in ProgrammeStatus.values:
        rows = rows.filter(status=filters.state)
    if filters.q:
        found = Q(title__icontains=filters.q)
        for owner in ("township", "department", "unit"):
            found |= Q(**{f"{owner}__name__icontains": filters.q})
        rows = rows.filter(found)
    return rows.with_owner().annotate(in_products=Count("products")).order_by("title", "pk")


def programme_totals(rows: "QuerySet[CultureProgramme]") -> ProgrammeTotals:
    """Programmes, those complete, and what came of all of them. One query."""
    all_of = CultureProgramme.objects.filter(pk__in=rows.order_by().values("pk"))
    sums = all_of.aggregate(
        in_all=Count("pk", distinct=True),
        in_done=Count("pk", filter=Q(status=ProgrammeStatus.DONE), distinct=True),
        in_products=Count("products"),
    )
    return ProgrammeTotals(sums["in_all"], sums["in_done"], sums["in_products"])


def products_of(row: CultureProgramme) -> list[tuple[ProgrammeProduct, list[Attachment]]]:
    """The programme's products by day, each with its files. Two queries."""
    products = list(row.products.all())
    files: Mapping[int, list[Attachment]] = {product.pk: [] for product in products}
    for attachment in Attachment.objects.on_all(ProgrammeProduct, files):
        files[attachment.object_id].append(attachment)
    return [(product, files[product.pk]) for product in products]
