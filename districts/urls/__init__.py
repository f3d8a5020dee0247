"""Addresses of the app, area by area."""

from districts.urls import registers

app_name = "districts"

urlpatterns = [*registers.urlpatterns]
