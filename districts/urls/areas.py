"""Addresses of the districts."""

from django.urls import URLPattern, path

from districts.views.areas import detail, lists, maps, proposals

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
]
