"""How allauth's sign-in behaves here: counted limits, audit entries, no sign-up, no e-mail, our language cookie."""

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews import audit, clock
from reviews.access import sign_in_limits
from reviews.access.client_address import read_address
from reviews.decisions.claims import force_release
from reviews.models import Reviewer
from reviews.web.account import known_browser, sessions


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People are made by admins; whoever signs in is one of them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Wrong user name or password. Check capital letters. An admin can create a link to set a new password."
        ),
        "incorrect_password": gettext_lazy("This is not your current password."),
        "enter_current_password": gettext_lazy("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return read_address(request.META).text

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this very host: allauth would also follow the other names of ALLOWED_HOSTS."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Reviewer | None:
        """Errors: ValidationError while the limit is reached, whatever the password."""
        now = clock.now()
        name = str(credentials.get("username", ""))
        mark = known_browser.read_mark(request, name)
        tried = sign_in_limits.begin_password_attempt(name, read_address(request.META), now=now, browser=mark)
        refuse_while_waiting(tried, now)
        person = cast(Reviewer | None, super().authenticate(request, **credentials))
        if person is None:
            sign_in_limits.record_failure(tried, now=now)
        else:
            sign_in_limits.record_success(tried)
        return person

    def login(self, request: HttpRequest, user: Reviewer) -> None:
        with transaction.atomic():
            super().login(request, user)
            sessions.start_session(request)
            methods = [str(record["method"]) for record in get_authentication_records(request, user)]
            audit.record("signin.succeeded", by=user, now=clock.now(), subject=user, methods=[*methods])

    def logout(self, request: HttpRequest) -> None:
        with transaction.atomic():
            person, now = cast(Reviewer, request.user), clock.now()
            force_release.release_all_own(by=person, now=now)
            audit.record("session.signed_out", by=person, now=now, subject=person)
            sessions.unlist_session(request)
            super().logout(request)

    def post_login(self, request: HttpRequest, user: Reviewer, **kwargs: Any) -> HttpResponse:
        """The language that the person's record asks for is the language of the pages from then on."""
        answer = cast(HttpResponse, super().post_login(request, user, **kwargs))
        known_browser.set_mark(request, answer, user)
        if user.language in dict(settings.LANGUAGES):
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: Reviewer) -> HttpResponse:
        messages.error(request, _("This account is not active. Ask an admin."))
        return redirect("login")

    def set_password(self, user: Reviewer, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            audit.record("password.changed", by=user, now=clock.now(), subject=user)

    def is_reauthentication_required(self, *, app: str = "", **kwargs: Any) -> bool:
        """A whole sign-in within the last minutes is as good as asking again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        newest = max((float(record["at"]) for record in records), default=0.0)
        return time.time() - newest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Coming and going need no notice; what was changed does."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """The desk sends no e-mail."""


def refuse_while_waiting(attempt: sign_in_limits.SignInAttempt, now: Any) -> None:
    """Errors: ValidationError ``too_many_tries`` that says when to try again."""
    if attempt.waits_until is None:
        return
    minutes = max(1, -int(-(attempt.waits_until - now).total_seconds() // 60))
    said = ngettext(
        "Too many failed attempts. Try again in %(n)d minute. Until then, even the correct password is refused.",
        "Too many failed attempts. Try again in %(n)d minutes. Until then, even the correct password is refused.",
        minutes,
    )
    raise ValidationError(said % {"n": minutes}, code="too_many_tries")
