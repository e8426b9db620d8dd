"""Addresses: each package of views has its own list."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("", include("reviews.web.queue_urls")),
    path("", include("reviews.web.intake_urls")),
    path("", include("reviews.web.reports_urls")),
    path("", include("reviews.web.me_urls")),
    path("", include("reviews.web.workspace_urls")),
    path("", include("reviews.web.media_urls")),
]
