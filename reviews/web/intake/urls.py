"""Addresses where jobs are brought in."""

from django.urls import URLPattern, path

from reviews.web.intake import job_ids, sent, videos

urlpatterns: list[URLPattern] = [
    path("videos/new/", videos.new_video_page, name="new-video"),
    path("videos/sent/", sent.sent_videos_page, name="sent-videos"),
    path("videos/sent/<int:submission_id>/look/", sent.look_for_video, name="look-for-video"),
    path("videos/sent/<int:submission_id>/again/", sent.resend_page, name="resend-video"),
    path("jobs/new/", job_ids.new_jobs_page, name="new-jobs"),
]
