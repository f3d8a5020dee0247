"""Addresses of the public-service tasks."""

from django.urls import URLPattern, path

from districts.views.tasks import acceptance, detail, lists, plan

urlpatterns: list[URLPattern] = [
    path("tasks/", lists.task_list, name="task-list"),
    path("tasks/wall/", lists.task_wall, name="task-wall"),
    path("tasks/export/", lists.task_export, name="task-export"),
    path("tasks/add/<slug:level>/", plan.task_create, name="task-create"),
    path("tasks/<id:pk>/", detail.task_detail, name="task-detail"),
    path("tasks/<id:pk>/edit/", plan.task_edit, name="task-edit"),
    path("tasks/<id:pk>/merge/", plan.task_merge, name="task-merge"),
    path("tasks/<id:pk>/step/<slug:verb>/", detail.task_step, name="task-step"),
    path("tasks/<id:pk>/progress/", detail.task_progress, name="task-progress"),
    path("tasks/<id:pk>/supervise/", detail.task_supervise, name="task-supervise"),
    path("tasks/<id:pk>/acceptance/", acceptance.task_acceptance, name="task-acceptance"),
    path("tasks/<id:pk>/media/", detail.task_media, name="task-media"),
    path("tasks/<id:pk>/example/", detail.task_example, name="task-example"),
    path("milestones/<id:pk>/", detail.task_milestone, name="task-milestone"),
    path("progress/<id:pk>/reply/", detail.progress_reply, name="progress-reply"),
    path("slips/<id:pk>/print/", acceptance.slip_print, name="slip-print"),
]
