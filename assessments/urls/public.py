"""Addresses for everybody, without an account. The site asks them first: they are asked most."""

from django.urls import URLPattern, path

from assessments.views import public as views

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", views.notice_list, name="notice-list"),
    path("objections/", views.receipt, name="receipt"),
    path("<slug:slug>/", views.notice, name="notice"),
    path("<slug:slug>/objection/", views.notice_object, name="notice-object"),
]
