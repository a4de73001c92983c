"""Live calls of a real Asterisk, by ARI over WebSockets and by its manager alone over RTP: who hears whom."""

from __future__ import annotations

import asyncio
import math
import sys
import time

import pytest

from console.domain.floor import AgentState
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.interface import Cap
from console.telephony.live import Ending, MediaWish, Mode
from tests.cutting_proxy import CuttingProxy
from tests.pbx.adapter_watch import adapter_watch
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, ConsoleSide, console_side
from tests.pbx.live_scene import (
    AGENT_HZ,
    CUSTOMER_HZ,
    LEAD_HZ,
    LOUD,
    QUIET,
    Scene,
    Way,
    both,
    by_ari,
    by_manager,
    played,
    scene,
)
from tests.pbx.sip_phone import Stage

pytestmark = pytest.mark.asterisk

DB_40 = 100.0
FIRST_SOUND_S = 0.3
LONGEST_GAP_S = 0.06
TRIES = 3
"""What the machine has held up once, it does not hold up again in the same place."""
GOES_ON_S = 0.3


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
            apart_db = 20 * math.log10(min(agent[0] / max(agent[1], 1e-9), customer[0] / max(customer[1], 1e-9)))
            sys.stdout.write(f"{way.__name__}: each side's tone is {apart_db:.0f} dB over the other's on its tape\n")
            assert agent[0] > DB_40 * agent[1]
            assert customer[0] > DB_40 * customer[1]
            await here.live.stop(offer.key)
            await here.nothing_left()
            assert here.agent.stage is here.customer.stage is Stage.UP
            assert not here.ended

    played(asterisk, way, part)


async def round_of_modes(here: Scene, console: ConsoleSide, key: str) -> float:
    """Each mode once and who hears whom in it; the longest time in it without a frame, in seconds."""
    since_s = time.monotonic()
    for mode, at_customer in ((Mode.WHISPER, 0.0), (Mode.JOIN, LOUD), (Mode.WHISPER, 0.0)):
        talk = await here.live.talk(key, mode)
        assert talk.ok, talk.words
        await console.open(talk)
        console.say("talk", LEAD_HZ)
        await here.hears(agent=LOUD, customer=at_customer)
        here.customer.sound.forget()
        await asyncio.sleep(0.4)
        assert (here.customer.sound.heard(LEAD_HZ) > QUIET) == (at_customer > 0)
        assert here.customer.sound.heard(AGENT_HZ) > LOUD
        assert max(console.ears.tones(lane, LEAD_HZ, seconds=0.3)[0] for lane in (AGENT, CUSTOMER)) < QUIET
    assert (await here.live.quiet(key)).ok
    await asyncio.sleep(0.1)
    for call in (here.agent, here.customer):
        call.sound.forget()
    await asyncio.sleep(0.4)
    assert max(call.sound.heard(LEAD_HZ) for call in (here.agent, here.customer)) < QUIET
    assert console.ears.tones(CUSTOMER, CUSTOMER_HZ)[0] > LOUD
    return max(console.ears.longest_gap_s(lane, since_s) for lane in (AGENT, CUSTOMER))


@both
def test_who_hears_whom_and_no_gap_in_between(asterisk: Asterisk, way: Way) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            gaps_s: list[float] = []
            while not gaps_s or (min(gaps_s) >= LONGEST_GAP_S and len(gaps_s) < TRIES):
                gaps_s.append(await round_of_modes(here, console, offer.key))
            sys.stdout.write(f"\n{way.__name__}: longest gap in listening {min(gaps_s) * 1000:.0f} ms\n")
            assert min(gaps_s) < LONGEST_GAP_S

    played(asterisk, way, part)


@both
@pytest.mark.parametrize("detour", ["", "Local/{}@from-queue"])
def test_a_customer_is_taken_over_and_the_agent_is_free(asterisk: Asterisk, way: Way, detour: str) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            taken = await here.live.take_over(offer.key)
            assert taken.ok, taken.words
            await here.agent.until(Stage.ENDED)
            await console.open(taken)
            console.say("customer", LEAD_HZ)
            await here.watch.until(lambda: here.customer.sound.heard(LEAD_HZ) > LOUD)
            since = console.ears.legs[CUSTOMER].tape.end
            await here.watch.until(lambda: console.ears.legs[CUSTOMER].tape.end > since + 8000)
            assert console.ears.tones(CUSTOMER, CUSTOMER_HZ)[0] > LOUD
            await here.watch.state(here.number, AgentState.READY)
            assert not here.ended
            assert not (await here.live.talk(offer.key, Mode.WHISPER)).ok
            await here.customer.hang_up()
            await here.watch.until(lambda: bool(here.ended))
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.CALL_OVER)]
            await here.nothing_left()

    played(asterisk, way, part, detour)


def test_who_was_taken_over_goes_on_in_the_dialplan_when_the_console_is_gone(asterisk: Asterisk) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            await console.open(await here.live.take_over(offer.key))
            await here.agent.until(Stage.ENDED)
        await here.customer.until(Stage.ENDED)  # what the dialplan of the rig does then
        await here.watch.until(lambda: bool(here.ended))
        assert [one.why for one in here.ended] == [Ending.CONSOLE_GONE]
        await here.nothing_left()

    played(asterisk, by_ari, part)


@both
def test_two_listen_and_one_leaving_leaves_the_other(asterisk: Asterisk, way: Way) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as first, console_side() as second:
            one, other = await here.listen(first), await here.listen(second, "1102")
            await first.open(await here.live.talk(one.key, Mode.JOIN))
            first.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=LOUD)
            await asyncio.sleep(0.3)
            assert max(second.ears.tones(lane, LEAD_HZ, seconds=0.3)[0] for lane in (AGENT, CUSTOMER)) < QUIET
            await here.live.stop(one.key)
            since_s = time.monotonic()
            await asyncio.sleep(0.5)
            assert second.ears.longest_gap_s(AGENT, since_s) < GOES_ON_S
            assert second.ears.longest_gap_s(CUSTOMER, since_s) < GOES_ON_S
            assert any(one.key in line for line in here.left()) is False
            await here.agent.hang_up()
            await here.watch.until(lambda: bool(here.ended))
            await here.nothing_left()
            await here.watch.until(lambda: way is by_manager or len(second.ends) == 2)
            assert [(one.key, one.why) for one in here.ended] == [(other.key, Ending.CALL_OVER)]

    played(asterisk, way, part)


@both
def test_hold_is_heard_through_and_a_transfer_ends_it(asterisk: Asterisk, way: Way) -> None:
    async def part(here: Scene) -> None:
        other = await here.centre.agent()
        async with console_side() as console:
            offer = await here.listen(console)
            await here.agent.hold()
            await here.watch.state(here.number, AgentState.ON_HOLD)
            await here.agent.unhold()
            await here.watch.state(here.number, AgentState.TALKING)
            await console.heard(AGENT, AGENT_HZ)
            await console.heard(CUSTOMER, CUSTOMER_HZ)
            assert not here.ended
            await here.agent.transfer(other.number)
            await (await other.ringing()).answer()
            await here.watch.until(lambda: bool(here.ended))
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.GIVEN_AWAY)]
            await here.nothing_left()
            assert here.customer.stage is Stage.UP

    played(asterisk, way, part)


@both
def test_while_the_agent_asks_a_colleague_the_customer_is_heard_until_the_call_is_given_away(
    asterisk: Asterisk, way: Way
) -> None:
    async def part(here: Scene) -> None:
        other = await here.centre.agent()
        async with console_side() as console:
            offer = await here.listen(console)
            await here.agent.hold()
            await here.watch.state(here.number, AgentState.ON_HOLD)
            question = await here.agent.phone.call(other.number)
            await (await other.ringing()).answer()
            await question.until(Stage.UP)
            await here.watch.state(here.number, AgentState.CONSULTING)
            await console.heard(CUSTOMER, CUSTOMER_HZ)
            assert not here.ended
            await here.agent.transfer_to(question)
            await here.watch.until(lambda: bool(here.ended))
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.GIVEN_AWAY)]
            await here.nothing_left()
            assert here.customer.stage is Stage.UP

    played(asterisk, way, part)


def test_sound_comes_by_tls_and_its_address_is_not_shown(asterisk: Asterisk) -> None:
    login = AriLogin(asterisk.address, *asterisk.login, port=asterisk.https_port, ca_file=asterisk.ca_file)

    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            assert offer.customer_url.startswith("wss://")
            assert (offer.form, offer.rate_hz) == ("ulaw", 8000)
            assert offer.customer_url not in repr(offer)
            assert offer.authority == asterisk.ca_file.read_text(), "nobody else knows who signed its certificate"

    played(asterisk, lambda _: LiveSite(login), part)


@both
@pytest.mark.parametrize("detour", ["Local/{}@from-queue", "Local/{}@from-queue/n"])
def test_the_phone_behind_a_detour_is_listened_to(asterisk: Asterisk, way: Way, detour: str) -> None:
    async def whole() -> None:
        async with scene(asterisk, way(asterisk), detour=detour) as here, console_side() as console:
            offer = await here.listen(console)
            talk = await here.live.talk(offer.key, Mode.WHISPER)
            await console.open(talk)
            console.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=0.0)
            assert here.customer.sound.heard(LEAD_HZ) < QUIET
            await here.live.stop(offer.key)
            await here.nothing_left()

    asyncio.run(whole())


def test_while_the_line_to_ari_is_cut_listening_goes_on(asterisk: Asterisk) -> None:
    async def whole(proxy: CuttingProxy) -> None:
        ari = AriLogin("127.0.0.1", *asterisk.login, port=proxy.port, tls=False)
        site = LiveSite(ari, address=f"{asterisk.address}:{asterisk.http_port}")
        async with scene(asterisk, site) as here, console_side() as console:
            offer = await here.listen(console)
            since_s = time.monotonic()
            proxy.refuse()
            async with asyncio.timeout(5):
                while not await here.watch.adapter.missing():
                    await asyncio.sleep(0.02)
            assert not (await here.live.talk(offer.key, Mode.WHISPER)).ok
            assert not (await here.live.listen(here.number, "1102", MediaWish())).ok
            proxy.resume()
            async with asyncio.timeout(5):
                while await here.watch.adapter.missing():
                    await asyncio.sleep(0.02)
            await console.open(await here.live.talk(offer.key, Mode.JOIN))
            console.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=LOUD)
            assert console.ears.longest_gap_s(AGENT, since_s) < GOES_ON_S
            proxy.refuse()
            await here.customer.hang_up()
            await here.agent.until(Stage.ENDED)
            assert not here.ended
            proxy.resume()
            await here.watch.until(lambda: bool(here.ended))
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.CALL_OVER)]
            await here.nothing_left()

    with CuttingProxy(asterisk.http_port, asterisk.address) as proxy:
        asyncio.run(whole(proxy))


def test_what_is_missing_is_said(asterisk: Asterisk) -> None:
    name, secret = asterisk.login

    async def words(site: LiveSite) -> tuple[str, Cap]:
        async with adapter_watch(asterisk, live=site) as watch:
            live = watch.adapter.live
            assert live is not None
            offer = await live.listen("1001", "1101", MediaWish())
            assert not offer.ok
            return " ".join([*await watch.adapter.missing(), offer.words]), watch.adapter.caps

    async def whole() -> None:
        refused, caps = await words(
            LiveSite(AriLogin(asterisk.address, name, "wrong", port=asterisk.http_port, tls=False))
        )
        assert "the login deskside is refused (ari.conf)" in refused
        assert Cap.LISTEN not in caps
        nobody, _ = await words(LiveSite(AriLogin(asterisk.address, name, secret, port=9, tls=False)))
        assert f"ARI at {asterisk.address}:9:" in nobody
        other, caps = await words(
            LiveSite(AriLogin(asterisk.address, name, secret, port=asterisk.http_port, tls=False), take_over_at="nine")
        )
        assert "no nine in the context of taking over" in other
        assert "1001 has no call" in other
        assert Cap.LISTEN in caps
        untrusted, _ = await words(LiveSite(AriLogin(asterisk.address, name, secret, port=asterisk.https_port)))
        assert "certificate is not trusted" in untrusted

    asyncio.run(whole())
