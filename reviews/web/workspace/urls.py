"""Addresses of the workspace: the page of one job, its data and what is done there."""

from django.urls import URLPattern, path

from reviews.web.workspace import (
    claims,
    coverage,
    data,
    history,
    media_again,
    page,
    presence,
    progress,
    unchecked,
    verdicts,
)

urlpatterns: list[URLPattern] = [
    path("claims/", claims.claim_next_job, name="claims"),
    path("queues/<int:queue_id>/next/", claims.claim_next_job_of_queue, name="queue-next"),
    path("jobs/<int:job_id>/", page.workspace_page, name="job"),
    path("jobs/<int:job_id>/history/", history.history_tab, name="job-history"),
    path("jobs/<int:job_id>/timeline.json", data.timeline_json, name="job-timeline"),
    path("jobs/<int:job_id>/verdicts.json", data.verdicts_json, name="job-verdicts"),
    path("jobs/<int:job_id>/claim/", claims.claim_job, name="claim-job"),
    path("jobs/<int:job_id>/release/", claims.release_job, name="release-job"),
    path("jobs/<int:job_id>/skip/", claims.skip_job, name="skip-job"),
    path("jobs/<int:job_id>/take-over/", claims.take_over_job, name="take-over-job"),
    path("jobs/<int:job_id>/progress/", progress.progress_notice, name="job-progress"),
    path("jobs/<int:job_id>/send-again/", unchecked.send_video_again, name="send-again"),
    path("jobs/<int:job_id>/technical-problem/", unchecked.report_technical_problem, name="technical-problem"),
    path("jobs/<int:job_id>/put-back/", unchecked.put_job_back, name="put-back"),
    path("jobs/<int:job_id>/video/again/", media_again.prepare_video_again, name="prepare-again"),
    path("jobs/<int:job_id>/lease/", claims.renew_claim, name="lease"),
    path("jobs/<int:job_id>/decisions/", verdicts.decide_job, name="job-decisions"),
    path("jobs/<int:job_id>/take-back/", claims.take_back_job_verdict, name="take-back-job"),
    path("jobs/<int:job_id>/ask-lead/", verdicts.ask_lead, name="ask-lead"),
    path("jobs/<int:job_id>/presence/", presence.report_presence, name="presence"),
    path("jobs/<int:job_id>/coverage/", coverage.job_coverage, name="job-coverage"),
    path("me/break/", coverage.answer_break, name="my-break"),
    path("jobs/<int:job_id>/findings/", verdicts.add_finding, name="job-findings"),
    path("jobs/<int:job_id>/findings/decisions/", verdicts.decide_findings, name="job-findings-decisions"),
    path("findings/<int:finding_id>/decisions/", verdicts.decide_finding, name="finding-decisions"),
    path("detections/<int:detection_id>/decisions/", verdicts.decide_detection, name="detection-decisions"),
]
