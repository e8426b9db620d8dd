"""Addresses of the reports."""

from django.urls import URLPattern, path

from reviews.web import reports

urlpatterns: list[URLPattern] = [
    path("reports/", reports.reports, name="reports"),
]
