"""The mark of a browser in which a person signed in before: strangers' wrong tries cannot lock that browser out.

A signed cookie that names the person's row and a random mark. It opens nothing: whoever copies it may guess as often as
from one more address. Signing out leaves it, since it says only "somebody signed in here once".
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from reviews.models import Reviewer

SALT = "desk.known-browser"
MAX_AGE_SECONDS = 90 * 24 * 60 * 60
MARK_BYTES = 16


def cookie_name() -> str:
    """Name the cookie; bound to this very host where cookies are Secure, as the session's is."""
    return "__Host-known-browser" if settings.SESSION_COOKIE_SECURE else "known-browser"


def read_mark(request: HttpRequest, username: str) -> str:
    """Return the browser's mark when its cookie was given to the person called `username`; empty otherwise."""
    person_id, mark = _read(request)
    person = Reviewer.objects.filter(pk=person_id).first() if mark else None
    return mark if person and person.username == username.strip() else ""


def set_mark(request: HttpRequest, response: HttpResponse, person: Reviewer) -> None:
    """Remember that `person` signed in here. A browser that two people share knows the last of them."""
    person_id, mark = _read(request)
    kept = mark if person_id == person.pk else secrets.token_urlsafe(MARK_BYTES)
    response.set_cookie(
        cookie_name(),
        signing.dumps([person.pk, kept], salt=SALT),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[int, str]:
    try:
        person_id, mark = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=MAX_AGE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):  # none, forged, too old, or of another form
        return 0, ""
    return int(person_id), str(mark)
