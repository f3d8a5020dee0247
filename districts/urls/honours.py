"""Addresses of the titles that units hold."""

from django.urls import path

from districts.views import honours

urlpatterns = [
    path("honours/", honours.honours, name="honour-list"),
    path("units/<id:pk>/honours/add/", honours.honour_create, name="honour-create"),
    path("honours/<id:pk>/edit/", honours.honour_edit, name="honour-edit"),
    path("honours/<id:pk>/revoke/", honours.honour_revoke, name="honour-revoke"),
]
