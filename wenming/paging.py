"""One page of a long list: cut in the database, forgiving about the number asked for."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PER_PAGE = 50
M = TypeVar("M", bound=Model)
T = TypeVar("T")


def page_of(
    request: HttpRequest,
    queryset: QuerySet[M, Any],
    *,
    per_page: int = PER_PAGE,
    is_wide: bool = False,
) -> Page[M]:
    """The page `?page=` names, or the nearest there is. Two queries: the count and the rows.

    `is_wide`: rows with subqueries or long texts, which are read after the page has been cut;
    a database that sorts them computes and carries them for the whole list.
    """
    paginator: Paginator[M] = Paginator(queryset, per_page)
    page = paginator.page(min(max(_number(request.GET.get("page")), 1), paginator.num_pages))
    shown = cast("QuerySet[M]", page.object_list)
    page.object_list = list(queryset.filter(pk__in=shown.values("pk")) if is_wide else shown)
    return page


def page_of_list(request: HttpRequest, rows: Sequence[T], *, per_page: int = PER_PAGE) -> Page[T]:
    """The same of rows that were computed, not queried."""
    paginator: Paginator[T] = Paginator(rows, per_page)
    return paginator.page(min(max(_number(request.GET.get("page")), 1), paginator.num_pages))


def _number(text: str | None) -> int:
    try:
        return int(text or 1)
    except ValueError:
        return 1
