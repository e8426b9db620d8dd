"""Reads one HTTP call, lets the stand-in answer it, writes the answer."""

import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

from reviews.sandbox import routes
from reviews.sandbox.faults import Fault
from reviews.sandbox.http_exchange import FilePart, Request, Response

if TYPE_CHECKING:
    from reviews.sandbox.server import Listener

_PIECE = 256 * 1024
_MAX_BODY_BYTES = 64 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or small answers wait for the peer's delayed acknowledgement
    wbufsize = _PIECE  # head and body leave together
    timeout = 60

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the caller went away, as a browser does whenever it seeks
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  (names that http.server looks up)

    def version_string(self) -> str:
        return "sandbox"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the command prints calls itself, without their signed queries."""

    def _serve(self) -> None:
        listener = cast("Listener", self.server)
        request = self._read()
        if request is None:
            self._write(Response(413, b"", {"Connection": "close"}), None)
            return
        name = routes.action_name(request)
        listener.record_call(request.method, request.path if request.path != "/" or not name else f"/{name}")
        fault = listener.faults.pop_for_action(name)
        if fault and fault.delay_s:
            time.sleep(fault.delay_s)
        if fault and fault.status is not None:
            response = Response(fault.status, fault.body, fault.headers)
        else:
            response = routes.answer_request(listener.cloud, request)
        self._write(response, fault)

    def _read(self) -> Request | None:
        told = self.headers.get("Content-Length") or "0"
        length = int(told) if told.isascii() and told.isdigit() else _MAX_BODY_BYTES + 1
        if length > _MAX_BODY_BYTES or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            return None
        path, _, query = self.path.partition("?")
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            lower = name.lower()
            headers[lower] = f"{headers[lower]},{value}" if lower in headers else value
        # Decoded form-style: official SDKs write a space as "+" and sign it as %20.
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        return Request(self.command, path, pairs, headers, self.rfile.read(length))

    def _write(self, response: Response, fault: Fault | None) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(response.length))
        if self.command == "HEAD" or response.status == 304:
            self.end_headers()
            return
        self._body(response, fault.cut_at if fault else None)

    def _body(self, response: Response, cut_at: int | None) -> None:
        self.end_headers()
        if isinstance(response.body, FilePart):
            self._file(response.body, response.length if cut_at is None else cut_at)
        else:
            self.wfile.write(response.body[:cut_at])
        if cut_at is not None:
            self.close_connection = True

    def _file(self, part: FilePart, most: int) -> None:
        left = min(part.length, most)
        with part.path.open("rb") as file:
            file.seek(part.start)
            while left and (piece := file.read(min(_PIECE, left))):
                self.wfile.write(piece)
                left -= len(piece)
