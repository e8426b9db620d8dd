"""Where a client calls: the account's own endpoint, else the region's public one. Always the root of a host."""

import ipaddress
import re

from reviews.providers.address import split
from reviews.providers.errors import AddressNotAllowed, BadAnswer, ConfigurationError, InvalidRequest

_JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_REGION = re.compile(r"[a-z0-9-]{1,60}")


def root(endpoint: str, public_host: str) -> str:
    """`scheme://host[:port]` without a slash. Errors: ConfigurationError."""
    if not endpoint:
        return f"https://{public_host}"
    address = endpoint if "://" in endpoint else f"https://{endpoint}"
    try:
        parts = split(address)
    except AddressNotAllowed as error:
        raise ConfigurationError(f"endpoint: {error}", code="bad_endpoint") from None
    if parts.scheme not in ("http", "https") or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigurationError(
            "endpoint: expected https://host or https://host:port and nothing behind it.", code="bad_endpoint"
        )
    return f"{parts.scheme}://{parts.netloc}"


def region(name: str) -> str:
    """A region id that is safe inside a host name. Errors: ConfigurationError."""
    if not _REGION.fullmatch(name):
        raise ConfigurationError(
            f"region: {name[:60]!r} is not a region id; expected e.g. cn-shanghai or ap-southeast-3.", code="bad_region"
        )
    return name


def job_id(external_id: str) -> str:
    """Ids go into a path or a query, so `.`, `/` and the like never leave here. Errors: InvalidRequest."""
    if not _JOB_ID.fullmatch(external_id):
        raise InvalidRequest(
            "job id: expected 1 to 128 letters, digits, _ or -; copy it as the provider gave it.", code="bad_job_id"
        )
    return external_id


def other_job(provider: str, wanted: str, named: str | None, request_id: str) -> BadAnswer:
    """The error of an answer that names another job than the one asked for, or none."""
    said = f"it names {named[:128]!r}" if named else "it names no job"
    return BadAnswer(
        f"{provider}'s answer is about another job: asked for {wanted!r}, {said}. "
        "A recorded answer must name the job that its file is called after.",
        code="other_job", request_id=request_id,
    )  # fmt: skip


def is_ip(host: str) -> bool:
    """Whether the host is an address, which has no sub-domains for buckets."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
