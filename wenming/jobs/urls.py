"""Addresses of the background jobs."""

from django.urls import path

from wenming.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("<id:pk>/", views.job_detail, name="job-detail"),
    path("<id:pk>/cancel/", views.job_cancel, name="job-cancel"),
    path("<id:pk>/again/", views.job_again, name="job-again"),
    path("<id:pk>/download/", views.job_download, name="job-download"),
]
