"""Addresses of videos, stills and filmstrips."""

from django.urls import URLPattern, path

from reviews.web import filmstrip, media

urlpatterns: list[URLPattern] = [
    path("jobs/<int:job_id>/video/", media.video, name="job-video"),
    path("findings/<int:finding_id>/still/", media.still, name="finding-still"),
    path("jobs/<int:job_id>/filmstrip.json", filmstrip.facts, name="job-filmstrip"),
    path("jobs/<int:job_id>/filmstrip/<int:number>/", filmstrip.sheet, name="job-filmstrip-sheet"),
]
