"""Stories of calls that come, go out, are held, asked about and given away."""

from __future__ import annotations

from datetime import timedelta

from console.domain.calls import Direction, EndedBy
from tests.pbx.sip_phone import Habit, Stage
from tests.pbx.stories import (
    CONFERENCE,
    CONSULTING,
    ON_HOLD,
    READY,
    RINGING,
    TALKING,
    close,
    now,
    story,
)
from tests.pbx.story_watch import FloorWatch, takes_time


@story
async def answers_and_hangs_up(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    ended = await call.hang_up()
    await floor.sees(agent, READY, ended)
    await caller.until(Stage.ENDED)
    floor.walked(agent, "R G T R")
    record = await floor.record(agent)
    assert (record.queue, record.direction, record.ended_by) == (queue, Direction.INBOUND, EndedBy.AGENT)
    talked = ended - call.reached[Stage.UP]
    assert close(record.talk_ms, talked)
    assert close(record.ring_ms, call.reached[Stage.UP] - call.reached[Stage.RINGING])
    assert record.hold_ms == 0
    assert record.recording


@story
async def answers_and_the_caller_hangs_up(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    _, caller = await floor.talking(agent, queue)
    await floor.sees(agent, READY, await caller.hang_up())
    floor.walked(agent, "R G T R")
    assert (await floor.record(agent)).ended_by is EndedBy.CALLER


@story
async def shows_the_caller_masked(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    await floor.talking(agent, queue)
    told = await floor.told_of(agent, state=TALKING)
    assert "****" in told.other_number
    assert told.other_number[:3] == "138"
    assert told.direction is Direction.INBOUND


@story
async def does_not_answer(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(floor.centre.queue(timeout=1, retry=5))
    call, caller = await floor.ringing(agent, queue)
    await floor.sees(agent, READY, await call.until(Stage.ENDED))
    await caller.hang_up()
    floor.walked(agent, "R G R")


@story
async def does_not_answer_and_is_rung_again(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(floor.centre.queue(timeout=1, retry=1))
    call, _ = await floor.ringing(agent, queue)
    await floor.sees(agent, READY, await call.until(Stage.ENDED))
    again = await agent.ringing()
    await floor.sees(agent, RINGING, again.reached[Stage.RINGING])
    await floor.sees(agent, TALKING, await again.answer())
    await takes_time()
    await floor.sees(agent, READY, await again.hang_up())
    floor.walked(agent, "R G R G T R")


@story
async def refuses(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(floor.centre.queue(retry=5))
    call, caller = await floor.ringing(agent, queue)
    await takes_time()
    await floor.sees(agent, READY, await call.refuse(486))
    await caller.hang_up()
    floor.walked(agent, "R G R")


@story
async def loses_the_caller_while_it_rings(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    _, caller = await floor.ringing(agent, queue)
    await takes_time()
    await floor.sees(agent, READY, await caller.hang_up())
    floor.walked(agent, "R G R")


@story
async def comes_to_a_caller_who_waits(floor: FloorWatch) -> None:
    queue = floor.centre.queue()
    await floor.centre.customer(queue)
    await floor.centre.manager.until("QueueCallerJoin", Queue=queue)
    agent = await floor.centre.agent()
    await floor.centre.sign_on(agent, queue)
    call = await agent.ringing()
    await floor.sees(agent, RINGING, call.reached[Stage.RINGING])
    await floor.sees(agent, TALKING, await call.answer())


@story
async def rings_with_a_colleague_who_is_faster(floor: FloorWatch) -> None:
    slow, queue = await floor.ready()
    fast, _ = await floor.ready(queue)
    call, _ = await floor.ringing(slow, queue)
    other = await fast.ringing()
    await floor.sees(fast, RINGING, other.reached[Stage.RINGING])
    await takes_time()
    answered = await other.answer()
    await floor.sees(fast, TALKING, answered)
    await floor.sees(slow, READY, await call.until(Stage.ENDED))
    await takes_time()
    await floor.sees(fast, READY, await other.hang_up())
    floor.walked(slow, "R G R")
    floor.walked(fast, "R G T R")


@story
async def is_called_directly_from_outside(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    caller = await floor.centre.outside.call(agent.number, caller="13812349999")
    call = await agent.ringing()
    await floor.sees(agent, RINGING, call.reached[Stage.RINGING])
    await takes_time()
    told = await floor.sees(agent, TALKING, await call.answer())
    assert (told.queue, told.other_number) == ("", "138****9999")
    await takes_time()
    await floor.sees(agent, READY, await caller.hang_up())
    floor.walked(agent, "R G T R")


@story
async def is_called_directly_and_refuses(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    await floor.centre.outside.call(agent.number, caller="13812349998")
    call = await agent.ringing()
    await floor.sees(agent, RINGING, call.reached[Stage.RINGING])
    await takes_time()
    await floor.sees(agent, READY, await call.refuse(486))
    floor.walked(agent, "R G R")


@story
async def puts_one_caller_on_hold_to_answer_another(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(floor.centre.queue(ringinuse="yes"))
    first, _ = await floor.talking(agent, queue)
    await floor.sees(agent, ON_HOLD, await first.hold())
    await floor.centre.customer(queue)
    second = await agent.ringing()
    await takes_time()
    await floor.sees(agent, TALKING, await second.answer())
    await takes_time()
    await second.hang_up()
    await floor.sees(agent, ON_HOLD, None)
    await first.unhold()
    await floor.sees(agent, TALKING, first.reached[Stage.UP])
    await floor.sees(agent, READY, await first.hang_up())
    floor.walked(agent, "R G T H T H T R")


@story
async def is_offered_a_second_call_while_talking(floor: FloorWatch) -> None:
    agent, queue = await floor.ready(floor.centre.queue(ringinuse="yes", timeout=1, retry=5))
    call, _ = await floor.talking(agent, queue)
    await floor.centre.customer(queue)
    second = await agent.ringing()
    await takes_time()
    await second.refuse(486)
    await takes_time()
    assert (await floor.told_of(agent, state=TALKING)).since - call.reached[Stage.UP] < timedelta(seconds=0.3)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T R")


@story
async def takes_one_call_after_another(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    for _ in range(3):
        call, caller = await floor.talking(agent, queue)
        await floor.sees(agent, READY, await caller.hang_up())
        await call.until(Stage.ENDED)
    floor.walked(agent, "R G T R G T R G T R")


@story
async def holds_and_takes_back(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await floor.sees(agent, ON_HOLD, await call.hold())
    await takes_time()
    await call.unhold()
    await floor.sees(agent, TALKING, call.reached[Stage.UP])
    await takes_time()
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T H T R")


@story
async def holds_twice_and_all_of_it_is_counted(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    held = timedelta()
    for way in ("sendonly", "inactive"):
        began = await call.hold(way)
        await floor.sees(agent, ON_HOLD, began)
        await takes_time(0.7)
        held += await call.unhold() - began
        await floor.sees(agent, TALKING, None)
        await takes_time()
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T H T H T R")
    assert close((await floor.record(agent)).hold_ms, held)


@story
async def loses_the_caller_on_hold(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    began = await call.hold()
    await floor.sees(agent, ON_HOLD, began)
    await takes_time()
    ended = await caller.hang_up()
    await floor.sees(agent, READY, ended)
    floor.walked(agent, "R G T H R")
    assert close((await floor.record(agent)).hold_ms, ended - began)


@story
async def is_held_by_the_caller(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    await caller.hold()
    await takes_time()
    await caller.unhold()
    await takes_time()
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T R")
    assert (await floor.record(agent)).hold_ms == 0


@story
async def asks_a_colleague_and_goes_on(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    colleague, _ = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await floor.sees(agent, ON_HOLD, await call.hold())
    await takes_time()
    asked = now()
    question = await agent.call(colleague.number)
    await floor.sees(agent, CONSULTING, asked)
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await takes_time()
    told = await floor.sees(colleague, TALKING, await there.answer())
    assert told.direction is Direction.INTERNAL
    await question.until(Stage.UP)
    await takes_time()
    await floor.sees(colleague, READY, await question.hang_up())
    await floor.sees(agent, ON_HOLD, None)
    await call.unhold()
    await floor.sees(agent, TALKING, None)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T H C H T R")
    floor.walked(colleague, "R G T R")


@story
async def asks_somebody_outside(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    await call.hold()
    await floor.sees(agent, ON_HOLD, None)
    asked = now()
    question = await agent.call("013900000042")
    await floor.sees(agent, CONSULTING, asked)
    await (await floor.centre.outside.ringing("13900000042")).answer()
    await question.until(Stage.UP)
    await question.hang_up()
    await floor.sees(agent, ON_HOLD, None)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T H C H R")


@story
async def asks_a_colleague_who_refuses(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    colleague, _ = await floor.ready()
    call, _ = await floor.talking(agent, queue)
    held = await call.hold()
    await floor.sees(agent, ON_HOLD, held)
    await takes_time()
    await agent.call(colleague.number)
    await floor.sees(agent, CONSULTING, None)
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await takes_time()
    refused = await there.refuse(486)
    await floor.sees(colleague, READY, refused)
    await floor.sees(agent, ON_HOLD, held)
    ended = await call.hang_up()
    await floor.sees(agent, READY, ended)
    floor.walked(agent, "R G T H C H R")
    floor.walked(colleague, "R G R")
    record = await floor.record(agent, queue)
    assert close(record.hold_ms, ended - held), (record, ended - held)


@story
async def gives_a_call_away_into_another_queue(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    colleague, other = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    await floor.sees(agent, READY, await call.transfer(f"queue-{other}"))
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await takes_time()
    told = await floor.sees(colleague, TALKING, await there.answer())
    assert told.queue == other
    await takes_time()
    await floor.sees(colleague, READY, await caller.hang_up())
    floor.walked(agent, "R G T R")
    floor.walked(colleague, "R G T R")


@story
async def asks_a_colleague_and_gives_the_call_to_her(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    colleague, _ = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    await call.hold()
    await floor.sees(agent, ON_HOLD, None)
    question = await agent.call(colleague.number)
    await floor.sees(agent, CONSULTING, None)
    there = await colleague.ringing()
    answered = await there.answer()
    await floor.sees(colleague, TALKING, answered)
    await question.until(Stage.UP)
    await takes_time()
    given = await call.transfer_to(question)
    await floor.sees(agent, READY, given)
    await takes_time()
    await floor.sees(colleague, READY, await caller.hang_up())
    floor.walked(agent, "R G T H C T R")  # the switch itself ends the hold a moment before
    floor.walked(colleague, "R G T R")
    assert (await floor.record(agent, queue)).ended_by is EndedBy.TRANSFER


@story
async def gives_a_call_away_unasked(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    colleague, _ = await floor.ready()
    call, caller = await floor.talking(agent, queue)
    given = await call.transfer(colleague.number)
    await floor.sees(agent, READY, given)
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await takes_time()
    await floor.sees(colleague, TALKING, await there.answer())
    await takes_time()
    await floor.sees(colleague, READY, await caller.hang_up())
    floor.walked(agent, "R G T R")
    floor.walked(colleague, "R G T R")
    assert (await floor.record(agent, queue)).ended_by is EndedBy.TRANSFER


@story
async def talks_in_a_conference_of_three(floor: FloorWatch) -> None:
    agent, queue = await floor.ready()
    third = await floor.centre.agent()
    call, _ = await floor.talking(agent, queue)
    connected = await floor.centre.manager.until("AgentConnect", Queue=queue)
    room = {"Context": "console", "Exten": f"room-{queue}", "Priority": 1}
    extra = {f"Extra{name}": value for name, value in room.items()}
    channels = {"Channel": connected["Channel"], "ExtraChannel": connected["DestChannel"]}
    await floor.centre.manager.done("Redirect", **channels, **room, **extra)
    await takes_time()
    joined = await third.call(f"room-{queue}")
    await floor.sees(agent, CONFERENCE, await joined.until(Stage.UP), within=timedelta(seconds=0.6))
    await takes_time()
    await joined.hang_up()
    await floor.sees(agent, TALKING, None)
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R G T F T R")


@story
async def calls_somebody_outside(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    began = now()
    call = await agent.call("013912340000")
    there = await floor.centre.outside.ringing("13912340000")
    told = await floor.sees(agent, TALKING, began)
    assert (told.direction, told.queue) == (Direction.OUTBOUND, "")
    await takes_time()
    await there.answer()
    await call.until(Stage.UP)
    await takes_time()
    await floor.sees(agent, READY, await call.hang_up())
    floor.walked(agent, "R T R")


@story
async def calls_a_colleague(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    colleague, _ = await floor.ready()
    colleague.habit = Habit(after_s=0.5)
    began = now()
    call = await agent.call(colleague.number)
    assert (await floor.sees(agent, TALKING, began)).direction is Direction.INTERNAL
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await floor.sees(colleague, TALKING, await there.until(Stage.UP))
    await takes_time()
    ended = await call.hang_up()
    await floor.sees(agent, READY, ended)
    await floor.sees(colleague, READY, ended)
    floor.walked(agent, "R T R")
    floor.walked(colleague, "R G T R")


@story
async def calls_a_colleague_and_gives_up(floor: FloorWatch) -> None:
    agent, _ = await floor.ready()
    colleague, _ = await floor.ready()
    began = now()
    call = await agent.call(colleague.number)
    await floor.sees(agent, TALKING, began)
    there = await colleague.ringing()
    await floor.sees(colleague, RINGING, there.reached[Stage.RINGING])
    await takes_time()
    ended = await call.hang_up()
    await floor.sees(agent, READY, ended)
    await floor.sees(colleague, READY, ended)
    floor.walked(agent, "R T R")
    floor.walked(colleague, "R G R")
