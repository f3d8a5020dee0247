"""Addresses of the simulator."""

from django.urls import URLPattern, path

from assessments.views import simulations as views

urlpatterns: list[URLPattern] = [
    path("simulations/", views.simulation_list, name="simulation-list"),
    path("simulations/create/", views.simulation_create, name="simulation-create"),
    path("simulations/<id:pk>/", views.simulation_detail, name="simulation-detail"),
    path("simulations/<id:pk>/xlsx/", views.simulation_table, name="simulation-xlsx"),
]
