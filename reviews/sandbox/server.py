"""Starts and stops the stand-in on a loopback port."""

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reviews.sandbox import clips
from reviews.sandbox.cloud import Cloud
from reviews.sandbox.faults import Faults
from reviews.sandbox.handler import Handler
from reviews.sandbox.jobs import Jobs
from reviews.sandbox.payload_files import PayloadFiles


class Listener(ThreadingHTTPServer):
    """One thread a connection; open connections are cut when it closes."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], cloud: Cloud, on_call: Callable[[str, str], None] | None) -> None:
        self._open: set[Any] = set()  # first: a port that is taken closes us from within
        super().__init__(address, Handler)
        self.cloud, self.faults, self._on_call = cloud, Faults(), on_call
        self.journal: list[tuple[str, str]] = []
        cloud.port = self.server_address[1]

    def record_call(self, method: str, path: str) -> None:
        """Keep a call for tests and tell who listens; no query, so no signed link."""
        self.journal.append((method, path))
        if self._on_call:
            self._on_call(method, path)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # already gone
                continue


class Sandbox:
    """A running stand-in. `journal` lists (method, path) of every call; Alibaba's calls read `/ActionName`."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.faults, self.journal = listener.faults, listener.journal
        self.url = f"http://{listener.server_address[0]!s}:{listener.server_address[1]}"
        self._thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and cut what is still open."""
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()


def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    payloads: Path | None = None,
    media: Path | None = None,
    jobs: Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_call: Callable[[str, str], None] | None = None,
) -> Sandbox:
    """Listen on `port` (0: any free one). Videos are drawn when first asked for, under `media`.

    `speed` divides the time that jobs take; `jobs` is a file that keeps them over a restart.
    Errors: PayloadError for a recorded answer that is not JSON, JobsFileError for a spoilt jobs file, OSError for a
    taken port.
    """
    files = PayloadFiles(payloads)
    files.check()
    cloud = Cloud(Jobs(speed, jobs), files, media or clips.default_folder(), clock)
    return Sandbox(Listener((host, port), cloud, on_call))
