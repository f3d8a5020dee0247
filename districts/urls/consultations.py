"""Addresses of the consultations."""

from django.urls import URLPattern, path

from districts.views import consultations as views

urlpatterns: list[URLPattern] = [
    path("consultations/", views.consultation_list, name="consultation-list"),
    path("consultations/add/", views.consultation_create, name="consultation-create"),
    path("consultations/<id:pk>/", views.consultation_detail, name="consultation-detail"),
    path("consultations/<id:pk>/edit/", views.consultation_edit, name="consultation-edit"),
    path("consultations/<id:pk>/print/", views.consultation_print, name="consultation-print"),
    path("consultations/<id:pk>/export/", views.consultation_export, name="consultation-export"),
    path("consultations/<id:pk>/final/", views.consultation_final, name="consultation-final"),
    path(
        "consultations/<id:pk>/step/<slug:verb>/",
        views.consultation_step,
        name="consultation-step",
    ),
    path("opinions/<id:pk>/answer/", views.opinion_answer, name="opinion-answer"),
    path("opinions/<id:pk>/judge/", views.opinion_judge, name="opinion-judge"),
]
