"""Stories of what is asked for during a call and comes after it, and of the work after a call."""

from __future__ import annotations

from datetime import timedelta

from console.domain.floor import PHONE_OFFLINE
from tests.pbx.floor_adapter import WRAP_UP_S, WRAPPING_QUEUE
from tests.pbx.sip_phone import Stage
from tests.pbx.stories import (
    AFTER_CALL,
    AWAY,
    BUSY,
    READY,
    SIGNED_OFF,
    TALKING,
    pause,
    story,
    unpause,
)
from tests.pbx.story_watch import FloorWatch, takes_time


@story
async def is_paused_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await pause(floor, agent.number, "meeting")
    await floor.told_of(agent, state=TALKING, next_state=AWAY, next_reason="meeting")
    await takes_time()
    await floor.sees(agent, AWAY, await call.hang_up(), "meeting")
    floor.walked(agent, "R G T A")


@story
async def is_paused_and_released_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await pause(floor, agent.number, "meeting")
    await floor.told_of(agent, next_state=AWAY)
    await unpause(floor, agent.number)
    await floor.told_of(agent, state=TALKING, next_state=None)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T R")


@story
async def is_paused_while_it_rings(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.ringing(agent, queue)
    await pause(floor, agent.number, "meal")
    await takes_time()
    await floor.sees(agent, TALKING, await call.answer())
    await takes_time()
    await floor.sees(agent, AWAY, await call.hang_up(), "meal")
    floor.walked(agent, "R G T A")


@story
async def signs_off_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    await floor.centre.manager.done("QueueRemove", Queue=queue, Interface=f"PJSIP/{agent.number}")
    await floor.told_of(agent, state=TALKING, next_state=SIGNED_OFF)
    await takes_time()
    assert caller.stage is Stage.UP
    await floor.sees(agent, SIGNED_OFF, await call.hang_up())
    floor.walked(agent, "R G T –")


@story
async def has_a_phone_that_leaves_during_a_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await agent.register(0)
    await takes_time()
    await floor.sees(agent, BUSY, await call.hang_up(), PHONE_OFFLINE)
    floor.walked(agent, "R G T B")


@story
async def wraps_up(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(wrap_up_s=2)
    call, _ = await floor.talking(agent, queue)
    ended = await call.hang_up()
    await floor.sees(agent, AFTER_CALL, ended)
    await floor.sees(agent, READY, ended + timedelta(seconds=2), within=timedelta(seconds=1.1))
    floor.walked(agent, "R G T W R")


@story
async def wraps_up_by_the_longer_of_two_queues(floor: FloorWatch) -> None:
    agent, first = await floor.ready(wrap_up_s=1)
    await floor.centre.sign_on(agent, floor.centre.queue(), wrap_up_s=4)
    call, _ = await floor.talking(agent, first)
    ended = await call.hang_up()
    await floor.sees(agent, AFTER_CALL, ended)
    await floor.sees(agent, READY, ended + timedelta(seconds=4), within=timedelta(seconds=1.1))
    floor.walked(agent, "R G T W R")


@story
async def wraps_up_as_the_queue_says(floor: FloorWatch) -> None:
    floor.centre.switch.add_queue(WRAPPING_QUEUE, wrapuptime=WRAP_UP_S)
    agent, _ = await floor.ready(WRAPPING_QUEUE)
    call, _ = await floor.talking(agent, WRAPPING_QUEUE)
    ended = await call.hang_up()
    await floor.sees(agent, AFTER_CALL, ended)
    await floor.sees(agent, READY, ended + timedelta(seconds=WRAP_UP_S), within=timedelta(seconds=1.1))
    floor.walked(agent, "R G T W R")


@story
async def goes_away_out_of_wrap_up(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(wrap_up_s=5)
    call, _ = await floor.talking(agent, queue)
    await floor.sees(agent, AFTER_CALL, await call.hang_up())
    await takes_time()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "rest"), "rest")
    floor.walked(agent, "R G T W A")


@story
async def is_paused_for_work_after_the_call(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await pause(floor, agent.number, "ACW")
    await floor.sees(agent, AFTER_CALL, await call.hang_up())
    await takes_time()
    await floor.sees(agent, READY, await unpause(floor, agent.number))
    floor.walked(agent, "R G T W R")
