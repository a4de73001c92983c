"""What is said into a microphone during a whisper reaches the agent's phone at a real Asterisk, and nobody else's."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from console.audio.devices import SystemInputs
from console.audio.inputs import Inputs, NullInputs
from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.audio.talk_socket import TalkSocket
from console.telephony.live import Mode
from tests.audio.hand_talk import DEVICE_HZ, as_bytes, tone
from tests.audio.sound_server import SoundServer
from tests.pbx.asterisk import Asterisk
from tests.pbx.console_side import AGENT, CUSTOMER, console_side
from tests.pbx.live_scene import AGENT_HZ, CUSTOMER_HZ, LEAD_HZ, LOUD, QUIET, Scene, by_ari, played

pytestmark = pytest.mark.asterisk

SOON_S = 1.0
PIECE_S = 0.01
WINDOW_S = 0.15
NEAR_HZ = 16
"""A microphone has a clock of its own, after which the way of its sound is drawn out or in by up to 1.5 %."""
LONGEST_S = 15.0

Microphone = Callable[[Path, pytest.MonkeyPatch], AbstractContextManager[Callable[[], Inputs]]]


@contextmanager
def null_microphone(_folder: Path, _patch: pytest.MonkeyPatch) -> Iterator[Callable[[], Inputs]]:
    """A device in whose thread a tone is said by the clock."""
    inputs, ended = NullInputs(), threading.Event()
    sound = tone(LEAD_HZ, LONGEST_S)

    def say() -> None:
        began_s, piece = time.monotonic(), round(PIECE_S * DEVICE_HZ)
        for at in range(0, len(sound), piece):
            inputs.device.feed(as_bytes(sound[at : at + piece]))
            if ended.wait(max(0.0, began_s + (at + piece) / DEVICE_HZ - time.monotonic())):
                return

    mouth = threading.Thread(target=say, name="mouth")
    mouth.start()
    try:
        yield lambda: inputs
    finally:
        ended.set()
        mouth.join()


@contextmanager
def sound_servers_microphone(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Callable[[], Inputs]]:
    """The default source of a real sound server, at which a tone is said."""
    server = SoundServer(folder)
    mouth = threading.Thread(target=server.say, args=(as_bytes(tone(LEAD_HZ, LONGEST_S / 2), 2),), name="mouth")
    try:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        mouth.start()
        yield SystemInputs
    finally:
        mouth.join()
        server.close()


async def whispered(here: Scene, microphone: Callable[[], Inputs]) -> None:
    """Muted, heard, muted again: at the agent's phone, at the customer's, and at who listens."""
    agent, customer = here.agent.sound, here.customer.sound

    async def heard_now(windows: int = 5) -> tuple[list[float], list[float]]:
        found: tuple[list[float], list[float]] = ([], [])
        for _ in range(windows):
            agent.forget()
            customer.forget()
            await asyncio.sleep(WINDOW_S)
            for kept, sound in zip(found, (agent, customer), strict=True):
                kept.append(max(sound.heard(LEAD_HZ + off) for off in range(-NEAR_HZ, NEAR_HZ + 1, 2)))
        return found

    async def silent(words: str) -> None:
        assert max(max(side) for side in await heard_now()) < QUIET, words

    async with console_side() as console:
        offer = await here.listen(console)
        way = await here.live.talk(offer.key, Mode.WHISPER)
        assert way.ok, way.words
        told: list[TalkTold] = []
        talk = LiveTalk(TalkSocket(way.talk_url, way.form), microphone, told.append)
        talk.start()
        try:
            await here.watch.until(lambda: bool(told))
            assert told[0].stage is TalkStage.READY, told
            await here.watch.until(lambda: talk.uplink.level_db > -20)
            await silent("muted is muted")
            opened_s = time.monotonic()
            talk.hear(heard=True)
            while (await heard_now(1))[0][0] < LOUD:
                assert time.monotonic() - opened_s < SOON_S
            took_s = time.monotonic() - opened_s
            at_agent, at_customer = await heard_now()
            words = (
                f"a whisper at the agent's phone within {took_s * 1000:.0f} ms of unmuting, there {min(at_agent):.0f}"
            )
            sys.stdout.write(f"\n{words} to {max(at_agent):.0f}, at the customer's {max(at_customer):.0f}\n")
            assert min(at_agent) > LOUD
            assert max(at_customer) < QUIET
            assert agent.heard(CUSTOMER_HZ) > LOUD, "the call goes on"
            assert customer.heard(AGENT_HZ) > LOUD
            assert max(console.ears.tones(lane, LEAD_HZ, seconds=0.3)[0] for lane in (AGENT, CUSTOMER)) < QUIET
            talk.hear(heard=False)
            await asyncio.sleep(0.3)
            await silent("muted again")
            assert talk.uplink.level_db > -20, "all the while it was said"
        finally:
            await asyncio.to_thread(talk.stop)
        await here.live.stop(offer.key)
        await here.nothing_left()


@pytest.mark.parametrize(
    "microphone", [null_microphone, pytest.param(sound_servers_microphone, marks=pytest.mark.pulseaudio)]
)
def test_a_whisper_is_heard_by_the_agent_alone(
    asterisk: Asterisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, microphone: Microphone
) -> None:
    async def part(here: Scene) -> None:
        with microphone(tmp_path, monkeypatch) as inputs:
            await whispered(here, inputs)

    played(asterisk, by_ari, part)
