"""The switch, the line to it or the gateway fails while people talk: nobody is told of wrongly, least of all ready."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from console.domain.floor import AgentState
from tests.cutting_proxy import CuttingProxy
from tests.pbx.asterisk import Asterisk
from tests.pbx.floor_adapter import floor_adapter
from tests.pbx.sip_phone import SipPhone, Stage
from tests.pbx.small_centre import small_centre
from tests.pbx.stories import AFTER_CALL, AWAY, READY, RINGING, TALKING, now, pause
from tests.pbx.story_watch import FloorWatch, takes_time, watching

pytestmark = pytest.mark.asterisk

UNKNOWN = AgentState.UNKNOWN
DARK_WITHIN_S = 6.0
"""5 s of silence and a moment to notice."""
BACK_WITHIN_S = 15.0

ABOUT = timedelta(seconds=1.2)
"""What the switch itself tells after a reconnection is in whole seconds."""

Part = Callable[[FloorWatch, CuttingProxy], Awaitable[None]]


def watched(switch: Asterisk, part: Part) -> None:
    """Let it happen before an adapter whose line to the switch can be cut."""

    async def whole() -> None:
        with CuttingProxy(switch.ami_port, switch.address) as line:
            adapter = floor_adapter(switch, host="127.0.0.1", port=line.port)
            async with small_centre(switch) as centre, watching(centre, adapter) as floor:
                await part(floor, line)

    asyncio.run(whole())


async def dark(floor: FloorWatch, *agents: SipPhone) -> None:
    """Every one of them turns unknown within 6 s."""
    for agent in agents:
        await floor.sees(agent, UNKNOWN, None, patience_s=DARK_WITHIN_S)


async def back(floor: FloorWatch, agent: SipPhone, state: AgentState, began: datetime | None, reason: str = "") -> None:
    """The agent is told of again, rightly, and was never told to be anything in between."""
    await floor.sees(agent, state, began, reason, within=ABOUT, patience_s=BACK_WITHIN_S)


def test_a_cut_line_leaves_everybody_unknown_and_comes_back_with_the_truth(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        talks, queue = await floor.ready()
        finishes, other_queue = await floor.ready()
        goes_away, _ = await floor.ready()
        stays, _ = await floor.ready()
        call, _ = await floor.talking(talks, queue)
        other, _ = await floor.talking(finishes, other_queue)
        line.refuse()
        await dark(floor, talks, finishes, goes_away, stays)
        await other.hang_up()
        away = await pause(floor, goes_away.number, "meal")
        await takes_time(1.0)
        line.resume()
        await back(floor, talks, TALKING, call.reached[Stage.UP])
        await back(floor, finishes, READY, None)
        await back(floor, goes_away, AWAY, away, "meal")
        await back(floor, stays, READY, None)
        await floor.sees(talks, READY, await call.hang_up())
        floor.walked(talks, "R G T ? T R")
        floor.walked(finishes, "R G T ? R")
        floor.walked(goes_away, "R ? A")
        floor.walked(stays, "R ? R")

    watched(own_asterisk, part)


def test_who_asks_for_help_is_known_after_every_outage(own_asterisk: Asterisk) -> None:
    async def asks(agent: SipPhone) -> None:
        await (await agent.call("*40")).until(Stage.ENDED)

    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        asking, _ = await floor.ready()
        asked_before, _ = await floor.ready()
        never, _ = await floor.ready()
        for agent in (asking, asked_before):
            await asks(agent)
            await floor.told_of(agent, state=READY, help=True)
        line.refuse()
        await dark(floor, asking, asked_before)
        await asks(asked_before)
        line.resume()
        await back(floor, asking, READY, None)
        await floor.told_of(asking, state=READY, help=True)
        await floor.told_of(asked_before, state=READY, help=False)
        async with watching(floor.centre, floor_adapter(floor.centre.switch)) as later:
            await later.told_of(asking, state=READY, help=True)
            await later.told_of(asked_before, state=READY, help=False)
            await asks(asking)
            await later.told_of(asking, state=READY, help=False)
        await floor.told_of(asking, state=READY, help=False)
        await asks(asked_before)
        await floor.told_of(asked_before, state=READY, help=True)
        await asyncio.to_thread(floor.centre.switch.restart)
        async with watching(floor.centre, floor_adapter(floor.centre.switch)) as after_restart:
            await after_restart.told_of(asked_before, state=READY, help=True)
            await after_restart.told_of(asking, state=READY, help=False)
        assert not any(told.help for told in floor.told[never.number])

    watched(own_asterisk, part)


def test_a_line_that_hangs_without_closing_is_noticed_in_time(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        agent, queue = await floor.ready()
        call, _ = await floor.talking(agent, queue)
        line.hang()
        await dark(floor, agent)
        line.resume()
        await back(floor, agent, TALKING, call.reached[Stage.UP])
        await floor.sees(agent, READY, await call.hang_up())
        floor.walked(agent, "R G T ? T R")

    watched(own_asterisk, part)


def test_a_call_that_begins_while_nobody_looks_is_there_afterwards(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        agent, queue = await floor.ready()
        rung, other_queue = await floor.ready()
        line.refuse()
        await dark(floor, agent, rung)
        await floor.centre.customer(queue)
        call = await agent.ringing()
        answered = await call.answer()
        await floor.centre.customer(other_queue)
        waits = await rung.ringing()
        await takes_time()
        line.resume()
        await back(floor, agent, TALKING, answered)
        await back(floor, rung, RINGING, waits.reached[Stage.RINGING])
        await floor.sees(rung, TALKING, await waits.answer())
        await floor.sees(agent, READY, await call.hang_up())
        floor.walked(agent, "R ? T R")
        floor.walked(rung, "R ? G T")

    watched(own_asterisk, part)


def test_a_restart_of_the_switch_ends_the_calls(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        del line
        talks, queue = await floor.ready()
        away, _ = await floor.ready()
        await pause(floor, away.number, "rest")
        await floor.sees(away, AWAY, None, "rest")
        call, _ = await floor.talking(talks, queue)
        await asyncio.to_thread(floor.centre.switch.restart)
        await dark(floor, talks, away)
        await call.until(Stage.ENDED)
        await back(floor, talks, READY, None)
        await back(floor, away, AWAY, None, "rest")
        assert READY not in {told.state for told in floor.told[away.number][1:]}

    watched(own_asterisk, part)


def test_a_switch_that_dies_leaves_nobody_ready(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        del line
        agent, queue = await floor.ready()
        other, _ = await floor.ready()
        await floor.talking(agent, queue)
        floor.centre.switch.kill()
        await dark(floor, agent, other)
        assert {told.state for told in floor.telephony.snapshot().agents.values()} == {UNKNOWN}
        await asyncio.to_thread(floor.centre.switch.start)
        await back(floor, agent, READY, None)
        await back(floor, other, READY, None)
        floor.walked(agent, "R G T ? R")
        floor.walked(other, "R ? R")

    watched(own_asterisk, part)


def test_a_gateway_that_begins_among_calls_finds_them_as_they_are(own_asterisk: Asterisk) -> None:
    async def part(floor: FloorWatch, line: CuttingProxy) -> None:
        del line
        talks, queue = await floor.ready()
        finished, other_queue = await floor.ready(wrap_up_s=30)
        away, _ = await floor.ready()
        free, _ = await floor.ready()
        paused = await pause(floor, away.number, "meeting")
        other, _ = await floor.talking(finished, other_queue)
        ended = await other.hang_up()
        call, _ = await floor.talking(talks, queue)
        async with watching(floor.centre, floor_adapter(floor.centre.switch)) as later:
            await back(later, talks, TALKING, call.reached[Stage.UP])
            await back(later, finished, AFTER_CALL, ended)
            await back(later, away, AWAY, paused, "meeting")
            await back(later, free, READY, None)
            began = now()
            await pause(later, free.number, "rest")
            await later.sees(free, AWAY, began, "rest")
            await later.sees(talks, READY, await call.hang_up())

    watched(own_asterisk, part)
