"""Policies are retired and taken back into use; what decisions used stays as it was."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict
from reviews.models import Policy, Reviewer


@transaction.atomic
def retire_policy(policy: Policy, *, by: Reviewer, now: datetime) -> bool:
    """No new decision may use this version; whether it could before. Audit ``policy.retired``. Errors: NotAllowed."""
    permissions.require(by, permissions.Permission.MANAGE)
    changed = Policy.objects.filter(pk=policy.pk, is_active=True).update(is_active=False)
    if changed:
        audit.record("policy.retired", by=by, now=now, subject=policy, code=policy.code, version=policy.version)
    return bool(changed)


@transaction.atomic
def restore_policy(policy: Policy, *, by: Reviewer, now: datetime) -> bool:
    """The version may be used again; whether it was retired. Audit ``policy.restored``.

    Errors: NotAllowed; Conflict ``other_version`` when another version of the code is in use.
    """
    permissions.require(by, permissions.Permission.MANAGE)
    used = Policy.objects.active().filter(code=policy.code).exclude(pk=policy.pk).first()
    if used:
        raise Conflict(
            "other_version",
            _("Version %(n)d of %(code)s is in use. Retire it first.") % {"n": used.version, "code": used.code},
        )
    changed = Policy.objects.filter(pk=policy.pk, is_active=False).update(is_active=True)
    if changed:
        audit.record("policy.restored", by=by, now=now, subject=policy, code=policy.code, version=policy.version)
    return bool(changed)
