"""Who must have a second factor and has none."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q

from reviews.models import Reviewer
from reviews.vocabulary import Role


def lacks_factor(person_id: int | str) -> bool:
    """Tell whether this active person must have a second factor and has none. One query, none without such roles."""
    if not settings.MFA_REQUIRED_ROLES:
        return False
    required = Q(groups__name__in=settings.MFA_REQUIRED_ROLES)
    if Role.ADMIN.value in settings.MFA_REQUIRED_ROLES:
        required |= Q(is_superuser=True)
    has_one = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP)
    people = Reviewer.objects.filter(required, pk=person_id, is_active=True)
    return people.exclude(pk__in=has_one.values("user_id")).exists()
