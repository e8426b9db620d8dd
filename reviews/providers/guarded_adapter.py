"""Connections that go only to checked addresses and end at a deadline, for requests and urllib3.

The host name stays in Host, SNI and the certificate check; only the socket goes to the checked address, so a resolver
that answers differently between check and use changes nothing.
"""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from reviews.providers import address

_current = threading.local()

# urllib3 logs whole addresses there, and ours carry signatures.
logging.getLogger("urllib3.connectionpool").addFilter(lambda record: record.levelno >= logging.ERROR)


class Deadline:
    """Cuts the socket of the call that runs under it once `total_s` are over, whatever the other side drips."""

    def __init__(self, total_s: float) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.has_passed = False
        self._timer = threading.Timer(total_s, self._cut)
        self._timer.daemon = True

    def watch(self, sock: socket.socket | None) -> None:
        """From now on this is the socket to cut."""
        with self._lock:
            self._socket = sock
        if self.has_passed:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self.has_passed = True
            if self._socket is not None:
                with suppress(OSError):  # closed by itself in the meantime
                    # Not SSLSocket.shutdown: that one is not made for another thread's read.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @contextmanager
    def running(self) -> Iterator["Deadline"]:
        """Counts while the block runs; connections opened or reused by this thread in it are watched."""
        _current.deadline = self
        self._timer.start()
        try:
            yield self
        finally:
            _current.deadline = None
            self._timer.cancel()
            self.watch(None)


class _Guarded:
    """Mixed into both connection classes of urllib3."""

    host: str
    port: int
    timeout: Any
    sock: Any
    allow_private = False

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, int | float) else 5.0
        last: OSError | None = None
        for family, place in address.resolve_host(
            self.host, self.port, allow_private=self.allow_private, timeout_s=float(timeout)
        ):
            try:
                return _connected(family, place, float(timeout))
            except OSError as error:
                last = error
        if isinstance(last, TimeoutError):
            raise ConnectTimeoutError(self, "connecting took too long") from last
        raise NewConnectionError(self, "connecting failed") from last  # type: ignore[arg-type]

    def request(self, *args: Any, **kwargs: Any) -> None:
        _watch(self.sock)
        super().request(*args, **kwargs)  # type: ignore[misc]
        _watch(self.sock)


class _PlainConnection(_Guarded, HTTPConnection):
    pass


class _PlainConnectionPrivate(_PlainConnection):
    allow_private = True


class _TlsConnection(_Guarded, HTTPSConnection):
    pass


class _TlsConnectionPrivate(_TlsConnection):
    allow_private = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _PlainPoolPrivate(HTTPConnectionPool):
    ConnectionCls = _PlainConnectionPrivate


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _TlsPoolPrivate(HTTPSConnectionPool):
    ConnectionCls = _TlsConnectionPrivate


class GuardedAdapter(HTTPAdapter):
    """The transport of every session of ours."""

    def __init__(self, *, allow_private: bool) -> None:
        self._pools = (
            {"http": _PlainPoolPrivate, "https": _TlsPoolPrivate}
            if allow_private
            else {"http": _PlainPool, "https": _TlsPool}
        )
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


def _connected(family: int, place: tuple[Any, ...], timeout: float) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(timeout)
        sock.connect(place)
    except OSError:
        sock.close()
        raise
    return sock


def _watch(sock: socket.socket | None) -> None:
    deadline = getattr(_current, "deadline", None)
    if deadline is not None and sock is not None:
        deadline.watch(sock)
