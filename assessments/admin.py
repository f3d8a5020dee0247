"""Rubrics in the admin: the list is Django's, the editor our own (`views.editor…`)."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from assessments.models import Rubric
from assessments.policies import can_edit_rubrics
from assessments.views import editor
from assessments.views import editor_rows as rows
from assessments.views import editor_totals as totals
from districts.office_admin import PolicyAdmin
from districts.roles import Standing

READ, POST = ["GET", "HEAD"], ["POST"]
READ_OR_POST = [*READ, *POST]


@admin.register(Rubric)
class RubricAdmin(PolicyAdmin):
    """A rubric is shown whole and edited a row at a time: a form of it all would be too large."""

    list_display = ("name", "year", "version", "status", "published_at")
    list_filter = ("year", "status", "unit_types")
    search_fields = ("name",)

    def may_view(self, standing: Standing, row: Rubric | None) -> bool:
        return can_edit_rubrics(standing)

    def get_urls(self) -> list[URLPattern]:
        """Only these addresses: nothing of a rubric is written but through its actions."""
        totals_at = "<id:pk>/totals/<slug:kind>"
        views = (
            ("", self.changelist_view, "changelist", READ_OR_POST),
            ("add/", editor.rubric_add, "add", READ_OR_POST),
            ("<id:pk>/change/", editor.rubric_change, "change", READ),
            ("<id:pk>/settings/", editor.rubric_settings, "settings", READ_OR_POST),
            ("<id:pk>/delete/", editor.rubric_delete, "delete", READ_OR_POST),
            ("<id:pk>/rows/", rows.rows_act, "rows", POST),
            ("<id:pk>/rows/add/", rows.row_add, "row_add", READ_OR_POST),
            ("<id:pk>/rows/preview/", rows.row_preview, "row_preview", POST),
            ("<id:pk>/rows/<id:row>/", rows.row_edit, "row", READ_OR_POST),
            ("<id:pk>/rows/<id:row>/place/", rows.row_place, "row_place", READ_OR_POST),
            (f"{totals_at}/", totals.totals_act, "totals", POST),
            (f"{totals_at}/add/", totals.total_add, "total_add", READ_OR_POST),
            (f"{totals_at}/preview/", totals.total_preview, "total_preview", POST),
            (f"{totals_at}/<id:row>/", totals.total_edit, "total", READ_OR_POST),
        )
        wrap = self.admin_site.admin_view
        return [
            path(url, require_http_methods(methods)(wrap(view)), name=f"assessments_rubric_{name}")
            for url, view, name, methods in views
        ]
