"""Addresses of the years, their phases, and who takes part."""

from django.urls import URLPattern, path

from assessments.views import cycles as views
from assessments.views import recompute

urlpatterns: list[URLPattern] = [
    path("cycles/", views.cycle_list, name="cycle-list"),
    path("cycles/create/", views.cycle_create, name="cycle-create"),
    path("cycles/<id:pk>/", views.cycle_detail, name="cycle-detail"),
    path("cycles/<id:pk>/settings/", views.cycle_settings, name="cycle-settings"),
    path("cycles/<id:pk>/units/", views.cycle_units, name="cycle-units"),
    path("cycles/<id:pk>/enrol/", views.cycle_enrol, name="cycle-enrol"),
    path("cycles/<id:pk>/recompute/", recompute.cycle_recompute, name="cycle-recompute"),
    path("cycles/<id:pk>/recheck/", recompute.cycle_recheck, name="cycle-recheck"),
    path("cycles/<id:pk>/step/<slug:verb>/", views.cycle_step, name="cycle-step"),
    path("cycles/<id:pk>/phases/<slug:kind>/add/", views.phase_add, name="phase-add"),
    path("phases/<id:pk>/move/", views.phase_move, name="phase-move"),
    path("assessments/<id:pk>/extend/", views.assessment_extend, name="assessment-extend"),
    path("assessments/<id:pk>/drop/", views.assessment_drop, name="assessment-drop"),
]
