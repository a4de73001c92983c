"""Stories of what supervisors do through the adapter; the switch's own view agrees afterwards."""

from __future__ import annotations

import asyncio

from console.domain.calls import EndedBy
from console.domain.floor import FORCED_SIGN_OFF, AwayReason
from tests.pbx.sip_phone import Habit, Stage
from tests.pbx.stories import (
    AFTER_CALL,
    AWAY,
    ON_HOLD,
    READY,
    SIGNED_OFF,
    TALKING,
    now,
    pause,
    story,
    unpause,
)
from tests.pbx.story_watch import FloorWatch, takes_time


@story
async def is_set_away_and_ready(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    await takes_time()
    began = now()
    result = await floor.telephony.set_away(agent.number, AwayReason.TRAINING)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, AWAY, began, "training")
    assert "paused" in floor.centre.switch.cli(f"queue show {queue}")
    await takes_time()
    began = now()
    result = await floor.telephony.set_ready(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, READY, began)
    assert "paused" not in floor.centre.switch.cli(f"queue show {queue}")
    floor.walked(agent, "R A R")


@story
async def is_set_away_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    result = await floor.telephony.set_away(agent.number, AwayReason.MEAL)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.told_of(agent, state=TALKING, next_state=AWAY, next_reason="meal")
    await takes_time()
    assert caller.stage is Stage.UP
    await floor.sees(agent, AWAY, await call.hang_up(), "meal")
    floor.walked(agent, "R G T A")


@story
async def is_set_ready_out_of_wrap_up(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(wrap_up_s=30)
    call, _ = await floor.talking(agent, queue)
    await floor.sees(agent, AFTER_CALL, await call.hang_up())
    await takes_time()
    began = now()
    result = await floor.telephony.set_ready(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, READY, began)
    again, _ = await floor.talking(agent, queue)
    await again.hang_up()


@story
async def is_signed_off(floor: FloorWatch) -> None:
    agent, first = await floor.ready()
    second = floor.centre.queue()
    await floor.centre.sign_on(agent, second)
    await takes_time()
    began = now()
    result = await floor.telephony.sign_off(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, SIGNED_OFF, began)
    for queue in (first, second):
        assert agent.number not in floor.centre.switch.cli(f"queue show {queue}")
    floor.walked(agent, "R –")


@story
async def is_signed_off_where_only_a_pause_is_possible(floor: FloorWatch) -> None:
    agent = await floor.centre.agent()
    queue = floor.centre.queue(f"PJSIP/{agent.number},0,{agent.number}")
    await pause(floor, agent.number, "meal")
    await floor.sees(agent, AWAY, None, "meal")
    await unpause(floor, agent.number)
    await floor.sees(agent, READY, None)
    await takes_time()
    began = now()
    result = await floor.telephony.sign_off(agent.number)
    assert result.accepted, result
    assert result.words
    await floor.sees(agent, SIGNED_OFF, began, FORCED_SIGN_OFF)
    assert "paused" in floor.centre.switch.cli(f"queue show {queue}")


@story
async def has_the_call_ended(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    began = now()
    result = await floor.telephony.end_call(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, READY, began)
    for side in (call, caller):
        await side.until(Stage.ENDED)
        assert not side.ended_by_us
    floor.walked(agent, "R G T R")
    assert (await floor.record(agent)).ended_by is EndedBy.SUPERVISOR


@story
async def has_the_call_taken_over(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    supervisor = await floor.centre.agent()
    supervisor.habit = Habit(after_s=0.3)
    call, caller = await floor.talking(agent, queue)
    began = now()
    result = await floor.telephony.take_over(agent.number, supervisor.number)
    assert result.accepted, result
    await floor.sees(agent, READY, began)
    there = await supervisor.ringing()
    await there.until(Stage.UP)
    await call.until(Stage.ENDED)
    there.sound.play(440)
    async with asyncio.timeout(5):
        while caller.sound.heard(440) < 4000:
            await takes_time(0.05)
    assert caller.stage is Stage.UP
    floor.walked(agent, "R G T R")


@story
async def is_signed_off_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    result = await floor.telephony.sign_off(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.told_of(agent, state=TALKING, next_state=SIGNED_OFF)
    await takes_time()
    assert caller.stage is Stage.UP
    await floor.sees(agent, SIGNED_OFF, await call.hang_up())
    floor.walked(agent, "R G T –")


@story
async def is_set_away_and_then_ready_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await floor.telephony.set_away(agent.number, AwayReason.REST)
    await floor.told_of(agent, next_state=AWAY)
    await floor.telephony.set_ready(agent.number)
    await floor.told_of(agent, state=TALKING, next_state=None)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T R")


@story
async def has_the_held_call_ended(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    await floor.sees(agent, ON_HOLD, await call.hold())
    await takes_time()
    began = now()
    result = await floor.telephony.end_call(agent.number)
    assert (result.accepted, result.confirmed) == (True, True), result
    await floor.sees(agent, READY, began)
    await caller.until(Stage.ENDED)
    floor.walked(agent, "R G T H R")


@story
async def cannot_have_a_call_ended_that_is_not_there(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    for result in (
        await floor.telephony.end_call(agent.number),
        await floor.telephony.take_over(agent.number, "1001"),
        await floor.telephony.set_away("9999", AwayReason.REST),
    ):
        assert (result.accepted, result.confirmed) == (False, False), result
        assert result.words
    floor.walked(agent, "R")


@story
async def cannot_be_taken_over_by_a_phone_that_is_not_there(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    supervisor = await floor.centre.agent(online=False)
    call, caller = await floor.talking(agent, queue)
    result = await floor.telephony.take_over(agent.number, supervisor.number)
    assert not result.confirmed, result
    assert result.words
    for side in (call, caller):
        await side.hang_up()
