"""The admin site: for active staff who may manage, through the desk's own login page."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from reviews.access import permissions

HIDDEN = {"account", "mfa", "usersessions", "socialaccount"}


class DeskSite(admin.AdminSite):
    site_header = _("Review desk administration")
    site_title = _("Review desk")
    index_title = _("Administration")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(
            user.is_active and user.is_staff and permissions.has_permission(user, permissions.Permission.MANAGE)
        )

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Rows of sign-in libraries hold secrets and are not for editing: they are left out."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in HIDDEN]
        super().register(shown, admin_class, **options)

    def _build_app_dict(self, request: HttpRequest, label: Any = None) -> dict[str, Any]:
        """Name models in text, in the reader's language.

        Django gives lazy names and sorts the list of every page by them: each comparison translated both names anew,
        hundreds of times and a third of the page's time.
        """
        apps: dict[str, Any] = super()._build_app_dict(request, label)
        for app in apps.values():
            for model in app["models"]:
                model["name"] = str(model["name"])
        return apps

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Choices by a typed text. Errors: BadRequest for a text that no column can hold, which a database refuses."""
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("A search cannot contain the character U+0000.")
        return super().autocomplete_view(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one login page, with one limit on tries. Errors: PermissionDenied for those already signed in."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect_to_login(wanted if is_ours else reverse("admin:index"), resolve_url(settings.LOGIN_URL))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one way to sign out: it gives claims back, is audited and clears the browser's cache."""
        from reviews.web.account import views  # loaded late: the admin site is made while the apps are being loaded

        return views.logout(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one page for one's own password, where guesses of the present one are counted."""
        return redirect("account_change_password")
