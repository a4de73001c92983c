"""A click at a console, PostgreSQL, the gateway, a real Asterisk, and back: both sides of a call are heard there."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from uuid import UUID

import pytest

from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, HearAt
from console.domain.live import GATEWAY_ENDED, LiveOffer
from console.gateway import listening as gateway_listening
from console.gateway.gateway import Gateway
from console.store.floor_listening import AskedListener
from console.store.store import Store
from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk as Adapter
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.live import Offer, Transport
from tests.conftest import ROOT
from tests.gateway.listening_console import ListeningConsole
from tests.gateway.listening_stage import away
from tests.gateway.test_gateway import states, until
from tests.gateway.whispering_program import SPEAKS
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.console_side import AGENT, CUSTOMER, ConsoleSide, console_side
from tests.pbx.live_scene import AGENT_HZ, CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Way, by_ari, by_manager
from tests.pbx.sip_phone import Call, Stage
from tests.pbx.small_centre import small_centre
from tests.shared_centre import SharedCentre, connect

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]


def as_offered(offer: LiveOffer) -> Offer:
    return Offer(
        ok=True,
        transport=Transport(offer.transport.value),
        form=offer.form,
        rate_hz=offer.rate_hz,
        agent_url=offer.agent,
        customer_url=offer.customer,
        talk_url=offer.talk,
    )


def left(switch: Asterisk) -> list[str]:
    """Channels of ours on the switch."""
    channels = switch.cli("core show channels concise").splitlines()
    return [line for line in channels if "deskside-" in line or line.startswith(("Snoop", "WebSocket", "Unicast"))]


@asynccontextmanager
async def led(switch: Asterisk, store: Store, way: Way) -> AsyncIterator[None]:
    """A gateway at that switch until the end of the block."""
    loop = asyncio.get_running_loop()
    name, secret = switch.login
    assert store.session is not None
    adapters = lambda: Adapter(AmiLogin(switch.address, name, secret, tls=False), AsteriskSite(), live=way(switch))  # noqa: E731
    gateway = Gateway(adapters, store.floor_writing("pbx"))
    asked = AskedListener(store.session, lambda _: loop.call_soon_threadsafe(gateway.ask))
    running = asyncio.create_task(gateway.run())
    asked.start()
    try:
        yield
    finally:
        gateway.stop()
        await running
        await away(asked.stop)


def call_key(centre: SharedCentre) -> str:
    """Of the call that agent 1001 is on."""
    with connect(centre, "4001") as session:
        query = "SELECT n.call_key FROM agent_now n JOIN person p ON p.id = n.agent_id WHERE p.number = '1001'"
        ((key,),) = session.execute(query).fetchall()
    return str(key)


@asynccontextmanager
async def talking(switch: Asterisk, centre: SharedCentre) -> AsyncIterator[tuple[Call, Call]]:
    """Agent 1001 on a call: the agent's side of it, and the customer's."""
    async with small_centre(switch) as small:
        small._free = ["1001"]
        agent, queue = await small.agent(), small.queue()
        await small.sign_on(agent, queue)
        await until(lambda: states(centre).get("1001") == "ready", 10)
        customer = await small.customer(queue)
        call = await agent.ringing()
        await call.answer()
        await until(lambda: states(centre).get("1001") == "talking")
        customer.sound.play(CUSTOMER_HZ)
        call.sound.play(AGENT_HZ)
        yield call, customer


@pytest.mark.parametrize("way", [by_ari, by_manager])
def test_a_call_is_heard_helped_and_left(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    open_gateway_store: Callable[[], Store],
    way: Way,
) -> None:
    switch = own_asterisk

    async def asked_for(console: ListeningConsole, ears: ConsoleSide) -> UUID:
        wish = ears.wish
        return await away(console.ask, call_key(gateway_centre), HearAt(wish.host, wish.agent_port, wish.customer_port))

    async def fetched(console: ListeningConsole, ears: ConsoleSide) -> UUID:
        began_s = perf_counter()
        key = await asked_for(console, ears)
        asked = await away(console.settled, key)
        assert asked.state is ActionState.ACCEPTED, asked.words
        await ears.open(as_offered(await away(console.store.live.offer, console.person, key)))
        while not (ears.ears.came_s[AGENT] and ears.ears.came_s[CUSTOMER]):
            await asyncio.sleep(0.002)
        print(f"{way.__name__}: click to first sound of both {(perf_counter() - began_s) * 1000:.0f} ms")  # noqa: T201
        return key

    async def story(console: ListeningConsole) -> None:
        async with talking(switch, gateway_centre) as (call, customer), console_side() as ears:
            key = await fetched(console, ears)
            await ears.heard(AGENT, AGENT_HZ)
            await ears.heard(CUSTOMER, CUSTOMER_HZ)
            assert ears.ears.tones(AGENT, CUSTOMER_HZ, seconds=0.3)[0] < 100
            assert ears.ears.tones(CUSTOMER, AGENT_HZ, seconds=0.3)[0] < 100
            whisper = await away(console.turns, key, FloorAction.WHISPER)
            assert whisper.state is ActionState.DONE, whisper.words
            if way is by_ari:
                await ears.open(as_offered(await away(console.store.live.offer, console.person, whisper.id)))
            ears.say("talk", LEAD_HZ)
            await until(lambda: call.sound.heard(LEAD_HZ) > LOUD)
            assert customer.sound.heard(LEAD_HZ) < QUIET
            await away(console.store.live.stop, console.person, key)
            over = await away(console.over, key)
            assert over.words == "ended by whoever listened"
            await until(lambda: not left(switch))
            key = await away(
                console.ask,
                call_key(gateway_centre),
                HearAt(ears.wish.host, ears.wish.agent_port, ears.wish.customer_port),
            )
            await away(console.settled, key)
            await call.hang_up()
            assert (await away(console.over, key)).words == "the call is over"
            await until(lambda: not left(switch))

    async def whole() -> None:
        async with led(switch, open_gateway_store(), way):
            console = await away(ListeningConsole, gateway_centre, "3001")
            try:
                await story(console)
            finally:
                await away(console.close)

    asyncio.run(asyncio.wait_for(whole(), 90))


@pytest.mark.parametrize("way", [by_ari, by_manager])
def test_a_customer_who_was_taken_over_goes_on_talking_while_the_gateway_is_restarted(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    open_gateway_store: Callable[[], Store],
    way: Way,
) -> None:
    switch = own_asterisk

    async def story(console: ListeningConsole, ears: ConsoleSide, gateway: AsyncExitStack) -> None:
        await gateway.enter_async_context(led(switch, open_gateway_store(), way))
        async with talking(switch, gateway_centre) as (call, customer):
            wish = HearAt(ears.wish.host, ears.wish.agent_port, ears.wish.customer_port)
            key = await away(console.ask, call_key(gateway_centre), wish)
            await away(console.settled, key)
            await ears.open(as_offered(await away(console.store.live.offer, console.person, key)))
            taken = await away(console.turns, key, FloorAction.TAKE_OVER)
            assert taken.state is ActionState.DONE, taken.words
            await ears.open(as_offered(await away(console.store.live.offer, console.person, taken.id)))
            ears.say("customer", LEAD_HZ)
            await until(lambda: customer.sound.heard(LEAD_HZ) > LOUD)
            await call.until(Stage.ENDED)

            async def goes_on() -> None:
                customer.sound.forget()
                await asyncio.sleep(0.5)
                assert customer.sound.heard(LEAD_HZ) > LOUD
                await ears.heard(CUSTOMER, CUSTOMER_HZ)

            await gateway.aclose()
            assert (await away(console.over, key)).words == GATEWAY_ENDED
            await goes_on()
            await gateway.enter_async_context(led(switch, open_gateway_store(), way))
            await until(lambda: states(gateway_centre).get("1001") not in ("unknown", None), 10)
            await goes_on()
            if way is by_ari:
                await ears.close()
                await customer.until(Stage.ENDED)
            else:
                await customer.hang_up()
            await until(lambda: not left(switch))

    async def whole() -> None:
        console = await away(ListeningConsole, gateway_centre, "3001")
        try:
            async with console_side() as ears, AsyncExitStack() as gateway:
                await story(console, ears, gateway)
        finally:
            await away(console.close)

    asyncio.run(asyncio.wait_for(whole(), 90))


def test_a_console_that_is_killed_while_it_whispers_by_rtp_leaves_nothing(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    open_gateway_store: Callable[[], Store],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The switch does not notice; its session at the database is what tells, after a while that is short here."""
    monkeypatch.setattr(gateway_listening, "GONE_S", 0.5)
    switch = own_asterisk

    async def story() -> None:
        async with talking(switch, gateway_centre) as (call, customer):
            told = {
                "url": gateway_centre.url,
                "number": "3001",
                "password": gateway_centre.password("3001"),
                "agent": str(gateway_centre.person("1001").id),
                "call_key": call_key(gateway_centre),
            }
            command = [sys.executable, "-m", "tests.gateway.whispering_program", json.dumps(told)]
            console = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
            try:
                assert console.stdout is not None
                assert (await console.stdout.readline()).startswith(SPEAKS.encode())
                await until(lambda: call.sound.heard(LEAD_HZ) > LOUD)
                assert left(switch)
            finally:
                console.kill()
                await console.wait()
            await until(lambda: not left(switch), 15)
            call.sound.forget()
            await asyncio.sleep(0.3)
            assert call.sound.heard(LEAD_HZ) < QUIET < LOUD < call.sound.heard(CUSTOMER_HZ)
            assert customer.sound.heard(AGENT_HZ) > LOUD

    async def whole() -> None:
        async with led(switch, open_gateway_store(), by_manager):
            await story()

    asyncio.run(asyncio.wait_for(whole(), 90))
