"""Listenings at a switch that a test writes down: whatever happens in whatever order, nothing is left there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
from websockets.exceptions import ConnectionClosed

from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.interface import Cap
from console.telephony.live import Ending, ListeningEnded, LiveMedia, MediaWish, Mode
from tests.telephony.scripted_ami import Fields, Visit
from tests.telephony.scripted_ari import ScriptedAri, scripted_ari
from tests.telephony.scripted_floor import TIMING, ScriptedFloor, channel, member

AGENT, CUSTOMER = "1.1", "1.0"
LEFT = "deskside-1101-0badcafe"


@dataclass
class Here:
    adapter: Asterisk
    ari: ScriptedAri
    floor: ScriptedFloor
    ends: list[ListeningEnded]

    @property
    def live(self) -> LiveMedia:
        assert self.adapter.live is not None
        return self.adapter.live

    @property
    def left(self) -> list[str]:
        return [name for name in (*self.ari.channels, *self.ari.bridges) if name.startswith("deskside-")]

    async def listen(self) -> str:
        """A listening that is heard."""
        offer = await self.live.listen("1001", "1101", MediaWish())
        assert offer.ok, offer.words
        await self.ari.fetch()
        await until(lambda: sorted(map(len, self.ari.bridges.values())) == [2, 2])
        return offer.key

    def hang_up(self, key: str) -> None:
        """A channel of the call goes, as the manager tells."""
        self.floor.switch.here.event("Hangup", Uniqueid=key, ChannelState="6")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def call(ari: ScriptedAri) -> AsyncIterator[Here]:
    """An agent who talks with a customer, and an adapter that sees it."""
    rows = [
        channel(CUSTOMER, "PJSIP/trunk-00000000", Application="Queue", Data="sales", BridgeID="b"),
        channel(AGENT, "PJSIP/1001-00000001", Application="AppQueue", BridgeID="b", Linkedid=CUSTOMER),
    ]
    floor = ScriptedFloor([member("1001")], rows)
    ari.channels |= {CUSTOMER: "Up", AGENT: "Up"}
    await floor.switch.open()
    login = AriLogin("127.0.0.1", "me", "s3cret", ari.port, tls=False)
    adapter = Asterisk(AmiLogin("127.0.0.1", "me", "s3cret", floor.switch.port), None, TIMING, live=LiveSite(login))
    ends: list[ListeningEnded] = []

    async def follow() -> None:
        async for change in adapter.changes():
            if isinstance(change, ListeningEnded):
                ends.append(change)

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    try:
        await adapter.start()
        yield Here(adapter, ari, floor, ends)
    finally:
        await adapter.stop()
        await following
        await floor.switch.close()


def test_a_listening_from_its_offer_to_its_end() -> None:
    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            assert Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN in here.adapter.caps
            offer = await here.live.listen("1001", "11-01 / x", MediaWish())
            assert offer.key.startswith("1101x-")
            assert (offer.form, offer.rate_hz) == ("ulaw", 8000)
            assert offer.agent_url == f"ws://127.0.0.1:{ari.port}/media/one-time"
            await ari.fetch()
            await until(lambda: sorted(map(len, ari.bridges.values())) == [2, 2])
            assert ari.times(f"POST channels/{AGENT}/snoop") == 2
            assert (ari.times("spy=in&whisper=none"), ari.times("spy=out&whisper=none")) == (1, 1)
            assert (await here.live.talk(offer.key, Mode.WHISPER)).talk_url
            await here.live.talk(offer.key, Mode.JOIN)
            assert (ari.times("spy=none&whisper=out"), ari.times("spy=none&whisper=both")) == (1, 1)
            assert sum("talk" in name for name in ari.bridges) == 1
            assert (await here.live.quiet(offer.key)).ok
            assert not any("talk" in name for name in here.left)
            assert not (await here.live.talk("nobody-1", Mode.JOIN)).ok
            assert not (await here.live.talk(offer.key, Mode.TAKE_OVER)).ok
            await here.live.stop(offer.key)
            assert not here.left
            assert ari.channels.keys() == {AGENT, CUSTOMER}
            assert not here.ends

    asyncio.run(story())


def test_a_wide_call_is_heard_wide() -> None:
    async def story() -> None:
        async with scripted_ari(native="(g722)") as ari, call(ari) as here:
            offer = await here.live.listen("1001", "1101", MediaWish())
            assert (offer.form, offer.rate_hz) == ("slin16", 16000)
            assert ari.times("format=slin16") == 2

    asyncio.run(story())


@pytest.mark.parametrize("what", ["/snoop", "externalMedia", "POST bridges?", "spy=out"])
def test_what_is_refused_half_way_leaves_nothing(what: str) -> None:
    async def story() -> None:
        async with scripted_ari(refuse={what: 503}) as ari, call(ari) as here:
            offer = await here.live.listen("1001", "1101", MediaWish())
            assert (offer.ok, offer.words) == (False, "as told")
            await until(lambda: not here.left)
            assert not here.ends

    asyncio.run(story())


def test_whoever_goes_first_is_told() -> None:
    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            for part, why in (("agent", Ending.CONSOLE_GONE), ("customer", Ending.CONSOLE_GONE)):
                key = await here.listen()
                await ari.end(next(name for name in ari.channels if f"{part}-" in name and name.endswith("media")))
                await until(lambda: len(here.ends) > 0)
                assert [(one.key, one.why) for one in here.ends] == [(key, why)]
                assert not here.left
                here.ends.clear()
            key = await here.listen()
            here.hang_up(AGENT)
            await ari.end(next(name for name in ari.channels if name.endswith("tap")))
            await until(lambda: len(here.ends) > 0)
            assert [(one.key, one.why) for one in here.ends] == [(key, Ending.GIVEN_AWAY)]
            assert not (await here.live.listen("1001", "1101", MediaWish())).ok

    asyncio.run(story())


def test_a_switch_that_stops_takes_the_call_and_not_the_console() -> None:
    """It may hang up the channels to consoles before those of the call."""

    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            key = await here.listen()
            await ari.end(next(name for name in ari.channels if name.endswith("media")))
            here.hang_up(AGENT)
            here.hang_up(CUSTOMER)
            await until(lambda: len(here.ends) > 0)
            assert [(one.key, one.why) for one in here.ends] == [(key, Ending.CALL_OVER)]
            assert not here.left

    asyncio.run(story())


def test_what_a_crash_has_left_goes_and_strangers_stay() -> None:
    async def story() -> None:
        taken, alone = "deskside-1101-aaaaaaaa-taken-1f", "deskside-1101-bbbbbbbb-taken-2f"
        ari = ScriptedAri(
            channels=dict.fromkeys(
                (f"{LEFT}-agent-01-tap", f"{LEFT}-agent-01-media", f"{taken}-media", "9.1", "9.2", "other-tap"), "Up"
            ),
            bridges={
                f"{LEFT}-agent-01-bridge": [f"{LEFT}-agent-01-tap"],
                f"{taken}-bridge": ["9.1", f"{taken}-media"],
                f"{alone}-bridge": ["9.2"],
                "other-bridge": ["other-tap"],
            },
        )
        await ari.open()
        try:
            async with call(ari) as here:
                assert sorted(here.left) == [f"{taken}-bridge", f"{taken}-media"]
                await until(lambda: ari.times("POST channels/9.2/continue") == 1)
                assert "other-bridge" in ari.bridges
                assert "other-tap" in ari.channels
                assert [one.why for one in here.ends] == [Ending.NOT_FETCHED]
                await ari.end(f"{taken}-media")
                await until(lambda: ari.times("POST channels/9.1/continue") == 1)
                await until(lambda: len(here.ends) == 2)
                await ari.tell("StasisStart", "9.3")  # whoever dials us
                await until(lambda: ari.times("POST channels/9.3/continue") == 1)
        finally:
            await ari.close()

    asyncio.run(story())


def test_a_break_of_the_line_ends_no_listening_but_what_ended_meanwhile_is_told() -> None:
    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            first, second = await here.listen(), ""
            offer = await here.live.listen("1001", "1102", MediaWish())
            second = offer.key
            ari.visits[-1].transport.abort()
            for name in [name for name in ari.channels if first in name and name.endswith("tap")]:
                ari._drop(name)
            for name in [name for name in ari.channels if second in name]:
                ari.channels[name] = "Up"  # it was fetched while nobody heard of it
            await until(lambda: len(here.ends) == 1)
            assert here.ends[0].key == first
            await until(lambda: [len(ari.bridges[name]) for name in ari.bridges if second in name] == [2, 2])
            assert (await here.live.talk(second, Mode.WHISPER)).ok
            assert ari.times("applications/deskside/subscription") >= 4

    asyncio.run(story())


def test_a_call_that_went_with_the_switch_was_not_given_away() -> None:
    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            key = await here.listen()
            ari.visits[-1].transport.abort()
            ari.channels.clear()  # the manager has told nothing of it yet
            ari.bridges.clear()
            await until(lambda: bool(here.ends))
            assert [(one.key, one.why) for one in here.ends] == [(key, Ending.CALL_OVER)]

    asyncio.run(story())


def test_a_taking_over_that_is_refused_leaves_the_listening() -> None:
    async def story() -> None:
        async with scripted_ari() as ari, call(ari) as here:
            here.floor.refused["Redirect"] = "no way"
            key = await here.listen()
            offer = await here.live.take_over(key)
            assert (offer.ok, offer.words) == (False, "no way")
            await until(lambda: not any("taken" in name for name in here.left))
            assert len(here.left) == 6
            assert (await here.live.talk(key, Mode.WHISPER)).ok

    asyncio.run(story())


def test_a_taken_customer_is_in_a_bridge_with_the_console_and_outlives_the_adapter() -> None:
    async def story() -> None:
        async with scripted_ari() as ari:
            async with call(ari) as here:

                async def redirected(visit: Visit, asked: Fields) -> None:
                    visit.reply(asked, "Success")
                    await ari.tell("StasisStart", CUSTOMER)
                    await ari.end(AGENT)
                    here.hang_up(AGENT)
                    visit.event("BridgeEnter", Uniqueid=CUSTOMER, BridgeUniqueid="new", ChannelState="6")

                here.floor.switch.answers["Redirect"] = redirected
                key = await here.listen()
                offer = await here.live.take_over(key)
                assert offer.ok, offer.words
                assert offer.customer_url
                await ari.fetch()
                await until(lambda: [sorted(map(len, ari.bridges.values()))] == [[2]])
                assert not (await here.live.quiet(key)).ok
            assert len(here.left) == 2
            assert CUSTOMER in next(iter(ari.bridges.values()))
            assert not here.ends

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(12))
def test_in_whatever_order_nothing_is_left(seed: int) -> None:
    async def story() -> None:
        dice = random.Random(seed)
        async with scripted_ari() as ari:
            async with call(ari) as here:
                keys: list[str] = []
                asked: set[asyncio.Task[object]] = set()
                for _ in range(60):
                    match dice.randrange(9):
                        case 0 | 1 if len(keys) < 4:
                            offer = await here.live.listen("1001", "1101", MediaWish())
                            keys.append(offer.key)
                        case 2 if keys:
                            mode = dice.choice((Mode.WHISPER, Mode.JOIN))
                            asked.add(asyncio.create_task(here.live.talk(dice.choice(keys), mode)))
                        case 3 if keys:
                            asked.add(asyncio.create_task(here.live.quiet(dice.choice(keys))))
                        case 4 if keys:
                            asked.add(asyncio.create_task(here.live.stop(dice.choice(keys))))
                        case 5 if here.left:
                            name = dice.choice(here.left)
                            with suppress(ConnectionClosed):
                                await ari.end(name)
                        case 6:
                            ari.refuse = {dice.choice(("/snoop", "externalMedia", "addChannel")): 500}
                        case 7:
                            ari.refuse = {}
                            ari.visits[-1].transport.abort()
                        case _:
                            await asyncio.sleep(0.01)
                await asyncio.gather(*asked)
                ari.refuse = {}
                visits = len(ari.visits)
                ari.visits[-1].transport.abort()
                await until(lambda: len(ari.visits) > visits)
                while await here.adapter.missing():
                    await asyncio.sleep(0.005)
                assert len({one.key for one in here.ends}) == len(here.ends)
            assert not here.left

    asyncio.run(story())
