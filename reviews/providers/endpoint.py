"""Where a client calls: the account's own endpoint, else the region's public one. Always the root of a host."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from reviews.providers.address import check_address, split_url
from reviews.providers.base import Connection, Provider
from reviews.providers.errors import AddressNotAllowed, BadAnswer, ConfigurationError, InvalidRequest

_JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_REGION = 60
_PROJECT = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)*{_LABEL}|\[[0-9a-f:.]+\]"
_ROOT = re.compile(rf"(https?)://({_HOST})(?::([0-9]{{1,5}}))?/?")
_ENTRY = re.compile(rf"({_HOST})(?::([0-9]{{1,5}}|\*))?")
_PORTS = {"https": 443, "http": 80}
HOSTS_BY_FIELD: Final[dict[str, Callable[[type[Provider]], tuple[str, ...]]]] = {
    "endpoint": lambda provider: provider.endpoint_hosts,
    "identity_endpoint": lambda provider: provider.identity_hosts,
    "object_endpoint": lambda provider: provider.object_hosts,
}
ENDPOINT_FIELDS = tuple(HOSTS_BY_FIELD)


class HostRoot(NamedTuple):
    """The root of a host, as calls use it."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def parse_endpoint(endpoint: str) -> HostRoot:
    """The place that an endpoint names. Errors: ConfigurationError for every spelling that two readers could differ on.

    A name in other letters than ASCII is given as xn--..., without a dot at its end.
    """
    address = endpoint if "://" in endpoint else f"https://{endpoint}"
    match = _ROOT.fullmatch(address.lower()) if address.isascii() else None
    try:
        split_url(address)
        port = int(match[3]) if match and match[3] else 0
    except AddressNotAllowed as error:
        raise ConfigurationError(f"endpoint: {error}", code="bad_endpoint") from None
    if match is None or (match[3] and not 0 < port < 65_536):
        raise ConfigurationError(
            "endpoint: expected https://host or https://host:port without a path.", code="bad_endpoint"
        )
    return HostRoot(match[1], match[2], port or _PORTS[match[1]])


def root(endpoint: str, public_host: str) -> str:
    """`scheme://host[:port]` without a slash. Errors: ConfigurationError."""
    return str(parse_endpoint(endpoint)) if endpoint else f"https://{public_host}"


def find_faults(provider: type[Provider], connection: Connection, allowed: Iterable[str]) -> dict[str, str]:
    """Return field -> what is wrong with it and what to do, of all that becomes part of an address that we call.

    Endpoints are the provider's documented hosts, by https and its standard port, or in `allowed` (`host`, `host:port`
    or `host:*`): whoever edits accounts must not send our signed calls to a host of their own.
    """
    faults = {
        field: _find_endpoint_fault(provider, field, getattr(connection, field), allowed, connection.allow_private)
        for field in ENDPOINT_FIELDS
    }
    for field, check in (("region", checked_region), ("project_id", checked_project)):
        value = getattr(connection, field)
        if value or field == "region":
            faults[field] = _find_fault(check, value)
    return {field: fault for field, fault in faults.items() if fault}


def find_entry_faults(allowed: Iterable[str]) -> list[str]:
    """Return a sentence for every item of the operator's list of hosts that is malformed."""
    return [
        f"{entry!r} is neither host nor host:port nor host:*; no scheme, no path, in small letters."
        for entry in allowed
        if not _ENTRY.fullmatch(entry)
    ]


def _find_endpoint_fault(
    provider: type[Provider], field: str, value: str, allowed: Iterable[str], allow_private: bool
) -> str:
    if not value:
        return ""
    try:
        place = parse_endpoint(value)
        check_address(f"{place}/", allow_private=allow_private)
    except (ConfigurationError, AddressNotAllowed) as error:
        return str(error).removeprefix("endpoint: ")
    hosts = HOSTS_BY_FIELD[field](provider)
    is_standard = place.scheme == "https" and place.port == _PORTS["https"]
    if (is_standard and any(_fits(place.host, host) for host in hosts)) or any(_is_in(place, one) for one in allowed):
        return ""
    own = f"{provider.title} is called at {' or '.join(hosts)}" if hosts else f"{provider.title} has none of its own"
    return (
        f"{place.host} is not a host that accounts may call: {own}. Leave the field empty, or have the operator add "
        f"{str(place).partition('://')[2]} to ALLOWED_ENDPOINTS in the environment of the worker and the site."
    )


def _find_fault(check: Callable[[str], str], value: str) -> str:
    try:
        check(value)
    except ConfigurationError as error:
        return str(error).partition(": ")[2]
    return ""


def _fits(host: str, pattern: str) -> bool:
    """Whether `host` is one of a provider's: label by label, a * never crossing a dot."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", r"[a-z0-9-]+"), host) is not None


def _is_in(place: HostRoot, entry: str) -> bool:
    match = _ENTRY.fullmatch(entry)
    if match is None or match[1] != place.host:
        return False
    return match[2] == "*" or place.port == (int(match[2]) if match[2] else _PORTS[place.scheme])


def checked_region(name: str) -> str:
    """A region id that is safe inside a host name. Errors: ConfigurationError."""
    if len(name) > _MAX_REGION or not _REGION.fullmatch(name):
        raise ConfigurationError(
            f"region: {name[:60]!r} is not a region ID; expected e.g. cn-shanghai or ap-southeast-3.", code="bad_region"
        )
    return name


def checked_project(name: str) -> str:
    """A project id that is safe inside a path and a header. Errors: ConfigurationError."""
    if not _PROJECT.fullmatch(name):
        raise ConfigurationError(
            f"project ID: {name[:60]!r} is not valid; expected 1 to 100 letters, digits, _ or -.", code="bad_project_id"
        )
    return name


def checked_job_id(external_id: str) -> str:
    """Ids go into a path or a query, so `.`, `/` and the like never leave here. Errors: InvalidRequest."""
    if not _JOB_ID.fullmatch(external_id):
        raise InvalidRequest(
            "job id: expected 1 to 128 letters, digits, _ or -; copy it from the provider.", code="bad_job_id"
        )
    return external_id


def answered_job_id(external_id: str, request_id: str) -> str:
    """The id in the answer to a submit. Errors: BadAnswer; the video was taken, so this is not about its address."""
    if not _JOB_ID.fullmatch(external_id):
        raise BadAnswer(
            "The provider accepted the video but returned an ID that no job has.", code="no_job_id",
            request_id=request_id,
        )  # fmt: skip
    return external_id


def wrong_job_error(provider: str, wanted: str, named: str | None, request_id: str) -> BadAnswer:
    """The error of an answer that names another job than the one asked for, or none."""
    said = f"it names {named[:128]!r}" if named else "it contains no job ID"
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
