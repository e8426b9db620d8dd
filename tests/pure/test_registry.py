"""What the registry knows of all providers: which addresses are objects of a store."""

import pytest

from reviews.providers import registry
from reviews.providers.errors import ConfigurationError
from reviews.providers.results import ObjectRef


def test_an_address_of_a_providers_store_is_an_object_with_its_location() -> None:
    assert registry.parse_object_address("oss://films/a/b c.mp4", "oss-cn-shanghai") == ObjectRef(
        "films", "oss-cn-shanghai", "a/b c.mp4"
    )


@pytest.mark.parametrize(
    "address", ["", "https://example.com/a.mp4", "oss:films/a", "OSS://films/a", "s3://b/k", "//b/k"]
)
def test_every_other_address_is_none(address: str) -> None:
    assert registry.parse_object_address(address) is None


def test_each_provider_takes_addresses_of_its_own_store_or_none() -> None:
    for slug in registry.slugs():
        provider = registry.get(slug)
        assert set(provider.object_schemes) <= set(provider.source_schemes)


def test_an_unknown_provider_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="known: alibaba, huawei, mts"):
        registry.get("nobody")
