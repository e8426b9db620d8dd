"""Two people for an act on somebody's account: one admin asks for it, another one confirms it.

In force while SECOND_PERSON_FOR_ACCOUNT_RECOVERY is on. Then only superusers give the Admin role or staff status, or
one admin would make a second one out of thin air and confirm with that. Invitations need no second person.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import recovery
from reviews.access.errors import Conflict, Invalid
from reviews.models import RecoveryRequest, Reviewer

LIFETIME = timedelta(days=1)


def needs_second_person() -> bool:
    """Tell whether the site asks for two people."""
    return bool(settings.SECOND_PERSON_FOR_ACCOUNT_RECOVERY)


@transaction.atomic
def request_recovery(kind: str, person: Reviewer, *, by: Reviewer, now: datetime) -> RecoveryRequest:
    """Ask for an act; nothing happens to the account yet. An open request for the same is the answer again.

    Errors: as `recovery.check_recovery`.
    """
    recovery.check_recovery(person, by=by)
    Reviewer.objects.select_for_update().get(pk=person.pk)  # two at once would make two requests
    same = RecoveryRequest.objects.filter(kind=kind, person=person, requested_by=by)
    request = same.filter(confirmed_at__isnull=True, expires_at__gt=now).first()
    if request is None:
        request = RecoveryRequest.objects.create(
            kind=kind, person=person, requested_by=by, requested_at=now, expires_at=now + LIFETIME
        )
        audit.record("recovery.requested", by=by, now=now, subject=person, kind=kind, request=request.pk)
    return request


@transaction.atomic
def confirm_recovery(request_id: int, *, by: Reviewer, now: datetime) -> recovery.PasswordLink | None:
    """Confirm and do what another admin asked for; the link when it is one.

    Errors: as `recovery.check_recovery`; Conflict ``too_late`` (confirmed already, or expired); Invalid
    ``same_person``; the one who asked must still be allowed to.
    """
    request = RecoveryRequest.objects.select_for_update().get(pk=request_id)
    if request.confirmed_at is not None or request.expires_at <= now:
        raise Conflict("too_late", _("This request was already confirmed or has expired. Send a new request."))
    if request.requested_by_id == by.pk:
        raise Invalid(
            "same_person", _("This is your own request. Another admin must confirm it."), field="confirmed_by"
        )
    recovery.check_recovery(request.person, by=by)
    recovery.check_recovery(request.person, by=request.requested_by)
    request.confirmed_by, request.confirmed_at = by, now
    request.save(update_fields=["confirmed_by", "confirmed_at"])
    asker = request.requested_by.username
    audit.record(
        "recovery.confirmed", by=by, now=now, subject=request.person, kind=request.kind, request=request.pk,
        requested_by=asker,
    )  # fmt: skip
    if request.kind == RecoveryRequest.Kind.PASSWORD_LINK:
        return recovery.make_password_link(request.person, by=by, now=now, reason=recovery.LinkReason.RESET)
    recovery.remove_factor(request.person, by=by, now=now)
    return None
