"""A site that answers what reached it, as JSON; it hands ``/jobs/...`` over to nginx as the desk does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class _Server(ThreadingHTTPServer):
    begun = 0
    daemon_threads = True


class _Echo(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.begun += 1
        facts = {"path": self.path, "headers": self.headers.items(), "body": len(self.rfile.read(length))}
        content = json.dumps(facts).encode()
        self.send_response(200)
        if self.path.startswith("/jobs/"):
            content = b""
            self.send_header("X-Accel-Redirect", "/kept/" + self.path.removeprefix("/jobs/"))
            self.send_header("Cache-Control", "private, no-cache")
            self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer  # noqa: N815 - the names that the base class calls

    def log_message(self, *_: Any) -> None:
        """Nothing: the test looks at the answers."""


class EchoSite:
    """On a port of its own; `begun` counts the requests that reached it."""

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Echo)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def begun(self) -> int:
        return self._server.begun
