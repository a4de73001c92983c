"""The adapter on a real Asterisk, and what a test waits for of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from console.domain.floor import AgentNow, AgentState
from console.telephony.ami import AmiLogin, AmiTiming
from console.telephony.asterisk import Asterisk as Adapter
from console.telephony.asterisk_media import LiveSite
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import AgentChanged, CallEnded, CallRecord, Change, Link, LinkChanged
from tests.pbx.asterisk import Asterisk


@dataclass
class AdapterWatch:
    """Keeps all changes."""

    adapter: Adapter
    changes: list[Change] = field(default_factory=list)

    async def follow(self) -> None:
        async for change in self.adapter.changes():
            self.changes.append(change)

    @property
    def calls(self) -> list[CallRecord]:
        return [change.call for change in self.changes if isinstance(change, CallEnded)]

    @property
    def links(self) -> list[Link]:
        return [change.link for change in self.changes if isinstance(change, LinkChanged)]

    def states(self, number: str) -> list[AgentState]:
        """The states of an agent so far, without repetition."""
        found: list[AgentState] = []
        for change in self.changes:
            if not isinstance(change, AgentChanged) or change.agent.agent_number != number:
                continue
            if found[-1:] != [change.agent.state]:
                found.append(change.agent.state)
        return found

    def now(self, number: str) -> AgentNow:
        return self.adapter.snapshot().agents[number]

    async def until(self, true: Callable[[], bool], within_s: float = 10) -> None:
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(0.02)  # not all that is waited for is told as a change

    async def state(self, number: str, state: AgentState, within_s: float = 10) -> AgentNow:
        """Wait until the agent is in this state."""

        def is_so() -> bool:
            agent = self.adapter.snapshot().agents.get(number)
            return agent is not None and agent.state is state

        try:
            await self.until(is_so, within_s)
        except TimeoutError:
            raise AssertionError(
                f"{number}: {self.states(number)}, {self.adapter.snapshot().agents.get(number)}"
            ) from None
        return self.now(number)

    async def call(self, agent: str, place: int = 0) -> CallRecord:
        """Wait for a finished call of an agent."""

        def ended() -> list[CallRecord]:
            return [call for call in self.calls if call.agent_number == agent]

        await self.until(lambda: len(ended()) > place)
        return ended()[place]


@asynccontextmanager
async def adapter_watch(
    switch: Asterisk,
    site: AsteriskSite | None = None,
    timing: AmiTiming | None = None,
    port: int = 0,
    login: tuple[str, str] | None = None,
    ca_file: Path | None = None,
    live: LiveSite | None = None,
) -> AsyncIterator[AdapterWatch]:
    """An adapter with the least-privilege login, started, until the end of the block."""
    name, secret = login or switch.login
    host = "127.0.0.1" if port else switch.address
    port = port or (switch.ami_tls_port if ca_file else switch.ami_port)
    adapter = Adapter(AmiLogin(host, name, secret, port, ca_file is not None, ca_file), site, timing, live=live)
    watch = AdapterWatch(adapter)
    following = asyncio.create_task(watch.follow())
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(10):
            await adapter.start()
        yield watch
    finally:
        await adapter.stop()
        await following
