"""Addresses of the queue page."""

from django.urls import URLPattern, path

from reviews.web import queue, saved_filters

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("filters/", saved_filters.keep, name="keep-filter"),
    path("filters/remove/", saved_filters.remove, name="remove-filter"),
]
