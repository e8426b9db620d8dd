"""Addresses of the workspace: the page of one job, its data and what is done there."""

from django.urls import URLPattern, path

from reviews.web import claims, coverage, decisions, findings, history, presence, progress, timeline, workspace

urlpatterns: list[URLPattern] = [
    path("claims/", claims.take_next, name="claims"),
    path("queues/<int:queue_id>/next/", claims.take_next_of, name="queue-next"),
    path("jobs/<int:job_id>/", workspace.workspace, name="job"),
    path("jobs/<int:job_id>/history/", history.history, name="job-history"),
    path("jobs/<int:job_id>/timeline.json", timeline.timeline, name="job-timeline"),
    path("jobs/<int:job_id>/verdicts.json", timeline.verdicts, name="job-verdicts"),
    path("jobs/<int:job_id>/claim/", claims.take, name="claim-job"),
    path("jobs/<int:job_id>/release/", claims.release, name="release-job"),
    path("jobs/<int:job_id>/skip/", claims.skip, name="skip-job"),
    path("jobs/<int:job_id>/take-over/", claims.take_over, name="take-over-job"),
    path("jobs/<int:job_id>/progress/", progress.progress, name="job-progress"),
    path("jobs/<int:job_id>/lease/", claims.lease, name="lease"),
    path("jobs/<int:job_id>/decisions/", decisions.on_job, name="job-decisions"),
    path("jobs/<int:job_id>/presence/", presence.presence, name="presence"),
    path("jobs/<int:job_id>/coverage/", coverage.of_job, name="job-coverage"),
    path("me/break/", coverage.answer_break, name="my-break"),
    path("jobs/<int:job_id>/findings/", findings.add, name="job-findings"),
    path("jobs/<int:job_id>/findings/decisions/", findings.decide_many, name="job-findings-decisions"),
    path("findings/<int:finding_id>/decisions/", decisions.on_finding, name="finding-decisions"),
    path("detections/<int:detection_id>/decisions/", decisions.on_detection, name="detection-decisions"),
]
