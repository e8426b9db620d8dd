"""A person goes: their claims are freed and their tokens end with them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import api_tokens, permissions, roles
from reviews.access.errors import Invalid
from reviews.decisions.claims import force_release
from reviews.models import ApiToken, Reviewer


def force_release_claims(person: Reviewer, *, by: Reviewer, now: datetime) -> int:
    """Give every job that `person` holds back to its queue; how many. Errors: NotAllowed (Act.MANAGE)."""
    return len(force_release.force_release_reviewer(person, by=by, now=now))


@transaction.atomic
def switch_off_person(person: Reviewer, *, by: Reviewer, now: datetime) -> int:
    """Nobody can sign in as `person` any more, API tokens are revoked, claims freed; how many claims.

    Switching off twice changes nothing. Errors: NotAllowed (Act.MANAGE, ``superuser_only``); Invalid ``own_account``.
    """
    permissions.require(by, permissions.Permission.MANAGE)
    roles.check_authority(person, by=by)
    if person.pk == by.pk:
        raise Invalid("own_account", _("You cannot deactivate yourself. Ask another admin."), field="is_active")
    was_active = Reviewer.objects.filter(pk=person.pk, is_active=True).update(is_active=False)
    person.is_active = False
    freed = force_release_claims(person, by=by, now=now)
    for token in ApiToken.objects.filter(owner=person, revoked_at__isnull=True).order_by("id"):
        api_tokens.revoke(token, by=by, now=now)
    if was_active:
        audit.record("person.switched_off", by=by, now=now, subject=person, claims_freed=freed)
    return freed
