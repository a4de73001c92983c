"""A believable centre behind the same door as a telephone system: for the demo, for practice, and for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime, timedelta

from console.domain.floor import AgentNow, AwayReason, unknown
from console.domain.floor_why import Why, why_text
from console.telephony.interface import AgentChanged, Cap, Change, Link, LinkChanged, Result, Snapshot
from console.telephony.outlet import Outlet
from console.telephony.simulated_centre import Centre
from console.telephony.simulated_floor import SimulatedFloor
from console.telephony.simulated_live import Calls, CallSound, SimulatedLive

TICK_S = 0.1
FASTEST = 60.0
WARM_UP = timedelta(minutes=25)
DEMO_HOUR = 9.93
"""Four minutes before ten in the morning: people come, and soon it gets rough."""

_DEED_S = 0.15
_AT_ONCE = 1000
"""Things that happen before the event loop gets its turn again."""

_CAPS = (
    Cap.TAKE_OVER
    | Cap.END_CALL
    | Cap.SIGN_OFF
    | Cap.SET_AWAY
    | Cap.SET_READY
    | Cap.AWAY_REASON
    | Cap.END_AFTER_CALL
    | Cap.HOLD_SECONDS
)


_HEARD = Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN


class Simulator:
    """A simulated `centre`, the same for the same `seed`. It begins at `begins_at`, where it is `hour` o'clock.

    Its time runs `speed` times as fast as the real one, or with `by_hand` only when it is turned. It has been open
    for 25 minutes when it begins. Moments are in its own clock, see `now`. Give `bad_hours` of the centre, or call
    `bad_quarter`, to have a rush when it is wanted. `sound` gives an agent's call speech: only then it can be heard.
    """

    def __init__(
        self,
        centre: Centre,
        seed: int = 1,
        begins_at: datetime | None = None,
        *,
        hour: float = DEMO_HOUR,
        speed: float = 1.0,
        by_hand: bool = False,
        seconds: Callable[[], float] = time.monotonic,
        sound: Callable[[AgentNow], CallSound] | None = None,
    ) -> None:
        self._begins_at = begins_at or datetime.now(UTC)
        open_hours = WARM_UP / timedelta(hours=1)
        self._floor = SimulatedFloor(centre, seed, self._begins_at - WARM_UP, hour - open_hours)
        self._by_hand = by_hand
        self._seconds = seconds
        self._counted_at = self._begins_at
        self._counted_s = seconds()
        self._speed = 1.0
        self.speed = speed
        self._link = LinkChanged(Link.DOWN, self._begins_at, "not started")
        self._outlet = Outlet()
        self._running: asyncio.Task[None] | None = None
        self._taking: set[asyncio.Future[Result]] = set()
        self._live = SimulatedLive(self._with(sound)) if sound is not None else None

    # Its own time

    @property
    def speed(self) -> float:
        """How many of its seconds pass in a real one. Raises ValueError when set beyond 60, or to nothing."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if not 0 < speed <= FASTEST:
            raise ValueError(f"a simulation runs up to {FASTEST:g} times as fast")
        if not self._by_hand:
            self._counted_at, self._counted_s = self.now(), self._seconds()
        self._speed = speed

    def now(self) -> datetime:
        """What its clock shows: the clock of all its moments."""
        if self._by_hand:
            return self._counted_at
        return self._counted_at + timedelta(seconds=(self._seconds() - self._counted_s) * self._speed)

    def turn(self, by: timedelta) -> None:
        """Let `by` pass at once; for a simulator that is turned by hand."""
        self._counted_at += by
        self._tell(self._floor.run_until(self.now()))

    def bad_quarter(self) -> None:
        """From now on three times as many calls come, for a quarter of an hour."""
        self._floor.bad_quarter()

    def callers_waiting(self) -> int:
        """How many callers wait in the queues."""
        return self._floor.waiting()

    def cut_link(self) -> None:
        """Have it lose its telephone system, for practice; what happens meanwhile nobody hears of."""
        if self._link.link is Link.UP:
            self._link = LinkChanged(Link.DOWN, self.now(), "cut for practice")
            self._outlet.put(self._link)
            self._tell_all()

    def mend_link(self) -> None:
        """Have it find its telephone system again; everybody is told anew."""
        if self._link.link is Link.DOWN:
            self._link = LinkChanged(Link.UP, self.now())
            self._outlet.put(self._link)
            self._tell_all()

    # The interface

    @property
    def caps(self) -> Cap:
        """Deeds on states and calls, and to be heard where there is sound."""
        return _CAPS if self._live is None else _CAPS | _HEARD

    @property
    def live(self) -> SimulatedLive | None:
        """Live sound of its calls."""
        return self._live

    def _with(self, sound: Callable[[AgentNow], CallSound]) -> Calls:
        def agent(number: str) -> AgentNow | None:
            return self._floor.agent(number) if self._link.link is Link.UP else None

        def answered_s(number: str) -> float:
            answered_at = self._floor.answered_at(number)
            return (self.now() - answered_at).total_seconds() if answered_at is not None else 0.0

        return Calls(agent, answered_s, self.end_call, self._outlet.put, sound)

    async def start(self) -> None:
        """Open the centre; returns when it has been open for a while. Nobody hears of that while."""
        while self._floor.at < self._begins_at:
            self._floor.run_until(self._begins_at, _AT_ONCE)
            await asyncio.sleep(0)
        if not self._by_hand:
            self._counted_at, self._counted_s = self._begins_at, self._seconds()
            self._running = asyncio.create_task(self._run())
        self._link = LinkChanged(Link.UP, self.now())
        self._outlet.put(self._link)

    async def stop(self) -> None:
        """Close it. Who waits for a deed is told that nothing was seen of it."""
        if self._live is not None:
            await self._live.close()
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        for taking in self._taking:
            if not taking.done():
                taking.set_result(Result(True, False, "stopped before it was seen to be done"))
        self._link = LinkChanged(Link.DOWN, self.now(), "stopped")
        self._outlet.close()

    def changes(self) -> AsyncIterator[Change]:
        """All changes from this call on."""
        return self._outlet.listen()

    def snapshot(self) -> Snapshot:
        """Everybody as of the last thing that happened."""
        return Snapshot(self._floor.at, self._agents())

    async def missing(self) -> list[str]:
        """Nothing ever."""
        return []

    async def sign_off(self, agent_number: str) -> Result:
        """Off all queues."""
        return await self._deed(lambda: self._floor.sign_off(agent_number))

    async def set_away(self, agent_number: str, reason: AwayReason) -> Result:
        """Away; the agent comes back by itself when such an absence is over."""
        return await self._deed(lambda: self._floor.set_away(agent_number, reason))

    async def set_ready(self, agent_number: str) -> Result:
        """Ready; who is not at the desk lets it ring."""
        return await self._deed(lambda: self._floor.set_ready(agent_number))

    async def end_call(self, agent_number: str) -> Result:
        """Both sides cut off."""
        return await self._deed(lambda: self._floor.end_call(agent_number))

    async def take_over(self, agent_number: str, to: str) -> Result:
        """The phone `to` answers after some seconds of the simulation."""
        taking: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

        def done(result: Result) -> None:
            if not taking.done():
                taking.set_result(result)

        def ask() -> Result:
            self._floor.take_over(agent_number, to, done)
            return Result(True, False)

        asked = await self._deed(ask)
        if not asked.accepted:
            return asked
        self._taking.add(taking)
        try:
            return await taking
        finally:
            self._taking.discard(taking)

    async def _deed(self, do: Callable[[], Result]) -> Result:
        """Do it as a telephone system does: a moment later, and seen in the changes before the result is told."""
        if not self._by_hand:
            await asyncio.sleep(_DEED_S)
        if self._link.link is not Link.UP:
            return Result(False, False, "not connected")
        self._tell(self._floor.run_until(self.now()))
        result = do()
        self._tell(self._floor.run_until(self.now()))
        return result

    # Telling

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            until = self.now()
            while self._floor.at < until:
                self._tell(self._floor.run_until(until, _AT_ONCE))
                await asyncio.sleep(0)

    def _tell(self, changes: Iterable[Change]) -> None:
        if self._link.link is Link.UP:
            for change in changes:
                self._outlet.put(change)

    def _tell_all(self) -> None:
        for agent in self._agents().values():
            self._outlet.put(AgentChanged(agent))

    def _agents(self) -> dict[str, AgentNow]:
        agents = self._floor.agents()
        if self._link.link is Link.UP:
            return agents
        since, why = self._link.since, why_text(0, Why.NOT_CONNECTED)
        return {number: unknown(number, since, why, agent.queues) for number, agent in agents.items()}


def demo_centre(agent_numbers: Iterable[str]) -> Centre:
    """A centre to show: begun at `DEMO_HOUR`, it has a calm beginning, and its bad quarter four minutes on."""
    return Centre(tuple(agent_numbers), bad_hours=(10.0, 14.5))
