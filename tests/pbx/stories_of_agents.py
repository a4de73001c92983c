"""Stories of agents signing on and off, being away and busy, and of members of every kind."""

from __future__ import annotations

from datetime import timedelta

from console.domain.floor import PHONE_OFFLINE
from tests.pbx.stories import (
    AWAY,
    BUSY,
    ON_HOLD,
    READY,
    SIGNED_OFF,
    TALKING,
    close,
    now,
    pause,
    story,
    unpause,
)
from tests.pbx.story_watch import FloorWatch, takes_time


@story
async def signs_on_and_off(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    await takes_time()
    began = now()
    await floor.centre.manager.done("QueueRemove", Queue=queue, Interface=f"PJSIP/{agent.number}")
    await floor.sees(agent, SIGNED_OFF, began)
    floor.walked(agent, "R –")


@story
async def is_away_for_a_meal_and_back(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await takes_time()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "meal"), "meal")
    await takes_time()
    await floor.sees(agent, READY, await unpause(floor, agent.number))
    floor.walked(agent, "R A R")


@story
async def changes_the_reason_of_being_away(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "meal"), "meal")
    await takes_time()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "training"), "training")
    floor.walked(agent, "R A")


@story
async def is_busy_without_a_reason(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await takes_time()
    await floor.sees(agent, BUSY, await pause(floor, agent.number, ""))
    await takes_time()
    await floor.sees(agent, READY, await unpause(floor, agent.number))
    floor.walked(agent, "R B R")


@story
async def is_busy_for_a_reason_of_the_sites_own(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await floor.sees(agent, BUSY, await pause(floor, agent.number, "printer on fire"), "printer on fire")
    floor.walked(agent, "R B")


@story
async def signs_off_while_away(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "rest"), "rest")
    await takes_time()
    began = now()
    await floor.centre.manager.done("QueueRemove", Queue=queue, Interface=f"PJSIP/{agent.number}")
    await floor.sees(agent, SIGNED_OFF, began)
    floor.walked(agent, "R A –")


@story
async def is_paused_in_one_of_two_queues_and_then_in_both(floor: FloorWatch) -> None:
    agent, first = await floor.ready()
    second = floor.centre.queue()
    await floor.centre.sign_on(agent, second)
    await pause(floor, agent.number, "meal", queue=first)
    await takes_time()
    await floor.sees(agent, AWAY, await pause(floor, agent.number, "meal", queue=second), "meal")
    await takes_time()
    await floor.sees(agent, READY, await unpause(floor, agent.number, queue=first))
    floor.walked(agent, "R A R")


@story
async def leaves_one_of_two_queues(floor: FloorWatch) -> None:
    agent, first = await floor.ready()
    second = floor.centre.queue()
    await floor.centre.sign_on(agent, second)
    await floor.centre.manager.done("QueueRemove", Queue=first, Interface=f"PJSIP/{agent.number}")
    call, _ = await floor.talking(agent, second)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T R")


@story
async def has_a_phone_that_leaves_and_comes_back(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await takes_time()
    await floor.sees(agent, BUSY, await agent.register(0), PHONE_OFFLINE)
    await takes_time()
    await floor.sees(agent, READY, await agent.register())
    floor.walked(agent, "R B R")


@story
async def signs_on_before_the_phone_is_there(floor: FloorWatch) -> None:
    agent = await floor.centre.agent(online=False)
    began = now()
    await floor.centre.sign_on(agent, floor.centre.queue())
    await floor.sees(agent, BUSY, began, PHONE_OFFLINE)
    await takes_time()
    await floor.sees(agent, READY, await agent.register())
    floor.walked(agent, "B R")


@story
async def is_away_and_the_phone_leaves_too(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    away = await pause(floor, agent.number, "meal")
    await floor.sees(agent, AWAY, away, "meal")
    await agent.register(0)
    await takes_time()
    await floor.sees(agent, BUSY, await unpause(floor, agent.number), PHONE_OFFLINE, within=timedelta(seconds=0.8))
    floor.walked(agent, "R A B")


@story
async def is_fixed_in_the_queue(floor: FloorWatch) -> None:
    agent = await floor.centre.agent()
    queue = floor.centre.queue(f"PJSIP/{agent.number},0,{agent.number}")
    began = now()
    await pause(floor, agent.number, "meal")  # the switch tells of fixed members only when something happens to them
    await floor.sees(agent, AWAY, began, "meal")
    await floor.sees(agent, READY, await unpause(floor, agent.number))
    call, _ = await floor.talking(agent, queue)
    await floor.sees(agent, READY, await call.hang_up())


@story
async def is_reached_by_a_detour_that_stays(floor: FloorWatch) -> None:
    await by_detour(floor, "/n")


@story
async def is_reached_by_a_detour_that_is_cut_out(floor: FloorWatch) -> None:
    await by_detour(floor, "")


async def by_detour(floor: FloorWatch, kind: str) -> None:
    queue = floor.centre.queue()
    agent = await floor.centre.agent()
    began = now()
    device = f"PJSIP/{agent.number}"
    await floor.centre.sign_on(agent, queue, Interface=f"Local/{agent.number}@from-queue{kind}", StateInterface=device)
    await floor.sees(agent, READY, began)
    call, caller = await floor.ringing(agent, queue)
    for side in (call, caller):
        side.sound.play(440)
    await takes_time()
    await floor.sees(agent, TALKING, await call.answer())
    await takes_time(1.0)
    began = await call.hold()
    await floor.sees(agent, ON_HOLD, began)
    await takes_time()
    held = await call.unhold() - began
    await floor.sees(agent, TALKING, None)
    await takes_time()
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T H T R")
    record = await floor.record(agent)
    assert record.queue == queue
    assert close(record.hold_ms, held), (record, held)
