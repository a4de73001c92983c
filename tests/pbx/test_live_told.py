"""Where a centre has to tell its agents that somebody listens: a tone at the agent's phone, and at nobody else's."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest

from console.telephony.asterisk_told import TOLD_S, TONE_HZ
from console.telephony.live import MediaWish, Mode
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.live_scene import CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Scene, Way, both, by_ari, played

pytestmark = pytest.mark.asterisk

LEAST, NONE = 2000.0, 500.0
LATEST_S = 2.0


async def loudest_tone(here: Scene, during_s: float) -> tuple[float, float]:
    """The tone at the agent's and the customer's phone, where it is loudest."""
    found = [0.0, 0.0]
    for _ in range(round(during_s / 0.1)):
        here.agent.sound.forget()
        here.customer.sound.forget()
        await asyncio.sleep(0.1)
        for at, call in enumerate((here.agent, here.customer)):
            found[at] = max(found[at], call.sound.heard(TONE_HZ))
    return found[0], found[1]


@both
@pytest.mark.parametrize("tells", [True, False])
def test_the_agent_alone_is_told_that_somebody_listens(asterisk: Asterisk, way: Way, *, tells: bool) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            hearing = asyncio.create_task(loudest_tone(here, LATEST_S))
            offer = await here.live.listen(here.number, "1101", console.wish)
            assert offer.ok, offer.words
            assert offer.told is tells
            await console.open(offer)
            await console.heard(CUSTOMER, CUSTOMER_HZ)
            at_agent, at_customer = await hearing
            sys.stdout.write(
                f"\n{way.__name__}: the tone is {at_agent:.0f} at the agent, {at_customer:.0f} at the customer\n"
            )
            assert (at_agent > LEAST) is tells
            assert (at_agent > NONE) is tells
            assert at_customer < NONE
            assert max(console.ears.tones(lane, TONE_HZ, seconds=LATEST_S)[0] for lane in (AGENT, CUSTOMER)) < NONE
            assert max(await loudest_tone(here, 0.5)) < NONE, "once is enough"
            await here.watch.until(lambda: not any("told" in one for one in here.left()))
            await console.open(await here.live.talk(offer.key, Mode.WHISPER))
            console.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=0.0)
            assert here.customer.sound.heard(LEAD_HZ) < QUIET
            assert not here.ended
            await here.live.stop(offer.key)
            await here.nothing_left()

    played(asterisk, lambda switch: replace(way(switch), tell_agent=tells), part)


def test_who_cannot_be_told_is_not_listened_to(asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.telephony.asterisk_legs.TONE", "")

    async def part(here: Scene) -> None:
        offer = await here.live.listen(here.number, "1101", MediaWish())
        assert not offer.ok
        assert "could not be told" in offer.words
        await here.nothing_left()
        await asyncio.sleep(TOLD_S)
        assert not here.ended

    played(asterisk, lambda switch: replace(by_ari(switch), tell_agent=True), part)
