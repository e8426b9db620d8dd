"""Serves a file over HTTP with byte ranges, as browsers need to seek (RFC 9110 section 14)."""

import re
from email.utils import formatdate
from pathlib import Path

from reviews.sandbox.http_exchange import FilePart, Request, Response

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def file_response(request: Request, path: Path, content_type: str) -> Response:
    """200 with all, 206 with the asked part, 416 beyond the end, 304 when the caller has it. One range only."""
    facts = path.stat()
    size = facts.st_size
    headers = {
        "Content-Type": content_type,
        "Accept-Ranges": "bytes",
        "ETag": f'"{path.stem}-{size:x}"',
        "Last-Modified": formatdate(facts.st_mtime, usegmt=True),
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(304, b"", headers)
    asked = request.headers.get("range", "")
    if not asked or not _is_unchanged(request, headers):
        return Response(200, FilePart(path, 0, size), headers)
    span = _span(asked, size)
    if span is None:  # several ranges or a foreign unit: a server may send everything
        return Response(200, FilePart(path, 0, size), headers)
    start, end = span
    if start >= size or end < start:
        return Response(416, b"", {**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return Response(206, FilePart(path, start, end - start + 1), headers)


def _is_unchanged(request: Request, headers: dict[str, str]) -> bool:
    return request.headers.get("if-range", headers["ETag"]) in (headers["ETag"], headers["Last-Modified"])


def _span(asked: str, size: int) -> tuple[int, int] | None:
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size)
    return int(first), min(int(last), size - 1) if last else size - 1
