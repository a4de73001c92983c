"""TLS for a reader and a writer in two threads: OpenSSL loses what is written while it reads a session ticket."""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from contextlib import suppress
from threading import Lock
from typing import Any, cast

from websockets.sync.client import ClientConnection

LOOK_UP_S = 0.5
"""Whoever waits for a socket looks so often whether it was closed: not every system wakes them."""


class TlsInTurns:
    """A TLS socket on which only one thread at a time is inside OpenSSL; waiting is done outside.

    What websockets uses of a socket, and as there: `recv` has nothing at the end, waiting is no longer than the time
    set. `close` wakes whoever waits.
    """

    def __init__(self, connected: ssl.SSLSocket) -> None:
        """Of a connection whose handshake is done."""
        self._tls = connected
        self._turn = Lock()
        self._longest_s = connected.gettimeout()
        self._closed = False
        connected.setblocking(False)

    def recv(self, most: int) -> bytes:
        """What has come; empty at the end. OSError."""
        until_s = self._deadline()
        while True:
            try:
                with self._turn:
                    return self._tls.recv(most)
            except ssl.SSLWantReadError:
                ready = selectors.EVENT_READ
            except ssl.SSLWantWriteError:
                ready = selectors.EVENT_WRITE
            self._wait(ready, until_s)

    def sendall(self, message: bytes) -> None:
        """Send all of it. OSError."""
        until_s = self._deadline()
        left = memoryview(message)
        while left:
            try:
                with self._turn:
                    left = left[self._tls.send(left) :]
                continue
            except ssl.SSLWantReadError:
                ready = selectors.EVENT_READ
            except ssl.SSLWantWriteError:
                ready = selectors.EVENT_WRITE
            self._wait(ready, until_s)

    def settimeout(self, longest_s: float | None) -> None:
        """How long `recv` and `sendall` may wait from now on; None: for ever."""
        self._longest_s = longest_s

    def shutdown(self, how: int) -> None:
        """As of a socket; what comes is still read as TLS."""
        socket.socket.shutdown(self._tls, how)

    def close(self) -> None:
        """As of a socket."""
        self._closed = True
        with suppress(OSError):
            self.shutdown(socket.SHUT_RDWR)
        with self._turn:
            self._tls.close()

    def fileno(self) -> int:
        """As of a socket."""
        return self._tls.fileno()

    def getsockname(self) -> Any:
        """As of a socket."""
        return self._tls.getsockname()

    def getpeername(self) -> Any:
        """As of a socket."""
        return self._tls.getpeername()

    def setsockopt(self, level: int, option: int, value: int) -> None:
        """As of a socket."""
        self._tls.setsockopt(level, option, value)

    def _deadline(self) -> float | None:
        return None if self._longest_s is None else time.monotonic() + self._longest_s

    def _wait(self, ready: int, until_s: float | None) -> None:
        """Until there may be something to do. TimeoutError, OSError when it was closed."""
        with selectors.DefaultSelector() as waiting:
            try:
                waiting.register(self._tls, ready)
            except ValueError:  # it has no number any more
                raise OSError("closed") from None
            while not self._closed:
                left_s = LOOK_UP_S if until_s is None else until_s - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError("timed out")
                if waiting.select(min(left_s, LOOK_UP_S)):
                    return
        raise OSError("closed")


class ConnectionInTurns(ClientConnection):
    """As its base, which reads in one thread and writes in others; with TLS they take turns."""

    def __init__(self, connected: socket.socket, *others: Any, **more: Any) -> None:
        if isinstance(connected, ssl.SSLSocket):
            connected = cast(socket.socket, TlsInTurns(connected))
        super().__init__(connected, *others, **more)
