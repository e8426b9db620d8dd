"""Who read numbers or lists out of the desk: an audit entry for each read, with the filters' names and no values."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from reviews import audit
from reviews.models import Reviewer


@transaction.atomic
def record_export(subject: str, *, by: Reviewer, now: datetime, filters: Iterable[str] = ()) -> None:
    """Note that `by` read `what` (report, decisions) narrowed by filters of these names."""
    audit.record("export.read", by=by, now=now, what=subject, filters=[*sorted(filters)])
