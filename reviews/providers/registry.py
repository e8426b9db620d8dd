"""Slug -> provider class. Adding a provider is one line here, its folder, its fixtures and its docs page."""

from reviews.providers.alibaba.client import Ice, Mts
from reviews.providers.base import Provider
from reviews.providers.errors import ConfigurationError
from reviews.providers.huawei.client import Huawei
from reviews.providers.results import ObjectRef

_PROVIDERS: dict[str, type[Provider]] = {provider.slug: provider for provider in (Huawei, Ice, Mts)}
_OBJECT_SCHEMES = frozenset(scheme for provider in _PROVIDERS.values() for scheme in provider.object_schemes)


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


def parse_object_address(address: str, location: str = "") -> ObjectRef | None:
    """Return the object that ``scheme://bucket/key`` names, where some provider has a store of that scheme.

    None for every other address, http(s) ones among them. `location` is the region's name of the store, as the job
    holds it. The key may be empty: whoever opens the object finds out.
    """
    scheme, separator, place = address.partition("://")
    if not separator or scheme not in _OBJECT_SCHEMES:
        return None
    bucket, _slash, key = place.partition("/")
    return ObjectRef(bucket, location, key)
