"""The simulator's live calls, heard as a console hears them: real packets on this computer, at their own pace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from console.audio.live_lines import SILENCE
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.telephony.interface import Cap, able
from console.telephony.live import Ending, ListeningEnded, MediaWish, Mode, Offer, Transport
from console.telephony.simulated_live import CallSound, SimulatedLive
from console.telephony.simulator import Simulator, demo_centre
from tests.audio.live_ear import Ear, ear, tone
from tests.telephony.test_simulator import BEGINS, NUMBERS, talking

AGENT_HZ, CUSTOMER_HZ = 400.0, 1000.0
SPEECH = CallSound(tone(AGENT_HZ, 5), tone(CUSTOMER_HZ, 5))

Story = Callable[[Simulator, SimulatedLive, str], Coroutine[Any, Any, None]]


def play(story: Story, sound: Callable[[AgentNow], CallSound] = lambda _: SPEECH) -> None:
    """With a centre turned by hand, where somebody is on a call; only sound takes its own time."""

    async def whole() -> None:
        simulator = Simulator(demo_centre(NUMBERS), 1, BEGINS, by_hand=True, sound=sound)
        await simulator.start()
        assert simulator.live is not None
        try:
            await story(simulator, simulator.live, talking(simulator))
        finally:
            await simulator.stop()

    asyncio.run(asyncio.wait_for(whole(), 20))


def wish(of: Ear) -> MediaWish:
    return MediaWish(of.host, *of.ports)


async def heard(of: Ear, seconds: float) -> None:
    until_s = of.heard_s() + seconds
    while of.heard_s() < until_s:
        await asyncio.sleep(0.01)


async def ended(changes: Any) -> ListeningEnded:
    async for change in changes:
        if isinstance(change, ListeningEnded):
            return change
    raise AssertionError("nothing ended")


async def listens(live: SimulatedLive, number: str, of: Ear) -> Offer:
    offer = await live.listen(number, "3001", wish(of))
    assert offer.ok, offer.words
    of.listen()
    return offer


def test_what_has_sound_can_be_heard() -> None:
    simulator = Simulator(demo_centre(NUMBERS), by_hand=True, sound=lambda _: SPEECH)
    assert able(simulator.caps) == set(FloorAction)
    assert Cap.STEREO in simulator.caps


def test_both_sides_are_heard_apart_and_without_a_gap() -> None:
    async def story(_: Simulator, live: SimulatedLive, number: str) -> None:
        with ear() as mine:
            offer = await listens(live, number, mine)
            assert (offer.transport, offer.form, offer.rate_hz) == (Transport.RTP, "ulaw", 8000)
            assert offer.agent_url.startswith("rtp://127.0.0.1:")
            assert offer.agent_url != offer.customer_url
            await heard(mine, 0.8)
            (own, crossed), (crossed_too, customer) = mine.levels(AGENT_HZ, CUSTOMER_HZ)
            assert own - crossed_too > 40
            assert customer - crossed > 40
            assert [leg.lost for leg in mine.call.figures().legs] == [0, 0]

    play(story)


def test_a_call_is_heard_from_where_it_is_by_now() -> None:
    long = tone(AGENT_HZ, 600)
    marked = bytearray(long)

    async def story(simulator: Simulator, live: SimulatedLive, number: str) -> None:
        answered_at = simulator._floor.answered_at(number)
        assert answered_at is not None
        simulator.turn(timedelta(seconds=2))
        into_s = (simulator.now() - answered_at).total_seconds()
        begins = round(into_s * 50) * 160
        marked[begins : begins + 8000] = tone(CUSTOMER_HZ, 1)
        with ear() as mine:
            await listens(live, number, mine)
            await heard(mine, 0.6)
            ((agent, there), _) = mine.levels(AGENT_HZ, CUSTOMER_HZ)
            assert there - agent > 20

    play(story, lambda _: CallSound(bytes(marked), SILENCE))


def test_two_hear_the_same_call_and_one_leaves() -> None:
    async def story(_: Simulator, live: SimulatedLive, number: str) -> None:
        with ear() as mine, ear() as theirs:
            first = await listens(live, number, mine)
            await listens(live, number, theirs)
            await heard(mine, 0.2)
            await live.stop(first.key)
            before_s = mine.heard_s()
            await heard(theirs, 0.3)
            assert mine.heard_s() - before_s < 0.1

    play(story)


def test_whoever_whispers_or_joins_is_counted_and_only_then() -> None:
    async def story(_: Simulator, live: SimulatedLive, number: str) -> None:
        with ear() as mine:
            key = (await listens(live, number, mine)).key
            await heard(mine, 0.1)
            for mode in (Mode.WHISPER, Mode.JOIN):
                assert (await live.talk(key, mode)).ok
                before_s = mine.heard_s()
                for _frame in range(25):
                    mine.lines[0].send(SILENCE)
                while live.talked_s(key, mode) < 0.5:
                    await asyncio.sleep(0.01)
                assert mine.heard_s() - before_s < 5
            assert (await live.quiet(key)).ok
            talked = [live.talked_s(key, mode) for mode in Mode]
            mine.lines[0].send(SILENCE)
            await heard(mine, 0.1)
            assert [live.talked_s(key, mode) for mode in Mode] == talked
            assert talked[0] == 0

    play(story)


def test_it_ends_with_its_call() -> None:
    async def story(simulator: Simulator, live: SimulatedLive, number: str) -> None:
        changes = simulator.changes()
        with ear() as mine:
            offer = await listens(live, number, mine)
            await simulator.end_call(number)
            assert await ended(changes) == ListeningEnded(offer.key, Ending.CALL_OVER)

    play(story)


def test_it_ends_when_the_console_is_gone() -> None:
    async def story(simulator: Simulator, live: SimulatedLive, number: str) -> None:
        changes = simulator.changes()
        with ear() as mine:
            offer = await listens(live, number, mine)
            await heard(mine, 0.1)
        assert await ended(changes) == ListeningEnded(offer.key, Ending.CONSOLE_GONE)

    play(story)


def test_a_customer_who_is_taken_over_talks_on_and_the_agent_is_free() -> None:
    async def story(simulator: Simulator, live: SimulatedLive, number: str) -> None:
        with ear() as mine:
            offer = await listens(live, number, mine)
            await heard(mine, 0.1)
            taken = await live.take_over(offer.key)
            assert taken.ok
            assert taken.customer_url == offer.customer_url
            now = simulator.snapshot().agents[number]
            assert now.state is not AgentState.TALKING
            await heard(mine, 0.3)
            mine.lines[1].send(SILENCE)
            while live.talked_s(offer.key, Mode.TAKE_OVER) == 0:
                await asyncio.sleep(0.01)

    play(story)


@pytest.mark.parametrize("host", ["", "10.1.2.3", "somewhere"])
def test_sound_goes_to_this_computer_only(host: str) -> None:
    async def story(_: Simulator, live: SimulatedLive, number: str) -> None:
        offer = await live.listen(number, "3001", MediaWish(host, 40000, 40002))
        assert not offer.ok
        assert offer.words

    play(story)


def test_nobody_hears_an_agent_without_a_call_or_what_is_over() -> None:
    async def story(_: Simulator, live: SimulatedLive, __: str) -> None:
        with ear() as mine:
            assert (await live.listen("nobody", "3001", wish(mine))).words == "nobody has no call"
            for said in (live.talk("gone", Mode.JOIN), live.quiet("gone"), live.take_over("gone")):
                assert (await said).words == "the listening is over"
            await live.stop("gone")

    play(story)
