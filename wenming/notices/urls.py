"""Addresses of one's notices."""

from django.urls import path

from wenming.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="notice-list"),
    path("read/", views.notice_read_all, name="notice-read-all"),
    path("settings/", views.notice_settings, name="notice-settings"),
    path("<id:pk>/open/", views.notice_open, name="notice-open"),
]
