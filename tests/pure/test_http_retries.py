"""What the HTTP client repeats, how long it waits, what it fetches into files."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reviews.providers import retry
from reviews.providers.errors import (
    AddressNotAllowed,
    BadAnswer,
    ProviderError,
    Refused,
    Throttled,
    Unavailable,
    UnknownJob,
)
from reviews.providers.http_client import fetch_to_file
from reviews.providers.huawei.signing import HuaweiAuth
from reviews.providers.secret import Secret
from tests.pure.misbehaving_servers import (
    drip_without_length,
    error_by_status,
    http_client,
    no_error,
    plain_response,
    raw_response,
    serving,
)


def failing_then_fine(*answers: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    left = list(answers)
    return lambda connection: left.pop(0)(connection)


def test_a_query_is_repeated_with_a_fresh_signature() -> None:
    slept: list[float] = []
    moments = iter(datetime(2026, 11, 21, 8, 0, second, tzinfo=UTC) for second in range(10))
    auth = HuaweiAuth(Secret("ak"), Secret("sk"), clock=lambda: next(moments))
    with serving(failing_then_fine(plain_response(b"", "503 Down"), raw_response(b""), plain_response(b"ok"))) as (
        url,
        seen,
    ):
        reply = http_client(slept=slept).call("GET", url, auth=auth, repeatable=True, error_from=error_by_status)
    assert reply.body == b"ok"
    assert slept == [0.5, 1.0]
    signatures = {line for head in seen for line in head.split(b"\r\n") if line.startswith(b"Authorization")}
    assert len(signatures) == 3


def test_a_submit_is_never_repeated() -> None:
    with serving(plain_response(b"", "503 Down")) as (url, seen), pytest.raises(Unavailable):
        http_client().call("POST", url, body=b"{}", repeatable=False, error_from=error_by_status)
    assert len(seen) == 1


@pytest.mark.parametrize("kind", [UnknownJob, BadAnswer, Refused])
def test_what_does_not_pass_by_itself_is_asked_once(kind: type[ProviderError]) -> None:
    with serving(plain_response(b"{}")) as (url, seen), pytest.raises(kind):
        http_client().call("GET", url, repeatable=True, error_from=lambda reply: kind("no"))
    assert len(seen) == 1


def test_a_short_wait_is_waited_for_and_a_long_one_is_told() -> None:
    slept: list[float] = []
    with serving(failing_then_fine(plain_response(b"", "429 Slow", "Retry-After: 2"), plain_response(b"ok"))) as (
        url,
        _,
    ):
        http_client(slept=slept).call("GET", url, repeatable=True, error_from=error_by_status)
    assert slept == [2.0]
    with (
        serving(plain_response(b"", "429 Slow", "Retry-After: 1000000000")) as (url, seen),
        pytest.raises(Throttled) as told,
    ):
        http_client().call("GET", url, repeatable=True, error_from=error_by_status)
    assert (told.value.retry_after_s, len(seen)) == (900.0, 1)


NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "1000000000"}, 900.0),
        ({"Retry-After": "9" * 500}, 900.0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "Sat, 21 Nov 2026 08:00:30 GMT"}, 30.0),
        ({"Retry-After": "Sat, 21 Nov 2026 07:00:00 GMT"}, 0.0),
        ({"Retry-After": "Sat, 21 Nov 9999 07:00:00 GMT"}, 900.0),
        ({"Retry-After": "Sat, 21 Nov 2026 08:00:30 +9999999"}, None),
        ({"x-acs-retry-after": "1500"}, 1.5),
        ({"x-acs-retry-after": "999999999999"}, 900.0),
        ({"x-acs-retry-after": "-1", "Retry-After": "3"}, 3.0),
    ],
)
def test_a_wait_is_read_as_told_and_capped(headers: dict[str, str], seconds: float | None) -> None:
    assert retry.retry_after_seconds(headers, NOW) == seconds


def test_jitter_is_full_and_grows_to_its_cap() -> None:
    assert [retry.backoff_seconds(attempt, lambda: 1.0) for attempt in (0, 1, 2, 10)] == [0.5, 1.0, 2.0, 8.0]
    assert retry.backoff_seconds(3, lambda: 0.0) == 0.0


def test_no_error_and_no_log_line_holds_a_key_or_a_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    auth = HuaweiAuth(Secret("the-ak"), Secret("the-sk"), security_token=Secret("the-token"))
    faults: list[str] = []
    for url in (
        f"http://127.0.0.1:{port}/?Signature=the-signature",
        "http://no-such-host.invalid/?Signature=the-signature",
    ):
        with pytest.raises(Unavailable) as failed:
            http_client().call("GET", url, auth=auth, repeatable=False, error_from=no_error)
        faults += [str(failed.value), repr(failed.value)]
        assert failed.value.__cause__ is None
    # urllib3 logs the path and query of every answered call at DEBUG; it must not, with signed links.
    with serving(plain_response()) as (url, _):
        http_client().call("GET", f"{url}/?Signature=the-signature", auth=auth, repeatable=False, error_from=no_error)
    assert not any("the-" in text for text in [*faults, caplog.text])


def test_a_file_is_fetched_whole(tmp_path: Path) -> None:
    with serving(plain_response(b"x" * 300_000, "200 OK", "Content-Type: Video/MP4; a=b")) as (url, _):
        got = fetch_to_file(url, tmp_path / "v", max_bytes=1_000_000, total_s=5, allow_private=True)
    assert (got.size, got.content_type) == (300_000, "video/mp4")
    assert (tmp_path / "v").stat().st_size == 300_000


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (plain_response(b"x" * 2000), BadAnswer),
        (plain_response(b"gone", "404 Not Found"), Unavailable),
        (raw_response(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort"), Unavailable),
        (drip_without_length, Unavailable),
        (plain_response(b"", "302 Found", "Location: http://127.0.0.1/"), AddressNotAllowed),
    ],
)
def test_a_file_that_is_not_whole_leaves_nothing_behind(
    answer: Callable[[socket.socket], None], kind: type[ProviderError], tmp_path: Path
) -> None:
    with serving(answer) as (url, _), pytest.raises(kind):
        fetch_to_file(url, tmp_path / "v", max_bytes=1000, total_s=0.6, allow_private=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_not_fetched_from_a_private_address(tmp_path: Path) -> None:
    with serving(plain_response()) as (url, seen), pytest.raises(AddressNotAllowed):
        fetch_to_file(url, tmp_path / "v", max_bytes=1000, total_s=1, allow_private=False)
    assert seen == []
