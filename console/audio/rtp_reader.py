"""One thread that hears all open ports: it sleeps until something comes, and empties them before it looks at it."""

from __future__ import annotations

import logging
import selectors
import socket
import threading
import time
from collections.abc import Sequence
from typing import Protocol

log = logging.getLogger(__name__)

KEEP_OPEN_S = 1.0
"""A word back so often keeps the way through a firewall open."""

A_TURN, MOST_TURNS = 16, 256


class Port(Protocol):
    """What is heard: `gather` takes all that has come, `put` does with it what is to be done."""

    socket: socket.socket

    def gather(self, most: int) -> list[bytes]:
        """Datagrams, without waiting; fewer than `most` where there are no more."""

    def put(self, came: list[bytes]) -> None:
        """In their order."""

    def keep_open(self, word: bytes) -> None:
        """A word back, where nothing else was said there for `KEEP_OPEN_S`."""


def gathered(ports: Sequence[Port]) -> dict[Port, list[bytes]]:
    """What has come at each, taken in turns: while one is emptied another one's buffer must not run over."""
    came: dict[Port, list[bytes]] = {port: [] for port in ports}
    full = list(ports)
    for _ in range(MOST_TURNS):
        for port in tuple(full):
            new = port.gather(A_TURN)
            came[port] += new
            if len(new) < A_TURN:
                full.remove(port)
        if not full:
            break
    return came


class RtpReader:
    """Hears a port from `add` to `drop`; its way back is kept open by `word`. The thread lives while there is any."""

    def __init__(self, word: bytes) -> None:
        self._word = word
        self._turn = threading.Condition()
        self._wanted: tuple[Port, ...] = ()
        self._heard: tuple[Port, ...] = ()
        self._thread: threading.Thread | None = None
        self._bell: socket.socket | None = None

    def add(self, port: Port) -> None:
        """Hear it from now on."""
        with self._turn:
            self._wanted = (*self._wanted, port)
            if self._thread is None:
                self._bell, rung = socket.socketpair()
                self._thread = threading.Thread(target=self._run, args=(rung,), name="live-rtp", daemon=True)
                self._thread.start()
            else:
                self._ring()

    def drop(self, port: Port) -> None:
        """Hear it no longer; nothing of it is under way when this returns."""
        with self._turn:
            thread = self._thread
            if port not in self._wanted:
                return
            self._wanted = tuple(one for one in self._wanted if one is not port)
            if thread is None:
                return
            self._ring()
            self._turn.wait_for(lambda: port not in self._heard and (self._wanted or self._thread is not thread))
            last = self._thread is not thread
        if last:
            thread.join()

    def _ring(self) -> None:
        if self._bell is not None:
            self._bell.send(b"!")

    def _run(self, rung: socket.socket) -> None:
        try:
            with rung, selectors.DefaultSelector() as ready:
                self._hear(rung, ready)
        finally:
            self._end()

    def _hear(self, rung: socket.socket, ready: selectors.BaseSelector) -> None:
        said_s = time.monotonic()
        ready.register(rung, selectors.EVENT_READ)
        while ports := self._follow(ready):
            found = ready.select(max(0.0, said_s + KEEP_OPEN_S - time.monotonic()))
            heard = [key.data for key, _ in found if key.data is not None]
            for port, datagrams in gathered(heard).items():
                self._put(port, datagrams)
            if len(heard) < len(found):
                rung.recv(64)
            if time.monotonic() - said_s >= KEEP_OPEN_S:
                said_s = time.monotonic()
                for port in ports:
                    port.keep_open(self._word)

    @staticmethod
    def _put(port: Port, datagrams: list[bytes]) -> None:
        try:
            port.put(datagrams)
        except Exception:  # the others are to be heard on
            log.exception("live sound was not taken in")

    def _follow(self, ready: selectors.BaseSelector) -> tuple[Port, ...]:
        """Take up what is wanted now; with nothing more to hear the thread has no more turns."""
        with self._turn:
            if self._wanted is self._heard and self._wanted:
                return self._heard
            for port in self._heard:
                if port not in self._wanted:
                    ready.unregister(port.socket)
            for port in self._wanted:
                if port not in self._heard:
                    ready.register(port.socket, selectors.EVENT_READ, port)
            self._heard = self._wanted
            if not self._heard:
                self._leave()
            self._turn.notify_all()
            return self._heard

    def _end(self) -> None:
        """Whatever ended the thread, the next port begins another."""
        with self._turn:
            if self._thread is threading.current_thread():
                self._heard = ()
                self._leave()
                self._turn.notify_all()

    def _leave(self) -> None:
        self._thread = None
        if self._bell is not None:
            self._bell.close()
            self._bell = None
