"""Addresses of what happens on a unit's total: bonuses, deductions, vetoes."""

from django.urls import URLPattern, path

from assessments.views import applicants, claims, extras, vetoes

urlpatterns: list[URLPattern] = [
    path("cycles/<id:pk>/extras/", extras.extras_list, name="extras-list"),
    path("assessments/<id:pk>/extras/", extras.extras, name="extras"),
    path("assessments/<id:pk>/extras/deduct/", extras.deduction_add, name="deduction-add"),
    path("assessments/<id:pk>/extras/veto/", extras.veto_add, name="veto-add"),
    path("assessments/<id:pk>/applicant/", applicants.applicant, name="applicant"),
    path("deductions/<id:pk>/correct/", extras.deduction_correct, name="deduction-correct"),
    path("deductions/<id:pk>/withdraw/", extras.deduction_withdraw, name="deduction-withdraw"),
    path("claims/<id:pk>/decide/", extras.claim_decide, name="claim-decide"),
    path("claims/<id:pk>/record/", extras.claim_record, name="claim-record"),
    path("reports/<id:pk>/claims/", claims.report_claims, name="report-claims"),
    path("claims/<id:pk>/save/", claims.claim_save, name="claim-save"),
    path("claims/<id:pk>/evidence/", claims.claim_evidence, name="claim-evidence"),
    path("claims/<id:pk>/unlink/", claims.claim_unlink, name="claim-unlink"),
    path("vetoes/", vetoes.veto_list, name="veto-list"),
    path("vetoes/<id:pk>/", vetoes.veto_detail, name="veto-detail"),
    path("vetoes/<id:pk>/<slug:verb>/", vetoes.veto_step, name="veto-step"),
]
