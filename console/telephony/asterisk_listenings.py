"""The listenings at one Asterisk and what becomes of their legs, as its events tell; nothing of ours is left behind."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from console.telephony.asterisk_ari import Ari, AriFailure, AriLate, AriLogin, AriRefused, AriTiming, Json, told
from console.telephony.asterisk_left import clear, follow, look_round, taken_over
from console.telephony.asterisk_legs import Leg, Part, drop, put_in, unless_gone
from console.telephony.interface import Cap, CapsChanged
from console.telephony.live import Ending, ListeningEnded, Mode

log = logging.getLogger(__name__)

FETCH_S = 10.0
"""So long an offered address waits for its console."""
FAREWELL_S = 2.0
SETTLE_S = 0.3
"""How long the other side of a call takes to go when one side has."""

_EVENTS = ("StasisStart", "StasisEnd", "ChannelDestroyed", "RESTResponse")
"""Answers pass through the filter of events too."""
_TELLS_OF_MODULES = "res_ari_asterisk.so"
_NEEDED = (
    "res_stasis_snoop.so",
    "res_stasis_playback.so",
    "res_ari_applications.so",
    "res_ari_bridges.so",
    "res_ari_channels.so",
    "chan_websocket.so",
)
_NOT_EVERYWHERE = {"chan_websocket.so": " (Asterisk 20.16, 22.6 or newer has it; else transport = rtp)"}
_WORDS = {
    Ending.CALL_OVER: "the call is over",
    Ending.GIVEN_AWAY: "the agent has given the call away",
    Ending.CONSOLE_GONE: "the console has hung up",
    Ending.NOT_FETCHED: f"nobody fetched the sound within {FETCH_S:g} s",
}
_ABLE = Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN


def lacking(module: str, without_it: str = "live listening will not work") -> str:
    """That a module does not run, and what that means."""
    return f"Its module {module} does not run: {without_it}{_NOT_EVERYWHERE.get(module, '')}."


@dataclass(eq=False)
class Listening:
    """One asker at one call."""

    key: str
    agent_number: str
    agent: str = ""
    customer: str = ""
    form: str = ""
    mode: Mode = Mode.LISTEN
    legs: list[Leg] = field(default_factory=list)
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def of(self, part: Part) -> Leg | None:
        """Its leg of that kind."""
        return next((leg for leg in self.legs if leg.part is part), None)


class Listenings:
    """All of them, by key. `tell` gets each end that nobody asked for, and what can be done now when that is new.

    `is_live`: whether a channel is still there.

    `lacking` says what the switch has not that it would need.
    """

    def __init__(
        self,
        login: AriLogin,
        app: str,
        is_live: Callable[[str], bool],
        tell: Callable[[ListeningEnded | CapsChanged], object],
        timing: AriTiming | None = None,
    ) -> None:
        self.caps = Cap.NONE
        self.lacking: list[str] = []
        self.ari = Ari(login, app, self, timing)
        self._app = app
        self._is_live = is_live
        self._tell = tell
        self._all: dict[str, Listening] = {}
        self._of: dict[str, tuple[Listening, Leg]] = {}
        self._asides: set[asyncio.Task[Any]] = set()

    def get(self, key: str) -> Listening | None:
        """One that has not ended."""
        return self._all.get(key)

    def add(self, listening: Listening) -> None:
        """One more."""
        self._all[listening.key] = listening

    def new_leg(self, listening: Listening, part: Part, tap: str = "") -> Leg:
        """A leg of it, not made yet."""
        name = f"{self._app}-{listening.key}-{part.value}-{secrets.token_hex(2)}"
        leg = Leg(name, part, tap)
        self._know(listening, leg)
        if part is not Part.TOLD:
            asyncio.get_running_loop().call_later(FETCH_S, self._look_whether_fetched, leg)
        return leg

    def _know(self, listening: Listening, leg: Leg) -> None:
        listening.legs.append(leg)
        for channel in (leg.tap, leg.media):
            self._of[channel] = (listening, leg)

    async def drop_later(self, listening: Listening, leg: Leg, after_s: float) -> None:
        """Take a leg away that is needed for so long."""
        await asyncio.sleep(after_s)
        await self.drop(listening, leg)

    async def drop(self, listening: Listening, leg: Leg) -> None:
        """Take a leg away; whatever is told of its channels from now on concerns nobody."""
        if leg in listening.legs:
            listening.legs.remove(leg)
            for channel in (leg.tap, leg.media):
                self._of.pop(channel, None)
            await drop(self.ari, leg)

    async def stop(self, listening: Listening) -> None:
        """End it, untold."""
        self._all.pop(listening.key, None)
        await asyncio.gather(*(self.drop(listening, leg) for leg in tuple(listening.legs)))

    async def end(self, listening: Listening, why: Ending) -> None:
        """It is over though nobody asked for that."""
        if self._all.pop(listening.key, None) is None:
            return
        await self.stop(listening)
        if why in (Ending.CALL_OVER, Ending.CONSOLE_GONE) and listening.mode is not Mode.TAKE_OVER:
            await asyncio.sleep(SETTLE_S)
            if why is Ending.CONSOLE_GONE and not self._is_live(listening.agent):
                why = Ending.CALL_OVER  # a switch that stops may take the console's own channels first
            if why is Ending.CALL_OVER and self._is_live(listening.customer):
                why = Ending.GIVEN_AWAY
        self._tell(ListeningEnded(listening.key, why, _WORDS[why]))

    def aside(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Have it done while others go on."""
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        return task

    def look_at(self, listening: Listening) -> None:
        """Something did not succeed: perhaps because the call is over."""
        if not self._is_live(listening.agent):
            self.aside(self.end(listening, Ending.CALL_OVER))

    async def close(self) -> None:
        """End all but the conversations of those who were taken over."""
        for listening in tuple(self._all.values()):
            if listening.mode is not Mode.TAKE_OVER:
                await self.stop(listening)
        if self._asides:
            await asyncio.wait(self._asides, timeout=FAREWELL_S)
        for task in self._asides:
            task.cancel()
        await asyncio.gather(*self._asides, return_exceptions=True)

    # What the switch tells

    def take(self, event: Json) -> None:
        """An event."""
        channel = told(event, "channel", "id")
        kind = told(event, "type")
        if kind == "StasisStart":
            self._entered(channel)
        elif kind in ("StasisEnd", "ChannelDestroyed"):
            self._gone(channel)

    def _entered(self, channel: str) -> None:
        known = self._of.get(channel)
        if known is None:  # it was given up meanwhile, or somebody has dialled us
            if channel.startswith(f"{self._app}-"):
                self.aside(unless_gone(self.ari.ask("DELETE", f"channels/{channel}")))
            else:
                self.aside(unless_gone(self.ari.ask("POST", f"channels/{channel}/continue")))
            return
        leg = known[1]
        if channel == leg.media:
            leg.fetched = True
        else:
            leg.tapped.set()
        if leg.part is not Part.TOLD:
            self.aside(self._put_in(leg, channel))

    async def _put_in(self, leg: Leg, channel: str) -> None:
        try:
            await put_in(self.ari, leg, channel)
        except AriFailure as error:
            log.warning("%s is not put into its bridge: %s", leg.name, error)

    def _gone(self, channel: str) -> None:
        known = self._of.get(channel)
        if known is None:
            return
        listening, leg = known
        if leg.part in (Part.TALK, Part.TOLD) or (listening.mode is Mode.TAKE_OVER and leg.part is not Part.TAKEN):
            self.aside(self.drop(listening, leg))
            if leg.part is Part.TALK:
                listening.mode = Mode.LISTEN
        elif channel == leg.tap:
            self.aside(self.end(listening, Ending.CALL_OVER))
        else:
            self.aside(self.end(listening, Ending.CONSOLE_GONE if leg.fetched else Ending.NOT_FETCHED))

    def _look_whether_fetched(self, leg: Leg) -> None:
        if not leg.fetched:
            self._gone(leg.media)

    # After connecting

    async def connected(self) -> None:
        """Know what is there, and take away what nobody alive has made."""
        try:
            self.lacking = [lacking(module) async for module in self._find_lacking()]
            if not self.lacking:
                body = {"allowed": [{"type": kind} for kind in _EVENTS]}
                await self.ari.ask("PUT", f"applications/{self._app}/eventFilter", body=body)
        except AriLate:
            raise AriLate("it answers no requests there: Asterisk 20.14, 22.4 or newer does") from None
        before, self.caps = self.caps, Cap.NONE if self.lacking else _ABLE
        if self.caps != before:
            self._tell(CapsChanged(self.caps))
        if self.lacking:  # and we come back: somebody may load it
            raise AriFailure(" ".join(self.lacking))
        await self._look_round()

    async def _find_lacking(self) -> AsyncIterator[str]:
        """Modules; the one that tells of all others, if it is not there."""
        if not await self.runs(_TELLS_OF_MODULES):
            yield _TELLS_OF_MODULES
            return
        for module in _NEEDED:
            if not await self.runs(module):
                yield module

    async def runs(self, module: str) -> bool:
        """Whether the switch has a module and it runs. AriFailure when it does not answer."""
        try:
            return told(await self.ari.ask("GET", f"asterisk/modules/{module}"), "status") == "Running"
        except AriRefused:
            return False

    async def _look_round(self) -> None:
        found = await look_round(self.ari)
        for key, leg in taken_over(found, self._app):
            if leg.tap not in self._of:
                listening = self._all[key] = Listening(key, "", customer=leg.tap, mode=Mode.TAKE_OVER)
                self._know(listening, leg)
                if not leg.fetched:
                    self._gone(leg.media)
        legs = [leg for listening in self._all.values() for leg in listening.legs]
        await follow(self.ari, [channel for channel in self._of if channel in found.channels])
        await clear(self.ari, found, legs)
        for channel in tuple(self._of):
            if channel not in found.channels:
                listening = self._of[channel][0]
                if listening.customer not in found.channels:
                    listening.customer = ""  # gone too, which the manager may tell later
                self._gone(channel)
            elif found.is_alone(channel):
                self._entered(channel)
