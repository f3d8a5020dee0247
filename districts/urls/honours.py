"""Addresses of the titles that units hold."""

from django.urls import path

from districts.views import honours

urlpatterns = [
    path("honours/", honours.honours, name="honour-list"),
    path("honours/export/", honours.honour_export, name="honour-export"),
    path("honours/<id:pk>/renew/", honours.honour_renew, name="honour-renew"),
    path("units/<id:pk>/honours/add/", honours.honour_create, name="honour-create"),
    path("honours/<id:pk>/edit/", honours.honour_edit, name="honour-edit"),
    path("honours/<id:pk>/revoke/", honours.honour_revoke, name="honour-revoke"),
]
