"""Addresses of health, dictionaries and the working-day calendar."""

from django.urls import path

from districts.views import administration

urlpatterns = [
    path("system/health/", administration.health, name="health"),
    path("system/dictionaries/", administration.dictionaries, name="dictionary-list"),
    path("calendar/", administration.calendar, name="calendar"),
    path("calendar/<id:year>/", administration.calendar_year, name="calendar-year"),
    path("people/signins/<id:pk>/unlock/", administration.signin_unlock, name="signin-unlock"),
]
