"""A network that fails when told to: a TCP proxy on loopback that cuts, hangs, refuses, or swallows the answers."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector, SelectorKey
from types import TracebackType

_CHUNK_BYTES = 1 << 16
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time


class _End:
    """One of the two sockets of a connection; what is read here is written to `other`."""

    def __init__(self, own: socket.socket, *, of_client: bool) -> None:
        self.socket = own
        self.of_client = of_client
        self.asked = False  # of a client: whether it waits for an answer
        self.waiting = b""  # to be written here as soon as it takes more; meanwhile nothing is read from the other
        self.other: _End = self

    @property
    def watched_for(self) -> int:
        """What the selector should tell of; 0 for nothing."""
        return (0 if self.other.waiting else EVENT_READ) | (EVENT_WRITE if self.waiting else 0)


class CuttingProxy:
    """Passes every connection to `port` of 127.0.0.1 on to `target_port` of `target_host`, until told otherwise.

    One thread carries it all; each deed has been done when its method returns. `round_trips` counts how often a
    client has spoken after the server did: what a slow network would make it wait for.
    """

    def __init__(self, target_port: int, target_host: str = "127.0.0.1") -> None:
        self.target_port = target_port
        self.target_host = target_host
        self.port = 0
        self.round_trips = 0
        self._lock = threading.Lock()
        self._ends: set[_End] = set()
        self._flowing = self._answering = True
        self._listener: socket.socket | None = None
        self._selector = DefaultSelector()
        self._bell, self._button = socket.socketpair()
        self._thread = threading.Thread(target=self._carry, name="cutting-proxy")

    def __enter__(self) -> CuttingProxy:
        self._selector.register(self._bell, EVENT_READ)
        self.resume()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._button.close()
        self._thread.join()
        self.refuse()
        self._bell.close()
        self._selector.close()

    def cut(self) -> None:
        """Reset every connection; new ones are taken as before."""
        with self._lock:
            for end in list(self._ends):
                self._let_go(end, reset=True)

    def hang(self) -> None:
        """Let nothing through in either direction, without closing anything; new connections are taken and hang too."""
        with self._lock:
            if self._flowing:
                self._flowing = False
                for end in self._ends:
                    self._watch(end)

    def swallow_answers(self) -> None:
        """Let questions through and no answer: what was asked for is done, and the client never learns it."""
        with self._lock:
            self._answering = False

    def refuse(self) -> None:
        """Reset every connection and take no new one."""
        with self._lock:
            if self._listener is not None:
                self._selector.unregister(self._listener)
                self._listener.close()
                self._listener = None
        self.cut()

    def resume(self) -> None:
        """Be a good network again; what hung goes on with the bytes that waited."""
        with self._lock:
            self._answering = True
            if not self._flowing:
                self._flowing = True
                for end in self._ends:
                    self._watch(end)
            if self._listener is None:
                self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
                self._listener.setblocking(False)
                self.port = self._listener.getsockname()[1]
                self._selector.register(self._listener, EVENT_READ)
        self._button.send(b".")  # on Windows a wait does not notice what is watched for anew

    def _carry(self) -> None:
        while True:
            for key, ready_for in self._selector.select():
                if key.fileobj is self._bell:
                    if not self._bell.recv(64):
                        return
                    continue
                with self._lock:
                    if self._selector.get_map().get(key.fd) is key:  # not let go while we waited
                        self._attend(key, ready_for)

    def _attend(self, key: SelectorKey, ready_for: int) -> None:
        if isinstance(key.data, _End):
            try:
                if ready_for & EVENT_WRITE:
                    self._write(key.data, b"")
                if ready_for & EVENT_READ and not key.data.other.waiting:
                    self._pass_on(key.data)
            except OSError:
                self._let_go(key.data, reset=True)
        elif self._listener is not None:
            with suppress(OSError):
                self._take(self._listener.accept()[0])

    def _take(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection((self.target_host, self.target_port), timeout=5)
        except OSError:
            client.close()
            return
        ends = _End(client, of_client=True), _End(server, of_client=False)
        for end, other in (ends, ends[::-1]):
            end.other = other
            end.socket.setblocking(False)
            end.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for end in ends:
            self._ends.add(end)
            self._watch(end)

    def _pass_on(self, end: _End) -> None:
        data = end.socket.recv(_CHUNK_BYTES)
        if not data:
            self._let_go(end, reset=False)
            return
        if end.of_client:
            self.round_trips += not end.asked
            end.asked = True
        else:
            end.other.asked = False
        if end.of_client or self._answering:
            self._write(end.other, data)

    def _write(self, end: _End, data: bytes) -> None:
        end.waiting += data
        with suppress(BlockingIOError):
            end.waiting = end.waiting[end.socket.send(end.waiting) :]
        self._watch(end)
        self._watch(end.other)

    def _watch(self, end: _End) -> None:
        """Tell the selector what the end is to be watched for now."""
        wanted = end.watched_for if self._flowing else 0
        key = self._selector.get_map().get(end.socket)
        if key is None and wanted:
            self._selector.register(end.socket, wanted, end)
        elif key is not None and not wanted:
            self._selector.unregister(end.socket)
        elif key is not None and key.events != wanted:
            self._selector.modify(end.socket, wanted, end)

    def _let_go(self, end: _End, *, reset: bool) -> None:
        """Close both ends."""
        for one in (end, end.other):
            if one in self._ends:
                self._ends.discard(one)
                with suppress(KeyError):
                    self._selector.unregister(one.socket)
                if reset:
                    one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                one.socket.close()
