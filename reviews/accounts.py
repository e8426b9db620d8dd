"""The one place that turns an account row into a live provider client: keys come from the environment, by name.

What an account may name (variables, hosts, what becomes part of an address) is checked here at every use, whatever a
form or a command let through at the time.
"""

import os
import re

from django.conf import settings

from reviews.models import ProviderAccount
from reviews.providers import endpoint, registry
from reviews.providers.base import Connection, Provider
from reviews.providers.errors import ConfigurationError
from reviews.providers.secret import NO_SECRET, Secret

# What a header can carry; the texts of other errors would hold the value.
_VALUE = re.compile(r"[\x21-\x7e]+")


def client_for(account: ProviderAccount) -> Provider:
    """A client for `account`. Errors: ConfigurationError when the account names what it may not, or a key is unset."""
    return registry.get(account.provider)(connection_for(account))


def connection_for(account: ProviderAccount) -> Connection:
    """The account's Connection. Errors: ConfigurationError naming the field and the remedy, never a value."""
    for field, fault in find_place_faults(account).items():
        code = "bad_endpoint" if field in endpoint.ENDPOINT_FIELDS else f"bad_{field}"
        raise ConfigurationError(f"Account {account.name}, {field.replace('_', ' ')}: {fault}", code=code)
    return _connection(
        account,
        access_key=_secret("access_key_env", account),
        secret_key=_secret("secret_key_env", account),
        security_token=_secret("security_token_env", account) if account.security_token_env else NO_SECRET,
    )


def find_place_faults(account: ProviderAccount) -> dict[str, str]:
    """Return field -> what is wrong with it, of all fields that become part of an address. No call, no key is read.

    Errors: ConfigurationError when the provider is unknown.
    """
    return endpoint.find_faults(registry.get(account.provider), _connection(account), settings.ALLOWED_ENDPOINTS)


def _connection(
    account: ProviderAccount,
    access_key: Secret = NO_SECRET,
    secret_key: Secret = NO_SECRET,
    security_token: Secret = NO_SECRET,
) -> Connection:
    return Connection(
        account=account.name,
        region=account.region,
        endpoint=account.endpoint,
        identity_endpoint=account.identity_endpoint,
        object_endpoint=account.object_endpoint,
        project_id=account.project_id,
        access_key=access_key,
        secret_key=secret_key,
        security_token=security_token,
        allow_private=settings.ALLOW_PRIVATE_ENDPOINTS,
    )


def _secret(field: str, account: ProviderAccount) -> Secret:
    name = getattr(account, field)
    if fault := account.find_key_faults().get(field):
        raise ConfigurationError(
            f"Account {account.name}, {field.replace('_', ' ')}: {fault}", code="key_name_not_allowed"
        )
    secret = Secret(os.environ.get(name, ""))
    if not secret:
        raise ConfigurationError(
            f"Account {account.name}: the environment variable {name} is not set; "
            "set it where the worker and the site run.",
            code="key_not_set",
        )
    if not _VALUE.fullmatch(secret.reveal()):
        raise ConfigurationError(
            f"Account {account.name}: the environment variable {name} holds a blank, a line end or another character "
            "that no key has; set it again where the worker and the site run.",
            code="key_malformed",
        )
    return secret
