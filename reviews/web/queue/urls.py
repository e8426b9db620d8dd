"""Addresses of the queue page."""

from django.urls import URLPattern, path

from reviews.web.queue import saved_filters, views

urlpatterns: list[URLPattern] = [
    path("", views.queue_page, name="queue"),
    path("filters/", saved_filters.save_filter, name="keep-filter"),
    path("filters/remove/", saved_filters.remove_filter, name="remove-filter"),
]
