"""Addresses of the self-check: reports, their items, evidence, and the office's queue."""

from django.urls import URLPattern, path

from assessments.views import evidence, lateness, reports, reviews

urlpatterns: list[URLPattern] = [
    path("my-report/", reports.my_report, name="my-report"),
    path("reports/", reviews.report_queue, name="report-queue"),
    path("reports/<id:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<id:pk>/print/", reports.report_print, name="report-print"),
    path("reports/<id:pk>/checklist/", reports.report_checklist, name="report-checklist"),
    path("reports/<id:pk>/summary/save/", reports.report_summary_save, name="report-summary-save"),
    path("reports/<id:pk>/review/", reviews.report_review, name="report-review"),
    path("reports/<id:pk>/step/<slug:verb>/", reviews.report_step, name="report-step"),
    path("reports/<id:pk>/extension/ask/", reviews.extension_ask, name="extension-ask"),
    path("reports/<id:pk>/extension/answer/", reviews.extension_answer, name="extension-answer"),
    path("cycles/<id:pk>/windows/", lateness.window_overview, name="window-overview"),
    path("reports/<id:pk>/lateness/ask/", lateness.lateness_ask, name="lateness-ask"),
    path("reports/<id:pk>/lateness/answer/", lateness.lateness_answer, name="lateness-answer"),
    path("reports/<id:pk>/evidence/", evidence.evidence_list, name="evidence-list"),
    path(
        "reports/<id:pk>/activities/add/",
        evidence.evidence_activity_add,
        name="evidence-activity-add",
    ),
    path("reports/<id:pk>/links/add/", evidence.evidence_link_add, name="evidence-link-add"),
    path("self-marks/<id:pk>/save/", reports.self_mark_save, name="self-mark-save"),
    path("self-marks/<id:pk>/comment/", reviews.self_mark_comment, name="self-mark-comment"),
    path("self-marks/<id:pk>/evidence/", evidence.self_mark_evidence, name="self-mark-evidence"),
    path("evidence/<id:pk>/download/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<id:pk>/thumbnail/", evidence.evidence_thumbnail, name="evidence-thumbnail"),
    path("evidence/<id:pk>/update/", evidence.evidence_update, name="evidence-update"),
    path("evidence/<id:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("evidence/<id:pk>/unlink/<id:mark_pk>/", evidence.evidence_unlink, name="evidence-unlink"),
]
