"""The one clock of the desk: the database's, so that leases mean the same on every host."""

from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

_lead = timedelta(0)  # of the database's clock over this process's, as `now` measured it last


def now() -> datetime:
    """Return the moment by the database's clock, UTC. Views ask once per request and pass it down as `now=`.

    SQLite lives in this process and has this process's clock; PostgreSQL is asked.
    """
    global _lead
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    _lead = moment - timezone.now()
    return moment


def now_of_request(request: HttpRequest) -> datetime:
    """Return the moment of the request: asked once and kept on it, for parts of a page that do not know each other."""
    moment: datetime | None = getattr(request, "_desk_moment", None)
    if moment is None:
        moment = now()
        request._desk_moment = moment  # type: ignore[attr-defined]  # ours, like those of middleware
    return moment


def estimate_now() -> datetime:
    """Return the moment by the database's clock without asking it: for ages that a page shows by the hundred."""
    return timezone.now() + _lead
