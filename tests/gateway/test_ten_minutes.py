"""Ten minutes of the demo centre through the gateway of a console, by a hand-turned clock: alive, and true."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.demo_floor import build_floor
from console.demo_people import AGENTS, STAFF, TEAM
from console.demo_telephone import NAME, numbers_of, telephone
from console.domain.floor import ON_CALL, AgentNow, AgentState, LimitLevel
from console.domain.floor_book import AlertKind
from console.gateway.gateway import Gateway, Pace
from console.gateway.telling import TellingWriting
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.simulator import Simulator

MINUTES = 10
STEP = timedelta(seconds=2)
PACE = Pace(beat_s=0.0, batch_s=0.0, limits_s=3600.0)

MORNING = datetime(2026, 3, 20, 9, 56).astimezone(UTC)
NOON = datetime(2026, 3, 20, 12, 20).astimezone(UTC)
NIGHT = datetime(2026, 3, 20, 23, 30).astimezone(UTC)


@dataclass
class Watcher:
    """What somebody sees who looks at every step."""

    clock: datetime
    agents: dict[str, AgentNow] = field(default_factory=dict)
    alerts: int = 0
    seen: list[dict[str, AgentNow]] = field(default_factory=list)
    heard_at: datetime | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    def __call__(self) -> datetime:
        return self.clock

    def hear(self, heard: FloorHeard) -> None:
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self._take, heard)

    def _take(self, heard: FloorHeard) -> None:
        if heard.whole is not None:
            self.agents = dict(heard.whole.agents)
        self.agents |= {agent.agent_number: agent for agent in heard.changed}
        self.alerts += FloorNews.ALERTS in heard.news
        for gateway in heard.gateways:
            if gateway.link == "up":
                self.heard_at = gateway.as_of
        self.arrived.set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "demo.sqlite") as store:
        store.people.add_many(
            [NewPerson(one.number, one.name, one.role, TEAM, one.seat) for one in (*AGENTS, *STAFF)],
        )
        yield store


async def ten_minutes(store: Store, begins_at: datetime) -> tuple[Watcher, Simulator]:
    """Live through it; the telephone system is asked what is true at each step, and so is whoever watches."""
    watcher = Watcher(begins_at, loop=asyncio.get_running_loop())
    simulator = telephone(numbers_of(store), begins_at, by_hand=True)
    writing = TellingWriting(store, NAME, watcher.hear, lambda _: None)
    gateway = Gateway(lambda: simulator, writing, pace=PACE, now=watcher)
    running = asyncio.create_task(gateway.run())
    try:
        while watcher.clock < begins_at + timedelta(minutes=MINUTES):
            async with asyncio.timeout(10):
                while watcher.heard_at != watcher.clock or told(watcher.agents) != told(simulator.snapshot().agents):
                    watcher.arrived.clear()
                    await watcher.arrived.wait()
            watcher.seen.append(dict(watcher.agents))
            watcher.clock += STEP
            simulator.turn(STEP)
    finally:
        gateway.stop()
        await running
    return watcher, simulator


def told(
    agents: dict[str, AgentNow] | object,
) -> dict[str, tuple[AgentState, str, datetime, bool, int, tuple[str, ...]]]:
    assert isinstance(agents, dict)
    return {
        number: (one.state, one.reason, one.since, one.help, one.hold_ms, one.queues)
        for number, one in agents.items()
        if isinstance(one, AgentNow)
    }


@pytest.mark.parametrize("begins_at", [MORNING, NOON, NIGHT], ids=["morning", "noon", "night"])
def test_it_looks_alive_and_is_true(store: Store, begins_at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "console.gateway.gateway.STOOD_STILL", timedelta(hours=1)
    )  # this clock runs as the test turns it
    build_floor(store, begins_at)
    watcher, _ = asyncio.run(ten_minutes(store, begins_at))
    before: dict[str, AgentNow] = {}
    for at, agents in zip(moments(begins_at), watcher.seen, strict=True):
        assert len(agents) == len(AGENTS)
        counts = Counter(agent.state for agent in agents.values())
        assert counts[AgentState.TALKING] >= 1, f"dead at {at}"
        assert counts[AgentState.UNKNOWN] == 0
        calls = [agent.call_key for agent in agents.values() if agent.on_call]
        assert len(set(calls)) == len(calls), "two agents in one call"
        for number, agent in agents.items():
            was = before.get(number)
            assert agent.since <= at
            assert bool(agent.queues) is (agent.state is not AgentState.SIGNED_OFF)
            assert bool(agent.call_key) >= (agent.state in ON_CALL)
            if agent.state is AgentState.READY:
                assert not agent.call_key, "ready while on a call"
            if was is not None and (was.state, was.call_key) == (agent.state, agent.call_key):
                assert was.since == agent.since or agent.state is not AgentState.TALKING
            elif was is not None and not (agent.state is AgentState.TALKING and was.on_call):
                assert at - STEP <= agent.since, f"{number} is {agent.state} since before it was {was.state}"
        before = agents
    ever = {state for agents in watcher.seen for state in (agent.state for agent in agents.values())}
    assert {AgentState.READY, AgentState.RINGING, AgentState.ON_HOLD, AgentState.AFTER_CALL, AgentState.AWAY} <= ever
    assert any(agent.help for agents in watcher.seen for agent in agents.values())
    ready = [any(agent.state is AgentState.READY for agent in agents.values()) for agents in watcher.seen]
    assert sum(ready) > len(ready) / 10
    alerts = store.floor.alerts(datetime.now(UTC) - timedelta(minutes=5))
    raised = Counter((alert.kind, alert.level) for alert in alerts if begins_at <= alert.since + timedelta(minutes=30))
    assert raised[AlertKind.LIMIT, LimitLevel.ALARM] >= 1
    assert raised[AlertKind.HELP, LimitLevel.ALARM] >= 1
    assert watcher.alerts


def moments(begins_at: datetime) -> Iterator[datetime]:
    at = begins_at
    while at < begins_at + timedelta(minutes=MINUTES):
        yield at
        at += STEP
