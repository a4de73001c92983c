"""Asterisk as a telephone system: its manager interface in, the state machine's agents and finished calls out."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from console.domain.floor import AgentNow, AwayReason
from console.telephony.ami import Ami, AmiFailure, AmiLogin, AmiTiming, NotAllowed
from console.telephony.ami_packets import Packet
from console.telephony.asterisk_calls import CallBook
from console.telephony.asterisk_channels import Channels
from console.telephony.asterisk_deeds import Deeds
from console.telephony.asterisk_facts import RECORDED, VARIABLES, AsteriskFacts
from console.telephony.asterisk_media import AsteriskMedia, LiveSite
from console.telephony.asterisk_members import Members
from console.telephony.asterisk_parties import Parties
from console.telephony.asterisk_recordings import Recordings
from console.telephony.asterisk_rights import caps_of, refusals, unheard
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.asterisk_spy import AsteriskSpy
from console.telephony.asterisk_taken_out import TakenOut
from console.telephony.facts import Fact, Heard, LinkLost, LinkUp, ListBegins, ListEnds, Listing, SwitchClock
from console.telephony.interface import (
    AgentChanged,
    CallEnded,
    CallRecord,
    Cap,
    Change,
    Link,
    LinkChanged,
    Result,
    Snapshot,
)
from console.telephony.live import LiveMedia
from console.telephony.machine import Machine
from console.telephony.outlet import Outlet
from console.telephony.switch_clock import SwitchTime

log = logging.getLogger(__name__)

LIST_EVERY_S = 30.0
LIST_AGAIN_S = 1.0
"""The least time between two listings, however often something unknown is named."""

TICK_S = 0.25


class Asterisk:
    """One Asterisk. All of it lives in the event loop that calls `start`."""

    def __init__(
        self,
        login: AmiLogin,
        site: AsteriskSite | None = None,
        timing: AmiTiming | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        live: LiveSite | None = None,
    ) -> None:
        self._site = site or AsteriskSite()
        self._now = now
        self._clock = SwitchTime()
        self._machine = Machine(self._site.rules)
        self._members = Members(self._site)
        self._channels = Channels(self._members)
        self._facts = AsteriskFacts(self._site, self._members, self._channels, self._clock)
        self._book = CallBook(self._site, self._channels, self._facts.recorded)
        self._recordings = Recordings(self._site, self._channels, self._facts.recorded)
        self._ami = Ami(login, self, timing, now)
        self._taken_out = TakenOut(self._ami, now)
        self._deeds = Deeds(
            self._ami,
            self._site,
            self._machine,
            self._members,
            self._channels,
            self._facts,
            self._list_members,
            self._book.ended_by_us,
            self._taken_out,
        )
        self._outlet = Outlet()
        self._by_ari: AsteriskMedia | None = None
        self._by_spy: AsteriskSpy | None = None
        if live is not None:
            parties, tell = Parties(self._channels, self._facts), self._outlet.put
            if live.ari is not None:
                self._by_ari = AsteriskMedia(live.ari, live, parties, self._deeds, tell)
            else:
                self._by_spy = AsteriskSpy(self._ami, self._channels, parties, self._deeds, tell, live, login.host)
        self._settled = asyncio.Event()
        self._list_now = asyncio.Event()
        self._learning = False
        self._allowed: set[str] = set()
        self._classes: Counter[str] = Counter()
        self._listed_changes = 0
        self._listing = False
        self._tasks: list[asyncio.Task[None]] = []
        self._asides: set[asyncio.Task[None]] = set()

    # The interface

    @property
    def live(self) -> LiveMedia | None:
        """Live sound, the way the site says."""
        return self._by_ari or self._by_spy

    @property
    def caps(self) -> Cap:
        """What this login can do there."""
        by_ari = self._by_ari.caps if self._by_ari is not None else Cap.NONE
        return by_ari | caps_of(self._allowed, spying=self._by_spy is not None)

    async def start(self) -> None:
        """Connect; returns with the first snapshot. Raises PlaceFault when the login is refused."""
        running = asyncio.create_task(self._ami.run())
        self._tasks = [running, asyncio.create_task(self._tick())]
        settling = asyncio.create_task(self._settled.wait())
        try:
            await asyncio.wait((running, settling), return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            if self._by_ari is not None:
                await self._by_ari.start()
        except BaseException:
            await self.stop()
            raise
        finally:
            settling.cancel()

    async def stop(self) -> None:
        """Disconnect, and leave nobody out of a queue who is to be in."""
        for live in (self._by_ari, self._by_spy):
            if live is not None:
                await live.close()
        await self._deeds.finish()
        tasks, self._tasks = [*self._tasks, *self._asides], []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._outlet.close()

    def changes(self) -> AsyncIterator[Change]:
        """All changes from this call on."""
        return self._outlet.listen()

    def snapshot(self) -> Snapshot:
        """All agents as they are known now."""
        return Snapshot(self._now(), self._machine.agents())

    async def sign_off(self, agent_number: str) -> Result:
        """Out of all queues; fixed members are paused instead."""
        return await self._deeds.sign_off(agent_number)

    async def set_away(self, agent_number: str, reason: AwayReason) -> Result:
        """Paused in all queues."""
        return await self._deeds.set_away(agent_number, reason.value)

    async def set_ready(self, agent_number: str) -> Result:
        """Released in all queues, and out of the time after a call."""
        return await self._deeds.set_ready(agent_number)

    async def end_call(self, agent_number: str) -> Result:
        """Both sides cut off."""
        return await self._deeds.end_call(agent_number)

    async def take_over(self, agent_number: str, to: str) -> Result:
        """The customer sent to `to`."""
        return await self._deeds.take_over(agent_number, to)

    async def missing(self) -> list[str]:
        """What the login may not do there, and what live sound lacks, in plain sentences."""
        found = refusals(self._allowed, spying=self._by_spy is not None)
        live = self._by_ari or self._by_spy
        return found + (await live.missing() if live is not None else [])

    def unheard(self) -> list[str]:
        """Classes of events of which none has come so far: the switch does not say which it keeps from a login."""
        return unheard(self._classes)

    # What the connection tells

    def heard(self, at: datetime) -> None:
        """A sign of life."""
        self._apply(Heard(at))

    def clock(self, at: datetime, switch_s: float) -> None:
        """The switch's clock was read."""
        self._clock.read(at, switch_s)
        self._apply(SwitchClock(at, switch_s))

    def take(self, packet: Packet, at: datetime) -> None:
        """An event."""
        happened = self._clock.of_event(packet.switch_s, at)
        self._classes[packet["Privilege"].partition(",")[0].lower()] += 1
        for recording in self._recordings.take(packet, happened):
            self._outlet.put(recording)
        records = list(self._book.take(packet, happened))
        for fact in self._facts.read(packet, happened):
            self._apply(fact)
        if self._members.names_a_stranger(packet):
            self._list_now.set()
        if self._by_spy is not None:
            self._by_spy.take(packet)
        if packet.event == "MixMonitorStart":
            self._aside(self._find_recording(packet["Channel"], packet["Linkedid"]))
        self._tell_calls(records)
        self._deeds.look()

    def link(self, change: LinkChanged) -> None:
        """The connection has come, gone or worsened; it is up when the floor is known."""
        if change.link is Link.DOWN:
            self._learning = True
            self._recordings.lost()
            self._apply(LinkLost(self._now()))
        elif self._learning or not self._settled.is_set():
            return
        self._outlet.put(change)

    async def work(self) -> None:
        """Learn the floor, then see now and then whether it is as we think."""
        self._clock.restart()
        self._classes.clear()
        pong = await self._ami.ask("Ping")
        if pong.switch_s is not None:
            self.clock(self._now(), pong.switch_s)
        self._allowed = set((await self._ami.ask("ListCommands")).fields)
        await self._taken_out.put_back()
        self._apply(LinkUp(self._now()))
        await self._list_devices()
        await self._list_members()
        await self._list_channels()
        if self._by_spy is not None:
            self._by_spy.listed()
        self._restore_calls()
        self._learning = False
        self._settled.set()
        self._outlet.put(self._ami.state)
        self._list_now.clear()
        while True:
            await asyncio.sleep(LIST_AGAIN_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._list_now.wait(), LIST_EVERY_S)
            self._list_now.clear()
            before = self._listed_changes
            if self._members.by_detour:
                await self._list_devices()
            await self._list_members()
            await self._list_channels()
            if self._listed_changes != before:
                log.info("A listing put %d agents right", self._listed_changes - before)

    def _restore_calls(self) -> None:
        self._tell_calls(self._book.lost())
        for call in self._facts.calls.values():
            legs = [one for one in self._channels.of_agent(call.agent_number) if one.linked_key == call.linked_key]
            if call.connected_at is not None and legs:
                self._book.restore(call.agent_number, call.queue, call.channel, call.linked_key, call.number, legs[0])

    # Lists

    async def _list_devices(self) -> None:
        for action in ("DeviceStateList", "ExtensionStateList"):
            try:
                await self._ami.ask_list(action, self._row(self._facts.read))
            except NotAllowed as error:
                log.warning("%s: %s", action, error)

    async def _list_members(self) -> None:
        self._facts.begin_members()
        self._apply(ListBegins(self._clock.of_event(None, self._now()), Listing.MEMBERS))
        await self._ami.ask_list("QueueStatus", self._row(self._facts.member_row, Listing.MEMBERS))

    async def _list_channels(self) -> None:
        self._facts.begin_channels(unseen=self._learning or not self._settled.is_set())
        self._apply(ListBegins(self._clock.of_event(None, self._now()), Listing.CHANNELS))
        row = self._row(self._facts.channel_row, Listing.CHANNELS)
        try:
            await self._ami.ask_list("Status", row, ("Variables", VARIABLES))
        except NotAllowed as error:
            log.warning("Status: %s", error)
            self._apply(ListEnds(self._now(), Listing.CHANNELS))

    def _row(
        self, read: Callable[[Packet, datetime], Iterable[Fact]], listing: Listing | None = None
    ) -> Callable[[Packet, datetime], None]:
        def take(packet: Packet, at: datetime) -> None:
            told_at = self._clock.of_event(None, at)
            self._listing = not self._learning and self._settled.is_set()
            try:
                for fact in read(packet, told_at):
                    self._apply(fact)
                if listing is not None and packet.event.endswith("Complete"):
                    self._apply(ListEnds(told_at, listing))
                    self._deeds.look()
            finally:
                self._listing = False

        return take

    # Telling

    def _apply(self, fact: Fact) -> None:
        self._tell(self._machine.apply(fact))

    def _tell(self, agents: Iterable[AgentNow]) -> None:
        for agent in agents:
            self._listed_changes += self._listing
            self._outlet.put(AgentChanged(agent))

    def _tell_calls(self, calls: Iterable[CallRecord]) -> None:
        for call in calls:
            self._outlet.put(CallEnded(call))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            at = self._now()
            self._tell(self._machine.tick(at))
            self._tell_calls(self._book.due(at))

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _find_recording(self, channel: str, linked_key: str) -> None:
        try:
            answer = await self._ami.ask("Getvar", ("Channel", channel), ("Variable", RECORDED))
        except (AmiFailure, ValueError):
            return
        if answer["Value"]:
            self._facts.recorded[linked_key] = answer["Value"]
