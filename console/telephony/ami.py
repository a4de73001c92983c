"""A connection to Asterisk's manager interface that is honest: asked things are answered, fail, or are too late."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import logging
import random
import ssl
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from console.domain.faults import FaultKind, PlaceFault
from console.telephony.ami_packets import NotAsterisk, Packet, Packets, written
from console.telephony.interface import Link, LinkChanged

log = logging.getLogger(__name__)

_CHUNK_BYTES = 1 << 16
_SILENT_ROUNDS = 2
_STEADY_S = 5.0


@dataclass(frozen=True)
class AmiLogin:
    """Where the switch is and who we are there. With `tls` its certificate must be good, by `ca_file` or the system."""

    host: str
    name: str
    secret: str = field(repr=False)
    port: int = 5038
    tls: bool = False
    ca_file: Path | None = None


@dataclass(frozen=True)
class AmiTiming:
    """How long things may take, in seconds. Without any sign of life for two pings the link counts as dead."""

    connect_s: float = 5.0
    answer_s: float = 5.0
    list_s: float = 20.0
    ping_every_s: float = 1.5
    slow_s: float = 1.0
    first_retry_s: float = 0.25
    longest_retry_s: float = 10.0


class AmiFailure(Exception):
    """What was asked for did not come about, or nobody knows whether it did; the words say why."""


class Refused(AmiFailure):
    """The switch said no; the words are its own."""


class NotAllowed(Refused):
    """Our login may not do that."""


class Late(AmiFailure):
    """No answer in time. It may still be done."""


class Lost(AmiFailure):
    """The connection ended before the answer. It may have been done; it is never asked again by itself."""


class AmiListener(Protocol):
    """Who is told, in the order of the stream and in the event loop's thread. Nothing here may block."""

    def heard(self, at: datetime) -> None:
        """Bytes have arrived: a sign of life."""

    def clock(self, at: datetime, switch_s: float) -> None:
        """At `at` the switch's clock showed `switch_s`, or a little more."""

    def take(self, packet: Packet, at: datetime) -> None:
        """An event has arrived that nobody asked for."""

    def link(self, change: LinkChanged) -> None:
        """The connection has come, gone or become slow."""

    async def work(self) -> None:
        """Called once for each connection, cancelled at its end; an AmiFailure out of it ends the connection."""


RowTaken = Callable[[Packet, datetime], None]


@dataclass(eq=False)
class _Asked:
    answer: asyncio.Future[Packet]
    row: RowTaken | None = None


class _Connection:
    """One connection, from its first byte to its last. What is asked on it ends with it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        listener: AmiListener,
        now: Callable[[], datetime],
    ) -> None:
        self.heard_times = 0
        self.packets = Packets()
        self._reader = reader
        self._writer = writer
        self._listener = listener
        self._now = now
        self._asked: dict[str, _Asked] = {}
        self._ended: AmiFailure | None = None
        self._numbers = itertools.count(1)

    async def read(self) -> None:
        """Read and hand out until the end, which is always an exception."""
        while True:
            data = await self._reader.read(_CHUNK_BYTES)
            if not data:
                raise Lost("the telephone system has closed the connection")
            at = self._now()
            self.heard_times += 1
            self._listener.heard(at)
            for packet in self.packets.feed(data):
                try:
                    self._hand_out(packet, at)
                except Exception:  # one event that we misread must not end the link; the next listing mends it
                    log.exception("An event could not be taken in")
            await asyncio.sleep(0)

    def _hand_out(self, packet: Packet, at: datetime) -> None:
        asked = self._asked.get(packet["ActionID"])
        if asked is None or asked.answer.done():
            if packet.event:
                self._listener.take(packet, at)
            return
        if not packet.event:
            self._answer(asked, packet)
        elif asked.row is None:
            self._listener.take(packet, at)
        else:
            asked.row(packet, at)
            if packet["EventList"].lower() == "complete" or packet.event.endswith("Complete"):
                asked.answer.set_result(packet)

    def _answer(self, asked: _Asked, packet: Packet) -> None:
        if packet["Response"] == "Error":
            words = packet["Message"]
            denied = words.lower().startswith("permission denied")
            asked.answer.set_exception(NotAllowed(words) if denied else Refused(words))
        elif asked.row is None:
            asked.answer.set_result(packet)

    async def ask(self, action: str, pairs: tuple[tuple[str, str], ...], timeout_s: float, row: RowTaken | None) -> Any:
        if self._ended is not None:
            raise Lost(str(self._ended))
        name = f"deskside-{next(self._numbers)}"
        asked = self._asked[name] = _Asked(asyncio.get_running_loop().create_future(), row)
        dropped = self.packets.dropped
        try:
            self._writer.write(written((("Action", action), ("ActionID", name), *pairs)))
            async with asyncio.timeout(timeout_s):
                answer = await asked.answer
        except TimeoutError:
            raise Late(f"no answer to {action} within {timeout_s:g} s") from None
        finally:
            del self._asked[name]
        if row is not None and self.packets.dropped != dropped:
            raise Late(f"the answer to {action} was too long in part")
        return answer

    async def end(self, reason: AmiFailure) -> None:
        """Fail whatever is still asked, and close."""
        self._ended = reason
        for asked in self._asked.values():
            if not asked.answer.done():
                asked.answer.set_exception(Lost(str(reason)))
        self._writer.transport.abort()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._writer.wait_closed()


class Ami:
    """Keeps one connection to a switch, and finds it again after a loss. Nothing is ever asked a second time."""

    def __init__(
        self,
        login: AmiLogin,
        listener: AmiListener,
        timing: AmiTiming | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.timing = timing or AmiTiming()
        self.state = LinkChanged(Link.DOWN, now(), "not connected yet")
        self._login = login
        self._listener = listener
        self._now = now
        self._connection: _Connection | None = None
        self._was_up = False

    @property
    def greeting(self) -> str:
        """What the switch calls itself; empty while not connected."""
        return self._connection.packets.greeting if self._connection else ""

    @property
    def dropped(self) -> int:
        """Packets of this connection that were too long to be kept."""
        return self._connection.packets.dropped if self._connection else 0

    async def ask(self, action: str, *pairs: tuple[str, str], timeout_s: float | None = None) -> Packet:
        """The response to an action. Raises Refused, NotAllowed, Late, Lost; ValueError for a value of two lines."""
        answer: Packet = await self._on_line().ask(action, pairs, timeout_s or self.timing.answer_s, None)
        return answer

    async def ask_list(self, action: str, row: RowTaken, *pairs: tuple[str, str]) -> None:
        """Ask for a list; each row, and the packet that completes it, goes to `row` in the order of the stream.

        Raises as `ask` does, and Late when a row was too long to be kept.
        """
        await self._on_line().ask(action, pairs, self.timing.list_s, row)

    def _on_line(self) -> _Connection:
        if self._connection is None:
            raise Lost("the telephone system is not connected")
        return self._connection

    async def run(self) -> None:
        """Connect and stay connected until cancelled.

        Raises PlaceFault when the very first login is refused or the certificate is not to be trusted.
        """
        retry_s = self.timing.first_retry_s
        while True:
            began_s = time.monotonic()
            try:
                await self._connect_and_live()
            except PlaceFault as fault:
                if not self._was_up:
                    raise
                words = str(fault.facts.get("words", fault.kind))
            except (AmiFailure, NotAsterisk, OSError) as error:
                words = self._why(error)
            if time.monotonic() - began_s > _STEADY_S + self.timing.connect_s:
                retry_s = self.timing.first_retry_s
            self._tell(Link.DOWN, words)
            await asyncio.sleep(retry_s * random.uniform(0.8, 1.0))  # noqa: S311 - apart from other gateways
            retry_s = min(2 * retry_s, self.timing.longest_retry_s)

    def _why(self, error: Exception) -> str:
        """Why there is no connection, in words that a window can translate; the system's own are in the log alone."""
        if isinstance(error, AmiFailure):
            return str(error) or "the connection was given up"
        if isinstance(error, NotAsterisk):
            return f"what answers at {self._login.host} is no telephone system: {error}"
        words = f"{self._login.host} cannot be reached"
        if words != self.state.words:
            log.info("%s: %s", words, error)
        return words

    async def _connect_and_live(self) -> None:
        connection = await self._dial()
        reason: AmiFailure = Lost("the connection was given up")
        tasks = [asyncio.create_task(connection.read())]
        try:
            await self._first(tasks[0], self._log_in(connection))
            self._connection, self._was_up = connection, True
            self._tell(Link.UP, connection.packets.greeting)
            tasks += [asyncio.create_task(self._watch(connection)), asyncio.create_task(self._listener.work())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in tasks:
                if task.done():
                    task.result()
            raise reason
        except AmiFailure as error:
            reason = error
            raise
        finally:
            self._connection = None
            for task in tasks:
                task.cancel()
            await connection.end(reason)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _first(self, reading: asyncio.Task[None], login: Coroutine[Any, Any, None]) -> None:
        """Log in, or raise what ended the reading meanwhile."""
        logging_in = asyncio.create_task(login)
        try:
            await asyncio.wait((reading, logging_in), return_when=asyncio.FIRST_COMPLETED)
            if not logging_in.done():
                reading.result()
            await logging_in
        finally:
            logging_in.cancel()

    async def _dial(self) -> _Connection:
        login = self._login
        context = ssl.create_default_context(cafile=login.ca_file) if login.tls else None
        try:
            async with asyncio.timeout(self.timing.connect_s):
                reader, writer = await asyncio.open_connection(login.host, login.port, ssl=context)
        except TimeoutError:
            raise Late(f"{login.host} does not answer") from None
        except ssl.SSLCertVerificationError as error:
            words = f"the certificate of {login.host} is not trusted: {error.verify_message}"
            raise PlaceFault(FaultKind.SERVER_NOT_TRUSTED, words=words) from error
        return _Connection(reader, writer, self._listener, self._now)

    async def _log_in(self, connection: _Connection) -> None:
        login, answer_s = self._login, self.timing.answer_s
        proof: tuple[tuple[str, str], ...]
        try:
            if login.tls:
                proof = (("Secret", login.secret),)
            else:
                challenge = await connection.ask("Challenge", (("AuthType", "MD5"),), answer_s, None)
                told = (challenge["Challenge"] + login.secret).encode()
                key = hashlib.md5(told, usedforsecurity=False).hexdigest()  # the switch knows no other
                proof = (("AuthType", "MD5"), ("Key", key))
            await connection.ask("Login", (("Username", login.name), *proof, ("Events", "on")), answer_s, None)
        except Refused as error:
            words = f"{login.host} refuses the login {login.name}: {error}"
            raise PlaceFault(FaultKind.TELEPHONE_REFUSED, words=words) from error

    async def _watch(self, connection: _Connection) -> None:
        """Ping now and then; end the connection when nothing at all is heard any more, and tell when it is slow."""
        silent, heard_times = 0, connection.heard_times
        pinging: asyncio.Task[float] | None = None
        while True:
            if pinging is None or pinging.done():
                pinging = asyncio.create_task(self._ping(connection))
                pinging.add_done_callback(_retrieve)
            try:
                await asyncio.sleep(self.timing.ping_every_s)
            except asyncio.CancelledError:
                pinging.cancel()
                raise
            silent = silent + 1 if connection.heard_times == heard_times else 0
            heard_times = connection.heard_times
            if silent >= _SILENT_ROUNDS:
                raise Late(f"no sign of life for {silent * self.timing.ping_every_s:g} s")
            answered = pinging.done() and pinging.exception() is None and pinging.result() <= self.timing.slow_s
            if answered:
                self._tell(Link.UP, connection.packets.greeting)
            elif pinging.done() or silent == 0:
                self._tell(Link.DEGRADED, "the telephone system answers late")

    async def _ping(self, connection: _Connection) -> float:
        asked_s = time.monotonic()
        pong = await connection.ask("Ping", (), self.timing.answer_s, None)
        if pong.switch_s is not None:
            self._listener.clock(self._now(), pong.switch_s)
        return time.monotonic() - asked_s

    def _tell(self, link: Link, words: str) -> None:
        if link is self.state.link and (link is not Link.DOWN or words == self.state.words):
            return
        since = self.state.since if link is self.state.link else self._now()
        self.state = LinkChanged(link, since, words)
        self._listener.link(self.state)


def _retrieve(task: asyncio.Task[float]) -> None:
    if not task.cancelled():
        task.exception()
