"""Addresses of what a year comes to for every unit."""

from django.urls import URLPattern, path

from assessments.views import outcomes as views

urlpatterns: list[URLPattern] = [
    path("cycles/<id:pk>/outcomes/", views.outcome_list, name="outcome-list"),
    path("cycles/<id:pk>/outcomes/setup/", views.outcome_setup, name="outcome-setup"),
    path("cycles/<id:pk>/outcomes/propose/", views.outcome_propose, name="outcome-propose"),
    path("cycles/<id:pk>/outcomes/rules/", views.outcome_rules, name="outcome-rules"),
    path("cycles/<id:pk>/outcomes/settings/", views.outcome_settings, name="outcome-settings"),
    path("cycles/<id:pk>/outcomes/table/", views.outcome_table, name="outcome-xlsx"),
    path("cycles/<id:pk>/outcomes/notices/", views.outcome_notices, name="outcome-notices"),
    path("outcome-lists/<id:pk>/<slug:verb>/", views.outcome_step, name="outcome-step"),
    path("outcomes/<id:pk>/", views.outcome_row, name="outcome-row"),
    path("assessments/<id:pk>/notice/", views.outcome_notice, name="outcome-notice"),
    path(
        "assessments/<id:pk>/notice/print/",
        views.outcome_notice_print,
        name="outcome-notice-print",
    ),
]
