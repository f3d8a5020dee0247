"""The addresses of the assessment year, one list per area."""

from assessments.urls import cycles, field, reports, results, rubrics, terms

app_name = "assessments"
urlpatterns = [
    *rubrics.urlpatterns,
    *cycles.urlpatterns,
    *reports.urlpatterns,
    *field.urlpatterns,
    *results.urlpatterns,
    *terms.urlpatterns,
]
