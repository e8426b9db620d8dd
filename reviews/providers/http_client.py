"""The HTTP client: every byte that is fetched from another machine comes through here.

Connect, read and total deadlines; a byte cap after inflating; no redirects; no proxies from the environment; only
checked addresses; retries with full jitter of what is safe to repeat. No error and no log line holds a key or the query
of an address.
"""

import random as random_module
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import requests
from requests.auth import AuthBase
from requests.cookies import RequestsCookieJar

from reviews.providers import blanking, retry
from reviews.providers.address import check_address
from reviews.providers.errors import (
    AddressNotAllowed,
    BadAnswer,
    BadEndpoint,
    ProviderError,
    Throttled,
    Unavailable,
)
from reviews.providers.guarded_adapter import Deadline, GuardedAdapter
from reviews.providers.payload_guard import MAX_BYTES
from reviews.providers.secret import Secret
from reviews.providers.transport_errors import deadline_error, host_for_message, translated_errors

__all__ = ["FetchedFile", "HttpClient", "Limits", "ProviderResponse", "check_address", "fetch_to_file"]

_CHUNK = 64 * 1024
_REQUEST_IDS = ("X-Request-Id", "x-acs-request-id", "x-oss-request-id")


class Limits(NamedTuple):
    """Seconds, and bytes after inflating."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 20.0
    max_bytes: int = MAX_BYTES
    attempts: int = 3
    max_wait_s: float = 5.0  # a longer wait is the caller's: it has a queue, we have a worker


class ProviderResponse(NamedTuple):
    """A whole answer of any status below 300 or from 400 on."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    retry_after_s: float | None


class FetchedFile(NamedTuple):
    """What was written. `content_type` is the server's word, in lower case and without parameters."""

    size: int
    content_type: str


type ErrorFrom = Callable[[ProviderResponse], ProviderError | None]


class HttpClient:
    """Makes calls to one provider. Clock, sleep and dice are arguments, for tests."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        secrets: tuple[Secret, ...] = (),
        limits: Limits = Limits(),  # noqa: B008 - immutable
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._allow_private = allow_private
        self._secrets = secrets
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._session = _session(allow_private)

    def call(
        self,
        method: str,
        url: str,
        *,
        auth: AuthBase | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        repeatable: bool,
        error_from: ErrorFrom,
    ) -> ProviderResponse:
        """The answer, if `judge` finds no error in it. Each attempt is signed again.

        Only `repeatable` calls are tried again, and only for errors that may be: a submit whose answer was lost
        might have worked. Errors: whatever `judge` returns, BadEndpoint, Unavailable, BadAnswer.
        """
        attempts = self._limits.attempts if repeatable else 1
        for attempt in range(attempts):
            try:
                request = requests.Request(method, url, params=params, headers=headers, data=body, auth=auth)
                return self._checked(request, error_from)
            except ProviderError as error:
                wait = (
                    retry.backoff_seconds(attempt, self._random) if error.retry_after_s is None else error.retry_after_s
                )
                # An unknown job or a bad answer stays one for minutes: when to ask again is the caller's to plan.
                is_passing = isinstance(error, Throttled | Unavailable)
                if not is_passing or attempt == attempts - 1 or wait > self._limits.max_wait_s:
                    raise
                self._sleep(wait)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _checked(self, request: requests.Request, judge: ErrorFrom) -> ProviderResponse:
        try:
            reply = self._once(request)
        except AddressNotAllowed as wrong:
            # The address of the call is the account's own, never that of a video.
            raise BadEndpoint(
                f"{wrong} Check the endpoint of the account.", code=wrong.code, status=wrong.status
            ) from None
        # Blanked before anything is cut, since half a key is too much as well.
        error = judge(reply._replace(body=blanking.blank_bytes(reply.body, self._secrets)))
        if error is not None:
            raise blanking.blank_error(error, self._secrets)
        return reply

    def _once(self, request: requests.Request) -> ProviderResponse:
        check_address(request.url or "", allow_private=self._allow_private)
        with Deadline(self._limits.total_s).running() as deadline, translated_errors(request.url or "", deadline):
            prepared = self._session.prepare_request(request)
            with _sent(self._session, prepared, self._limits) as response:
                body = b"".join(_chunks(response, self._limits.max_bytes, deadline))
                return ProviderResponse(
                    status=response.status_code,
                    headers=response.headers,
                    body=body,
                    request_id=_request_id(response.headers),
                    retry_after_s=retry.retry_after_seconds(response.headers, self._clock()),
                )


def fetch_to_file(url: str, dest: Path, *, max_bytes: int, total_s: float, allow_private: bool) -> FetchedFile:
    """Write what `url` answers to `dest`, which is removed again when anything goes wrong.

    Errors: AddressNotAllowed, Unavailable (no 200, connection, deadline), BadAnswer (too large, cut).
    """
    limits = Limits(total_s=total_s, max_bytes=max_bytes)
    check_address(url, allow_private=allow_private)
    try:
        with (
            Deadline(total_s).running() as deadline,
            translated_errors(url, deadline),
            _session(allow_private) as session,
        ):
            request = session.prepare_request(requests.Request("GET", url))
            with _sent(session, request, limits) as response:
                if response.status_code != 200:
                    raise Unavailable(
                        f"{host_for_message(url)} responded with status {response.status_code} instead of the file.",
                        code=f"http_{response.status_code}",
                        status=response.status_code,
                        request_id=_request_id(response.headers),
                    )
                size = _write(dest, _chunks(response, max_bytes, deadline))
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return FetchedFile(size, kind[:100])
    except ProviderError:
        dest.unlink(missing_ok=True)
        raise


def _session(allow_private: bool) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxies, no .netrc
    session.headers.clear()
    session.headers.update(
        {"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": "review-desk"}
    )
    session.cookies = _NoCookies()
    adapter = GuardedAdapter(allow_private=allow_private)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _NoCookies(RequestsCookieJar):
    def set_cookie(self, cookie: object, *args: object, **kwargs: object) -> None:
        """Nobody who answers us keeps anything here."""


def _sent(session: requests.Session, request: requests.PreparedRequest, limits: Limits) -> requests.Response:
    check_redirects = session.send(
        request,
        timeout=(min(limits.connect_s, limits.total_s), min(limits.read_s, limits.total_s)),
        stream=True,
        allow_redirects=False,
    )
    if 300 <= check_redirects.status_code < 400:
        check_redirects.close()
        raise AddressNotAllowed(
            f"{host_for_message(request.url or '')} responded with a redirect, which is not followed.",
            code="redirect",
            status=check_redirects.status_code,
        )
    return check_redirects


def _chunks(response: requests.Response, max_bytes: int, deadline: Deadline) -> Iterator[bytes]:
    size = 0
    for chunk in response.raw.stream(_CHUNK, decode_content=True):
        size += len(chunk)
        if deadline.has_passed:
            break
        if size > max_bytes:
            raise BadAnswer(f"The response is larger than {max_bytes} bytes.", code="too_large")
        yield chunk
    if deadline.has_passed:  # the cut socket looks like an end to a body without a length
        raise deadline_error(host_for_message(response.url))


def _write(dest: Path, chunks: Iterator[bytes]) -> int:
    size = 0
    with dest.open("wb") as file:
        for chunk in chunks:
            size += file.write(chunk)
    return size


def _request_id(headers: Mapping[str, str]) -> str:
    return next((headers[name][:200] for name in _REQUEST_IDS if name in headers), "")
