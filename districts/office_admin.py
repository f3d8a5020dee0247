"""The admin site and the base of its pages: rights come from memberships, not from Django's own.

Not in `admin.py`, which registers on this site and therefore can only be imported after it.
"""

from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from districts.labels import noun_of
from districts.policies import can_edit_dictionaries
from districts.requests import standing_for
from districts.roles import Standing
from wenming.audit.trail import record

# Signing in, out and passwords have their own pages, where lock-out and the rules apply.
NOT_OURS = {"logout", "password_change", "password_change_done", "view_on_site", "autocomplete"}
METHODS = ["GET", "HEAD", "POST"]


class OfficeAdminSite(admin.AdminSite):
    """404 for whoever may not use it; anonymous visitors go to the product's login page."""

    site_header = "系统维护"
    site_title = "系统维护"
    index_title = "字典与细则"
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that go by memberships: what packages register for themselves is left out."""
        if admin_class is not None and issubclass(admin_class, PolicyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return can_edit_dictionaries(standing_for(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return require_http_methods(METHODS)(update_wrapper(inner, view))

    @method_decorator(login_not_required)
    @method_decorator(require_http_methods(METHODS))
    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("admin:index"))
        if not self.has_permission(request):
            raise Http404
        return redirect("admin:index")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in NOT_OURS]


class PolicyAdmin(admin.ModelAdmin[Any]):
    """A ModelAdmin that asks predicates and writes the trail. Override the `may_…` as needed.

    Saving and deleting happen inside the transaction that the admin opens around its forms.
    """

    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Without Django's redirect from the addresses it had before version 1.9."""
        return [url for url in super().get_urls() if url.name]

    def may_view(self, standing: Standing, row: Any | None) -> bool:
        return can_edit_dictionaries(standing)

    def may_add(self, standing: Standing) -> bool:
        return self.may_view(standing, None)

    def may_change(self, standing: Standing, row: Any | None) -> bool:
        return self.may_view(standing, row)

    def may_delete(self, standing: Standing, row: Any | None) -> bool:
        return self.may_change(standing, row)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_view(standing_for(request), None)

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_view(standing_for(request), obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add(standing_for(request))

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_change(standing_for(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_delete(standing_for(request), obj)

    def save_model(self, request: Any, obj: Model, form: ModelForm[Any], change: bool) -> None:
        """Save, and note what was changed from what to what."""
        before = {name: str(form.initial.get(name) or "") for name in form.changed_data}
        after = {name: str(form.cleaned_data.get(name) or "") for name in form.changed_data}
        super().save_model(request, obj, form, change)
        labels = {name: str(form.fields[name].label) for name in form.changed_data}
        record(
            f"{noun_of(type(obj))}.{'update' if change else 'create'}",
            on=obj,
            by=request.user,
            before={labels[name]: text for name, text in before.items()} if change else None,
            after={labels[name]: text for name, text in after.items()},
        )

    def delete_model(self, request: Any, obj: Model) -> None:
        record(f"{noun_of(type(obj))}.delete", on=obj, by=request.user, before=str(obj))
        super().delete_model(request, obj)
