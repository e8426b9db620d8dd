"""Addresses: pages at the root, the API under /api/, Django admin under /admin/."""

from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

urlpatterns = [
    # Browsers ask for this by themselves on pages that name no icon (the admin's).
    path("favicon.ico", lambda request: redirect(static("reviews/icon.svg"))),
    path("admin/", admin.site.urls),
    path("api/", include("reviews.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("reviews.web.account.urls")),
    path("", include("reviews.web.urls")),
]

handler400 = "reviews.web.base.errors.bad_request"
handler403 = "reviews.web.base.errors.permission_denied"
handler404 = "reviews.web.base.errors.not_found"
handler500 = "reviews.web.base.errors.server_error"
