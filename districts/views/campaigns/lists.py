"""The year's campaigns, the ledger, preparing one."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from districts.actions.campaigns import create_campaign, edit_campaign
from districts.exports.campaigns import campaigns_xlsx
from districts.forms.campaigns import CampaignForm, levels_in_text
from districts.forms.records import initial_of_record
from districts.models import Campaign
from districts.policies.campaigns import can_edit_campaign, can_organise
from districts.requests import standing_for
from districts.results.campaigns import (
    CampaignFilters,
    campaign_figures,
    campaign_rows,
    levels_of,
)
from districts.results.years import YearChoice, chosen_year
from districts.views.campaigns.common import FORM_METHODS, form_page
from districts.views.fieldwork.common import (
    find_record,
    for_participants,
    today,
    words_in,
)
from districts.workflow.campaigns import CampaignStatus, SubjectKind
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

OWNERS = ("township", "department", "unit")


@require_safe
@for_participants
def campaign_list(request: UserRequest) -> HttpResponse:
    """The year's campaigns that the person sees."""
    standing = standing_for(request)
    years, filters = _asked(request)
    rows = campaign_rows(request.user, standing, filters)
    context = {
        "page": page_of(request, rows),
        "figures": campaign_figures(rows),
        "filters": filters,
        "is_filtered": filters != CampaignFilters(years.year),
        "years": years,
        "statuses": CampaignStatus.choices,
        "kinds": SubjectKind.choices,
        "can_organise": can_organise(standing),
    }
    page = "districts/campaigns/campaign_list.html"
    return render_page(request, page, "districts/campaigns/_campaign_rows.html", context)


@require_safe
@for_participants
def campaign_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, level by level."""
    years, filters = _asked(request)
    rows = campaign_rows(request.user, standing_for(request), filters).order_by("opens_on", "pk")
    book = campaigns_xlsx(rows, levels_of(rows), years.year, today())
    return attachment(f"{years.year}年创建评选台账{today():%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def campaign_create(request: UserRequest) -> HttpResponse:
    standing = standing_for(request)
    if not can_organise(standing):
        raise NotAllowed("创建评选由县文明办或主办部门拟定。")
    form = CampaignForm(posted(request), standing=standing, today=today())

    def act() -> Campaign:
        return create_campaign(form.values, form.lines or [], by=request.user, at=timezone.now())

    done = "已保存。可以上传评选方案，核对后开始征集。"
    return form_page(request, form, act, **_page_of_form(None, done))


@require_http_methods(FORM_METHODS)
def campaign_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Campaign, pk, *OWNERS)
    standing = standing_for(request)
    if not can_edit_campaign(standing, row):
        raise NotAllowed("创建评选由主办单位在征集结束以前修改。")
    initial = initial_of_record(row, list(CampaignForm.base_fields))
    initial |= {"levels": levels_in_text(row), "department": row.department_id}
    form = CampaignForm(posted(request), standing=standing, today=today(), row=row, initial=initial)

    def act() -> Campaign:
        version = form.cleaned_data["version"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        return edit_campaign(row, form.values, form.lines, version=version, **who)

    return form_page(request, form, act, **_page_of_form(row, "已保存。"))


def _page_of_form(row: Campaign | None, done: str) -> dict[str, Any]:
    context = {"row": row, "title": "修改创建评选" if row else "拟定创建评选"}
    context |= {"back": "districts:campaign-list", "noun": "创建评选"}
    return {"template": "districts/fieldwork/record_form.html", "context": context, "done": done}


def _asked(request: UserRequest) -> tuple[YearChoice, CampaignFilters]:
    visible = Campaign.objects.visible_to(request.user, standing_for(request))
    years = chosen_year(request.GET.get("year"), visible, today())
    status, kind = request.GET.get("status", ""), request.GET.get("kind", "")
    return years, CampaignFilters(
        year=years.year,
        q=words_in(request),
        status=status if status in CampaignStatus.values else "",
        kind=kind if kind in SubjectKind.values else "",
    )
