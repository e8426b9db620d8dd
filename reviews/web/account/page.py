"""The account page: one's password, second factor, and sessions with the means to end them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reviews import audit, clock
from reviews.models import Reviewer
from reviews.web.base.auth import current_reviewer

MAX_SESSIONS = 50
# Order matters: every browser claims to be the ones below it as well.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chromium", "Chromium"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class ShownSession:
    """One session as the page lists it."""

    id: int
    device: str
    address: str
    since: datetime
    last_seen_at: datetime
    is_current: bool


@login_required
@never_cache
@require_safe
def account_page(request: HttpRequest) -> HttpResponse:
    factors = {row.type: row for row in Authenticator.objects.filter(user=current_reviewer(request))}
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "account/account.html",
        {
            "factor": factors.get(Authenticator.Type.TOTP),
            "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
            "sessions": _shown_sessions(request, list_sessions(current_reviewer(request))),
        },
    )


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session of one's own. Errors: 404 for anybody else's."""
    found = list_sessions(current_reviewer(request)).filter(pk=session_id).first()
    if found is None:
        raise Http404
    _end(request, [found])
    return redirect("account")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    others = list_sessions(current_reviewer(request)).exclude(session_key=request.session.session_key)
    _end(request, list(others))
    return redirect("account")


def list_sessions(owner: Reviewer) -> models.QuerySet[UserSession]:
    """Live sessions, newest first; rows whose session is gone are left for allauth to purge at the next sign-in."""
    live = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return UserSession.objects.filter(user=owner, session_key__in=live).order_by("-last_seen_at", "-pk")  # type: ignore[no-any-return]


def _end(request: HttpRequest, ended: list[UserSession]) -> None:
    owner = current_reviewer(request)
    with transaction.atomic():
        for session in ended:
            session.end()
            audit.record("session.ended", by=owner, now=clock.now(), subject=owner, why="by_hand")
    if ended:
        messages.success(request, _("The session has ended. That browser is signed out at its next request."))


def _shown_sessions(request: HttpRequest, sessions: Iterable[UserSession]) -> list[ShownSession]:
    current = request.session.session_key
    rows = [
        ShownSession(
            row.pk,
            _describe_device(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == current,
        )
        for row in list(sessions)[:MAX_SESSIONS]
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def _describe_device(agent: str) -> str:
    """Return ``Firefox · Linux``; the start of the text itself when it is like no browser we know.

    It is the client's own text: shown as text, believed for nothing else.
    """
    found = [next((shown for word, shown in words if word in agent), "") for words in (_BROWSERS, _SYSTEMS)]
    known = " · ".join(part for part in found if part)
    return known or agent[:60] or _("Unknown device")
