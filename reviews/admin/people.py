"""People and their roles."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from reviews.admin.base import Audited, ForManagers, Shown
from reviews.models import Reviewer


@admin.register(Reviewer)
class ReviewerAdmin(Audited, ForManagers, UserAdmin):  # type: ignore[type-arg]
    """Nobody is deleted (decisions keep their author): people are switched off. Superusers are made by command only."""

    list_display = ["username", "first_name", "last_name", "roles", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, person: Reviewer) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))

    @method_decorator(sensitive_post_parameters())
    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """The new password and its audit entry are one transaction."""
        return super().user_change_password(request, id, form_url)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(Shown):
    """Roles are fixed words; people get them on their own page."""

    list_display = ["name"]
    fields = ["name"]
    ordering = ["name"]
