"""Answers out of the storage: a file in byte ranges, or a picture, each with what caches need to know."""

import mimetypes
import os
from collections.abc import Iterator

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date

from reviews.media import ranges

BLOCK_BYTES = 64 * 1024
# "bytes=0-" of a film would hold a thread for as long as the reviewer watches; a 206 may be a part of what was
# asked (RFC 9110, 15.3.7) and players come back for the rest.
MAX_OPEN_RANGE_BYTES = 4 * 1024 * 1024
PICTURE_CACHE_SECONDS = 24 * 60 * 60


def set_picture_headers(response: HttpResponseBase, etag: str, *, is_versioned: bool) -> HttpResponseBase:
    """For the person's own cache and a day; `is_versioned`: the address is another one when the picture is."""
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={PICTURE_CACHE_SECONDS}" + (", immutable" if is_versioned else "")
    return response


def range_response(request: HttpRequest, name: str) -> HttpResponseBase:
    """The stored file `name`, or the one range that is asked for. Errors: FileNotFoundError."""
    if settings.MEDIA_ACCEL_PREFIX:
        return _front_server_response(name)
    file = default_storage.open(name, "rb")
    size, changed = _facts(file, name)
    etag = f'"{size:x}-{int(changed * 1000):x}"'
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(changed))
    if unchanged:
        file.close()
    answer = unchanged or _bytes_response(request, file, name, size, etag)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(changed)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _front_server_response(name: str) -> HttpResponseBase:
    """The front server reads the file itself, with its own ranges and validators."""
    if not default_storage.exists(name):
        raise FileNotFoundError(name)
    answer = HttpResponse(content_type=_kind(name))
    answer["X-Accel-Redirect"] = iri_to_uri(f"{settings.MEDIA_ACCEL_PREFIX.rstrip('/')}/{name}")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _facts(file: "File[bytes]", name: str) -> tuple[int, float]:
    """Bytes, and when it changed (seconds since 1970): one question to the open file instead of two to the folder."""
    try:
        known = os.fstat(file.fileno())
    except (AttributeError, OSError):
        return default_storage.size(name), default_storage.get_modified_time(name).timestamp()
    return known.st_size, known.st_mtime


def _bytes_response(request: HttpRequest, file: "File[bytes]", name: str, size: int, etag: str) -> HttpResponseBase:
    try:
        part = _requested_range(request, size, etag)
    except ranges.UnsatisfiableRange:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = ranges.Range(0, size - 1)
    answer = StreamingHttpResponse(
        _FileRange(file, part or whole), status=206 if part else 200, content_type=_kind(name)
    )
    answer["Content-Length"] = str((part or whole).length)
    if part:
        answer["Content-Range"] = part.content_range(size)
    return answer


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _requested_range(request: HttpRequest, size: int, etag: str) -> ranges.Range | None:
    """The one range to answer, None for the whole file. Of several ranges the first is answered."""
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header or request.headers.get("If-Range", etag) != etag:
        return None
    found = ranges.parse_range_header(header, size)
    if not found:
        return None
    first = found[0]
    if first.is_open and first.length > MAX_OPEN_RANGE_BYTES:
        return ranges.Range(first.first, first.first + MAX_OPEN_RANGE_BYTES - 1)
    return first


class _FileRange:
    """The bytes of one range, a block at a time. Closes its file with the answer, read or not."""

    def __init__(self, file: "File[bytes]", part: ranges.Range) -> None:
        self._file, self._left = file, part.length
        file.seek(part.first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (block := self._file.read(min(BLOCK_BYTES, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()
