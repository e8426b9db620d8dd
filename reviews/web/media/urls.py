"""Addresses of videos, stills and filmstrips."""

from django.urls import URLPattern, path

from reviews.web.media import filmstrip, views

urlpatterns: list[URLPattern] = [
    path("jobs/<int:job_id>/video/", views.serve_video, name="job-video"),
    path("findings/<int:finding_id>/still/", views.serve_still, name="finding-still"),
    path("jobs/<int:job_id>/filmstrip.json", filmstrip.filmstrip_json, name="job-filmstrip"),
    path("jobs/<int:job_id>/filmstrip/<int:number>/", filmstrip.serve_sheet, name="job-filmstrip-sheet"),
]
