"""Addresses of the app, area by area."""

from districts.urls import fieldwork, registers, tasks

app_name = "districts"

urlpatterns = [*registers.urlpatterns, *fieldwork.urlpatterns, *tasks.urlpatterns]
