"""Watches a small centre through the console's own adapter, and holds what it tells against what really happened."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from console.domain.floor import LETTERS, AgentNow, AgentState
from console.telephony.interface import AgentChanged, CallEnded, CallRecord, LinkChanged, Telephony
from tests.pbx.sip_phone import PATIENCE_S, Call, SipPhone, Stage
from tests.pbx.small_centre import SmallCentre

SINCE_WITHIN = timedelta(seconds=0.3)
"""How far a state's beginning may lie from the moment that a phone or a deed began it."""


@dataclass
class FloorWatch:
    """All that `telephony` has told since it began, by agent, and the checks of it."""

    centre: SmallCentre
    telephony: Telephony
    told: defaultdict[str, list[AgentNow]] = field(default_factory=lambda: defaultdict(list))
    calls: list[CallRecord] = field(default_factory=list)
    links: list[LinkChanged] = field(default_factory=list)
    _checked: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self) -> None:
        """Take all that comes, until cancelled."""
        async for change in self.telephony.changes():
            async with self._came:
                match change:
                    case AgentChanged(agent):
                        self.told[agent.agent_number].append(agent)
                    case CallEnded(call):
                        self.calls.append(call)
                    case LinkChanged():
                        self.links.append(change)
                self._came.notify_all()

    async def sees(
        self,
        agent: SipPhone,
        state: AgentState,
        began: datetime | None,
        reason: str = "",
        *,
        within: timedelta = SINCE_WITHIN,
        patience_s: float = PATIENCE_S,
    ) -> AgentNow:
        """Wait until the agent is told to be so, after what was seen before; it must have begun at `began`.

        Raises AssertionError with all that was told instead.
        """
        number = agent.number
        try:
            async with asyncio.timeout(patience_s), self._came:
                while True:
                    for place in range(self._checked[number], len(self.told[number])):
                        now = self.told[number][place]
                        if now.state is state and now.reason == reason:
                            self._checked[number] = place
                            off = abs(now.since - began) if began else timedelta()
                            assert off <= within, f"began at {began}, was told as {now}; {self.walk(agent)}"
                            return now
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError(f"{number} never came to be {state} {reason}: {self.shown(number)}") from None

    async def told_of(self, agent: SipPhone, **wanted: object) -> AgentNow:
        """Wait until the newest word about the agent has these fields."""
        number = agent.number
        try:
            async with asyncio.timeout(PATIENCE_S), self._came:
                while True:
                    now = self.told[number][-1] if self.told[number] else None
                    if now is not None and all(getattr(now, name) == value for name, value in wanted.items()):
                        return now
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError(f"{number} never had {wanted}: {self.shown(number)}") from None

    async def record(self, agent: SipPhone, queue: str = "") -> CallRecord:
        """The agent's next finished call (of that queue)."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._came:
                while True:
                    for call in self.calls:
                        if call.agent_number == agent.number and queue in ("", call.queue):
                            self.calls.remove(call)
                            return call
                    await self._came.wait()
        except TimeoutError:
            raise AssertionError(f"no finished call of {agent.number} ({queue}): {self.calls}") from None

    def walk(self, agent: SipPhone) -> str:
        """The states that were told of, in order, as letters: "R G T R"."""
        letters: list[str] = []
        for now in self.told[agent.number]:
            if not letters or letters[-1] != LETTERS[now.state]:
                letters.append(LETTERS[now.state])
        return " ".join(letters)

    def walked(self, agent: SipPhone, expected: str) -> None:
        """Nothing was told but these states, in this order."""
        walk = self.walk(agent)
        if walk.startswith("– ") and not expected.startswith("– "):
            walk = walk[2:]  # known before it was in a queue
        assert walk == expected, self.shown(agent.number)

    def shown(self, number: str) -> str:
        """All that was told of one agent, a line each."""
        return "\n" + "\n".join(
            f"  {now.as_of:%M:%S.%f} {now.state.value} since {now.since:%M:%S.%f} {now.reason} {now.queue}"
            f" next {now.next_state} | {now.why}"
            for now in self.told[number]
        )

    # What stories begin with

    async def ready(self, queue: str = "", *, wrap_up_s: int = 0, **fields: object) -> tuple[SipPhone, str]:
        """An agent with a phone, ready in a queue (a new one unless told which)."""
        queue = queue or self.centre.queue()
        agent = await self.centre.agent()
        began = datetime.now(UTC)
        await self.centre.sign_on(agent, queue, wrap_up_s=wrap_up_s, **fields)
        await self.sees(agent, AgentState.READY, began)
        return agent, queue

    async def ringing(self, agent: SipPhone, queue: str) -> tuple[Call, Call]:
        """Somebody calls the queue and the agent's phone rings: the call there, and the caller's."""
        caller = await self.centre.customer(queue)
        call = await agent.ringing()
        await self.sees(agent, AgentState.RINGING, call.reached[Stage.RINGING])
        await self.told_of(agent, state=AgentState.RINGING, queue=queue)  # the phone is called a moment before
        return call, caller

    async def talking(self, agent: SipPhone, queue: str) -> tuple[Call, Call]:
        """Rung and answered, a moment ago."""
        call, caller = await self.ringing(agent, queue)
        await takes_time()
        now = await self.sees(agent, AgentState.TALKING, await call.answer())
        assert now.queue == queue
        await takes_time()
        return call, caller


async def takes_time(seconds: float = 0.4) -> None:
    """As people do; longer than SINCE_WITHIN, so that a state that is told to begin at a wrong event stands out."""
    await asyncio.sleep(seconds)


@asynccontextmanager
async def watching(centre: SmallCentre, telephony: Telephony) -> AsyncIterator[FloorWatch]:
    """Start `telephony`, listen until the end of the block, stop it."""
    watch = FloorWatch(centre, telephony)
    listening = asyncio.create_task(watch.listen())
    try:
        await telephony.start()
        yield watch
    finally:
        await telephony.stop()
        await asyncio.wait_for(listening, PATIENCE_S)
