"""Addresses of what all fieldwork shares: files, follow-ups, activities."""

from django.urls import path

from districts.views.fieldwork import activities, attachments, follow_ups, media

urlpatterns = [
    path("attachments/<slug:noun>/<id:pk>/add/", attachments.add, name="attachment-add"),
    path("attachments/<id:pk>/", attachments.show, name="attachment-file"),
    path("attachments/<id:pk>/thumbnail/", attachments.thumbnail, name="attachment-thumbnail"),
    path("attachments/<id:pk>/remove/", attachments.remove, name="attachment-remove"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow-up-list"),
    path("follow-ups/add/", follow_ups.follow_up_create, name="follow-up-create"),
    path("follow-ups/export/", follow_ups.follow_up_export, name="follow-up-export"),
    path("follow-ups/<id:pk>/", follow_ups.follow_up_detail, name="follow-up-detail"),
    path("follow-ups/<id:pk>/due-day/", follow_ups.due_day, name="follow-up-due-day"),
    path("follow-ups/<id:pk>/<slug:verb>/", follow_ups.follow_up_step, name="follow-up-step"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/add/", activities.activity_create, name="activity-create"),
    path("activities/export/", activities.activity_export, name="activity-export"),
    path("activities/<id:pk>/", activities.activity_detail, name="activity-detail"),
    path("activities/<id:pk>/edit/", activities.activity_edit, name="activity-edit"),
    path("activities/<id:pk>/correct/", activities.activity_correct, name="activity-correct"),
    path("activities/<id:pk>/<slug:verb>/", activities.activity_step, name="activity-step"),
    path("media/<id:pk>/remove/", media.media_remove, name="media-remove"),
]
