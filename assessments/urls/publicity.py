"""Addresses of public notices in the office; `urls.public` has those for everybody."""

from django.urls import URLPattern, path

from assessments.views import publicity

urlpatterns: list[URLPattern] = [
    path("publications/", publicity.publication_list, name="publication-list"),
    path("publications/new/", publicity.publication_create, name="publication-create"),
    path("publications/<id:pk>/", publicity.publication_detail, name="publication-detail"),
    path("publications/<id:pk>/edit/", publicity.publication_edit, name="publication-edit"),
    path("publications/<id:pk>/<slug:verb>/", publicity.publication_step, name="publication-step"),
    path(
        "public-objections/<id:pk>/",
        publicity.public_objection_detail,
        name="public-objection-detail",
    ),
    path(
        "public-objections/<id:pk>/assign/",
        publicity.public_objection_assign,
        name="public-objection-assign",
    ),
    path(
        "public-objections/<id:pk>/<slug:verb>/",
        publicity.public_objection_step,
        name="public-objection-step",
    ),
    path(
        "public-objection-files/<id:pk>/",
        publicity.public_objection_file,
        name="public-objection-file",
    ),
]
