"""Addresses of what units answer to their marks, and of objections."""

from django.urls import URLPattern, path

from assessments.views import feedback as views

urlpatterns: list[URLPattern] = [
    path("cycles/<id:pk>/feedback/", views.feedback_list, name="feedback-list"),
    path("assessments/<id:pk>/feedback/", views.feedback, name="feedback"),
    path("assessments/<id:pk>/feedback/agree/", views.feedback_agree, name="feedback-agree"),
    path("assessments/<id:pk>/feedback/object/", views.feedback_object, name="feedback-object"),
    path("objections/<id:pk>/", views.objection_detail, name="objection-detail"),
    path("objections/<id:pk>/<slug:verb>/", views.objection_step, name="objection-step"),
    path("objection-files/<id:pk>/", views.objection_file, name="objection-file"),
]
