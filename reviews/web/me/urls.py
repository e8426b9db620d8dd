"""Addresses of a person's own work and settings."""

from django.urls import URLPattern, path

from reviews.web.me import keys, me, settings

urlpatterns: list[URLPattern] = [
    path("me/", me.my_work_page, name="me"),
    path("me/keys/", keys.save_keys, name="my-keys"),
    path("jobs/<int:job_id>/reopen/", me.reopen_job, name="reopen-job"),
    path("me/settings/", settings.settings_page, name="my-settings"),
]
