"""Phones that speak G.722, both or one of them: heard and whispered to in pitch and clean, by both transports."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from functools import partial

import pytest

from console.telephony.live import Mode
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.live_scene import AGENT_HZ, CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Way, both, by_ari, scene
from tests.pbx.sip_messages import HD, NARROW

pytestmark = pytest.mark.asterisk

CLEAN_DB = 25.0
"""A tape has eight bits a sample, of which a tone is 36 dB over what they leave out."""
APART = 100.0
TRIES = 6
WIDE_HZ = 5000.0
KINDS = {NARROW: "G.711", HD: "G.722"}


async def at_its_best_db(measured: Callable[[], float]) -> float:
    """How clean a tone is where the machine did not hold up who sends it."""
    best_db = 0.0
    for _ in range(TRIES):
        await asyncio.sleep(0.5)
        best_db = max(best_db, measured())
        if best_db > CLEAN_DB:
            break
    return best_db


@both
@pytest.mark.parametrize("kinds", [(HD, HD), (HD, NARROW), (NARROW, HD)])
def test_whatever_the_phones_speak_it_is_heard_in_pitch_and_clean(
    asterisk: Asterisk, way: Way, kinds: tuple[int, int]
) -> None:
    wide = way is by_ari and kinds[0] == HD
    rate_hz = 16_000 if wide else 8_000

    async def whole() -> None:
        async with scene(asterisk, way(asterisk), kinds=kinds) as here, console_side(rate_hz) as console:
            offer = await here.listen(console)
            assert (offer.form, offer.rate_hz) == (("slin16", 16_000) if wide else ("ulaw", 8_000))
            await asyncio.sleep(1.0)
            agent = console.ears.tones(AGENT, AGENT_HZ, CUSTOMER_HZ)
            customer = console.ears.tones(CUSTOMER, CUSTOMER_HZ, AGENT_HZ)
            heard_db = [
                await at_its_best_db(partial(console.ears.purity_db, lane, hz, 0.5))
                for lane, hz in ((AGENT, AGENT_HZ), (CUSTOMER, CUSTOMER_HZ))
            ]
            for mode, at_customer in ((Mode.WHISPER, 0.0), (Mode.JOIN, LOUD)):
                talk = await here.live.talk(offer.key, mode)
                assert talk.ok, talk.words
                await console.open(talk)
                console.say("talk", LEAD_HZ)
                await here.hears(agent=LOUD, customer=at_customer)
                here.customer.sound.forget()
                await asyncio.sleep(0.3)
                assert (here.customer.sound.heard(LEAD_HZ) > QUIET) == (at_customer > 0)
            assert max(console.ears.tones(lane, LEAD_HZ, seconds=0.3)[0] for lane in (AGENT, CUSTOMER)) < QUIET
            here.customer.sound.play(0.0)  # so that at either phone the lead is all there is
            here.agent.sound.play(0.0)
            await asyncio.sleep(0.1)
            told_db = [
                await at_its_best_db(partial(call.sound.purity_db, LEAD_HZ, 0.4))
                for call in (here.agent, here.customer)
            ]
            if wide:
                here.agent.sound.play(WIDE_HZ)
                await console.heard(AGENT, WIDE_HZ)
            sys.stdout.write(
                f"\n{way.__name__}, agent {KINDS[kinds[0]]}, customer {KINDS[kinds[1]]}: own tone and the other's"
                f" {agent[0]:.0f} {agent[1]:.1f}, {customer[0]:.0f} {customer[1]:.1f}; over all else"
                f" {heard_db[0]:.0f} and {heard_db[1]:.0f} dB, the lead at the phones {told_db[0]:.0f} and"
                f" {told_db[1]:.0f} dB\n"
            )
            assert agent[0] > LOUD
            assert customer[0] > LOUD
            assert agent[0] > APART * agent[1]
            assert customer[0] > APART * customer[1]
            assert min(*heard_db, *told_db) > CLEAN_DB
            await here.live.stop(offer.key)
            await here.nothing_left()

    asyncio.run(whole())
