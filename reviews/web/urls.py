"""Addresses."""

from django.urls import URLPattern, path

from reviews.web import account, claims, decisions, media, queue, registration, reports, timeline, videos, workspace

urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("", queue.queue, name="queue"),
    path("claims/", claims.take_next, name="claims"),
    path("videos/new/", videos.new, name="new-video"),
    path("reports/", reports.reports, name="reports"),
    path("jobs/new/", registration.new, name="new-jobs"),
    path("jobs/<int:job_id>/", workspace.workspace, name="job"),
    path("jobs/<int:job_id>/history/", workspace.history, name="job-history"),
    path("jobs/<int:job_id>/timeline.json", timeline.timeline, name="job-timeline"),
    path("jobs/<int:job_id>/verdicts.json", timeline.verdicts, name="job-verdicts"),
    path("jobs/<int:job_id>/claim/", claims.take, name="claim-job"),
    path("jobs/<int:job_id>/release/", claims.release, name="release-job"),
    path("jobs/<int:job_id>/lease/", claims.lease, name="lease"),
    path("jobs/<int:job_id>/decisions/", decisions.on_job, name="job-decisions"),
    path("findings/<int:finding_id>/decisions/", decisions.on_finding, name="finding-decisions"),
    path("detections/<int:detection_id>/decisions/", decisions.on_detection, name="detection-decisions"),
    *media.urlpatterns,
]
