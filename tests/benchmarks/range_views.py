"""The raw limit of a byte range: 64 KiB of a file read by the same gunicorn, with no Django code around it."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks.empty_views import application as views


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """/bench/range/ reads the file that BENCH_FILM names; everything else is the site with its empty views."""
    if environ["PATH_INFO"] != "/bench/range/":
        return views(environ, start)
    first, last = (int(end) for end in environ["HTTP_RANGE"].removeprefix("bytes=").split("-"))
    with Path(os.environ["BENCH_FILM"]).open("rb") as film:
        body = os.pread(film.fileno(), last - first + 1, first)
    start("206 Partial Content", [("Content-Length", str(len(body))), ("Content-Type", "video/mp4")])
    return [body]
