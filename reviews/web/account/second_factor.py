"""The second factor: who must have one, and how its secrets lie in the database."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from rest_framework.views import APIView

from reviews.access.second_factor import lacks_factor
from reviews.models import Reviewer

OPEN_WITHOUT_FACTOR = frozenset(
    {
        "mfa_activate_totp", "account_reauthenticate", "mfa_reauthenticate", "login", "account_login", "logout",
        "account_logout", "set_language",
    }
)  # fmt: skip


class SecondFactorMiddleware:
    """People of MFA_REQUIRED_ROLES (superusers are Admins) reach nothing but the set-up until they have a factor.

    Views of the REST framework are passed by: only they know whether a token or the session authenticated the call, so
    their own permission `SecondFactorPresent` asks. No header of the request plays a part here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if SESSION_KEY not in request.session or not request.resolver_match or issubclass(_view_class(view), APIView):
            return None
        if request.resolver_match.url_name in OPEN_WITHOUT_FACTOR or not lacks_factor(request.session[SESSION_KEY]):
            return None
        return redirect("mfa_activate_totp")


def _view_class(view: Any) -> type:
    found = getattr(view, "cls", None)  # the REST framework's mark; Django's class views have view_class
    return found if isinstance(found, type) else object


class DeskMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets are encrypted with a key made from SECRET_KEY: a copy of the database alone gives no codes."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Reviewer) -> str:
        return user.username


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(key))) for key in keys])


def _key(secret: str | bytes) -> bytes:
    return hashlib.sha256(b"desk.second-factor." + force_bytes(secret)).digest()
