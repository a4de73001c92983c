"""A telephone system that does what a test says; as a program it is a gateway's, with twenty agents who are ready."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from console.domain.floor import AgentNow, AgentState, AwayReason, unknown
from console.gateway.command import run
from console.telephony.interface import (
    AgentChanged,
    CallEnded,
    CallRecord,
    Cap,
    CapsChanged,
    Change,
    Link,
    LinkChanged,
    Result,
    Snapshot,
)
from console.telephony.live import Ending, ListeningEnded
from console.telephony.outlet import Outlet
from tests.gateway.scripted_media import ScriptedMedia

DONE = Result(accepted=True, confirmed=True, words="Response: Success")


def agent(number: str, state: AgentState = AgentState.READY, **fields: object) -> AgentNow:
    """An agent, now."""
    now = datetime.now(UTC)
    return AgentNow(number, state, fields.pop("since", now), as_of=now, **fields)  # type: ignore[arg-type]


@dataclass
class ScriptedSwitch:
    """`answers` are what its deeds give, in turn, DONE when none is left; `asked` what they were."""

    agents: dict[str, AgentNow] = field(default_factory=dict)
    answers: list[Result] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    link: Link = Link.UP
    started: int = 0
    stopped: int = 0
    _outlet: Outlet = field(default_factory=Outlet)

    caps: Cap = Cap.SIGN_OFF | Cap.SET_AWAY | Cap.SET_READY | Cap.END_CALL | Cap.TAKE_OVER
    live: ScriptedMedia | None = None

    def __post_init__(self) -> None:
        if self.live is not None:
            self.caps |= Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN

    async def missing(self) -> list[str]:
        return []

    async def start(self) -> None:
        self.started += 1
        self._outlet.put(LinkChanged(self.link, datetime.now(UTC)))

    async def stop(self) -> None:
        self.stopped += 1
        self._outlet.close()

    def changes(self) -> AsyncIterator[Change]:
        return self._outlet.listen()

    def snapshot(self) -> Snapshot:
        now = datetime.now(UTC)
        if self.link is Link.DOWN:
            return Snapshot(now, {number: unknown(number, now, "0: no link") for number in self.agents})
        return Snapshot(now, dict(self.agents))

    def turn(self, *agents: AgentNow) -> None:
        """They are now so."""
        for one in agents:
            self.agents[one.agent_number] = one
            self._outlet.put(AgentChanged(one))

    def end(self, call: CallRecord) -> None:
        """A call is over."""
        self._outlet.put(CallEnded(call))

    def end_listening(self, key: str, why: Ending = Ending.CALL_OVER, words: str = "") -> None:
        """Somebody hears nothing any more."""
        if self.live is not None:
            self.live.open.pop(key, None)
        self._outlet.put(ListeningEnded(key, why, words))

    def set_caps(self, caps: Cap) -> None:
        """It can do this now."""
        self.caps = caps
        self._outlet.put(CapsChanged(caps))

    def set_link(self, link: Link) -> None:
        """It goes or comes back."""
        self.link = link
        self.say_link("the cable")

    def say_link(self, words: str) -> None:
        """It tells how its link is, and why."""
        self._outlet.put(LinkChanged(self.link, datetime.now(UTC), words))

    async def _deed(self, *words: str) -> Result:
        self.asked.append(words)
        await asyncio.sleep(0)
        return self.answers.pop(0) if self.answers else DONE

    async def sign_off(self, agent_number: str) -> Result:
        return await self._deed("sign_off", agent_number)

    async def set_away(self, agent_number: str, reason: AwayReason) -> Result:
        self.turn(replace(self.agents[agent_number], state=AgentState.AWAY, reason=reason.value))
        return await self._deed("set_away", agent_number, reason.value)

    async def set_ready(self, agent_number: str) -> Result:
        return await self._deed("set_ready", agent_number)

    async def end_call(self, agent_number: str) -> Result:
        return await self._deed("end_call", agent_number)

    async def take_over(self, agent_number: str, to: str) -> Result:
        return await self._deed("take_over", agent_number, to)


class Unreached(ScriptedSwitch):
    """Says why it is not there, and goes on trying until `reached` is set."""

    reached: asyncio.Event

    async def start(self) -> None:
        self.reached, self.link = asyncio.Event(), Link.DOWN
        self.say_link("nobody answers at pbx.example")
        await self.reached.wait()
        self.link = Link.UP
        await super().start()


def main() -> int:
    """Run a gateway on it with the configuration named; `why` of each agent is this process's id.

    With `live` after it all are on a call that can be heard.
    """
    args = argparse.Namespace(config=sys.argv[1], check=False, log="")
    numbers = ("1001", "1002", *(f"a{n}" for n in range(18)))
    why = str(os.getpid())
    live = sys.argv[2:] == ["live"]
    state, call = (AgentState.TALKING, "1.7") if live else (AgentState.READY, "")

    def make() -> ScriptedSwitch:
        agents = {number: agent(number, state, why=why, call_key=call) for number in numbers}
        return ScriptedSwitch(agents, live=ScriptedMedia() if live else None)

    return run(args, lambda _: make)


if __name__ == "__main__":
    sys.exit(main())
