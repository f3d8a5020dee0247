"""Addresses of the app, area by area."""

from districts.urls import fieldwork, honours, pairings, registers, tasks

app_name = "districts"

urlpatterns = [
    *registers.urlpatterns,
    *honours.urlpatterns,
    *fieldwork.urlpatterns,
    *tasks.urlpatterns,
    *pairings.urlpatterns,
]
