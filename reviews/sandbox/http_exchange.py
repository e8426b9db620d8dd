"""One HTTP exchange as the stand-in sees it: the request from the wire and the response to write."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """As received: `path` still percent-encoded, `query` decoded pairs, `headers` with lower-case names."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, or nothing."""
        return next((value for key, value in self.query if key == name), "")


@dataclass(frozen=True, slots=True)
class FilePart:
    """`length` bytes of a file from `start`: written in pieces, never held whole."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Response:
    """What to write; `length` of the body is told even when HEAD leaves it out."""

    status: int
    body: bytes | FilePart = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return self.body.length if isinstance(self.body, FilePart) else len(self.body)


def json_response(status: int, document: Any, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer in UTF-8."""
    return Response(status, json_bytes(document), {"Content-Type": "application/json;charset=utf-8", **(headers or {})})


def json_bytes(document: Any) -> bytes:
    """UTF-8, as the services write it; escaped only where half a surrogate pair could not be written otherwise."""
    try:
        return json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(document).encode()
