"""Loopback servers that misbehave, and a door to them."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reviews.providers.errors import (
    ProviderError,
    Throttled,
    Unavailable,
)
from reviews.providers.http_client import HttpClient, Limits, ProviderResponse

QUICK = Limits(connect_s=1.0, read_s=1.0, total_s=1.0, max_bytes=1_000_000)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one request head a connection and then does as told; yields its address and what it read."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []
    stop = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65_536)
                if not part:
                    return
                head += part
            seen.append(head)
            try:
                answer(connection)
            except OSError:
                return  # the client went away, as it should

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def plain_response(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Callable[[socket.socket], None]:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def raw_response(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def no_error(reply: ProviderResponse) -> None:
    return None


def error_by_status(reply: ProviderResponse) -> ProviderError | None:
    if reply.status == 429:
        return Throttled("slow down", retry_after_s=reply.retry_after_s)
    return Unavailable("down", retry_after_s=reply.retry_after_s) if reply.status >= 500 else None


def http_client(limits: Limits = QUICK, slept: list[float] | None = None, *, allow_private: bool = True) -> HttpClient:
    waits = [] if slept is None else slept
    return HttpClient(allow_private=allow_private, limits=limits, sleep=waits.append, random=lambda: 1.0)


def get_once(url: str, limits: Limits = QUICK) -> ProviderResponse:
    return http_client(limits).call("GET", url, repeatable=False, error_from=no_error)


def drip_for_ever(connection: socket.socket) -> None:
    """One byte each 0.1 s, and no end of its own: only the caller can end the call."""
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_without_length(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    drip_for_ever(connection)
