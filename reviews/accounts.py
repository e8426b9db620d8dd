"""The one place that turns an account row into a live provider client: keys come from the environment, by name."""

import os

from django.conf import settings

from reviews.models import ProviderAccount
from reviews.providers import registry
from reviews.providers.base import Connection, Provider, Secret
from reviews.providers.errors import ConfigurationError


def client(account: ProviderAccount) -> Provider:
    """A client for `account`. Errors: ConfigurationError when a key's variable is unset or the slug unknown."""
    return registry.get(account.provider)(connection(account))


def connection(account: ProviderAccount) -> Connection:
    """The account's Connection. Errors: ConfigurationError naming the missing variable, never a value."""
    return Connection(
        account=account.name,
        region=account.region,
        endpoint=account.endpoint,
        identity_endpoint=account.identity_endpoint,
        object_endpoint=account.object_endpoint,
        project_id=account.project_id,
        access_key=_key(account.access_key_env, account),
        secret_key=_key(account.secret_key_env, account),
        security_token=_key(account.security_token_env, account) if account.security_token_env else Secret(""),
        allow_private=settings.ALLOW_PRIVATE_ENDPOINTS,
    )


def _key(name: str, account: ProviderAccount) -> Secret:
    value = os.environ.get(name, "")
    if not value:
        raise ConfigurationError(
            f"Account {account.name}: the environment variable {name} is not set; "
            "set it where the worker and the site run.",
            code="key_not_set",
        )
    return Secret(value)
