"""The second factor: who must have one, and how its secrets lie in the database."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from reviews.models import Reviewer
from reviews.vocabulary import Role

OPEN_WITHOUT = frozenset(
    {
        "mfa_activate_totp", "account_reauthenticate", "mfa_reauthenticate", "login", "account_login", "logout",
        "account_logout", "set_language",
    }
)  # fmt: skip


class SecondFactorRequired:
    """People of MFA_REQUIRED_ROLES (superusers are Admins) reach nothing but the set-up until they have a factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not settings.MFA_REQUIRED_ROLES or SESSION_KEY not in request.session or not request.resolver_match:
            return None
        is_api = request.path.startswith("/api/")
        by_token = is_api and "Authorization" in request.headers
        if (
            by_token
            or request.resolver_match.url_name in OPEN_WITHOUT
            or not lacks_factor(request.session[SESSION_KEY])
        ):
            return None
        return _refusal() if is_api else redirect("mfa_activate_totp")


def lacks_factor(person_id: int | str) -> bool:
    """Whether this active person must have a second factor and has none. One query."""
    required = Q(groups__name__in=settings.MFA_REQUIRED_ROLES)
    if Role.ADMIN.value in settings.MFA_REQUIRED_ROLES:
        required |= Q(is_superuser=True)
    has_one = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP)
    people = Reviewer.objects.filter(required, pk=person_id, is_active=True)
    return people.exclude(pk__in=has_one.values("user_id")).exists()


def _refusal() -> JsonResponse:
    said = _("Your role needs a second factor. Sign in to the desk in a browser and set it up.")
    return JsonResponse({"error": {"code": "second_factor_required", "message": said}}, status=403)


class DeskFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets are encrypted with a key made from SECRET_KEY: a copy of the database alone gives no codes."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Reviewer) -> str:
        return user.username


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(key))) for key in keys])


def _key(secret: str | bytes) -> bytes:
    return hashlib.sha256(b"desk.second-factor." + force_bytes(secret)).digest()
