"""Addresses of health, dictionaries and the working-day calendar."""

from django.urls import path

from districts.views import administration, outbox

urlpatterns = [
    path("system/health/", administration.health, name="health"),
    path("system/outbox/", outbox.outbox_list, name="outbox-list"),
    path("system/outbox/<id:pk>/retry/", outbox.outbox_retry, name="outbox-retry"),
    path("system/dictionaries/", administration.dictionaries, name="dictionary-list"),
    path("calendar/", administration.calendar, name="calendar"),
    path("calendar/<id:year>/", administration.calendar_year, name="calendar-year"),
    path("people/signins/<id:pk>/unlock/", administration.signin_unlock, name="signin-unlock"),
]
