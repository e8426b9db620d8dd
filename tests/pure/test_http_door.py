"""The one HTTP door against real loopback servers that misbehave."""

import gzip
import logging
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from reviews.providers.http import Door, Limits, Reply, fetch_to_file
from reviews.providers.huawei.signing import HuaweiAuth

QUICK = Limits(connect_s=1.0, read_s=1.0, total_s=1.0, max_bytes=1_000_000)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one request head a connection and then does as told; yields its address and what it read."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []
    stop = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65_536)
                if not part:
                    return
                head += part
            seen.append(head)
            try:
                answer(connection)
            except OSError:
                return  # the client went away, as it should

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def plain(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Callable[[socket.socket], None]:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def raw(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def fine(reply: Reply) -> None:
    return None


def by_status(reply: Reply) -> ProviderError | None:
    if reply.status == 429:
        return Throttled("slow down", retry_after_s=reply.retry_after_s)
    return Unavailable("down", retry_after_s=reply.retry_after_s) if reply.status >= 500 else None


def door(limits: Limits = QUICK, slept: list[float] | None = None, *, allow_private: bool = True) -> Door:
    waits = [] if slept is None else slept
    return Door(allow_private=allow_private, limits=limits, sleep=waits.append, random=lambda: 1.0)


def get(url: str, limits: Limits = QUICK) -> Reply:
    return door(limits).call("GET", url, repeatable=False, judge=fine)


def test_a_good_answer_keeps_its_request_id() -> None:
    with serving(plain(b'{"a":1}', "200 OK", "X-Request-Id: r-1")) as (url, _):
        reply = get(url)
    assert (reply.status, reply.body, reply.request_id) == (200, b'{"a":1}', "r-1")


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_without_length(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def black_hole(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("answer", [drip, drip_without_length, drip_headers, black_hole])
def test_a_call_ends_at_its_total_deadline_whatever_drips(answer: Callable[[socket.socket], None]) -> None:
    with serving(answer) as (url, _):
        start = time.monotonic()
        with pytest.raises(Unavailable):
            get(url, QUICK._replace(total_s=0.6))
        assert time.monotonic() - start < 1.5


def test_a_full_backlog_ends_at_the_connect_deadline() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(place)
        start = time.monotonic()
        with pytest.raises(Unavailable):
            get(f"http://127.0.0.1:{place[1]}", QUICK._replace(connect_s=0.3))
        assert time.monotonic() - start < 2
        for filler in fillers:
            filler.close()


def test_a_gzip_bomb_is_cut_at_the_byte_cap_with_little_memory() -> None:
    bomb = gzip.compress(b"\0" * 300_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with serving(plain(bomb, "200 OK", "Content-Encoding: gzip")) as (url, _), pytest.raises(BadAnswer) as large:
        get(url)
    assert large.value.code == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB; the test's own bomb is freed


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", Unavailable),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Unavailable),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", BadAnswer),
        (b"", Unavailable),
        (b"nonsense\r\n\r\n", Unavailable),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", Unavailable),
    ],
)
def test_a_cut_or_broken_answer_is_a_failure(data: bytes, kind: type[ProviderError]) -> None:
    with serving(raw(data)) as (url, _), pytest.raises(kind):
        get(url)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent", "304 Same"])
def test_a_redirect_is_an_error_and_nobody_follows_it(status: str) -> None:
    with serving(plain(b"secret")) as (target, target_seen):
        with serving(plain(b"", status, f"Location: {target}/")) as (url, _), pytest.raises(AddressNotAllowed) as error:
            get(url)
        assert error.value.code == "redirect"
        assert target_seen == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain(b"proxy")) as (proxy, proxy_seen), serving(plain(b"real")) as (url, _):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        assert get(url).body == b"real"
        assert proxy_seen == []


def test_cookies_are_not_kept() -> None:
    with serving(plain(b"{}", "200 OK", "Set-Cookie: a=b")) as (url, seen):
        ours = door()
        for _ in range(2):
            ours.call("GET", url, repeatable=False, judge=fine)
    assert not any(b"cookie" in head.lower() for head in seen)


def test_a_private_address_is_not_called_even_when_a_public_name_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain()) as (url, seen):
        port = int(url.rpartition(":")[2])
        place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: place)
        with pytest.raises(AddressNotAllowed):
            door(allow_private=False).call("GET", "https://rebound.example.com/", repeatable=True, judge=fine)
        assert seen == []


def test_the_name_stays_in_host_while_the_socket_goes_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain()) as (url, seen):
        port = int(url.rpartition(":")[2])
        place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: place)
        get(f"http://video.example.com:{port}/a")
    assert f"Host: video.example.com:{port}".encode() in seen[0]


def failing_then_fine(*answers: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    left = list(answers)
    return lambda connection: left.pop(0)(connection)


def test_a_query_is_repeated_with_a_fresh_signature() -> None:
    slept: list[float] = []
    moments = iter(datetime(2026, 11, 21, 8, 0, second, tzinfo=UTC) for second in range(10))
    auth = HuaweiAuth("ak", "sk", clock=lambda: next(moments))
    with serving(failing_then_fine(plain(b"", "503 Down"), raw(b""), plain(b"ok"))) as (url, seen):
        reply = door(slept=slept).call("GET", url, auth=auth, repeatable=True, judge=by_status)
    assert reply.body == b"ok"
    assert slept == [0.5, 1.0]
    signatures = {line for head in seen for line in head.split(b"\r\n") if line.startswith(b"Authorization")}
    assert len(signatures) == 3


def test_a_submit_is_never_repeated() -> None:
    with serving(plain(b"", "503 Down")) as (url, seen), pytest.raises(Unavailable):
        door().call("POST", url, body=b"{}", repeatable=False, judge=by_status)
    assert len(seen) == 1


@pytest.mark.parametrize("kind", [UnknownJob, BadAnswer, Refused])
def test_what_does_not_pass_by_itself_is_asked_once(kind: type[ProviderError]) -> None:
    with serving(plain(b"{}")) as (url, seen), pytest.raises(kind):
        door().call("GET", url, repeatable=True, judge=lambda reply: kind("no"))
    assert len(seen) == 1


def test_a_short_wait_is_waited_for_and_a_long_one_is_told() -> None:
    slept: list[float] = []
    with serving(failing_then_fine(plain(b"", "429 Slow", "Retry-After: 2"), plain(b"ok"))) as (url, _):
        door(slept=slept).call("GET", url, repeatable=True, judge=by_status)
    assert slept == [2.0]
    with serving(plain(b"", "429 Slow", "Retry-After: 1000000000")) as (url, seen), pytest.raises(Throttled) as told:
        door().call("GET", url, repeatable=True, judge=by_status)
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
    assert retry.told(headers, NOW) == seconds


def test_jitter_is_full_and_grows_to_its_cap() -> None:
    assert [retry.backoff(attempt, lambda: 1.0) for attempt in (0, 1, 2, 10)] == [0.5, 1.0, 2.0, 8.0]
    assert retry.backoff(3, lambda: 0.0) == 0.0


def test_no_error_and_no_log_line_holds_a_key_or_a_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    auth = HuaweiAuth("the-ak", "the-sk", security_token="the-token")
    faults: list[str] = []
    for url in (
        f"http://127.0.0.1:{port}/?Signature=the-signature",
        "http://no-such-host.invalid/?Signature=the-signature",
    ):
        with pytest.raises(Unavailable) as failed:
            door().call("GET", url, auth=auth, repeatable=False, judge=fine)
        faults += [str(failed.value), repr(failed.value)]
        assert failed.value.__cause__ is None
    # urllib3 logs the path and query of every answered call at DEBUG; it must not, with signed links.
    with serving(plain()) as (url, _):
        door().call("GET", f"{url}/?Signature=the-signature", auth=auth, repeatable=False, judge=fine)
    assert not any("the-" in text for text in [*faults, caplog.text])


def test_a_file_is_fetched_whole(tmp_path: Path) -> None:
    with serving(plain(b"x" * 300_000, "200 OK", "Content-Type: Video/MP4; a=b")) as (url, _):
        got = fetch_to_file(url, tmp_path / "v", max_bytes=1_000_000, total_s=5, allow_private=True)
    assert (got.size, got.content_type) == (300_000, "video/mp4")
    assert (tmp_path / "v").stat().st_size == 300_000


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (plain(b"x" * 2000), BadAnswer),
        (plain(b"gone", "404 Not Found"), Unavailable),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort"), Unavailable),
        (drip_without_length, Unavailable),
        (plain(b"", "302 Found", "Location: http://127.0.0.1/"), AddressNotAllowed),
    ],
)
def test_a_file_that_is_not_whole_leaves_nothing_behind(
    answer: Callable[[socket.socket], None], kind: type[ProviderError], tmp_path: Path
) -> None:
    with serving(answer) as (url, _), pytest.raises(kind):
        fetch_to_file(url, tmp_path / "v", max_bytes=1000, total_s=0.6, allow_private=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_not_fetched_from_a_private_address(tmp_path: Path) -> None:
    with serving(plain()) as (url, seen), pytest.raises(AddressNotAllowed):
        fetch_to_file(url, tmp_path / "v", max_bytes=1000, total_s=1, allow_private=False)
    assert seen == []
