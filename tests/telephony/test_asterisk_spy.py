"""Listening by the manager alone, at a switch that a test writes down: what it is asked, and what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk
from console.telephony.asterisk_media import LiveSite
from console.telephony.interface import Cap
from console.telephony.live import Ending, ListeningEnded, LiveMedia, MediaWish, Mode, Transport
from tests.telephony.scripted_ami import Fields, Visit
from tests.telephony.scripted_floor import ALL, TIMING, ScriptedFloor, channel, member

AGENT, CUSTOMER = "1.1", "1.0"
WISH = MediaWish("10.1.2.3", 40000, 40002)


@dataclass
class Here:
    """`fail`: for which of our channels the switch cannot do it."""

    floor: ScriptedFloor
    adapter: Asterisk
    fail: str = "nothing"
    ends: list[ListeningEnded] = field(default_factory=list)
    ours: set[str] = field(default_factory=set)

    @property
    def live(self) -> LiveMedia:
        assert self.adapter.live is not None
        return self.adapter.live

    def asked(self, action: str) -> list[Fields]:
        return [one for one in self.floor.switch.asked if one["Action"] == action]

    async def originate(self, visit: Visit, asked: Fields) -> None:
        visit.reply(asked, "Success")
        name = asked["ChannelId"]
        if self.fail in name:
            visit.event("OriginateResponse", Response="Failure", Uniqueid=name)
            return
        self.ours.add(name)
        visit.event("Newchannel", Channel="UnicastRTP/x-1", ChannelState="6", Uniqueid=name, Linkedid=name)
        visit.event("ChanSpyStart", SpyerUniqueid=name)

    async def hang_up(self, visit: Visit, asked: Fields) -> None:
        name = asked["Channel"]
        visit.reply(asked, "Success" if name in self.ours else "Error", ("Message", "No such channel"))
        if name in self.ours:
            self.ours.discard(name)
            visit.event("Hangup", Uniqueid=name, ChannelState="6")


@asynccontextmanager
async def call(*more: Fields, allowed: str = f"{ALL} Originate PlayDTMF") -> AsyncIterator[Here]:
    rows = [
        channel(CUSTOMER, "PJSIP/trunk-00000000", Application="Queue", Data="sales", BridgeID="b"),
        channel(AGENT, "PJSIP/1001-00000001", Application="AppQueue", BridgeID="b", Linkedid=CUSTOMER),
        *more,
    ]
    variables = {"UNICASTRTP_LOCAL_ADDRESS": "10.0.0.1", "UNICASTRTP_LOCAL_PORT": "12345"}
    floor = ScriptedFloor([member("1001")], rows, allowed=allowed, variables=variables)
    await floor.switch.open()
    login = AmiLogin("127.0.0.1", "me", "s3cret", floor.switch.port)
    here = Here(floor, Asterisk(login, None, TIMING, live=LiveSite()))
    floor.switch.answers |= {"Originate": here.originate, "Hangup": here.hang_up, "PlayDTMF": floor._deed}

    async def follow() -> None:
        async for change in here.adapter.changes():
            if isinstance(change, ListeningEnded):
                here.ends.append(change)

    following = asyncio.create_task(follow())
    await asyncio.sleep(0)
    try:
        await here.adapter.start()
        yield here
    finally:
        await here.adapter.stop()
        await following
        await floor.switch.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


def test_each_side_is_spied_on_by_itself_and_digits_change_who_hears() -> None:
    async def story() -> None:
        async with call() as here:
            assert Cap.LISTEN | Cap.STEREO | Cap.WHISPER | Cap.JOIN in here.adapter.caps
            offer = await here.live.listen("1001", "1101", WISH)
            assert (offer.ok, offer.transport, offer.form) == (True, Transport.RTP, "ulaw")
            assert offer.agent_url == offer.customer_url == "rtp://10.0.0.1:12345"
            asked = [(one["Channel"], one["Data"]) for one in here.asked("Originate")]
            assert asked == [
                ("UnicastRTP/10.1.2.3:40000/c(ulaw)", "PJSIP/1001-00000001,uqESdo"),
                ("UnicastRTP/10.1.2.3:40002/c(ulaw)", "PJSIP/trunk-00000000,uqESdo"),
            ]
            for mode in (Mode.WHISPER, Mode.JOIN):
                assert (await here.live.talk(offer.key, mode)).ok
            assert (await here.live.quiet(offer.key)).ok
            digits = [(one["Channel"], one["Digit"], one["Receive"]) for one in here.asked("PlayDTMF")]
            assert digits == [(f"deskside-{offer.key}-agent", digit, "true") for digit in "564"]
            await here.live.stop(offer.key)
            assert not here.ours
            assert not here.ends

    asyncio.run(story())


@pytest.mark.parametrize(
    "wish",
    [
        MediaWish(),
        MediaWish("10.1.2.3", 40000, 40000),
        MediaWish("10.1.2.3", 80, 40000),
        MediaWish("10.1.2.3", 40000, 70000),
        MediaWish("10.1.2.3/x", 40000, 40002),
        MediaWish("pc.example", 40000, 40002),
        MediaWish("10.1.2.3\r\nAction: Logoff", 40000, 40002),
    ],
)
def test_only_an_address_and_two_ports_are_sent_to(wish: MediaWish) -> None:
    async def story() -> None:
        async with call() as here:
            offer = await here.live.listen("1001", "1101", wish)
            assert not offer.ok
            assert not here.asked("Originate")

    asyncio.run(story())


@pytest.mark.parametrize("fail", ["-agent", "-customer"])
def test_one_side_that_cannot_be_had_leaves_neither(fail: str) -> None:
    async def story() -> None:
        async with call() as here:
            here.fail = fail
            offer = await here.live.listen("1001", "1101", WISH)
            assert (offer.ok, offer.words) == (False, "the switch could not make the channel")
            await until(lambda: not here.ours)
            assert not here.ends

    asyncio.run(story())


def test_what_a_crash_has_left_is_hung_up_and_a_login_too_narrow_is_said() -> None:
    async def story() -> None:
        left = channel("deskside-1101-0badcafe-agent", "UnicastRTP/10.1.2.3:40000-0x1")
        async with call(left, allowed=ALL) as here:
            await until(lambda: [one["Channel"] for one in here.asked("Hangup")] == ["deskside-1101-0badcafe-agent"])
            assert not here.adapter.caps & (Cap.LISTEN | Cap.WHISPER | Cap.JOIN)
            words = " ".join(await here.adapter.missing())
            assert "The login may not Originate (write = originate): listen to a call will not work." in words
            assert "may not PlayDTMF" in words

    asyncio.run(story())


def test_an_end_is_told_once_with_its_reason() -> None:
    async def story() -> None:
        async with call() as here:
            for gone, why in (((AGENT,), Ending.GIVEN_AWAY), ((CUSTOMER,), Ending.CALL_OVER)):
                offer = await here.live.listen("1001", "1101", WISH)
                for name in (*gone, *here.ours):
                    here.floor.switch.here.event("Hangup", Uniqueid=name, ChannelState="6")
                await until(lambda: len(here.ends) > 0)
                assert [(one.key, one.why) for one in here.ends] == [(offer.key, why)]
                here.ends.clear()
                here.floor.tell(
                    "Newchannel",
                    channel(AGENT + "x", "PJSIP/1001-00000002", Linkedid=CUSTOMER, BridgeID="b"),
                )
                here.floor.switch.here.event("BridgeEnter", Uniqueid=AGENT + "x", BridgeUniqueid="b", ChannelState="6")
                await asyncio.sleep(0.05)

    asyncio.run(story())


def test_nobody_is_sent_where_the_dialplan_has_nothing() -> None:
    async def story() -> None:
        async with call() as here:
            offer = await here.live.listen("1001", "1101", WISH)
            here.floor.variables["DIALPLAN_EXISTS(console,live,1)"] = "0"
            taken = await here.live.take_over(offer.key)
            assert not taken.ok
            assert "Dial(UnicastRTP/${DESKSIDE_TO}/c(ulaw))" in taken.words
            assert len(here.ours) == 2
            assert not here.asked("Redirect")
            here.floor.variables.clear()
            here.floor.refused["Redirect"] = "no way"
            taken = await here.live.take_over(offer.key)
            assert (taken.ok, taken.words) == (False, "no way")
            await until(lambda: not here.ours and len(here.ends) == 1)

    asyncio.run(story())
