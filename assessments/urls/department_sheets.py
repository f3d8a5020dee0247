"""Addresses of what departments say of all units."""

from django.urls import URLPattern, path

from assessments.views import department_sheets as views

urlpatterns: list[URLPattern] = [
    path("cycles/<id:pk>/opinions/", views.sheet_list, name="department-sheet-list"),
    path("cycles/<id:pk>/opinions/issue/", views.sheets_issue, name="department-sheets-issue"),
    path("opinions/", views.my_sheets, name="my-department-sheets"),
    path("opinions/<id:pk>/", views.sheet_detail, name="department-sheet"),
    path("opinions/<id:pk>/hand-in/", views.sheet_answer, name="department-sheet-answer"),
    path("opinions/<id:pk>/reopen/", views.sheet_reopen, name="department-sheet-reopen"),
    path("opinions/<id:pk>/units/<id:unit>/", views.sheet_exception, name="department-exception"),
]
