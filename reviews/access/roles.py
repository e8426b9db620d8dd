"""What a change of somebody's permissions must not do, and what it leaves in the audit trail."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Invalid, NotAllowed
from reviews.models import Reviewer
from reviews.vocabulary import Role


def admin_ids() -> set[int]:
    """Row numbers of the people who can enter the admin: active staff with the Admin role, or superusers."""
    inside = Reviewer.objects.filter(is_active=True, is_staff=True)
    with_role = inside.filter(groups__name=Role.ADMIN).values_list("pk", flat=True)
    return {*with_role, *inside.filter(is_superuser=True).values_list("pk", flat=True)}


def check_authority(person: Reviewer, *, by: Reviewer) -> None:
    """Superusers are changed by superusers only. Errors: NotAllowed ``superuser_only``."""
    if person.is_superuser and not by.is_superuser:
        raise NotAllowed("superuser_only", _("Only a superuser can change the account of a superuser."))


def is_sensitive(person: Reviewer, *, is_staff: bool, groups: Iterable[str], email: str) -> bool:
    """Tell whether a change gives more power or another way to sign in, so that it must be asked who makes it.

    An e-mail address is a way in: the organisation's sign-in links a person by it.
    """
    becomes_admin = Role.ADMIN in set(groups) and not person.groups.filter(name=Role.ADMIN).exists()
    return becomes_admin or (is_staff and not person.is_staff) or email != person.email


def check_grant(person: Reviewer, *, by: Reviewer, is_staff: bool, groups: Iterable[str]) -> None:
    """Refuse power to another admin's making where two people are asked for. Errors: NotAllowed ``superuser_only``."""
    becomes_admin = Role.ADMIN in set(groups) and not person.groups.filter(name=Role.ADMIN).exists()
    is_grant = becomes_admin or (is_staff and not person.is_staff)
    if settings.SECOND_PERSON_FOR_ACCOUNT_RECOVERY and is_grant and not by.is_superuser:
        said = _(
            "Only a superuser can give the Admin role or staff status here, because the two "
            "admins must be two different people."
        )
        raise NotAllowed("superuser_only", said, field="groups" if becomes_admin else "is_staff")


def check_address(person: Reviewer, *, by: Reviewer, email: str) -> None:
    """Refuse another way in for somebody where two people are asked for. Errors: NotAllowed ``superuser_only``."""
    if settings.SECOND_PERSON_FOR_ACCOUNT_RECOVERY and email != person.email and not by.is_superuser:
        said = _("Only a superuser can change an e-mail address here, because the sign-in of the organisation uses it.")
        raise NotAllowed("superuser_only", said, field="email")


def check_role_change(
    person: Reviewer, *, by: Reviewer, is_active: bool, is_staff: bool, groups: Iterable[str]
) -> None:
    """Errors: NotAllowed ``superuser_only``; Invalid ``own_account`` (switching oneself off), ``last_admin``."""
    check_authority(person, by=by)
    groups = list(groups)
    check_grant(person, by=by, is_staff=is_staff, groups=groups)
    if person.pk == by.pk and not is_active:
        raise Invalid("own_account", _("You cannot deactivate yourself. Ask another admin."), field="is_active")
    stays = is_active and is_staff and (person.is_superuser or Role.ADMIN in set(groups))
    if not stays and admin_ids() == {person.pk}:
        field = "is_active" if not is_active else "is_staff" if not is_staff else "groups"
        said = _("This is the last admin. Give another person the Admin role and staff status first.")
        raise Invalid("last_admin", said, field=field)


@transaction.atomic
def audit_role_change(
    person: Reviewer, before: Iterable[str], after: Iterable[str], *, by: Reviewer, now: datetime
) -> None:
    """Audit ``person.groups_changed`` with the roles and teams added and removed; nothing when they are the same."""
    old, new = set(before), set(after)
    if old != new:
        added, removed = [*sorted(new - old)], [*sorted(old - new)]
        audit.record("person.groups_changed", by=by, now=now, subject=person, added=list(added), removed=list(removed))


@transaction.atomic
def note_fields(before: Reviewer, after: Reviewer, *, by: Reviewer, now: datetime) -> None:
    """Audit ``person.staff_changed`` and ``person.email_changed``, the latter without the addresses."""
    if before.is_staff != after.is_staff:
        audit.record("person.staff_changed", by=by, now=now, subject=after, is_staff=after.is_staff)
    if before.email != after.email:
        audit.record("person.email_changed", by=by, now=now, subject=after)


@transaction.atomic
def switch_on_person(person: Reviewer, *, by: Reviewer, now: datetime) -> bool:
    """The person may sign in again; whether they were off. Revoked tokens stay revoked. Errors: NotAllowed."""
    permissions.require(by, permissions.Permission.MANAGE)
    check_authority(person, by=by)
    was_off = bool(Reviewer.objects.filter(pk=person.pk, is_active=False).update(is_active=True))
    person.is_active = True
    if was_off:
        audit.record("person.switched_on", by=by, now=now, subject=person)
    return was_off
