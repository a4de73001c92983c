"""Live calls of a real Asterisk, by ARI over WebSockets and by its manager alone over RTP: who hears whom."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from console.domain.floor import AgentState
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.interface import Cap
from console.telephony.live import ListeningEnded, LiveMedia, Mode, Offer
from tests.pbx.adapter_watch import AdapterWatch, adapter_watch
from tests.pbx.asterisk import AGENTS, Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, ConsoleSide, console_side
from tests.pbx.sip_phone import Call, Stage
from tests.pbx.small_centre import SmallCentre, small_centre

pytestmark = pytest.mark.asterisk

AGENT_HZ, CUSTOMER_HZ, LEAD_HZ = 440.0, 700.0, 1100.0
DB_40 = 100.0
FIRST_SOUND_S = 0.3
LONGEST_GAP_S = 0.06
FREE = list(reversed(AGENTS))
LOUD, QUIET = 4000.0, 200.0


def by_ari(switch: Asterisk) -> LiveSite:
    return LiveSite(AriLogin(switch.address, *switch.login, port=switch.http_port, tls=False))


def by_manager(_: Asterisk) -> LiveSite:
    return LiveSite(take_over_at="live-rtp")


both = pytest.mark.parametrize("way", [by_ari, by_manager])
Way = Callable[[Asterisk], LiveSite]


@dataclass
class Scene:
    """A call between a customer and an agent, each saying a tone, and somebody who may listen."""

    centre: SmallCentre
    watch: AdapterWatch
    number: str
    customer: Call
    agent: Call

    @property
    def live(self) -> LiveMedia:
        media = self.watch.adapter.live
        assert media is not None
        return media

    @property
    def ended(self) -> list[ListeningEnded]:
        return [change for change in self.watch.changes if isinstance(change, ListeningEnded)]

    async def listen(self, console: ConsoleSide, who: str = "1101") -> Offer:
        """Listening, with both sides heard."""
        offer = await self.live.listen(self.number, who, console.wish)
        assert offer.ok, offer.words
        await console.open(offer)
        await console.heard(AGENT, AGENT_HZ)
        await console.heard(CUSTOMER, CUSTOMER_HZ)
        return offer

    async def hears(self, *, agent: float, customer: float) -> None:
        """Wait until the lead's tone is as loud at the agent's and the customer's phones as it is to be."""
        for call, level in ((self.agent, agent), (self.customer, customer)):
            call.sound.forget()
            async with asyncio.timeout(5):
                while call.sound.heard(LEAD_HZ) < level:
                    await asyncio.sleep(0.02)

    def left(self) -> list[str]:
        """Channels and bridges of ours on the switch."""
        shown = [*self.centre.switch.cli("core show channels concise").splitlines()]
        shown += self.centre.switch.cli("bridge show all").splitlines()
        return [line for line in shown if "deskside-" in line or line.startswith(("Snoop", "WebSocket", "UnicastRTP"))]

    async def nothing_left(self) -> None:
        await self.watch.until(lambda: not self.left(), 5)


@asynccontextmanager
async def scene(switch: Asterisk, site: LiveSite) -> AsyncIterator[Scene]:
    async with small_centre(switch) as centre, adapter_watch(switch, live=site) as watch:
        centre._free = FREE
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        customer = await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        customer.sound.play(CUSTOMER_HZ)
        call.sound.play(AGENT_HZ)
        await watch.state(agent.number, AgentState.TALKING)
        here = Scene(centre, watch, agent.number, customer, call)
        await watch.until(lambda: customer.sound.heard(AGENT_HZ) > LOUD)
        yield here


def played(switch: Asterisk, way: Way, part: Callable[[Scene], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with scene(switch, way(switch)) as here:
            await part(here)
            await here.watch.adapter.stop()
            await here.nothing_left()

    asyncio.run(whole())


@both
def test_each_side_is_heard_alone_and_soon(asterisk: Asterisk, way: Way) -> None:
    async def part(here: Scene) -> None:
        assert Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN in here.watch.adapter.caps
        assert not await here.watch.adapter.missing()
        async with console_side() as console:
            clicked_s = time.monotonic()
            offer = await here.live.listen(here.number, "1101", console.wish)
            await console.open(offer)
            await here.watch.until(lambda: all(console.ears.came_s))
            took_s = max(came[0] for came in console.ears.came_s) - clicked_s
            sys.stdout.write(f"\n{way.__name__}: from the click to both sides' first frame {took_s * 1000:.0f} ms\n")
            assert took_s < FIRST_SOUND_S
            await asyncio.sleep(1.2)
            agent = console.ears.tones(AGENT, AGENT_HZ, CUSTOMER_HZ)
            customer = console.ears.tones(CUSTOMER, CUSTOMER_HZ, AGENT_HZ)
            assert min(agent[0], customer[0]) > LOUD
            assert agent[0] > DB_40 * agent[1]
            assert customer[0] > DB_40 * customer[1]
            await here.live.stop(offer.key)
            await here.nothing_left()
            assert here.agent.stage is here.customer.stage is Stage.UP
            assert not here.ended

    played(asterisk, way, part)


@both
def test_who_hears_whom_and_no_gap_in_between(asterisk: Asterisk, way: Way) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            since_s = time.monotonic()
            for mode, at_customer in ((Mode.WHISPER, 0.0), (Mode.JOIN, LOUD), (Mode.WHISPER, 0.0)):
                talk = await here.live.talk(offer.key, mode)
                assert talk.ok, talk.words
                await console.open(talk)
                if "talk" not in console._speaking:
                    console.say("talk", LEAD_HZ)
                await here.hears(agent=LOUD, customer=at_customer)
                here.customer.sound.forget()
                await asyncio.sleep(0.4)
                assert (here.customer.sound.heard(LEAD_HZ) > QUIET) == (at_customer > 0)
                assert here.customer.sound.heard(AGENT_HZ) > LOUD
                assert console.ears.tones(AGENT, LEAD_HZ, seconds=0.3)[0] < QUIET
            assert (await here.live.quiet(offer.key)).ok
            await asyncio.sleep(0.1)
            for call in (here.agent, here.customer):
                call.sound.forget()
            await asyncio.sleep(0.4)
            assert max(call.sound.heard(LEAD_HZ) for call in (here.agent, here.customer)) < QUIET
            gaps_s = [console.ears.longest_gap_s(lane, since_s) for lane in (AGENT, CUSTOMER)]
            sys.stdout.write(f"\n{way.__name__}: longest gap in listening {max(gaps_s) * 1000:.0f} ms\n")
            assert max(gaps_s) < LONGEST_GAP_S
            assert console.ears.tones(CUSTOMER, CUSTOMER_HZ)[0] > LOUD

    played(asterisk, way, part)
