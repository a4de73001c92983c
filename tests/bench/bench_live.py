"""How soon other consoles hear: from a deed that is committed to the call of each listener."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Condition

import psycopg

from console.domain.events import Event, LinkState
from console.store.connecting import Patience, Session
from console.store.events import EventListener
from console.store.store import Store
from tests.bench.table import record, table
from tests.postgres import start_server, stop_server
from tests.store.centres import QUICK_HASHES

DEEDS = 300
MANY = 50
BAR_MS = 50.0


class Stopwatch:
    """When each of several listeners heard each event."""

    def __init__(self, listeners: int) -> None:
        self._listeners = listeners
        self._condition = Condition()
        self._connected = 0
        self._heard: dict[int, list[float]] = {}

    def see(self, state: LinkState) -> None:
        """In a listener's thread."""
        with self._condition:
            self._connected += state is LinkState.CONNECTED
            self._condition.notify_all()

    def hear(self, event: Event) -> None:
        """In a listener's thread."""
        now = time.perf_counter()
        with self._condition:
            self._heard.setdefault(event.seq, []).append(now)
            if len(self._heard[event.seq]) == self._listeners:
                self._condition.notify_all()

    def wait_for_all(self) -> None:
        """Until all are connected."""
        with self._condition:
            assert self._condition.wait_for(lambda: self._connected == self._listeners, 60)

    def when_heard(self, seq: int) -> list[float]:
        """When each heard it, first to last; waits for the last."""
        with self._condition:
            assert self._condition.wait_for(lambda: len(self._heard.get(seq, ())) == self._listeners, 60)
            return sorted(self._heard[seq])


@contextmanager
def listening(url: str, listeners: int) -> Iterator[Stopwatch]:
    """That many listeners, all connected."""
    watch = Stopwatch(listeners)
    with ExitStack() as ends:
        for _ in range(listeners):
            listener = EventListener(Session(url, Patience()), watch.hear, watch.see)
            listener.start()
            ends.callback(listener.stop)
        watch.wait_for_all()
        yield watch


def delays_ms(url: str, listeners: int) -> tuple[list[float], list[float]]:
    """For each deed: from its commit being known to the deed's own console until the first and the last has heard."""
    first, last = [], []
    with psycopg.connect(url, autocommit=True) as speaker, listening(url, listeners) as watch:
        for _ in range(DEEDS):
            ((seq,),) = speaker.execute("SELECT tell('submitted', NULL, NULL, NULL)").fetchall()
            committed = time.perf_counter()
            heard = watch.when_heard(seq)
            first.append(max(0.0, heard[0] - committed) * 1000)
            last.append(max(0.0, heard[-1] - committed) * 1000)
    return first, last


def run() -> None:
    """One listener, then fifty in one process (their real number on a floor, each on its own machine there)."""
    server = start_server(durable=True)
    try:
        url = server.url(server.fresh_database())
        Store.open(url, hasher=QUICK_HASHES).close()
        _, alone = delays_ms(url, 1)
        record("event heard after commit, median", statistics.median(alone), "ms", bar=BAR_MS)
        record("event heard after commit, p95", sorted(alone)[int(len(alone) * 0.95)], "ms")
        _, last = delays_ms(url, MANY)
        record(f"event heard by the last of {MANY}, median", statistics.median(last), "ms", bar=BAR_MS)
        record(f"event heard by the last of {MANY}, p95", sorted(last)[int(len(last) * 0.95)], "ms")
    finally:
        stop_server(server)


if __name__ == "__main__":
    run()
    sys.exit(print(table()))  # noqa: T201
