"""The HTTP client against real loopback servers that misbehave."""

import gzip
import resource
import socket
from collections.abc import Callable

import pytest

from reviews.providers.errors import (
    BadAnswer,
    BadEndpoint,
    ProviderError,
    Unavailable,
)
from tests.pure.misbehaving_servers import (
    QUICK,
    drip_for_ever,
    drip_without_length,
    get_once,
    http_client,
    no_error,
    plain_response,
    raw_response,
    serving,
)


def test_a_good_answer_keeps_its_request_id() -> None:
    with serving(plain_response(b'{"a":1}', "200 OK", "X-Request-Id: r-1")) as (url, _):
        reply = get_once(url)
    assert (reply.status, reply.body, reply.request_id) == (200, b'{"a":1}', "r-1")


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    drip_for_ever(connection)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip_for_ever(connection)


def black_hole(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("answer", [drip, drip_without_length, drip_headers, black_hole])
def test_a_call_ends_at_its_total_deadline_whatever_drips(answer: Callable[[socket.socket], None]) -> None:
    with serving(answer) as (url, _), pytest.raises(Unavailable):
        get_once(url, QUICK._replace(total_s=0.6))


@pytest.mark.timeout(60)  # the kernel itself would try for two minutes
def test_a_full_backlog_ends_at_the_connect_deadline() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(place)
        with pytest.raises(Unavailable):
            get_once(f"http://127.0.0.1:{place[1]}", QUICK._replace(connect_s=0.3))
        for filler in fillers:
            filler.close()


def test_a_gzip_bomb_is_cut_at_the_byte_cap_with_little_memory() -> None:
    bomb = gzip.compress(b"\0" * 300_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        serving(plain_response(bomb, "200 OK", "Content-Encoding: gzip")) as (url, _),
        pytest.raises(BadAnswer) as large,
    ):
        get_once(url)
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
    with serving(raw_response(data)) as (url, _), pytest.raises(kind):
        get_once(url)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent", "304 Same"])
def test_a_redirect_is_an_error_and_nobody_follows_it(status: str) -> None:
    with serving(plain_response(b"secret")) as (target, target_seen):
        with (
            serving(plain_response(b"", status, f"Location: {target}/")) as (url, _),
            pytest.raises(BadEndpoint) as error,
        ):
            get_once(url)
        assert error.value.code == "redirect"
        assert target_seen == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain_response(b"proxy")) as (proxy, proxy_seen), serving(plain_response(b"real")) as (url, _):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        assert get_once(url).body == b"real"
        assert proxy_seen == []


def test_cookies_are_not_kept() -> None:
    with serving(plain_response(b"{}", "200 OK", "Set-Cookie: a=b")) as (url, seen):
        ours = http_client()
        for _ in range(2):
            ours.call("GET", url, repeatable=False, error_from=no_error)
    assert not any(b"cookie" in head.lower() for head in seen)


def test_a_private_address_is_not_called_even_when_a_public_name_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain_response()) as (url, seen):
        port = int(url.rpartition(":")[2])
        place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: place)
        with pytest.raises(BadEndpoint):
            http_client(allow_private=False).call(
                "GET", "https://rebound.example.com/", repeatable=True, error_from=no_error
            )
        assert seen == []


def test_the_name_stays_in_host_while_the_socket_goes_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(plain_response()) as (url, seen):
        port = int(url.rpartition(":")[2])
        place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: place)
        get_once(f"http://video.example.com:{port}/a")
    assert f"Host: video.example.com:{port}".encode() in seen[0]
