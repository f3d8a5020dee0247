"""Addresses of culture."""

from django.urls import path

from districts.views.culture import boards, centres, programmes, series

urlpatterns = [
    path("event-series/", series.event_series_list, name="event-series-list"),
    path("event-series/add/", series.event_series_create, name="event-series-create"),
    path("event-series/export/", series.event_series_export, name="event-series-export"),
    path("event-series/<id:pk>/", series.event_series_detail, name="event-series-detail"),
    path("event-series/<id:pk>/edit/", series.event_series_edit, name="event-series-edit"),
    path("centres/", centres.centre_list, name="centre-list"),
    path("centres/add/", centres.centre_create, name="centre-create"),
    path("centres/export/", centres.centre_export, name="centre-export"),
    path("centres/<id:pk>/", centres.centre_detail, name="centre-detail"),
    path("centres/<id:pk>/edit/", centres.centre_edit, name="centre-edit"),
    path("centres/<id:pk>/facilities/", centres.centre_facilities, name="centre-facilities"),
    path("boards/", boards.board_list, name="board-list"),
    path("boards/add/", boards.board_create, name="board-create"),
    path("boards/export/", boards.board_export, name="board-export"),
    path("boards/<id:pk>/", boards.board_detail, name="board-detail"),
    path("boards/<id:pk>/edit/", boards.board_edit, name="board-edit"),
    path("boards/<id:pk>/correct/", boards.board_correct, name="board-correct"),
    path("boards/<id:pk>/<slug:verb>/", boards.board_step, name="board-step"),
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("programmes/add/", programmes.programme_create, name="programme-create"),
    path("programmes/export/", programmes.programme_export, name="programme-export"),
    path("programmes/<id:pk>/", programmes.programme_detail, name="programme-detail"),
    path("programmes/<id:pk>/edit/", programmes.programme_edit, name="programme-edit"),
    path("programmes/<id:pk>/products/", programmes.product_add, name="product-add"),
    path("programmes/<id:pk>/<slug:verb>/", programmes.programme_step, name="programme-step"),
    path("products/<id:pk>/remove/", programmes.product_remove, name="product-remove"),
]
