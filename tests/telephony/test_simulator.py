"""The simulator at the door of telephone systems: its clock, its changes, its deeds, and a link that can be lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.domain.floor import AgentState, AwayReason, FloorAction
from console.telephony.interface import AgentChanged, Cap, Change, Link, LinkChanged, Result, Telephony, able
from console.telephony.simulator import DEMO_HOUR, Simulator, demo_centre
from tests.telephony.floor_watch import Watched

BEGINS = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NUMBERS = tuple(str(2001 + at) for at in range(12))
MINUTE = timedelta(minutes=1)


def by_hand(seed: int = 1, hour: float = DEMO_HOUR) -> Simulator:
    return Simulator(demo_centre(NUMBERS), seed, BEGINS, hour=hour, by_hand=True)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 20))


async def told(simulator: Simulator, listening: Any) -> list[Change]:
    """Everything told so far; ends the simulator."""
    await simulator.stop()
    return [change async for change in listening]


def talking(simulator: Simulator) -> str:
    """Somebody in a queue's call, waited for by turning the clock."""
    for _ in range(600):
        for number, agent in simulator.snapshot().agents.items():
            if agent.state is AgentState.TALKING and agent.queue and agent.next_state is None:
                return number
        simulator.turn(timedelta(seconds=1))
    raise AssertionError("nobody talks")


def test_it_is_a_telephone_system() -> None:
    system: Telephony = by_hand()
    assert Cap.HOLD_SECONDS in system.caps
    sound = {FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN}
    assert able(system.caps) == set(FloorAction) - sound


def test_it_begins_in_full_swing_and_its_snapshot_and_changes_agree() -> None:
    async def story() -> None:
        simulator = by_hand()
        listening = simulator.changes()
        await simulator.start()
        begins = simulator.snapshot()
        assert begins.as_of == BEGINS == simulator.now()
        states = {agent.state for agent in begins.agents.values()}
        assert AgentState.SIGNED_OFF in states
        assert len(states) >= 3
        for index, number in enumerate(NUMBERS):
            agent = begins.agents[number]
            on = () if agent.state is AgentState.SIGNED_OFF else tuple(sorted(demo_centre(NUMBERS).queues_of(index)))
            assert agent.queues == on
        for _ in range(100):
            simulator.turn(timedelta(seconds=6))
        ends = simulator.snapshot()
        changes = await told(simulator, listening)
        assert changes[0] == LinkChanged(Link.UP, BEGINS)
        watched = Watched(dict(begins.agents))
        watched.take(changes[1:])
        assert {n: (a.state, a.since, a.help) for n, a in watched.now.items()} == {
            n: (a.state, a.since, a.help) for n, a in ends.agents.items()
        }
        assert len(changes) > 100
        assert ends.as_of == BEGINS + 10 * MINUTE

    run(story())


def test_the_demo_gets_rough_within_ten_minutes() -> None:
    async def story() -> None:
        simulator = by_hand()
        await simulator.start()
        waiting = []
        for _ in range(20):
            simulator.turn(MINUTE)
            waiting.append(simulator.callers_waiting())
        assert max(waiting[:4]) <= 3
        assert max(waiting[4:]) >= 5
        await simulator.stop()

    run(story())


def test_a_deed_is_told_as_a_change_before_its_result() -> None:
    async def story() -> None:
        simulator = by_hand()
        await simulator.start()
        number = talking(simulator)
        listening = simulator.changes()
        assert await simulator.set_away(number, AwayReason.MEETING) == Result(True, True)
        assert await simulator.end_call(number) == Result(True, True)
        assert not (await simulator.end_call(number)).accepted
        assert await simulator.set_ready(number) == Result(True, True)
        assert await simulator.sign_off(number) == Result(True, True)
        changes = await told(simulator, listening)
        found = [
            (change.agent.state, change.agent.next_state)
            for change in changes
            if isinstance(change, AgentChanged) and change.agent.agent_number == number
        ]
        assert found[:2] == [(AgentState.TALKING, AgentState.AWAY), (AgentState.AWAY, None)]
        assert found[2] == (AgentState.READY, None)
        assert AgentState.SIGNED_OFF in found[-1]

    run(story())


def test_a_take_over_waits_for_the_phone() -> None:
    async def story() -> None:
        simulator = by_hand()
        await simulator.start()
        number = talking(simulator)
        taking = asyncio.create_task(simulator.take_over(number, "8100"))
        await asyncio.sleep(0)
        assert not taking.done()
        simulator.turn(timedelta(seconds=9))
        result = await taking
        assert result.accepted
        assert result.confirmed or "was over" in result.words
        left = asyncio.create_task(simulator.take_over(talking(simulator), "8100"))
        await asyncio.sleep(0)
        await simulator.stop()
        assert await left == Result(True, False, "stopped before it was seen to be done")
        assert not (await simulator.take_over(number, "8100")).accepted
        await simulator.stop()

    run(story())


def test_a_lost_link_makes_everybody_unknown_and_refuses_deeds() -> None:
    async def story() -> None:
        simulator = by_hand()
        await simulator.start()
        simulator.turn(MINUTE)
        listening = simulator.changes()
        simulator.cut_link()
        cut_at = simulator.now()
        simulator.turn(3 * MINUTE)
        lost = simulator.snapshot().agents
        assert any(agent.queues for agent in lost.values())
        assert {(agent.state, agent.since) for agent in lost.values()} == {(AgentState.UNKNOWN, cut_at)}
        assert await simulator.sign_off(NUMBERS[0]) == Result(False, False, "not connected")
        simulator.mend_link()
        known = simulator.snapshot().agents
        changes = await told(simulator, listening)
        links = [change.link for change in changes if isinstance(change, LinkChanged)]
        agents = [change.agent for change in changes if isinstance(change, AgentChanged)]
        assert links == [Link.DOWN, Link.UP]
        assert len(changes) == 2 + 2 * len(NUMBERS)
        assert {agent.state for agent in agents[: len(NUMBERS)]} == {AgentState.UNKNOWN}
        assert agents[len(NUMBERS) :] == list(known.values())

    run(story())


def test_its_clock_runs_as_fast_as_wanted() -> None:
    seconds = [100.0]
    simulator = Simulator(demo_centre(NUMBERS), 1, BEGINS, speed=10, seconds=lambda: seconds[0])
    seconds[0] += 3
    assert simulator.now() == BEGINS + timedelta(seconds=30)
    simulator.speed = 60
    assert simulator.now() == BEGINS + timedelta(seconds=30)
    seconds[0] += 1
    assert simulator.now() == BEGINS + timedelta(seconds=90)
    for wrong in (0, -1, 61):
        with pytest.raises(ValueError, match="60 times"):
            simulator.speed = wrong


def test_it_runs_by_itself_in_real_time() -> None:
    async def story() -> None:
        simulator = Simulator(demo_centre(NUMBERS), 1, speed=60)
        await simulator.start()
        begins = simulator.snapshot().as_of
        heard = 0
        async for change in simulator.changes():
            heard += isinstance(change, AgentChanged)
            if heard == 10:
                break
        assert begins < simulator.snapshot().as_of <= simulator.now()
        assert (await simulator.sign_off("nobody")) == Result(False, False, "nobody is in no queue")
        await simulator.stop()
        await simulator.stop()

    run(story())
