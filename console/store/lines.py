"""A connection that waits for the server's notices in a thread of its own, and makes itself anew when it is lost."""

from __future__ import annotations

import logging
import selectors
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Event as Flag
from threading import Thread, current_thread
from time import monotonic
from typing import TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ExecStatus, PGconn, PollingStatus, abc

from console.domain.events import LinkState
from console.domain.faults import Fault
from console.store.connecting import Session, parameters

T = TypeVar("T")

_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 10.0
_LONGEST_ANSWER_S = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What came on a channel; `pid` is the server process that sent it, which nobody can forge."""

    channel: str
    pid: int
    said: str


class Listener(ABC):
    """Keeps a line to the server from `start` to `stop`, over lost connections too.

    `state_changed` is called in the listener's own thread. Between notices it waits on its socket; only when nothing
    came for `keep_alive_s` seconds it asks whether the server is still there.
    """

    name = "listener"

    def __init__(
        self,
        session: Session,
        state_changed: Callable[[LinkState], object] | None = None,
        *,
        keep_alive_s: float = 30.0,
    ) -> None:
        self._session = session
        self._state_changed = state_changed
        self._keep_alive_s = keep_alive_s
        self._state: LinkState | None = None
        self._ended = Flag()
        self._bell, self._rope = socket.socketpair()
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Begin; returns at once, whether the server is there or not."""
        self._thread.start()

    def stop(self) -> None:
        """End, within a second; nothing is told once this has returned."""
        if self._ended.is_set():
            return
        self._ended.set()
        with suppress(OSError):  # the thread has just ended by itself
            self._rope.send(b"\0")
        if self._thread.ident is None:
            self._bell.close()
        elif self._thread is not current_thread():
            # Only the system's look-up of a host's name cannot be cut short; its thread then ends unheard.
            self._thread.join(1.0)
        self._rope.close()

    def _run(self) -> None:
        pause_s = _FIRST_PAUSE_S
        with closing(self._bell), suppress(Stopped):
            while True:
                try:
                    with Line.open(self._session, self._bell) as line:
                        self._join(line)
                        pause_s = _FIRST_PAUSE_S
                        self._follow(line)
                except (psycopg.Error, OSError, Fault) as error:
                    _log.info("%s: %s", self.name, str(error).strip())
                self._say(LinkState.LOST)
                wait(self._bell, None, reading=True, timeout_s=pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    @abstractmethod
    def _join(self, line: Line) -> None:
        """Listen first, then look what went by: whatever is committed in between comes both ways."""

    @abstractmethod
    def _heard(self, line: Line, notices: list[Notice]) -> None:
        """Notices have come."""

    def _follow(self, line: Line) -> None:
        while True:
            while notices := line.notices():  # until it is silent: what came with an answer no longer wakes the socket
                self._heard(line, notices)
            if not line.wait(self._patience_s()):
                self._idle(line)

    def _patience_s(self) -> float:
        """How long to wait for a notice."""
        return self._keep_alive_s

    def _idle(self, line: Line) -> None:
        """No notice came in that time."""
        line.ask("SELECT 1")

    def _say(self, state: LinkState) -> None:
        if state is not self._state:
            self._state = state
            if self._state_changed:
                self._call(self._state_changed, state)

    def _call(self, told: Callable[[T], object], value: T) -> None:
        if self._ended.is_set():
            raise Stopped
        try:
            told(value)
        except Exception:
            _log.exception("%s: whoever was told of %s failed", self.name, value)


class Stopped(Exception):
    """The listener is to end."""


def wait(bell: socket.socket, link: int | None, *, reading: bool, timeout_s: float) -> bool:
    """Wait until the link is ready: False when the time has passed before. Stopped when the bell rings."""
    with selectors.DefaultSelector() as selector:
        selector.register(bell, selectors.EVENT_READ)
        if link is not None:
            selector.register(link, selectors.EVENT_READ if reading else selectors.EVENT_WRITE)
        ready = selector.select(max(0.0, timeout_s))
    if any(key.fileobj is bell for key, _ in ready):
        raise Stopped
    return bool(ready)


class Line:
    """A connection on libpq itself, since every wait on it, that for the connection too, must end when the bell rings.

    psycopg.OperationalError when the server goes, refuses, or does not answer in time.
    """

    def __init__(self, libpq: abc.PGconn, bell: socket.socket, answer_s: float) -> None:
        self._libpq = libpq
        self._bell = bell
        self._answer_s = answer_s

    @classmethod
    def open(cls, session: Session, bell: socket.socket) -> Line:
        """The first of the server's hosts that lets us in."""
        refused: psycopg.OperationalError | None = None
        answer_s = min(_LONGEST_ANSWER_S, session.patience.answer_s)
        for conninfo, timeout_s in _attempts(session):
            line = cls(PGconn.connect_start(conninfo.encode()), bell, answer_s)
            try:
                line._connect(monotonic() + timeout_s)
            except psycopg.OperationalError as error:
                line.close()
                refused = error
            except BaseException:
                line.close()
                raise
            else:
                return line
        raise refused or psycopg.OperationalError("no host")

    def _connect(self, until: float) -> None:
        while True:
            status = self._libpq.connect_poll()
            if status == PollingStatus.OK:
                return
            if status == PollingStatus.FAILED:
                raise psycopg.OperationalError(self._libpq.get_error_message())
            self._wait(until, reading=status == PollingStatus.READING)

    def ask(self, query: str) -> list[tuple[str | None, ...]]:
        """The rows of `query`, as text."""
        self._libpq.send_query(query.encode())
        until = monotonic() + self._answer_s
        rows: list[tuple[str | None, ...]] = []
        while True:
            while self._libpq.is_busy():
                self._wait(until, reading=True)
                self._libpq.consume_input()
            result = self._libpq.get_result()
            if result is None:
                return rows
            if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
                raise psycopg.OperationalError(result.get_error_message())
            for at in range(result.ntuples):
                row = (result.get_value(at, column) for column in range(result.nfields))
                rows.append(tuple(value.decode() if value is not None else None for value in row))

    def notices(self) -> list[Notice]:
        """What has come since. Anybody may send a notice, and say anything; only `pid` is the server's word."""
        self._libpq.consume_input()
        heard = []
        while (notice := self._libpq.notifies()) is not None:
            heard.append(Notice(notice.relname.decode(), notice.be_pid, notice.extra.decode("utf-8", "replace")))
        return heard

    def wait(self, timeout_s: float) -> bool:
        """Wait for the server to say something; False when the time has passed before."""
        return wait(self._bell, self._libpq.socket, reading=True, timeout_s=timeout_s)

    def _wait(self, until: float, *, reading: bool) -> None:
        if not wait(self._bell, self._libpq.socket, reading=reading, timeout_s=until - monotonic()):
            raise psycopg.OperationalError("no answer in time")

    def close(self) -> None:
        """Let go of it."""
        self._libpq.finish()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _attempts(session: Session) -> Iterator[tuple[str, float]]:
    """A conninfo for each host, and the seconds to give it: libpq keeps no time when it is not the one that waits."""
    chosen = parameters(session.server, session.patience, session.login)
    given = conninfo_to_dict(make_conninfo(session.server, **chosen))
    lists = {name: str(given[name]).split(",") for name in ("host", "hostaddr", "port") if given.get(name)}
    timeout_s = float(given.get("connect_timeout") or 10)
    for at in range(max(map(len, lists.values()), default=1)):
        one = {name: values[at] if len(values) > 1 else values[0] for name, values in lists.items()}
        yield make_conninfo("", **(given | one)), timeout_s
