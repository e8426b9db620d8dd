"""The one clock of the desk: the database's, so that leases mean the same on every host."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The moment by the database's clock, UTC. Doors ask once per request and pass it down as `now=`.

    SQLite lives in this process and has this process's clock; PostgreSQL is asked.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
