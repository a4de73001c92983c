"""One telephone system's floor, from its events to the database and from what is asked there back to it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar

from console.domain.faults import Fault, PlaceFault
from console.domain.floor import AgentNow, unknown
from console.domain.floor_why import Why, why_text
from console.gateway.alerting import Alerting
from console.gateway.deeds import Deeds
from console.store.floor_writing import FloorWriting, is_not_leading
from console.telephony.interface import (
    AgentChanged,
    CallEnded,
    CallRecord,
    CapsChanged,
    Change,
    Link,
    LinkChanged,
    RecordingEnded,
    Snapshot,
    Telephony,
    able,
)
from console.telephony.live import ListeningEnded

T = TypeVar("T")

WATCH_S = 0.25

STOOD_STILL = timedelta(seconds=2)

BRIEF = timedelta(milliseconds=200)
"""What stood for less between two batches is left out of the history."""

AT_ONCE = 1000
"""So many of these are written between two batches: the floor itself must not wait."""

MOST_KEPT = 100_000
"""States kept for the history while the database is gone, the oldest given up first: an hour of 5,000 busy agents."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """Seconds. `beat_s`: between two signs of life; `batch_s`: the least time between two batches of changes."""

    beat_s: float = 1.0
    batch_s: float = 0.025
    try_again_s: float = 0.5
    limits_s: float = 30.0
    farewell_s: float = 3.0


class _SystemGone(Exception):
    """The telephone system ended for good."""


class _StoodStill(Exception):
    """Nothing of ours ran for a while."""


class _NotLeading(Exception):
    """Another gateway leads now."""


class Gateway:
    """Leads when it can and stands by while another does, until `stop`.

    `make_telephony` gives a telephone system not yet started, anew for each time of leading. `writing` is used in one
    thread of its own. `on_call` is told of each finished call, `on_recording` of each finished recording, in the loop;
    `on_gap` when calls may have ended unheard until now. After `stop` a customer who was taken over goes on talking,
    except where this gateway `is_here`, in the console that the customer talks to.
    """

    def __init__(
        self,
        make_telephony: Callable[[], Telephony],
        writing: FloorWriting,
        on_call: Callable[[CallRecord], object] = lambda _: None,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        on_recording: Callable[[RecordingEnded], object] = lambda _: None,
        on_gap: Callable[[], object] = lambda: None,
        is_here: bool = False,
    ) -> None:
        self._make_telephony = make_telephony
        self._writing = writing
        self._on_call = on_call
        self._on_recording = on_recording
        self._on_gap = on_gap
        self._is_here = is_here
        self._pace = pace or Pace()
        self._now = now
        self._database = ThreadPoolExecutor(1, "gateway-database")
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._asked = asyncio.Event()
        self._changed: dict[str, AgentNow] = {}
        self._over: deque[AgentNow] = deque(maxlen=MOST_KEPT)
        self._link, self._words = Link.DOWN, ""
        self._looked_s = 0.0
        self._able_changed = False
        self._stuck, self._awake_at = False, now()
        self.leading = False

    def stop(self) -> None:
        """End soon, cleanly. In the loop."""
        self._stopping.set()
        self._wake.set()

    def ask(self) -> None:
        """Somebody has asked for something, answered an alert or changed limits. In the loop."""
        self._asked.set()
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`. PlaceFault when the telephone system refuses our login: trying again would not help."""
        try:
            while not self._stopping.is_set():
                if await self._try_to_lead():
                    await self._lead()
        finally:
            await self._in_database(self._writing.close)
            self._database.shutdown()

    async def _try_to_lead(self) -> bool:
        """Whether we lead; after a while of waiting if not."""
        try:
            self.leading = await self._in_database(lambda: self._writing.lead(frozenset()))
        except Fault as fault:
            self._say(f"the database: {fault}")
            await self._in_database(self._writing.close)
        if not self.leading:
            await self._wait(self._pace.try_again_s)
        return self.leading

    async def _lead(self) -> None:
        telephony = self._make_telephony()
        self._changed.clear()
        self._over.clear()
        self._link, self._words = Link.DOWN, "connecting"
        self._say("leading")
        deeds = Deeds(telephony, self._writing, self._in_database)
        alerting = Alerting(self._writing, self._in_database, self._now, self._pace.limits_s)
        hearing = asyncio.create_task(self._hear(telephony, deeds))
        hearing.add_done_callback(lambda _: self._wake.set())
        self._stuck, self._awake_at = False, self._now()
        watching = asyncio.create_task(self._watch())
        try:
            while not self._stopping.is_set():
                await self._step(telephony, deeds, alerting, hearing)
            await self._farewell(telephony)
        except _NotLeading:
            self._say("another gateway leads now")
        except _StoodStill:
            self._say("this program stood still, or its clock was set; beginning anew")
            await self._in_database(self._writing.close)
        except _SystemGone:
            self._say("the telephone system's connection ended; beginning anew")
            await self._in_database(self._writing.close)  # consoles then read everything anew
            await self._wait(self._pace.try_again_s)
        finally:
            self.leading = False
            hearing.cancel()
            watching.cancel()
            await deeds.stop(cut=self._is_here and self._stopping.is_set())
            await asyncio.gather(hearing, watching, return_exceptions=True)
            await telephony.stop()

    async def _watch(self) -> None:
        """Notice that this program has stood still: what it knows is as old as that, and it must not vouch for it."""
        while True:
            await asyncio.sleep(WATCH_S)
            self._stuck = self._stuck or self._stood_still()
            self._awake_at = self._now()

    def _stood_still(self) -> bool:
        return abs(self._now() - self._awake_at) > STOOD_STILL

    async def _step(self, telephony: Telephony, deeds: Deeds, alerting: Alerting, hearing: asyncio.Task[None]) -> None:
        """Write what has changed, or that we live; carry out what was asked; raise what limits were passed."""
        began_s = monotonic()
        if self._stuck or self._stood_still():
            raise _StoodStill
        self._wake.clear()
        if hearing.done():
            hearing.result()
            raise _SystemGone
        batch, self._changed = self._changed, {}
        over = [self._over.popleft() for _ in range(min(len(self._over), AT_ONCE))]
        try:
            agents = tuple(batch.values())
            if self._able_changed:  # before the link is written, which leading begins anew
                self._able_changed = False
                if not await self._in_database(lambda: self._writing.lead(able(telephony.caps), fresh=False)):
                    raise _NotLeading
            await self._in_database(lambda: self._writing.put(self._now(), self._link.value, self._words, agents))
            if over:
                await self._in_database(lambda: self._writing.remember(over))
            alerting.note(agents)
            due = began_s - self._looked_s >= self._pace.beat_s
            if self._asked.is_set():
                alerting.read_again()
            if self._asked.is_set() or due:
                self._asked.clear()
                await deeds.take_up()
            if due:
                self._looked_s = began_s
                if new := await alerting.look():
                    self._note(agent for number, agent in telephony.snapshot().agents.items() if number in new)
                    self._wake.set()
        except PlaceFault as fault:
            newer, self._changed = self._changed, batch
            self._over = deque([*over, *self._over], MOST_KEPT)
            self._note(newer.values())
            await self._lead_again(fault, telephony)
            return
        if self._over:
            self._wake.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), self._pace.beat_s)
        await asyncio.sleep(max(0.0, began_s + self._pace.batch_s - monotonic()))

    async def _lead_again(self, fault: PlaceFault, telephony: Telephony) -> None:
        """The database went: the telephone system is kept, and all of it is written when we lead once more."""
        self._say(f"the database: {fault}")
        await self._in_database(self._writing.close)
        if is_not_leading(fault):
            raise _NotLeading
        while not self._stopping.is_set():
            try:
                if not await self._in_database(lambda: self._writing.lead(able(telephony.caps), fresh=False)):
                    raise _NotLeading
            except PlaceFault:
                await self._in_database(self._writing.close)
                await self._wait(self._pace.try_again_s)
            else:
                self._all_changed(telephony.snapshot())
                return

    async def _hear(self, telephony: Telephony, deeds: Deeds) -> None:
        """Take in whatever the telephone system tells, from its start to its end."""
        taking_in = asyncio.create_task(self._take_in(telephony, telephony.changes(), deeds))
        try:
            await telephony.start()
            self._able_changed = True
            self._wake.set()
            await taking_in
        finally:
            taking_in.cancel()
            await asyncio.gather(taking_in, return_exceptions=True)

    async def _take_in(self, telephony: Telephony, changes: AsyncIterator[Change], deeds: Deeds) -> None:
        """Also before it has started: why it has not yet is told here."""
        async for change in changes:
            if isinstance(change, AgentChanged):
                self._note((change.agent,))
            elif isinstance(change, CallEnded):
                self._on_call(change.call)
                continue
            elif isinstance(change, RecordingEnded):
                self._on_recording(change)
                continue
            elif isinstance(change, CapsChanged):
                self._able_changed = True
            elif isinstance(change, ListeningEnded):
                deeds.listenings.ended(change)
                continue
            elif isinstance(change, LinkChanged):
                if Link.DOWN is self._link is not change.link:
                    self._on_gap()
                self._link, self._words = change.link, change.words
                self._say(f"the telephone system is {change.link.value} {change.words}".rstrip())
                self._all_changed(telephony.snapshot())
            self._wake.set()

    def _all_changed(self, snapshot: Snapshot) -> None:
        self._note(snapshot.agents.values())
        self._wake.set()

    def _note(self, agents: Iterable[AgentNow]) -> None:
        """These are now otherwise. What has stood for a while and is not written yet is kept for the history."""
        for agent in agents:
            before = self._changed.get(agent.agent_number)
            if before is not None and _entered(before) != _entered(agent) and agent.as_of - before.as_of >= BRIEF:
                self._over.append(before)
            self._changed[agent.agent_number] = agent

    async def _farewell(self, telephony: Telephony) -> None:
        """Nobody is left standing as ready when we go."""
        at, why = self._now(), why_text(0, Why.GATEWAY_ENDED)
        gone = [unknown(number, at, why, agent.queues) for number, agent in telephony.snapshot().agents.items()]
        with suppress(Fault, TimeoutError):
            write = self._in_database(lambda: self._writing.put(at, Link.DOWN.value, Why.GATEWAY_ENDED.value, gone))
            await asyncio.wait_for(write, self._pace.farewell_s)

    async def _in_database(self, deed: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._database, deed)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def _say(self, words: str) -> None:
        _log.info("%s", words)


def _entered(agent: AgentNow) -> tuple[object, ...]:
    """What the history tells states apart by."""
    return agent.state, agent.reason, agent.since, agent.help
