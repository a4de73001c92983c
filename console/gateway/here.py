"""The gateway inside the console: on an SQLite database there is no other program to hold the telephone system."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from console.domain.events import LinkState
from console.domain.faults import Fault, FaultKind, InputFault
from console.domain.floor_book import FloorNow, GatewayNow
from console.store.engine import Patience
from console.store.floor_listening import FloorHeard
from console.store.floor_rows import plain
from console.store.store import Store

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from console.domain.calls import Call
    from console.gateway.gateway import Gateway, Pace
    from console.gateway.missed import MissedCalls, Place
    from console.gateway.telling import TellingWriting
    from console.telephony.interface import Telephony

PATIENCE = Patience(lock_s=0.4)
"""What waits for another's write is tried again, so that an end need not wait for it."""

AGAIN_S = 1.0
LONGEST_END_S = 3.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Held:
    """The telephone system to hold.

    `shown`: a recording's path as it is kept, None where no calls are brought in. `missed`: where recordings of calls
    that nobody heard of are looked for.
    """

    name: str
    make: Callable[[], Telephony]
    shown: Callable[[str], str] | None = None
    missed: Place | None = None


class GatewayHere:
    """A floor's ear that makes what it hears, from `start` to `stop`, in threads of its own with stores of their own.

    `find` says which telephone system: it is called in the thread and may read files; a Fault of it, and a login that
    is refused, end the work: the gateway is told as down, and `failed` is called. `brought_in` is called, in its own
    thread, when a finished call has come in with its recording. After `stop` nothing is told.
    """

    def __init__(
        self,
        url: str,
        find: Callable[[Store], Held],
        hear: Callable[[FloorHeard], object],
        say: Callable[[LinkState], object],
        failed: Callable[[Fault], object] = lambda _: None,
        brought_in: Callable[[], object] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        self._url, self._find, self._pace = url, find, pace
        self._hear, self._say = hear, say
        self._failed, self._brought_in = failed, brought_in
        self._ended = Event()
        self._lock = Lock()
        self._loop: AbstractEventLoop | None = None
        self._gateway: Gateway | None = None
        self._missed: MissedCalls | None = None
        self._name = ""
        self._thread = Thread(target=self._run, name="gateway-here", daemon=True)

    def start(self) -> None:
        """Begin; returns at once, whether the database can be written or not."""
        self._thread.start()

    def stop(self) -> None:
        """End; everybody is left unknown. Takes some milliseconds, with a locked database a second."""
        self._ended.set()
        self._in_loop(lambda gateway: gateway.stop())
        if self._thread.ident is not None:
            self._thread.join(LONGEST_END_S)

    def ring(self) -> None:
        """Somebody at this console has asked for something."""
        self._in_loop(lambda gateway: gateway.ask())

    def _in_loop(self, deed: Callable[[Gateway], None]) -> None:
        with self._lock, suppress(RuntimeError):  # the loop has just ended
            if self._loop is not None and self._gateway is not None:
                self._loop.call_soon_threadsafe(deed, self._gateway)

    def _run(self) -> None:
        import asyncio  # here, and whatever works in this thread: whoever signs on need not wait for it

        store = self._opened()
        if store is None:
            return
        try:
            asyncio.run(self._serve(store))
        except Fault as fault:
            self._give_up(fault)
        except Exception:
            _log.exception("the gateway in this console failed")
            self._told(FloorHeard(self._down("the gateway failed")))
        finally:
            store.close()

    def _open(self) -> Store:
        return Store.open(self._url, create=False, patience=PATIENCE)

    def _opened(self) -> Store | None:
        while not self._ended.is_set():
            try:
                return self._open()
            except Fault as fault:
                _log.info("the gateway in this console waits for the database: %s", fault)
                self._linked(LinkState.LOST)
                self._ended.wait(AGAIN_S)
        return None

    async def _serve(self, store: Store) -> None:
        from console.gateway.telling import TellingWriting

        held = self._find(store)
        self._name = held.name
        writing = TellingWriting(store, held.name, self._told, self._linked)
        with ExitStack() as ending:
            await self._hold(held, writing, ending)

    async def _hold(self, held: Held, writing: TellingWriting, ending: ExitStack) -> None:
        import asyncio

        gateway = self._made(held, writing, ending)
        with self._lock:
            self._loop, self._gateway = asyncio.get_running_loop(), gateway
        if self._ended.is_set():  # while there was nothing to tell it to
            gateway.stop()
        try:
            await gateway.run()
        finally:
            with self._lock:
                self._loop = self._gateway = None

    def _made(self, held: Held, writing: TellingWriting, ending: ExitStack) -> Gateway:
        from console.gateway.calls import CallTaker
        from console.gateway.gateway import Gateway
        from console.gateway.missed import MissedCalls

        if held.shown is None:
            return Gateway(held.make, writing, pace=self._pace, is_here=True)
        calls = CallTaker(self._open, held.shown, on_added=self._added)
        calls.start()
        ending.callback(calls.stop)
        gateway = Gateway(
            held.make,
            writing,
            calls.take,
            self._pace,
            on_recording=calls.ended,
            on_gap=self._look_back,
            is_here=True,
        )
        if held.missed is not None:
            self._missed = MissedCalls(self._open, held.missed, lambda: calls.expected)
            self._missed.start()
            ending.callback(self._missed.stop)
        return gateway

    def _look_back(self) -> None:
        if self._missed is not None:
            self._missed.look()

    def _added(self, _: Call) -> None:
        if not self._ended.is_set():
            self._brought_in()

    def _give_up(self, fault: Fault) -> None:
        _log.warning("the gateway in this console has ended: %s", fault)
        words = fault.facts.get("words") or fault.facts.get("why") or "the gateway failed"
        self._told(FloorHeard(self._down(str(words))))
        if not self._ended.is_set():
            self._failed(fault)

    def _down(self, words: str) -> FloorNow:
        return FloorNow(gateways={self._name: GatewayNow(self._name, datetime.now(UTC), "down", plain(words, 300))})

    def _told(self, heard: FloorHeard) -> None:
        if not self._ended.is_set():
            self._hear(heard)

    def _linked(self, link: LinkState) -> None:
        if not self._ended.is_set():
            self._say(link)


def held_by_file(path: Path) -> Held:
    """The telephone system that a gateway's file names. InputFault(BAD_GATEWAY_FILE), `why` in the file's terms."""
    from console.gateway.config import BadConfig, read_telephone
    from console.gateway.systems import place_of_recordings, shown_to_consoles, telephony_of

    try:
        config = read_telephone(path)
    except BadConfig as error:
        raise InputFault(FaultKind.BAD_GATEWAY_FILE, why=str(error)) from error
    return Held(config.name, telephony_of(config), shown_to_consoles(config), place_of_recordings(config))
