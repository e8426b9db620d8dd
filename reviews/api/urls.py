"""Addresses below /api/."""

from django.urls import URLPattern, path, re_path

from reviews.api import (
    audit,
    claims,
    decisions,
    documentation,
    findings,
    jobs,
    policies,
    queues,
    reports,
    reviews,
    submissions,
    unchecked,
)

urlpatterns: list[URLPattern] = [
    path("v1/jobs/", jobs.JobList.as_view(), name="api-jobs"),
    path("v1/jobs/<int:pk>/", jobs.JobDetail.as_view(), name="api-job"),
    path("v1/jobs/<int:pk>/claim/", claims.JobClaim.as_view(), name="api-job-claim"),
    path("v1/jobs/<int:pk>/findings/", findings.JobFindings.as_view(), name="api-job-findings"),
    path(
        "v1/jobs/<int:pk>/findings/decisions/",
        findings.JobFindingsDecisions.as_view(),
        name="api-job-findings-decisions",
    ),
    path("v1/jobs/<int:pk>/decisions/", decisions.JobDecisions.as_view(), name="api-job-decisions"),
    path("v1/jobs/<int:pk>/skip/", claims.JobSkip.as_view(), name="api-job-skip"),
    path("v1/jobs/<int:pk>/take-over/", claims.JobTakeOver.as_view(), name="api-job-take-over"),
    path("v1/jobs/<int:pk>/take-back/", claims.JobTakeBack.as_view(), name="api-job-take-back"),
    path("v1/jobs/<int:pk>/ask-lead/", claims.JobAskLead.as_view(), name="api-job-ask-lead"),
    path("v1/jobs/<int:pk>/reopen/", claims.JobReopen.as_view(), name="api-job-reopen"),
    path("v1/jobs/<int:pk>/send-again/", unchecked.JobSendAgain.as_view(), name="api-job-send-again"),
    path(
        "v1/jobs/<int:pk>/technical-problem/", unchecked.JobTechnicalProblem.as_view(), name="api-job-technical-problem"
    ),
    path("v1/jobs/<int:pk>/put-back/", unchecked.JobPutBack.as_view(), name="api-job-put-back"),
    path("v1/jobs/<int:pk>/reviews/", reviews.JobReviews.as_view(), name="api-job-reviews"),
    path("v1/submissions/", submissions.SubmissionList.as_view(), name="api-submissions"),
    path("v1/submissions/<int:pk>/", submissions.SubmissionDetail.as_view(), name="api-submission"),
    path("v1/submissions/<int:pk>/look/", submissions.SubmissionLook.as_view(), name="api-submission-look"),
    path(
        "v1/submissions/<int:pk>/send-again/", submissions.SubmissionResend.as_view(), name="api-submission-send-again"
    ),
    path("v1/queues/", queues.QueueList.as_view(), name="api-queues"),
    path("v1/queues/<int:pk>/", queues.QueueDetail.as_view(), name="api-queue"),
    path("v1/queues/<int:pk>/claim/", queues.QueueClaim.as_view(), name="api-queue-claim"),
    path("v1/claims/", claims.Claims.as_view(), name="api-claims"),
    path("v1/policies/", policies.PolicyList.as_view(), name="api-policies"),
    path("v1/audit/", audit.AuditList.as_view(), name="api-audit"),
    path("v1/decisions/", decisions.DecisionList.as_view(), name="api-decisions"),
    path("v1/findings/<int:pk>/decisions/", decisions.FindingDecisions.as_view(), name="api-finding-decisions"),
    path("v1/detections/<int:pk>/decisions/", decisions.DetectionDecisions.as_view(), name="api-detection-decisions"),
    path("v1/reports/summary/", reports.SummaryView.as_view(), name="api-report-summary"),
    path("schema/", documentation.Schema.as_view(), name="schema"),
    path("docs/", documentation.Documentation.as_view(url_name="schema"), name="api-docs"),
    re_path(r"^.*$", documentation.UnknownAddress.as_view(), name="api-unknown"),
]
