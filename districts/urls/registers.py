"""Addresses of the registers, imports, accounts and the trail."""

from django.urls import URLPattern, path

from districts.views import imports, pages, people, registers, trail


def register_urls(noun: str, folder: str, detail: object) -> list[URLPattern]:
    """The addresses that all four registers have."""
    kind = {"noun": noun}
    return [
        path(f"{folder}/", registers.register_list, kind, name=f"{noun}-list"),
        path(f"{folder}/add/", registers.register_create, kind, name=f"{noun}-create"),
        path(f"{folder}/export/", registers.register_export, kind, name=f"{noun}-export"),
        path(f"{folder}/<id:pk>/", detail, name=f"{noun}-detail"),  # type: ignore[call-overload]
        path(f"{folder}/<id:pk>/edit/", registers.register_edit, kind, name=f"{noun}-edit"),
        path(f"{folder}/<id:pk>/state/", registers.register_state, kind, name=f"{noun}-state"),
    ]


urlpatterns = [
    *register_urls("unit", "units", pages.unit_detail),
    path("units/<id:pk>/contacts/", pages.unit_contacts, name="unit-contacts"),
    *register_urls("village", "villages", pages.village_detail),
    *register_urls("township", "townships", pages.township_detail),
    *register_urls("department", "departments", pages.department_detail),
    *register_urls("leader", "leaders", pages.leader_detail),
    path("imports/<slug:kind>/", imports.import_start, name="import-start"),
    path("imports/<slug:kind>/template/", imports.import_template, name="import-template"),
    path("imports/preview/<uuid:pk>/", imports.import_preview, name="import-preview"),
    path("imports/preview/<uuid:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/preview/<uuid:pk>/errors/", imports.import_errors, name="import-errors"),
    path("people/", people.account_list, name="account-list"),
    path("people/add/", people.account_create, name="account-create"),
    path("people/sheets/", people.account_sheets, name="account-sheets"),
    path("people/sheets/export/", people.account_sheets_export, name="account-sheets-export"),
    path("people/signins/", trail.signin_log, name="signin-log"),
    path("people/<id:pk>/", people.account_detail, name="account-detail"),
    path("people/<id:pk>/grant/", people.account_grant, name="account-grant"),
    path("people/<id:pk>/password/", people.account_password, name="account-password"),
    path("people/<id:pk>/state/", people.account_state, name="account-state"),
    path("memberships/<id:pk>/end/", people.membership_end, name="membership-end"),
    path("trail/", trail.trail, name="trail"),
    path("trail/export/", trail.trail_export, name="trail-export"),
]
