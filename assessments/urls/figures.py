"""Addresses of the year's figures."""

from django.urls import URLPattern, path

from assessments.views import figures

urlpatterns: list[URLPattern] = [
    path("annual/figures/", figures.current_figures, name="current-figures"),
    path("annual/<year:year>/figures/", figures.figure_list, name="figure-list"),
    path("annual/<year:year>/figures/xlsx/", figures.figure_table, name="figure-table"),
    path("annual/<year:year>/figures/<slug:name>/", figures.figure_detail, name="figure-detail"),
    path(
        "annual/<year:year>/figures/<slug:name>/wording/",
        figures.figure_wording,
        name="figure-wording",
    ),
    path("annual/<year:year>/figures/<slug:name>/xlsx/", figures.figure_rows, name="figure-rows"),
]
