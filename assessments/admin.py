"""Rubrics in the admin: the list is Django's, the editor our own (`assessments.views.editor`)."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from assessments.models import Rubric
from assessments.policies import can_edit_rubrics
from assessments.views import editor
from districts.office_admin import PolicyAdmin
from districts.roles import Standing

READ_OR_POST, POST = ["GET", "HEAD", "POST"], ["POST"]


@admin.register(Rubric)
class RubricAdmin(PolicyAdmin):
    """A rubric is edited a 大项 at a time: a whole tree exceeds what one form may carry."""

    list_display = ("name", "year", "version", "status", "published_at")
    list_filter = ("year", "status", "unit_types")
    search_fields = ("name",)

    def may_view(self, standing: Standing, row: Rubric | None) -> bool:
        return can_edit_rubrics(standing)

    def get_urls(self) -> list[URLPattern]:
        """Only these addresses: nothing of a rubric is written but through its actions."""
        views = (
            ("", self.changelist_view, "changelist", READ_OR_POST),
            ("add/", editor.rubric_add, "add", READ_OR_POST),
            ("<id:pk>/change/", editor.rubric_change, "change", READ_OR_POST),
            ("<id:pk>/delete/", editor.rubric_delete, "delete", READ_OR_POST),
            ("<id:pk>/branches/add/", editor.branch_add, "branch_add", POST),
            ("<id:pk>/branches/<id:head>/", editor.branch_edit, "branch", READ_OR_POST),
            ("<id:pk>/branches/<id:head>/delete/", editor.branch_delete, "branch_delete", POST),
            ("<id:pk>/branches/<id:head>/move/", editor.branch_move, "branch_move", POST),
        )
        wrap = self.admin_site.admin_view
        return [
            path(url, require_http_methods(methods)(wrap(view)), name=f"assessments_rubric_{name}")
            for url, view, name, methods in views
        ]
