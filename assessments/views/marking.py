"""A department's (or the office's) pages: its tasks, and one item over all its units."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import sheets as actions
from assessments.forms.bodies import row_cards
from assessments.models import Cycle, ScoreSheet, ScoringDuty
from assessments.policies import calendar_of
from assessments.results.bodies import Bodies, Body, bodies_in, names_in
from assessments.results.marking import duties_under, rows_of, tasks_of
from assessments.roles import BodyKind, PhaseKind
from assessments.scoring import Item
from districts.requests import standing_for
from wenming.http import UserRequest
from wenming.paging import page_of


@require_safe
def my_duties(request: UserRequest) -> HttpResponse:
    """What one's department, or the office, has to score this year."""
    tasks = tasks_of(request.user, standing_for(request))
    return render(request, "assessments/my_duties.html", {"tasks": tasks})


@dataclass(frozen=True, slots=True)
class Marking:
    """One page of units under one item, as the address names it."""

    body: Body
    cycle: Cycle
    items: list[Item]
    item: Item
    page: Page[ScoringDuty]
    address: str

    @property
    def next_item(self) -> Item | None:
        place = self.items.index(self.item) + 1
        return self.items[place] if place < len(self.items) else None


@require_safe
def marking(request: UserRequest, pk: int, body: str) -> HttpResponse:
    """One item with all units that the body scores on it; every row saves itself."""
    found = _marking(request, pk, body)
    duties = list(found.page.object_list)
    rows = rows_of(duties, found.item, request.user)
    calendar = calendar_of(found.cycle, timezone.now())
    context = {
        "marking": found,
        "page": found.page,
        "cards": row_cards(rows),
        "rubric": duties[0].assessment.rubric,
        "is_open": calendar.is_open(PhaseKind.FIELD),
        "to_begin": sum(row.can_begin for row in rows),
        "to_submit": sum(row.is_complete for row in rows),
        "begun": sum(row.is_open for row in rows),
        "user_pk": str(request.user.pk),
        "csrf_input": csrf_input(request),
    }
    return render(request, "assessments/marking.html", context)


@require_POST
def marking_begin(request: UserRequest, pk: int, body: str) -> HttpResponse:
    """Open the sheets of the units on this page."""
    found = _marking(request, pk, body)
    duties = list(found.page.object_list)
    rubric = duties[0].assessment.rubric
    made = actions.begin_marking(rubric, duties, by=request.user, at=timezone.now())
    messages.success(request, f"已开始 {made} 家，可以逐家评分。" if made else "没有要开始的单位。")
    return redirect(_here(found))


@require_POST
def marking_submit(request: UserRequest, pk: int, body: str) -> HttpResponse:
    """Hand in those of this page's sheets that lack nothing."""
    found = _marking(request, pk, body)
    units = [duty.assessment_id for duty in found.page.object_list]
    sheets = ScoreSheet.objects.filter(assessment__in=units, scorer=request.user).for_form()
    done, left = actions.submit_complete(
        sheets.prefetch_related("marks").order_by("pk"), by=request.user, at=timezone.now()
    )
    rest = f"还有 {left} 家没有评完。" if left else ""
    messages.success(request, f"已提交 {done} 家。{rest}" if done else f"没有可提交的。{rest}")
    return redirect(_here(found))


def _marking(request: UserRequest, pk: int, body: str) -> Marking:
    """The page that the address names; 404 for whoever does not speak for the body."""
    duties = duties_under(request.user, standing_for(request), pk, body)
    page = page_of(request, duties.select_related("assessment__rubric"))
    first = next(iter(page.object_list), None)
    if first is None:
        raise Http404
    cycle, rubric = first.assessment.cycle, first.assessment.rubric
    bodies: Bodies = bodies_in(cycle, names_in(rubric.spec))
    who = Body(BodyKind(first.body), first.department_id, first.name)
    items = bodies.items_of(who, rubric.spec.items)
    if not items:
        raise Http404
    wanted = request.GET.get("item", "")
    item = next((item for item in items if item.code == wanted), items[0])
    address = reverse("assessments:marking", args=[pk, body])
    return Marking(who, cycle, items, item, page, address)


def _here(found: Marking) -> str:
    return f"{found.address}?item={found.item.code}&page={found.page.number}"
