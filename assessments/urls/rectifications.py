"""Addresses of lost points that become rectifications."""

from django.urls import URLPattern, path

from assessments.views import rectifications as views

urlpatterns: list[URLPattern] = [
    path("assessments/<id:pk>/rectify/", views.rectify, name="rectify"),
    path("cycles/<id:pk>/rectifications/", views.rectification_list, name="rectification-list"),
    path("rectifications/<id:pk>/", views.rectification_detail, name="rectification-detail"),
    path(
        "rectifications/<id:pk>/files/<id:file>/",
        views.rectification_file,
        name="rectification-file",
    ),
]
