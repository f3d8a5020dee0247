"""Addresses of culture."""

from django.urls import path

from districts.views.culture import series

urlpatterns = [
    path("event-series/", series.event_series_list, name="event-series-list"),
    path("event-series/add/", series.event_series_create, name="event-series-create"),
    path("event-series/export/", series.event_series_export, name="event-series-export"),
    path("event-series/<id:pk>/", series.event_series_detail, name="event-series-detail"),
    path("event-series/<id:pk>/edit/", series.event_series_edit, name="event-series-edit"),
]
