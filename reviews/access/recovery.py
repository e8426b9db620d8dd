"""Another person's way back in: a link to choose a password with, and a lost second factor taken away.

Nobody ever types or learns another person's password. A link is signed with SECRET_KEY, lives PASSWORD_LINK_SECONDS
and ends with its first use, since the password it was made for is part of what is signed. It is never stored or logged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from reviews import audit
from reviews.access import permissions, roles
from reviews.access.errors import Invalid
from reviews.models import Reviewer


class LinkReason(StrEnum):
    """Why a link was made."""

    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True)
class PasswordLink:
    """The two parts of the address of a link. Whoever has them may choose the password: show them once."""

    uid: str
    token: str
    expires_at: datetime


class LinkTokens(PasswordResetTokenGenerator):
    """Django's one-use tokens under a salt of our own."""

    key_salt = "desk.password-link"


LINK_TOKENS = LinkTokens()


@transaction.atomic
def make_password_link(person: Reviewer, *, by: Reviewer, now: datetime, reason: LinkReason) -> PasswordLink:
    """Make a link with which `person` chooses a password; the present password and open sessions end at once.

    Errors: NotAllowed ``not_allowed``, ``superuser_only``; Invalid ``own_account``, ``bad_owner`` (switched off).
    """
    check_recovery(person, by=by)
    person.set_unusable_password()  # makes earlier links void as well
    person.save(update_fields=["password"])
    _end_sessions(person)
    audit.record("password.link_made", by=by, now=now, subject=person, why=reason.value)
    return PasswordLink(
        uid=urlsafe_base64_encode(force_bytes(person.pk)),
        token=LINK_TOKENS.make_token(person),
        expires_at=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


@transaction.atomic
def set_password_by_link(person: Reviewer, password: str, *, now: datetime) -> None:
    """Store the password that `person` chose; the link was checked by the caller and is void from here on."""
    person.set_password(password)
    person.save(update_fields=["password"])
    _end_sessions(person)
    audit.record("password.set_by_link", by=person, now=now, subject=person)


@transaction.atomic
def remove_factor(person: Reviewer, *, by: Reviewer | None, now: datetime) -> bool:
    """Take away authenticator and recovery codes and end the sessions; whether there were any.

    `by` is None for the command of who runs the server. Errors: NotAllowed ``not_allowed``, ``superuser_only``;
    Invalid ``own_account`` (one's own is removed on the account page).
    """
    if by is not None:
        check_recovery(person, by=by)
    had_one = bool(Authenticator.objects.filter(user=person).delete()[0])
    _end_sessions(person)
    audit.record("second_factor.removed", by=by, now=now, subject=person, had_one=had_one, by_command=by is None)
    return had_one


def check_recovery(person: Reviewer, *, by: Reviewer) -> None:
    """Refuse what `by` may not do to the account of `person`. Errors: NotAllowed, Invalid."""
    permissions.require(by, permissions.Permission.MANAGE)
    roles.check_authority(person, by=by)
    if person.pk == by.pk:
        raise Invalid("own_account", _("This is your own account. Use the Account page."), field="person")
    if not person.is_active:
        raise Invalid("bad_owner", _("This person is not active. Activate the account first."), field="person")


def _end_sessions(person: Reviewer) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
