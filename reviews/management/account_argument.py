"""The ACCOUNT argument of commands."""

from django.core.management.base import CommandError

from reviews.models import ProviderAccount


def find_account(name: str) -> ProviderAccount:
    """The account called `name`. Errors: CommandError that names the known accounts."""
    account = ProviderAccount.objects.filter(name=name).first()
    if account is None:
        known = ", ".join(ProviderAccount.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(
            f"ACCOUNT: the account {name!r} does not exist (known: {known}). Add it with manage.py add_account."
        )
    return account
