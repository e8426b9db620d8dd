"""Slug -> provider class. Adding a provider is one line here, its folder, its fixtures and its docs page."""

from reviews.providers.alibaba.client import Ice, Mts
from reviews.providers.base import Provider
from reviews.providers.errors import ConfigurationError
from reviews.providers.huawei.client import Huawei

_PROVIDERS: dict[str, type[Provider]] = {provider.slug: provider for provider in (Huawei, Ice, Mts)}


def get(slug: str) -> type[Provider]:
    """The provider class of `slug`. Errors: ConfigurationError naming the known slugs."""
    try:
        return _PROVIDERS[slug]
    except KeyError:
        raise ConfigurationError(
            f"{slug!r} is not a provider; known: {', '.join(slugs())}.", code="unknown_provider"
        ) from None


def slugs() -> list[str]:
    """Known provider slugs."""
    return sorted(_PROVIDERS)
