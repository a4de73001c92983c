"""A real sound server's microphone: what is said there goes out in frames, whole, at the right pitch and pace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.devices import SystemInputs
from console.audio.live_talk import LiveTalk, TalkStage, TalkTold
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.hand_talk import KeptLine, as_bytes, pitch, tone
from tests.audio.sound_server import SoundServer

pytestmark = pytest.mark.pulseaudio


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    made = SoundServer(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()


def test_the_same_tone_is_in_the_frames(server: SoundServer, qtbot: QtBot) -> None:
    line, told = KeptLine("slin16"), list[TalkTold]()
    talk = LiveTalk(line, SystemInputs, told.append)
    talk.start()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told[0].stage is TalkStage.READY, told
    talk.hear(heard=True)
    speaker = threading.Thread(target=server.say, args=(as_bytes(tone(1000, 6.0), 2),))
    speaker.start()
    qtbot.waitUntil(lambda: not speaker.is_alive(), timeout=20_000)
    speaker.join()
    talk.stop()
    heard = line.sound()
    loud = np.flatnonzero(np.abs(heard) > 0.05)
    spoken = heard[loud[0] : loud[-1]]
    assert len(spoken) / 16000 == pytest.approx(6.0, abs=0.15)
    middle = spoken[16000:-8000]
    assert pitch(middle, 16000) == pytest.approx(1000, rel=0.005)
    quiet = np.convolve(np.abs(middle), np.ones(160) / 160, "valid").min()
    assert quiet > 0.1, "no hole"
    assert np.abs(middle).max() == pytest.approx(0.25, rel=0.05)
    at = np.array(line.at_s)
    assert (at[-1] - at[0]) / (len(at) - 1) == pytest.approx(0.02, rel=0.02)


def test_a_dead_sound_server_is_a_microphone_that_is_gone(server: SoundServer, qtbot: QtBot) -> None:
    line, told = KeptLine("ulaw"), list[TalkTold]()
    talk = LiveTalk(line, SystemInputs, told.append)
    talk.start()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    talk.hear(heard=True)
    qtbot.waitUntil(lambda: len(line.frames) > 20, timeout=10_000)
    server.lose()
    qtbot.waitUntil(lambda: len(told) > 1, timeout=10_000)
    assert told[1].stage is TalkStage.NO_MICROPHONE
    assert told[1].fault is not None
    assert told[1].fault.kind is FaultKind.INPUT_LOST
    assert not talk.uplink.heard
    talk.stop()


@pytest.mark.usefixtures("server")
def test_inputs_are_listed_and_only_the_chosen_one_is_opened() -> None:
    inputs = SystemInputs()
    names = inputs.names()
    assert "default" in names
    with pytest.raises(PlaceFault) as refused:
        inputs.open("a headset that is not here")
    assert refused.value.kind is FaultKind.NO_INPUT_DEVICE
    heard = threading.Event()
    device = inputs.open("default", 2)
    assert device.channels == 2
    device.start(lambda sound: heard.set() if sound else None)
    assert heard.wait(5)
    assert device.alive()
    inputs.close()
