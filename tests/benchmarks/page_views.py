"""What the browser benchmarks add to the site: a bare page with the same video, and pages that tell their own times.

Once BENCH_TOLD names a file, pages carry the probe as their first script and tell their times there.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

import tests.settings  # noqa: F401 - reads the environment before Django does

settings.STATIC_ROOT = os.environ["BENCH_STATIC"]

from tests.web_process_wsgi import application as site  # noqa: E402 - WhiteNoise reads the setting when it starts

_BARE = """<!doctype html><html lang="en"><head><title>bare</title></head>
<video preload="metadata" muted width="640" height="360" src="/jobs/{}/video/"></video></html>"""
_START = """<!doctype html><html lang="en"><head><title>start</title></head>
<script src="/bench/visits.js" data-to="{}"></script></html>"""
_HTML, _SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
_HERE = Path(__file__).parent
_CALM = 1000  # what a visit set going ends before the next one
_VISITS = (
    f"setTimeout(() => location.assign(document.querySelector('script').dataset.to), {_CALM});".encode(),
    (_HERE / "page_probe.js").read_bytes() + (_HERE / "page_told.js").read_bytes(),
)

type _Start = Callable[..., Any]


def application(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
    """/bench/page/<job>/ is the bare page, /bench/start/?to=...&cookie=... leads to a page; the rest is the site."""
    path, asked = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
    told = os.environ.get("BENCH_TOLD", "")
    if bare := re.fullmatch(r"/bench/page/(\d+)/", path):
        return _answer(start, _with_probe(_BARE.format(bare[1]).encode(), told))
    if path == "/bench/start/":
        cookies = [("Set-Cookie", f"{one}; Path=/; SameSite=Lax") for one in asked.get("cookie", [])]
        return _answer(start, _START.format(asked["to"][0]).encode(), more=cookies)
    if path == "/bench/visits.js":
        return _answer(start, _VISITS[0], _SCRIPT)
    if path == "/bench/probe.js":
        return _answer(start, _VISITS[1], _SCRIPT)
    if path == "/bench/told/":
        with Path(told).open("ab") as lines:
            lines.write(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])) + b"\n")
        return _answer(start, b"")
    if told and re.fullmatch(r"/jobs/\d+/", path):
        return _page_with_probe(environ, start, told)
    return site(environ, start)


def _answer(start: _Start, body: bytes, kind: str = _HTML, more: list[tuple[str, str]] | None = None) -> list[bytes]:
    start("200 OK", [("Content-Length", str(len(body))), ("Content-Type", kind), *(more or [])])
    return [body]


def _with_probe(page: bytes, told: str) -> bytes:
    return page.replace(b"<head>", b'<head><script src="/bench/probe.js"></script>', 1) if told else page


def _page_with_probe(environ: dict[str, Any], start: _Start, told: str) -> list[bytes]:
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    head: list[Any] = []

    def start_later(status: str, headers: list[tuple[str, str]], *_error: object) -> Callable[[bytes], object]:
        head.extend((status, headers))
        return len  # the old way to write a body, which Django does not use

    answer = site(environ, start_later)
    body = _with_probe(b"".join(answer), told)
    answer.close()
    status, headers = head
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    start(status, [*kept, ("Content-Length", str(len(body)))])
    return [body]
