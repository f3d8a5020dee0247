"""Addresses of the app, area by area."""

from districts.urls import (
    administration,
    areas,
    campaigns,
    consultations,
    culture,
    fieldwork,
    honours,
    pairings,
    registers,
    tasks,
)

app_name = "districts"

urlpatterns = [
    *registers.urlpatterns,
    *honours.urlpatterns,
    *fieldwork.urlpatterns,
    *areas.urlpatterns,
    *culture.urlpatterns,
    *tasks.urlpatterns,
    *pairings.urlpatterns,
    *consultations.urlpatterns,
    *campaigns.urlpatterns,
    *administration.urlpatterns,
]
