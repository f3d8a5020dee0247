"""The whole site's addresses; every app names its own."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from wenming.upkeep.views import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", include("assessments.urls.public")),
    path("accounts/", include("wenming.accounts.urls")),
    path("admin/", admin.site.urls),
    path("jobs/", include("wenming.jobs.urls")),
    path("notices/", include("wenming.notices.urls")),
    path("healthz/", healthz, name="healthz"),
    path("", include("districts.urls")),
    path("", include("assessments.urls")),
]

handler400 = "wenming.refusals.bad_request"
handler403 = "wenming.refusals.permission_denied"
handler404 = "wenming.refusals.page_not_found"
handler500 = "wenming.refusals.server_error"
