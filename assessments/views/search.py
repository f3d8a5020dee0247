"""搜索: one field over everything that the person asking may see."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.results.search import BY_CODE, FIRST, all_of, search
from districts.requests import standing_for
from districts.views.fieldwork.common import words_in
from wenming.http import UserRequest
from wenming.paging import page_of


@require_safe
def search_page(request: UserRequest) -> HttpResponse:
    """The first of each group, or with `?in=` one group from end to end."""
    words, group = words_in(request), BY_CODE.get(request.GET.get("in", ""))
    standing = standing_for(request)
    context: dict[str, Any] = {"q": words, "group": group, "first": FIRST}
    if words and group:
        page = page_of(request, all_of(group, request.user, standing, words))
        hits = [group.hit(pk, title, detail) for _, pk, title, detail in page]
        context |= {"page": page, "hits": hits}
    elif words:
        context["sections"] = search(request.user, standing, words)
    return render(request, "assessments/search.html", context)
