"""A real Asterisk drops the microphone's way in mid-whisper: told at once, listening goes on, and it comes back."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.audio.talk_socket import TalkSocket
from console.telephony.live import Mode
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.live_scene import AGENT_HZ, CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Scene, by_ari, played
from tests.pbx.test_live_microphone import null_microphone

pytestmark = pytest.mark.asterisk

TOLD_S = 1.0
GAP_S = 0.1
NEAR_HZ = 16


def talk_channel(here: Scene) -> str:
    """The name of the channel that the microphone's sound comes by."""
    channels = here.centre.switch.cli("core show channels concise").splitlines()
    (found,) = (line.split("!")[0] for line in channels if "-talk-" in line and line.startswith("WebSocket"))
    return found


def hears_whisper(here: Scene) -> float:
    return max(here.agent.sound.heard(LEAD_HZ + off) for off in range(-NEAR_HZ, NEAR_HZ + 1, 2))


def test_the_switch_drops_the_microphones_way(
    asterisk: Asterisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def part(here: Scene) -> None:
        async with console_side() as console:
            offer = await here.listen(console)
            began_s = time.monotonic()
            with null_microphone(tmp_path, monkeypatch) as microphone:
                await whisper_and_lose(here, offer.key, microphone)
            longest_s = max(console.ears.longest_gap_s(lane, began_s) for lane in (AGENT, CUSTOMER))
            sys.stdout.write(f"\nthe longest gap in listening meanwhile {longest_s * 1000:.0f} ms\n")
            assert longest_s < GAP_S
            await console.heard(AGENT, AGENT_HZ)
            await console.heard(CUSTOMER, CUSTOMER_HZ)
            assert not here.ended, "one listens on"
            assert (await here.live.quiet(offer.key)).ok
            again = await here.live.talk(offer.key, Mode.WHISPER)
            await console.open(again)
            console.say("talk", LEAD_HZ)
            await here.hears(agent=LOUD, customer=0.0)
            await here.live.stop(offer.key)
            await here.nothing_left()

    async def whisper_and_lose(here: Scene, key: str, microphone: object) -> None:
        told: list[TalkTold] = []
        lost_s: list[float] = []
        way = await here.live.talk(key, Mode.WHISPER)
        socket = TalkSocket(way.talk_url, way.form, ended=lambda: lost_s.append(time.monotonic()))
        talk = LiveTalk(socket, microphone, told.append)  # type: ignore[arg-type]
        talk.start()
        try:
            await here.watch.until(lambda: bool(told))
            assert told[0].stage is TalkStage.READY
            talk.hear(heard=True)
            here.agent.sound.forget()
            await here.watch.until(lambda: hears_whisper(here) > LOUD)
            began_s = time.monotonic()
            here.centre.switch.cli(f"channel request hangup {talk_channel(here)}")
            await here.watch.until(lambda: bool(lost_s))
            took_s = lost_s[0] - began_s
            sys.stdout.write(f"\na dropped talk leg is told {took_s * 1000:.0f} ms after the hang-up was asked for\n")
            assert took_s < TOLD_S
            await asyncio.sleep(0.3)
            here.agent.sound.forget()
            await asyncio.sleep(0.3)
            assert hears_whisper(here) < QUIET
        finally:
            await asyncio.to_thread(talk.stop)

    played(asterisk, by_ari, part)
