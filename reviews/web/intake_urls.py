"""Addresses where jobs are brought in."""

from django.urls import URLPattern, path

from reviews.web import registration, videos

urlpatterns: list[URLPattern] = [
    path("videos/new/", videos.new, name="new-video"),
    path("jobs/new/", registration.new, name="new-jobs"),
]
