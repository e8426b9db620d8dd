"""Addresses: each package of views has its own list."""

from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("", include("reviews.web.queue.urls")),
    path("", include("reviews.web.intake.urls")),
    path("", include("reviews.web.reports.urls")),
    path("", include("reviews.web.me.urls")),
    path("", include("reviews.web.workspace.urls")),
    path("", include("reviews.web.media.urls")),
]
