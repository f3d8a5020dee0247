"""Addresses of the terms of several years."""

from django.urls import URLPattern, path

from assessments.views import terms

urlpatterns: list[URLPattern] = [
    path("terms/", terms.term_list, name="term-list"),
    path("terms/create/", terms.term_create, name="term-create"),
    path("terms/<id:pk>/", terms.term_detail, name="term-detail"),
    path("terms/<id:pk>/edit/", terms.term_edit, name="term-edit"),
    path("terms/<id:pk>/delete/", terms.term_delete, name="term-delete"),
    path("terms/<id:pk>/freeze/", terms.term_freeze, name="term-freeze"),
    path("terms/<id:pk>/print/", terms.term_print, name="term-print"),
    path("terms/<id:pk>/xlsx/", terms.term_table, name="term-xlsx"),
    path("terms/<id:pk>/units/<id:unit_pk>/", terms.term_member, name="term-member"),
]
