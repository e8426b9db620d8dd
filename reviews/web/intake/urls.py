"""Addresses where jobs are brought in."""

from django.urls import URLPattern, path

from reviews.web.intake import job_ids, videos

urlpatterns: list[URLPattern] = [
    path("videos/new/", videos.new_video_page, name="new-video"),
    path("jobs/new/", job_ids.new_jobs_page, name="new-jobs"),
]
