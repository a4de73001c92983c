"""A call at 16 kHz is heard at 16 kHz, end to end: what no telephone line of 8 kHz would carry is on the tape."""

from __future__ import annotations

import asyncio
import sys

import pytest

from console.telephony.live import Mode
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.live_scene import LOUD, QUIET, by_ari, by_manager, scene
from tests.pbx.sip_messages import WIDE
from tests.pbx.sip_phone import Stage

pytestmark = pytest.mark.asterisk

AGENT_WIDE_HZ, CUSTOMER_WIDE_HZ = 5000.0, 6000.0
RATE_HZ = 16_000


def test_a_wide_call_is_heard_wide_by_websocket(asterisk: Asterisk) -> None:
    async def whole() -> None:
        async with scene(asterisk, by_ari(asterisk), kinds=(WIDE, WIDE)) as here, console_side(RATE_HZ) as console:
            here.customer.sound.play(CUSTOMER_WIDE_HZ)
            here.agent.sound.play(AGENT_WIDE_HZ)
            offer = await here.live.listen(here.number, "1101", console.wish)
            assert offer.ok, offer.words
            assert (offer.form, offer.rate_hz) == ("slin16", RATE_HZ)
            await console.open(offer)
            await console.heard(AGENT, AGENT_WIDE_HZ)
            await console.heard(CUSTOMER, CUSTOMER_WIDE_HZ)
            await asyncio.sleep(0.8)
            agent = console.ears.tones(AGENT, AGENT_WIDE_HZ, CUSTOMER_WIDE_HZ)
            customer = console.ears.tones(CUSTOMER, CUSTOMER_WIDE_HZ, AGENT_WIDE_HZ)
            sys.stdout.write(f"\nat 16 kHz, own tone and the other's: agent {agent}, customer {customer}\n")
            assert agent[0] > 100 * agent[1]
            assert customer[0] > 100 * customer[1]
            talk = await here.live.talk(offer.key, Mode.WHISPER)
            assert (talk.form, talk.rate_hz) == ("slin16", RATE_HZ)
            await here.live.stop(offer.key)
            await here.nothing_left()
            assert here.agent.stage is here.customer.stage is Stage.UP

    asyncio.run(whole())


def test_by_rtp_it_is_heard_as_a_telephone_line_carries_it(asterisk: Asterisk) -> None:
    async def whole() -> None:
        async with scene(asterisk, by_manager(asterisk), kinds=(WIDE, WIDE)) as here, console_side() as console:
            offer = await here.listen(console)
            assert (offer.form, offer.rate_hz) == ("ulaw", 8000)
            here.agent.sound.play(AGENT_WIDE_HZ)
            await asyncio.sleep(1.0)
            assert console.ears.tones(AGENT, AGENT_WIDE_HZ - 2000, seconds=0.5)[0] < QUIET < LOUD
            await here.live.stop(offer.key)
            await here.nothing_left()

    asyncio.run(whole())
