"""The shipped nginx file before the documented gunicorn: slow clients hold nothing, X-Forwarded-For is never theirs."""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

from tests.echo_site import EchoSite
from tests.front_server import NAME, SHIPPED, Nginx
from tests.web_process import CSRF, ROOT, Site

pytestmark = pytest.mark.process

SLOW = 60
# Headers whole, and a body of which a byte comes now and then; the cookie makes the desk wait for the token in it.
_SLOW_POST = (
    "POST /i18n/setlang/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Referer: https://localhost/\r\nCookie: {settings.CSRF_COOKIE_NAME}={CSRF}\r\nContent-Length: 1000\r\n\r\n"
).encode()
_PATIENCE_S = 5.0


@pytest.fixture
def echoed(tmp_path: Path) -> Iterator[tuple[Nginx, EchoSite]]:
    with EchoSite() as site, Nginx(tmp_path / "nginx", site.port) as front:
        yield front, site


def seen(front: Nginx, **headers: str) -> dict[str, str]:
    """The headers that reach the site."""
    _, content = front.ask("GET", "/", None, **headers)
    return dict(json.loads(content)["headers"])


def test_nginx_finds_no_fault_in_the_shipped_file(tmp_path: Path) -> None:
    checked = Nginx(tmp_path / "nginx", 8000).test()
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def hold(stack: ExitStack, line: socket.socket) -> socket.socket:
    """The line with a request begun on it, the first byte of its body sent."""
    stack.enter_context(line)
    line.sendall(_SLOW_POST + b"n")
    return line


def seconds_for_login(line: socket.socket) -> float | None:
    """How long GET /login/ takes; None: not answered in time."""
    begun = time.monotonic()
    line.settimeout(_PATIENCE_S)
    with line:
        line.sendall(f"GET /login/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        try:
            first = line.recv(64)
        except TimeoutError:
            return None
    return time.monotonic() - begun if first.startswith(b"HTTP/1.1 200") else None


@pytest.mark.django_db(transaction=True)
def test_sixty_slow_connections_stop_bare_gunicorn_and_nobody_behind_nginx(tmp_path: Path) -> None:
    with Site(workers=2, threads=4) as site, Nginx(tmp_path / "nginx", site.port) as front, ExitStack() as stack:
        slow = [hold(stack, front.connect()) for _ in range(SLOW)]
        time.sleep(1)
        for line in slow:
            line.sendall(b"n")
        assert seconds_for_login(front.connect()) is not None, front.errors()
        # The same straight to gunicorn holds its threads; this is why the port must not be reachable. Again until both
        # of its processes have started: one that comes later would answer.
        assert any(_holds_all_threads(site, stack) for _ in range(5))


def _holds_all_threads(site: Site, stack: ExitStack) -> bool:
    for _ in range(SLOW):
        hold(stack, socket.create_connection(("127.0.0.1", site.port), timeout=10))
    time.sleep(1)
    return seconds_for_login(socket.create_connection(("127.0.0.1", site.port), timeout=10)) is None


def test_half_a_request_never_reaches_the_site(echoed: tuple[Nginx, EchoSite]) -> None:
    front, site = echoed
    with front.connect() as line:
        line.sendall(_SLOW_POST + b"n" * 999)
        time.sleep(0.5)
        assert site.begun == 0
        line.sendall(b"n")
        line.settimeout(_PATIENCE_S)
        assert b"200 OK" in line.recv(64)
    assert site.begun == 1


def test_the_client_writes_nothing_that_the_site_believes(echoed: tuple[Nginx, EchoSite]) -> None:
    headers = seen(
        echoed[0],
        X_Forwarded_For="1.2.3.4, 10.0.0.1",
        X_Forwarded_Proto="http",
        X_Forwarded_Host="elsewhere.example",
        Forwarded="for=1.2.3.4",
    )
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["Host"] == NAME
    assert not {"X-Forwarded-Host", "Forwarded"} & headers.keys()


def test_another_name_is_not_answered(echoed: tuple[Nginx, EchoSite]) -> None:
    with pytest.raises(ssl.SSLError):
        echoed[0].connect("elsewhere.example")
    assert echoed[1].begun == 0


def test_plain_http_leads_to_https(echoed: tuple[Nginx, EchoSite]) -> None:
    front = echoed[0]
    with socket.create_connection(("127.0.0.1", front.plain_port), timeout=10) as line:
        line.sendall(b"GET /jobs/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"Location: https://localhost/jobs/" in line.recv(4096)


def test_bodies_end_a_little_above_what_the_desk_takes(echoed: tuple[Nginx, EchoSite]) -> None:
    front, site = echoed
    taken, content = front.ask("POST", "/api/v1/jobs/", b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert (taken.status, json.loads(content)["body"]) == (200, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    refused, _ = front.ask("POST", "/api/v1/jobs/", b"x" * (2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert (refused.status, site.begun) == (413, 1)


def test_the_rate_of_signing_in_counts_what_is_sent_only(echoed: tuple[Nginx, EchoSite]) -> None:
    front = echoed[0]
    sent = [front.ask("POST", "/login/", b"username=ana")[0].status for _ in range(40)]
    assert sent[0] == 200
    assert sent[-1] == 429
    assert front.ask("GET", "/login/")[0].status == 200
    assert front.ask("POST", "/jobs/1/lease/", b"{}")[0].status != 429


def test_a_video_is_handed_over_in_ranges_and_not_reachable_otherwise(echoed: tuple[Nginx, EchoSite]) -> None:
    front = echoed[0]
    (front.var / "media" / "clip.mp4").write_bytes(b"0123456789")
    part, content = front.ask("GET", "/jobs/clip.mp4", Range="bytes=2-4")
    assert (part.status, content) == (206, b"234")
    assert part.headers["Content-Range"] == "bytes 2-4/10"
    assert (part.headers["Content-Type"], part.headers["Cache-Control"]) == ("video/mp4", "private, no-cache")
    assert "X-Accel-Redirect" not in part.headers
    assert front.ask("GET", "/kept/clip.mp4")[0].status == 404


def test_static_files_come_from_nginx_for_good_when_their_name_holds_a_hash(echoed: tuple[Nginx, EchoSite]) -> None:
    front, site = echoed
    for name in ("base.css", "base.0123456789ab.css"):
        (front.var / "static" / name).write_text("a {}")
    plain, _ = front.ask("GET", "/static/base.css")
    hashed, content = front.ask("GET", "/static/base.0123456789ab.css")
    assert (plain.headers["Cache-Control"], content, site.begun) == ("public, max-age=60", b"a {}", 0)
    assert "immutable" in hashed.headers["Cache-Control"]
    assert hashed.headers["X-Content-Type-Options"] == "nosniff"


def test_one_network_of_ipv6_is_one_client() -> None:
    """The patterns of the map, tried by themselves: loopback has no second network."""
    patterns = [re.compile(one.replace("(?<", "(?P<")) for one in re.findall(r'"~(\^.*?)" \$', SHIPPED.read_text())]

    def client(address: str) -> str:
        return next((found.group(1) for one in patterns if (found := one.match(address))), address)

    assert client("2001:db8:1:2:3:4:5:6") == client("2001:db8:1:2::9") == "2001:db8:1:2"
    assert client("2001:db8:1::9") == "2001:db8:1"
    assert client("2001:db8::9") == "2001:db8"
    assert client("192.0.2.7") == "192.0.2.7"


def test_the_documented_line_is_the_tested_one_and_names_no_server() -> None:
    documented = (ROOT / "docs" / "deployment.md").read_text()
    assert "gunicorn -c moderation_site/gunicorn_conf.py moderation_site.wsgi" in documented
    with Site(workers=1, threads=1) as site, socket.create_connection(("127.0.0.1", site.port), timeout=10) as line:
        line.sendall(b"GET /login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"\r\nServer: desk\r\n" in line.recv(65536)
