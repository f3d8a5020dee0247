"""Addresses of the field assessment: teams, assessors' units, sheets, one unit's confirmation."""

from django.urls import URLPattern, path

from assessments.views import duties, field, marking, sheets, teams

urlpatterns: list[URLPattern] = [
    path("teams/", teams.current_teams, name="current-teams"),
    path("cycles/<id:pk>/teams/", teams.team_list, name="team-list"),
    path("cycles/<id:pk>/teams/new/", teams.team_create, name="team-create"),
    path("cycles/<id:pk>/teams/assign/", teams.team_assign, name="team-assign"),
    path("teams/<id:pk>/", teams.team_detail, name="team-detail"),
    path("teams/<id:pk>/rename/", teams.team_rename, name="team-rename"),
    path("teams/<id:pk>/visits/", teams.team_visits, name="team-visits"),
    path("teams/<id:pk>/members/add/", teams.member_add, name="member-add"),
    path("team-members/<id:pk>/remove/", teams.member_remove, name="member-remove"),
    path("team-members/<id:pk>/lead/", teams.member_lead, name="member-lead"),
    path("my-units/", sheets.my_units, name="my-units"),
    path("my-duties/", marking.my_duties, name="my-duties"),
    path("my-duties/<id:pk>/<slug:body>/", marking.marking, name="marking"),
    path("my-duties/<id:pk>/<slug:body>/begin/", marking.marking_begin, name="marking-begin"),
    path("my-duties/<id:pk>/<slug:body>/submit/", marking.marking_submit, name="marking-submit"),
    path("my-duties/units/<id:pk>/", duties.duty_detail, name="duty-detail"),
    path("my-duties/units/<id:pk>/spread/", duties.duty_spread, name="duty-spread"),
    path("duties/<id:pk>/<slug:verb>/", duties.duty_step, name="duty-step"),
    path("body-matches/<id:pk>/decide/", duties.body_decide, name="body-decide"),
    path("assessments/<id:pk>/unassign/", teams.unit_unassign, name="unit-unassign"),
    path("assessments/<id:pk>/score/", sheets.sheet_open, name="sheet-open"),
    path("assessments/<id:pk>/field/", field.field_detail, name="field-detail"),
    path("assessments/<id:pk>/field/quiz/", field.quiz_record, name="quiz-record"),
    path("assessments/<id:pk>/field/spread/", field.spread_settle, name="spread-settle"),
    path("assessments/<id:pk>/field/<slug:verb>/", field.field_step, name="field-step"),
    path("sheets/<id:pk>/", sheets.sheet_detail, name="sheet-detail"),
    path("sheets/<id:pk>/review/", sheets.sheet_review, name="sheet-review"),
    path("sheets/<id:pk>/<slug:verb>/", sheets.sheet_step, name="sheet-step"),
    path("marks/<id:pk>/save/", sheets.mark_save, name="mark-save"),
    path("marks/<id:pk>/photos/", sheets.photo_add, name="photo-add"),
    path("photos/<id:pk>/", sheets.photo_file, name="photo-file"),
    path("photos/<id:pk>/remove/", sheets.photo_remove, name="photo-remove"),
]
