"""Who is gone leaves nothing at a real Asterisk: a console that closes or is killed, a gateway that is killed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from console.audio.live_call import Trouble
from console.telephony.interface import Link
from console.telephony.live import Ending, ListeningEnded, MediaWish, Mode, Offer
from tests.pbx.adapter_watch import adapter_watch
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.listening_program import line_of, offer_of
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


def test_a_console_that_vanishes_leaves_nothing(asterisk: Asterisk) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            await console.open(await here.live.talk(offer.key, Mode.WHISPER))
            await console.shut("talk")
            await here.watch.until(lambda: not any("talk" in line for line in here.left()))
            assert not here.ended
        await here.watch.until(lambda: bool(here.ended))
        assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.CONSOLE_GONE)]
        await here.nothing_left()
        assert here.agent.stage is here.customer.stage is Stage.UP

    played(asterisk, by_ari, part)


def test_what_nobody_fetches_goes_by_itself(asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.telephony.asterisk_listenings.FETCH_S", 0.3)

    async def part(here: Scene) -> None:
        offer = await here.live.listen(here.number, "1101", MediaWish())
        assert offer.ok
        await here.watch.until(lambda: bool(here.ended))
        assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.NOT_FETCHED)]
        await here.nothing_left()

    played(asterisk, by_ari, part)


@contextmanager
def program(module: str, *told: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"tests.pbx.{module}", *told]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


async def answer_of(running: subprocess.Popen[str], line: str = "") -> str:
    assert running.stdin is not None
    assert running.stdout is not None
    if line:
        running.stdin.write(line)
        running.stdin.flush()
    return await asyncio.to_thread(running.stdout.readline)


def killed(running: subprocess.Popen[str]) -> None:
    running.kill()
    running.wait()


def test_a_console_killed_while_it_whispers_leaves_nothing(asterisk: Asterisk) -> None:
    async def part(here: Scene) -> None:
        with program("console_program") as console:
            offer = await here.live.listen(here.number, "1101", MediaWish())
            assert await answer_of(console, line_of(offer))
            talk = await here.live.talk(offer.key, Mode.WHISPER)
            assert await answer_of(console, line_of(talk))
            await here.hears(agent=LOUD, customer=0.0)
            killed(console)
            await here.watch.until(lambda: bool(here.ended))
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.CONSOLE_GONE)]
            await here.nothing_left()
            assert here.agent.stage is here.customer.stage is Stage.UP
            here.agent.sound.forget()
            await asyncio.sleep(0.3)
            assert here.agent.sound.heard(LEAD_HZ) < QUIET < LOUD < here.agent.sound.heard(CUSTOMER_HZ)

    played(asterisk, by_ari, part)


def adapter_told(switch: Asterisk, way: Way, agent: str, wish: MediaWish) -> str:
    name, secret = switch.login
    told: dict[str, Any] = {"host": switch.address, "name": name, "secret": secret, "ami_port": switch.ami_port}
    more = {"agent": agent, "ari_port": switch.http_port if way is by_ari else 0}
    return json.dumps(told | more | {"wish": [wish.host, wish.agent_port, wish.customer_port]})


async def said(running: subprocess.Popen[str], line: str = "") -> Offer:
    return offer_of(await answer_of(running, line))


@both
def test_a_gateway_killed_while_somebody_whispers_leaves_nothing_to_the_next(asterisk: Asterisk, way: Way) -> None:
    async def whole() -> None:
        async with scene(asterisk, None) as here, console_side() as console:
            with program("listening_program", adapter_told(asterisk, way, here.number, console.wish)) as gateway:
                await console.open(await said(gateway))
                await console.open(await said(gateway, "whisper\n"))
                await console.heard(AGENT, AGENT_HZ)
                killed(gateway)
            assert here.left()
            async with adapter_watch(asterisk, live=way(asterisk)):
                await here.nothing_left()
            assert here.agent.stage is here.customer.stage is Stage.UP

    asyncio.run(whole())


@both
def test_a_gateway_killed_after_a_taking_over_does_not_cut_it(asterisk: Asterisk, way: Way) -> None:
    async def whole() -> None:
        async with scene(asterisk, None) as here, console_side() as console:
            with program("listening_program", adapter_told(asterisk, way, here.number, console.wish)) as gateway:
                await console.open(await said(gateway))
                await console.open(await said(gateway, "take over\n"))
                console.say("customer", LEAD_HZ)
                await here.watch.until(lambda: here.customer.sound.heard(LEAD_HZ) > LOUD)
                killed(gateway)
            async with adapter_watch(asterisk, live=way(asterisk)) as next_one:
                here.customer.sound.forget()
                await here.watch.until(lambda: here.customer.sound.heard(LEAD_HZ) > LOUD)
                if way is by_manager:  # who knows nothing of it
                    await here.customer.hang_up()
                    await here.nothing_left()
                    return
                await console.close()
                await here.customer.until(Stage.ENDED)
                await here.nothing_left()
                await next_one.until(lambda: any(isinstance(one, ListeningEnded) for one in next_one.changes))
                assert [type(one).__name__ for one in next_one.changes].count("ListeningEnded") == 1

    asyncio.run(whole())


@both
def test_a_switch_that_is_killed_ends_listening_and_hears_again_when_it_is_back(
    own_asterisk: Asterisk, way: Way
) -> None:
    async def whole() -> None:
        async with scene(own_asterisk, way(own_asterisk)) as here, console_side() as console:
            offer = await here.listen(console)
            await console.open(await here.live.talk(offer.key, Mode.WHISPER))
            console.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=0.0)
            heard = console.ears.legs[CUSTOMER].tape.end
            own_asterisk.kill()
            await here.watch.until(lambda: here.watch.links[-1] is not Link.UP)
            await here.watch.until(lambda: console.ears.figures().trouble is Trouble.NO_PACKETS)
            if way is by_ari:
                assert console.ends, "the console's own line has ended"
            assert console.ears.legs[CUSTOMER].tape.end >= heard, "what was heard is there"
            assert not (await here.live.listen(here.number, "1102", console.wish)).ok
            await asyncio.to_thread(own_asterisk.start)
            await here.watch.until(lambda: here.watch.links[-1] is Link.UP, 30)
            await here.watch.until(lambda: bool(here.ended), 15)
            assert [(one.key, one.why) for one in here.ended] == [(offer.key, Ending.CALL_OVER)]
            await here.nothing_left()

    asyncio.run(whole())
