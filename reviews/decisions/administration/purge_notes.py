"""Personal text goes when it must; what was decided, by whom and when stays, and so does the audit chain."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Invalid
from reviews.models import Note, Reviewer

BATCH_SIZE = 200


def purgeable_notes(*, before: datetime | None = None, decision_id: int | None = None) -> QuerySet[Note]:
    """Notes not purged yet that were written before a moment, or of one decision. Errors: Invalid ``which_notes``."""
    if (before is None) == (decision_id is None):
        raise Invalid("which_notes", _("Give either a day or one decision."), field="before")
    left = Note.objects.filter(purged_at=None)
    return left.filter(written_at__lt=before) if before else left.filter(decisions=decision_id)


def purge_notes(*, by: Reviewer, now: datetime, before: datetime | None = None, decision_id: int | None = None) -> int:
    """Empty text and salt of those notes for good, 200 a transaction; the answer is how many.

    Errors: NotAllowed without MANAGE; Invalid ``which_notes``.
    """
    permissions.require(by, permissions.Permission.MANAGE)
    left = purgeable_notes(before=before, decision_id=decision_id)
    done = 0
    while count := _purge_batch(left, by=by, now=now):
        done += count
    return done


@transaction.atomic
def _purge_batch(left: QuerySet[Note], *, by: Reviewer, now: datetime) -> int:
    ids = list(left.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True)[:BATCH_SIZE])
    if ids:
        Note.objects.filter(id__in=ids).update(text="", salt="", purged_at=now)
        audit.record("notes.purged", by=by, now=now, count=len(ids), ids=list(ids))
    return len(ids)
