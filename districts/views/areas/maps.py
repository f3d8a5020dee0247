"""The map of the county: upload, the earlier ones, which is in force."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from districts.actions.areas import maps
from districts.forms.maps import MapForm
from districts.models import CountyMap, District, Township
from districts.policies import can_edit_registers
from districts.policies.areas import can_see_areas
from districts.requests import standing_for
from districts.results.areas.lists import township_grid
from districts.results.areas.maps import county_picture
from districts.views.fieldwork.common import answer_form, today
from wenming.errors import NotAllowed
from wenming.http import UserRequest, posted
from wenming.paging import page_of

ACTS: dict[str, tuple[Callable[..., CountyMap], str]] = {
    "use": (maps.use_map, "已启用这张地图。"),
    "retire": (maps.retire_map, "已停用，片区页面改为列出各乡镇。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def county_maps(request: UserRequest) -> HttpResponse:
    """The map in force, the form for a new one, and those before."""
    _require_office(request)
    form = MapForm(posted(request), request.FILES or None)
    if request.method != "POST":
        return _page(request, form)

    def adopt() -> CountyMap:
        note = form.cleaned_data["note"]
        return maps.adopt_map(
            form.borders, name=form.file_name, note=note, by=request.user, at=timezone.now()
        )

    return answer_form(
        request, form, adopt, done="地图已启用。", again=lambda: _page(request, form, status=422)
    )


@require_POST
def county_map_act(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Take up an earlier map, or take down the one in force."""
    _require_office(request)
    if verb not in ACTS:
        raise Http404
    act, done = ACTS[verb]
    act(get_object_or_404(CountyMap, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, done)
    return redirect("districts:county-maps")


def _page(request: UserRequest, form: MapForm, *, status: int = 200) -> HttpResponse:
    year = today().year
    context = {
        "form": form,
        "picture": county_picture(township_grid(District.objects.all(), year, today())),
        "year": year,
        "page": page_of(request, CountyMap.objects.select_related("uploaded_by")),
        "townships": Township.objects.filter(is_active=True).order_by("name"),
    }
    return render(request, "districts/areas/county_maps.html", context, status=status)


def _require_office(request: UserRequest) -> None:
    standing = standing_for(request)
    if not can_see_areas(standing):
        raise Http404
    if not can_edit_registers(standing):
        raise NotAllowed("县域地图由县文明办维护。")
