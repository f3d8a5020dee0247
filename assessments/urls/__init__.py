"""The addresses of the assessment year, one list per area."""

from assessments.urls import (
    annual,
    cycles,
    department_sheets,
    extras,
    feedback,
    field,
    figures,
    outcomes,
    publicity,
    rectifications,
    reports,
    results,
    rubrics,
    search,
    simulations,
    terms,
)

app_name = "assessments"
urlpatterns = [
    *rubrics.urlpatterns,
    *cycles.urlpatterns,
    *reports.urlpatterns,
    *field.urlpatterns,
    *extras.urlpatterns,
    *department_sheets.urlpatterns,
    *feedback.urlpatterns,
    *outcomes.urlpatterns,
    *publicity.urlpatterns,
    *rectifications.urlpatterns,
    *results.urlpatterns,
    *search.urlpatterns,
    *simulations.urlpatterns,
    *terms.urlpatterns,
    *figures.urlpatterns,
    *annual.urlpatterns,
]
