"""How long a session lives: it ends after idleness and, whatever happens in it, some hours after signing in.

Both moments live in the session itself. Heartbeats and polls of an open page are answered but are no activity.
"""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import logout as end_session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from reviews import audit, clock
from reviews.models import Reviewer

STARTED_KEY = "desk_signed_in_at"
SEEN_KEY = "desk_seen_at"
WRITE_INTERVAL_SECONDS = 60
BACKGROUND = frozenset({"lease", "presence"})
POLLED = frozenset({"queue"})


class SessionExpiryMiddleware:
    """After AuthenticationMiddleware. Reads no row of its own; writes the moment of activity once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session:
            if why := expiry_reason(request):
                expire_session(request, why)
            elif STARTED_KEY not in request.session:
                start_session(request)
        answer = self.get_response(request)
        if SESSION_KEY in request.session and not is_background(request):
            note_activity(request)
        return reload_response() if leads_poll_to_sign_in(request, answer) else answer


def start_session(request: HttpRequest) -> None:
    """The session is signed in from now on."""
    request.session[STARTED_KEY] = request.session[SEEN_KEY] = int(time.time())


def expiry_reason(request: HttpRequest) -> str:
    """``idle`` or ``absolute`` when the session has lived its time, else empty."""
    now = time.time()
    if now - request.session.get(STARTED_KEY, now) >= settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    return "idle" if now - request.session.get(SEEN_KEY, now) >= settings.SESSION_IDLE_SECONDS else ""


def expire_session(request: HttpRequest, why: str) -> None:
    """Sign out, with an audit entry; the request goes on as nobody's."""
    person = request.user if isinstance(request.user, Reviewer) else None
    with transaction.atomic():
        if person:
            audit.record("session.ended", by=person, now=clock.now(), subject=person, why=why)
        unlist_session(request)
        end_session(request)


def unlist_session(request: HttpRequest) -> None:
    """Take the session off the person's list."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def leads_poll_to_sign_in(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """A part of a page was asked for, and the answer is the way to the sign-in page."""
    to_login = answer.status_code == 302 and answer.get("Location", "").startswith(reverse("login"))
    return to_login and request.headers.get("HX-Request") == "true"


def reload_response() -> HttpResponse:
    """The whole page is loaded again and so leads to sign-in; following would put that page into a part of this one."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def is_background(request: HttpRequest) -> bool:
    """Sent by an open page on its own, or marked so by a view with ``request.is_background = True``."""
    if getattr(request, "is_background", False):
        return True
    name = request.resolver_match.url_name if request.resolver_match else ""
    polls = request.method == "GET" and request.headers.get("HX-Request") == "true"
    return name in BACKGROUND or (polls and name in POLLED)


def note_activity(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session.get(SEEN_KEY, 0) < WRITE_INTERVAL_SECONDS:
        return
    request.session[SEEN_KEY] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=clock.now())
