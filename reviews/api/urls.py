"""Addresses below /api/."""

from django.urls import URLPattern, path, re_path

from reviews.api import claims, decisions, documentation, findings, jobs, reports

urlpatterns: list[URLPattern] = [
    path("v1/jobs/", jobs.JobList.as_view(), name="api-jobs"),
    path("v1/jobs/<int:pk>/", jobs.JobDetail.as_view(), name="api-job"),
    path("v1/jobs/<int:pk>/claim/", claims.JobClaim.as_view(), name="api-job-claim"),
    path("v1/jobs/<int:pk>/findings/", findings.JobFindings.as_view(), name="api-job-findings"),
    path("v1/jobs/<int:pk>/decisions/", decisions.JobDecisions.as_view(), name="api-job-decisions"),
    path("v1/decisions/", decisions.DecisionList.as_view(), name="api-decisions"),
    path("v1/findings/<int:pk>/decisions/", decisions.FindingDecisions.as_view(), name="api-finding-decisions"),
    path("v1/detections/<int:pk>/decisions/", decisions.DetectionDecisions.as_view(), name="api-detection-decisions"),
    path("v1/reports/summary/", reports.SummaryView.as_view(), name="api-report-summary"),
    path("schema/", documentation.Schema.as_view(), name="schema"),
    path("docs/", documentation.Documentation.as_view(url_name="schema"), name="api-docs"),
    re_path(r"^.*$", documentation.UnknownAddress.as_view(), name="api-unknown"),
]
