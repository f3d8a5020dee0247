"""Addresses of the rubrics."""

from django.urls import URLPattern, path

from assessments.views import rubric_compare as compare
from assessments.views import rubric_trials as trials
from assessments.views import rubric_workbooks as workbooks
from assessments.views import rubrics as views

urlpatterns: list[URLPattern] = [
    path("rubrics/", views.rubric_list, name="rubric-list"),
    path("rubrics/examples/", workbooks.rubric_examples, name="rubric-examples"),
    path("rubrics/examples/<slug:slug>/", workbooks.rubric_example, name="rubric-example"),
    path("rubrics/<id:pk>/", views.rubric_detail, name="rubric-detail"),
    path("rubrics/<id:pk>/print/", views.rubric_print, name="rubric-print"),
    path("rubrics/<id:pk>/publish/", views.rubric_publish, name="rubric-publish"),
    path("rubrics/<id:pk>/copy/", views.rubric_copy, name="rubric-copy"),
    path("rubrics/<id:pk>/compare/", compare.rubric_compare, name="rubric-compare"),
    path("rubrics/<id:pk>/trial/", trials.rubric_trial, name="rubric-trial"),
    path("rubrics/<id:pk>/export/", workbooks.rubric_export, name="rubric-export"),
    path("rubrics/<id:pk>/import/", workbooks.rubric_import, name="rubric-import"),
    path("rubrics/imports/<uuid:pk>/", workbooks.import_preview, name="rubric-import-preview"),
    path(
        "rubrics/imports/<uuid:pk>/confirm/", workbooks.import_confirm, name="rubric-import-confirm"
    ),
]
