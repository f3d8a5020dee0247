"""Addresses of the workbench, the ranking, one unit's year and its score trail."""

from django.urls import URLPattern, path

from assessments.views import cockpit, results, tables, unit_years, workbench

urlpatterns: list[URLPattern] = [
    path("", workbench.workbench, name="workbench"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("todos/", workbench.todo_list, name="todo-list"),
    path("ranking/", results.ranking, name="ranking"),
    path("units/<id:pk>/dossier/", unit_years.unit_dossier, name="unit-dossier"),
    path("units/<id:pk>/assessments/", unit_years.unit_history, name="unit-history"),
    path("assessments/<id:pk>/", results.assessment_detail, name="assessment-detail"),
    path("assessments/<id:pk>/trail/", results.score_trail, name="score-trail"),
    path("assessments/<id:pk>/trail/print/", results.score_print, name="score-print"),
    path("assessments/<id:pk>/trail/xlsx/", tables.score_sheet, name="score-xlsx"),
    path("cycles/<id:pk>/ranking/xlsx/", tables.ranking_table, name="ranking-xlsx"),
    path("cycles/<id:pk>/summary/xlsx/", tables.summary_table, name="summary-xlsx"),
    path("cycles/<id:pk>/self-checks/xlsx/", tables.self_check_table, name="self-check-xlsx"),
]
