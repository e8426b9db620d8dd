"""Addresses of videos, their copies, stills and filmstrips."""

from django.urls import URLPattern, path

from reviews.web.media import filmstrip, video_status, views

urlpatterns: list[URLPattern] = [
    path("jobs/<int:job_id>/video/", views.serve_video, name="job-video"),
    path("jobs/<int:job_id>/video/copy/", views.serve_copy, name="job-video-copy"),
    path("jobs/<int:job_id>/video.json", video_status.video_status_json, name="job-media"),
    path("findings/<int:finding_id>/still/", views.serve_still, name="finding-still"),
    path("jobs/<int:job_id>/filmstrip.json", filmstrip.filmstrip_json, name="job-filmstrip"),
    path("jobs/<int:job_id>/filmstrip/<int:number>/", filmstrip.serve_sheet, name="job-filmstrip-sheet"),
]
