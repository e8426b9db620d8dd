"""Addresses of the reports."""

from django.urls import URLPattern, path

from reviews.web.reports import views

urlpatterns: list[URLPattern] = [
    path("reports/", views.reports_page, name="reports"),
]
