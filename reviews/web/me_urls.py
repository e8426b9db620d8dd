"""Addresses of a person's own work and settings."""

from django.urls import URLPattern, path

from reviews.web import desk_settings, keys, me

urlpatterns: list[URLPattern] = [
    path("me/", me.me, name="me"),
    path("me/keys/", keys.keys, name="my-keys"),
    path("jobs/<int:job_id>/reopen/", me.reopen, name="reopen-job"),
    path("me/settings/", desk_settings.settings, name="my-settings"),
]
