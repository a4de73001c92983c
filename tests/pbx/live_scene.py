"""A call at a real Asterisk between a customer and an agent, each saying a tone, and somebody who may listen to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from console.domain.floor import AgentState
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.live import ListeningEnded, LiveMedia, Offer
from tests.pbx.adapter_watch import AdapterWatch, adapter_watch
from tests.pbx.asterisk import AGENTS, Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, ConsoleSide
from tests.pbx.sip_messages import NARROW
from tests.pbx.sip_phone import Call
from tests.pbx.small_centre import SmallCentre, small_centre

AGENT_HZ, CUSTOMER_HZ, LEAD_HZ = 440.0, 700.0, 1100.0
FREE = list(reversed(AGENTS))
LOUD, QUIET = 4000.0, 200.0
Way = Callable[[Asterisk], LiveSite]


def by_ari(switch: Asterisk) -> LiveSite:
    return LiveSite(AriLogin(switch.address, *switch.login, port=switch.http_port, tls=False))


def by_manager(_: Asterisk) -> LiveSite:
    return LiveSite(take_over_at="live-rtp")


both = pytest.mark.parametrize("way", [by_ari, by_manager])


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
        """The ids of channels and bridges of ours on the switch."""
        return ours_on(self.centre.switch)

    async def nothing_left(self) -> None:
        await self.watch.until(lambda: not self.left(), 5)


def ours_on(switch: Asterisk) -> list[str]:
    """The ids of channels and bridges of ours."""
    channels = switch.cli("core show channels concise").splitlines()
    ours = [line for line in channels if "deskside-" in line or line.startswith(("Snoop", "WebSocket", "Unicast"))]
    bridges = switch.cli("bridge show all").splitlines()
    return [line.split("!")[-1] for line in ours] + [line.split()[0] for line in bridges if "deskside-" in line]


@asynccontextmanager
async def scene(
    switch: Asterisk, site: LiveSite | None, *, detour: str = "", kinds: tuple[int, int] = (NARROW, NARROW)
) -> AsyncIterator[Scene]:
    """`detour`: the queue's member is not the phone but this, with its number for {}.

    `kinds`: of the agent's sound and of the customer's.
    """
    async with small_centre(switch) as centre, adapter_watch(switch, live=site) as watch:
        centre._free = FREE
        agent, queue = await centre.agent(), centre.queue()
        agent.kind, centre.outside.kind = kinds
        phone = f"PJSIP/{agent.number}"
        member = detour.format(agent.number) or phone
        await centre.sign_on(agent, queue, Interface=member, StateInterface=phone)
        customer = await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        customer.sound.play(CUSTOMER_HZ)
        call.sound.play(AGENT_HZ)
        await watch.state(agent.number, AgentState.TALKING)
        here = Scene(centre, watch, agent.number, customer, call)
        await watch.until(lambda: customer.sound.heard(AGENT_HZ) > LOUD)
        yield here


def played(switch: Asterisk, way: Way, part: Callable[[Scene], Awaitable[None]], detour: str = "") -> None:
    """The part on this switch, the adapter stopped after it, and nothing left."""

    async def whole() -> None:
        async with scene(switch, way(switch), detour=detour) as here:
            await part(here)
            await here.watch.adapter.stop()
            await here.nothing_left()

    asyncio.run(whole())
