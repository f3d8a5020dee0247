"""Addresses of the year's summary, its template and its examples."""

from django.urls import URLPattern, path

from assessments.views import highlights, workbooks
from assessments.views.summaries import notes, paragraphs, templates, versions

urlpatterns: list[URLPattern] = [
    path("annual/summaries/", versions.summary_list, name="annual-summary-list"),
    path("annual/summaries/begin/", versions.summary_begin, name="annual-summary-begin"),
    path("annual/<year:year>/summary/", versions.summary_detail, name="annual-summary"),
    path(
        "annual/summaries/<id:pk>/regenerate/",
        versions.summary_regenerate,
        name="annual-summary-regenerate",
    ),
    path(
        "annual/summaries/<id:pk>/document/",
        versions.summary_document,
        name="annual-summary-document",
    ),
    path("annual/summaries/<id:pk>/preview/", versions.summary_preview, name="annual-preview"),
    path(
        "annual/summaries/<id:pk>/<slug:verb>/", versions.summary_step, name="annual-summary-step"
    ),
    path("annual/paragraphs/<id:pk>/", paragraphs.paragraph_edit, name="annual-paragraph"),
    path(
        "annual/paragraphs/<id:pk>/<slug:choice>/",
        paragraphs.paragraph_choose,
        name="annual-paragraph-choose",
    ),
    path(
        "annual/<year:year>/sentences/<str:key>/",
        paragraphs.sentence_edit,
        name="annual-sentence",
    ),
    path(
        "annual/<year:year>/sentences/<str:key>/reset/",
        paragraphs.sentence_reset,
        name="annual-sentence-reset",
    ),
    path("annual/<year:year>/workbook/", workbooks.annual_workbook, name="annual-workbook"),
    path("annual/<year:year>/notes/", notes.note_add, name="annual-note-add"),
    path("annual/<year:year>/materials/", notes.material_take, name="annual-material-take"),
    path("annual/notes/<id:pk>/", notes.note_edit, name="annual-note"),
    path("annual/notes/<id:pk>/remove/", notes.note_remove, name="annual-note-remove"),
    path("annual/template/", templates.template, name="annual-template"),
    path("annual/template/file/", templates.template_file, name="annual-template-file"),
    path("annual/template/reset/", templates.template_reset, name="annual-template-reset"),
    path("highlights/<slug:noun>/<id:pk>/", highlights.highlight, name="highlight"),
    path(
        "highlights/<slug:noun>/<id:pk>/remove/",
        highlights.highlight_remove,
        name="highlight-remove",
    ),
]
