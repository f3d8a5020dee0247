"""Addresses of the pairings (结对共建)."""

from django.urls import URLPattern, path

from districts.views.pairings import contributions, detail, letters, lists, meetings, plan, totals

urlpatterns: list[URLPattern] = [
    path("pairings/", lists.pairing_list, name="pairing-list"),
    path("pairings/add/", plan.pairing_create, name="pairing-create"),
    path("pairings/export/", lists.pairing_export, name="pairing-export"),
    path("pairings/totals/", totals.pairing_totals, name="pairing-totals"),
    path("pairings/carry-over/", plan.carry_over, name="pairing-carry-over"),
    path("pairings/<id:pk>/", detail.pairing_detail, name="pairing-detail"),
    path("pairings/<id:pk>/edit/", plan.pairing_edit, name="pairing-edit"),
    path("pairings/<id:pk>/print/", detail.pairing_print, name="pairing-print"),
    path("pairings/<id:pk>/tick/", detail.pairing_tick, name="pairing-tick"),
    path("pairings/<id:pk>/progress/", detail.pairing_progress, name="pairing-progress"),
    path("pairings/<id:pk>/give/", contributions.contribution_create, name="contribution-create"),
    path("pairings/<id:pk>/step/<slug:verb>/", detail.pairing_step, name="pairing-step"),
    path("ticks/<id:pk>/remove/", detail.tick_remove, name="tick-remove"),
    path("village-progress/<id:pk>/remove/", detail.progress_remove, name="progress-remove"),
    path("contributions/", contributions.contribution_list, name="contribution-list"),
    path("contributions/export/", contributions.contribution_export, name="contribution-export"),
    path("contributions/<id:pk>/", contributions.contribution_detail, name="contribution-detail"),
    path("contributions/<id:pk>/edit/", contributions.contribution_edit, name="contribution-edit"),
    path(
        "contributions/<id:pk>/correct/",
        contributions.contribution_correct,
        name="contribution-correct",
    ),
    path(
        "contributions/<id:pk>/step/<slug:verb>/",
        contributions.contribution_step,
        name="contribution-step",
    ),
    path("letters/", letters.letter_list, name="letter-list"),
    path("letters/add/", letters.letter_create, name="letter-create"),
    path("letters/<id:pk>/", letters.letter_detail, name="letter-detail"),
    path("letters/<id:pk>/edit/", letters.letter_edit, name="letter-edit"),
    path("letters/<id:pk>/print/", letters.letter_print, name="letter-print"),
    path("letters/<id:pk>/word/", letters.letter_word, name="letter-word"),
    path("letters/<id:pk>/step/<slug:verb>/", letters.letter_step, name="letter-step"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/add/", meetings.meeting_create, name="meeting-create"),
    path("meetings/<id:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<id:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<id:pk>/decide/", meetings.meeting_decide, name="meeting-decide"),
]
