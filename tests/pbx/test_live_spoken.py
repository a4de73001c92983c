"""What is said into a null source's microphone, at the phones of a real Asterisk: each mode, each transport."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from statistics import median

import pytest

from console.audio.devices import SystemInputs
from console.audio.live_lines import MediaSocket
from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.audio.talk_socket import TalkSocket
from console.telephony.live import Mode, Transport
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, ConsoleSide, console_side
from tests.pbx.live_scene import AGENT_HZ, CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Scene, Way, both, played
from tests.pbx.sip_phone import Call, Stage
from tests.pbx.test_live_microphone import NEAR_HZ, sound_servers_microphone

pytestmark = [pytest.mark.asterisk, pytest.mark.pulseaudio]

WINDOWS, WINDOW_S = 5, 0.15


async def heard_at(*phones: Call) -> list[float]:
    """The lead's tone at each phone, in most windows; a microphone's clock is its own, so near by counts."""
    found: list[list[float]] = [[] for _ in phones]
    for _ in range(WINDOWS):
        for phone in phones:
            phone.sound.forget()
        await asyncio.sleep(WINDOW_S)
        for kept, phone in zip(found, phones, strict=True):
            kept.append(max(phone.sound.heard(LEAD_HZ + off) for off in range(-NEAR_HZ, NEAR_HZ + 1, 2)))
    return [median(one) for one in found]


async def talk_as(here: Scene, console: ConsoleSide, key: str, mode: Mode, told: list[TalkTold]) -> LiveTalk:
    """The talk as a console makes it, by a way of its own or back along the lines."""
    taking = mode is Mode.TAKE_OVER
    offer = await (here.live.take_over(key) if taking else here.live.talk(key, mode))
    assert offer.ok, offer.words
    if offer.transport is Transport.RTP:
        await console.open(offer)
        return LiveTalk(console._rtp[CUSTOMER if taking else AGENT], SystemInputs, told.append, owned=False)
    if taking:
        line = MediaSocket(console.ears, CUSTOMER, offer.customer_url, offer.form)
        return LiveTalk(line, SystemInputs, told.append)
    return LiveTalk(TalkSocket(offer.talk_url, offer.form), SystemInputs, told.append)


@both
@pytest.mark.parametrize("mode", [Mode.WHISPER, Mode.JOIN, Mode.TAKE_OVER])
def test_a_microphone_is_heard_by_whom_its_mode_says(
    asterisk: Asterisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Way, mode: Mode
) -> None:
    async def part(here: Scene) -> None:
        told: list[TalkTold] = []
        async with console_side() as console:
            offer = await here.listen(console)
            talk = await talk_as(here, console, offer.key, mode, told)
            talk.start()
            try:
                await here.watch.until(lambda: bool(told))
                assert told[0].stage is TalkStage.READY, told
                await here.watch.until(lambda: talk.uplink.level_db > -20)
                if mode is Mode.TAKE_OVER:
                    await here.agent.until(Stage.ENDED)
                phones = (here.customer,) if mode is Mode.TAKE_OVER else (here.customer, here.agent)
                assert max(await heard_at(*phones)) < QUIET, "muted is muted"
                talk.hear(heard=True)
                hearer = here.customer if mode is not Mode.WHISPER else here.agent
                async with asyncio.timeout(3):
                    while (await heard_at(hearer))[0] < LOUD:
                        pass
                found = await heard_at(*phones)
                words = ", ".join(f"{one:.0f}" for one in found)
                sys.stdout.write(f"\n{way.__name__} {mode}: at the customer's and the agent's phone {words}\n")
                assert (found[0] > LOUD) is (mode is not Mode.WHISPER)
                assert (found[0] < QUIET) is (mode is Mode.WHISPER)
                if mode is not Mode.TAKE_OVER:
                    assert found[1] > LOUD
                    assert here.customer.sound.heard(AGENT_HZ) > LOUD, "the call goes on"
                    await console.heard(AGENT, AGENT_HZ)
                await console.heard(CUSTOMER, CUSTOMER_HZ)
                assert max(console.ears.tones(lane, LEAD_HZ, seconds=0.3)[0] for lane in (AGENT, CUSTOMER)) < QUIET
                talk.hear(heard=False)
                await asyncio.sleep(0.3)
                assert (await heard_at(hearer))[0] < QUIET, "muted again"
            finally:
                await asyncio.to_thread(talk.stop)
        await here.live.stop(offer.key)
        await here.nothing_left()

    with sound_servers_microphone(tmp_path, monkeypatch):
        played(asterisk, way, part)
