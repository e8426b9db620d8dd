"""The live server's door: it counts who is inside, so that a test can end when nobody is."""

import contextlib
import socket
import threading
from typing import Any


class ServerConnections:
    """Counts connections of the server of that thread, from when they are let in until their last answer is out."""

    def __init__(self, thread: Any) -> None:
        self.address = (thread.host, thread.port)
        self.open: set[socket.socket] = set()
        self.changed = threading.Condition()
        server = thread.httpd
        self._accept, self._serve = server.process_request, server.process_request_thread
        server.process_request, server.process_request_thread = self._count_opened, self._count_closed

    def _count_opened(self, request: Any, client: Any) -> None:
        with self.changed:
            self.open.add(request)
        self._accept(request, client)

    def _count_closed(self, request: Any, client: Any) -> None:
        try:
            self._serve(request, client)
        finally:
            with self.changed:
                self.open.discard(request)
                self.changed.notify_all()

    def wait_until_closed(self, seconds: float) -> None:
        """What was asked before is answered; a browser that keeps its connections finds them closed.

        Call it when no page asks for more. Errors: AssertionError after so many seconds.
        """
        self._connect_last(seconds)
        with self.changed:
            for client in self.open:
                with contextlib.suppress(OSError):  # it has left in the meantime
                    client.shutdown(socket.SHUT_RD)  # what is on its way in is still read, then comes the end
            assert self.changed.wait_for(lambda: not self.open, seconds), f"{len(self.open)} are still inside"

    def _connect_last(self, seconds: float) -> None:
        """Stand in the queue behind everybody who knocked before, and leave as soon as the door opens."""
        with socket.create_connection(self.address, seconds) as last:
            last.shutdown(socket.SHUT_WR)
            while last.recv(1024):
                pass
