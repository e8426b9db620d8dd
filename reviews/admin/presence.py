"""Who looks at what now, and failed sign-ins: only shown."""

from django.contrib import admin

from reviews.admin.base import ReadOnlyAdmin
from reviews.models import Presence, SignInFailure, TokenRefusal


@admin.register(Presence)
class PresenceAdmin(ReadOnlyAdmin):
    list_display = ["job", "person", "seen_at"]
    list_select_related = ["job", "person"]
    ordering = ["-id"]


@admin.register(SignInFailure)
class SignInFailureAdmin(ReadOnlyAdmin):
    """Digests only: neither the name that was typed nor the address is stored."""

    list_display = ["at", "name_digest", "address_digest"]
    ordering = ["-id"]


@admin.register(TokenRefusal)
class TokenRefusalAdmin(ReadOnlyAdmin):
    list_display = ["address_digest", "audited_at", "pending_count"]
    ordering = ["-audited_at"]
