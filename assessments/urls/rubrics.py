"""Addresses of the rubrics."""

from django.urls import URLPattern, path

from assessments.views import rubrics as views

urlpatterns: list[URLPattern] = [
    path("rubrics/", views.rubric_list, name="rubric-list"),
    path("rubrics/<id:pk>/", views.rubric_detail, name="rubric-detail"),
    path("rubrics/<id:pk>/print/", views.rubric_print, name="rubric-print"),
    path("rubrics/<id:pk>/publish/", views.rubric_publish, name="rubric-publish"),
    path("rubrics/<id:pk>/copy/", views.rubric_copy, name="rubric-copy"),
]
