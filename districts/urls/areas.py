"""Addresses of the districts."""

from django.urls import URLPattern, path

from districts.views.areas import detail, inspections, lists, maps, projects, proposals

urlpatterns: list[URLPattern] = [
    path("areas/", lists.area_list, name="area-list"),
    path("areas/export/", lists.area_export, name="area-export"),
    path("areas/plan/", lists.area_plan, name="area-plan"),
    path("areas/maps/", maps.county_maps, name="county-maps"),
    path("areas/maps/<id:pk>/<slug:verb>/", maps.county_map_act, name="county-map-act"),
    path("areas/add/", proposals.area_create, name="area-create"),
    path("areas/<id:pk>/", detail.area_detail, name="area-detail"),
    path("areas/<id:pk>/edit/", proposals.area_edit, name="area-edit"),
    path("areas/<id:pk>/tier/", detail.area_tier, name="area-tier"),
    path("areas/<id:pk>/example/", detail.area_example, name="area-example"),
    path("areas/<id:pk>/step/<slug:verb>/", detail.area_step, name="area-step"),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/export/", projects.project_export, name="project-export"),
    path("projects/add/", projects.project_create, name="project-create"),
    path("projects/<id:pk>/", projects.project_detail, name="project-detail"),
    path("projects/<id:pk>/edit/", projects.project_edit, name="project-edit"),
    path("projects/<id:pk>/correct/", projects.project_correct, name="project-correct"),
    path("projects/<id:pk>/step/<slug:verb>/", projects.project_step, name="project-step"),
    path("projects/<id:pk>/stage/<slug:verb>/", projects.project_stage, name="project-stage"),
    path("inspections/", inspections.inspection_list, name="inspection-list"),
    path("inspections/export/", inspections.inspection_export, name="inspection-export"),
    path("inspections/add/", inspections.inspection_create, name="inspection-create"),
    path("inspections/<id:pk>/", inspections.inspection_detail, name="inspection-detail"),
    path("inspections/<id:pk>/edit/", inspections.inspection_edit, name="inspection-edit"),
    path("inspections/<id:pk>/find/", inspections.inspection_find, name="inspection-find"),
    path("inspections/<id:pk>/print/", inspections.inspection_print, name="inspection-print"),
]
