"""A device of this PC as a live call: each side in its lane, one channel in the agent's, pulled out and back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.devices import SystemInputs
from console.audio.inputs import InputDevice, NullInputs
from console.audio.live_call import LiveCall
from console.audio.live_input import InputLine, Layout
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.hand_talk import as_bytes, pitch, tone
from tests.audio.sound_server import SoundServer
from tests.audio.test_live_talk import PERIOD_S


class Tap:
    """A null input fed with a tone for each side, in real time."""

    def __init__(self, qtbot: QtBot, channels: int, layout: Layout, rate_hz: int = 48000) -> None:
        self.qtbot = qtbot
        self.inputs = NullInputs(rate_hz, channels)
        self.call = LiveCall(16_000)
        self.told: list[PlaceFault | None] = []
        self.line = InputLine(self.call, lambda: self.inputs, None, layout, self.told.append)
        self.line.start()
        self.at_s = 0.0

    def feed(self) -> None:
        rate = self.inputs.device.rate_hz
        sides = [tone(hz, PERIOD_S, rate, at_s=self.at_s) for hz in (500.0, 1200.0)][: self.inputs.device.channels]
        self.at_s += PERIOD_S
        self.inputs.device.feed(np.rint(np.stack(sides, axis=1) * 32767).astype("<i2").tobytes())

    def until(self, end_s: float) -> None:
        def fed() -> bool:
            self.feed()
            return self.call.sound.info.frames > end_s * 16_000

        self.qtbot.waitUntil(fed, timeout=20_000)

    def pitch(self, lane: int) -> float:
        end = self.call.legs[lane].tape.end
        return pitch(self.call.legs[lane].tape.read(end - 8000, 8000) / 32768, 16_000)


@pytest.mark.parametrize("rate_hz", [48000, 44100])
@pytest.mark.parametrize("layout", list(Layout))
def test_a_stereo_device_is_both_sides(qtbot: QtBot, layout: Layout, rate_hz: int) -> None:
    tap = Tap(qtbot, 2, layout, rate_hz)
    qtbot.waitUntil(lambda: tap.told == [None])
    tap.until(1.0)
    tap.line.stop()
    left, right = (0, 1) if layout is Layout.AGENT_LEFT else (1, 0)
    assert tap.pitch(left) == pytest.approx(500, abs=5)
    assert tap.pitch(right) == pytest.approx(1200, abs=5)
    assert not tap.inputs.device.running


def test_one_channel_is_the_agents_lane(qtbot: QtBot) -> None:
    tap = Tap(qtbot, 1, Layout.AGENT_RIGHT)
    qtbot.waitUntil(lambda: tap.told == [None])
    tap.until(0.8)
    tap.line.stop()
    assert tap.line.channels == 1
    assert tap.pitch(0) == pytest.approx(500, abs=5)
    assert tap.call.legs[1].tape.end == 0


def test_pulled_out_it_is_said_and_back_it_goes_on(qtbot: QtBot) -> None:
    tap = Tap(qtbot, 2, Layout.AGENT_LEFT)
    qtbot.waitUntil(lambda: tap.told == [None])
    tap.until(0.5)
    tap.inputs.present = False
    tap.inputs.device.lost = True
    qtbot.waitUntil(lambda: len(tap.told) == 2)
    assert tap.told[1] is not None
    assert tap.told[1].kind is FaultKind.INPUT_LOST
    tap.inputs.present = True
    qtbot.waitUntil(lambda: len(tap.told) == 3)
    assert tap.told[2] is None
    before = tap.call.sound.info.frames
    tap.until(before / 16_000 + 1.5)
    tap.line.stop()
    assert tap.pitch(0) == pytest.approx(500, abs=5)


def test_a_device_that_is_not_there_is_said(qtbot: QtBot) -> None:
    tap = Tap(qtbot, 2, Layout.AGENT_LEFT)
    tap.line.stop()
    inputs = NullInputs()
    inputs.present = False
    told: list[PlaceFault | None] = []
    line = InputLine(LiveCall(16_000), lambda: inputs, "a tap", Layout.AGENT_LEFT, told.append)
    line.start()
    qtbot.waitUntil(lambda: len(told) == 1)
    line.stop()
    assert told[0] is not None
    assert told[0].kind is FaultKind.NO_INPUT_DEVICE


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    made = SoundServer(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()


@pytest.mark.pulseaudio
def test_a_real_device_is_heard(server: SoundServer, qtbot: QtBot) -> None:
    call, told = LiveCall(16_000), list[PlaceFault | None]()
    line = InputLine(call, SystemInputs, None, Layout.AGENT_LEFT, told.append)
    line.start()
    qtbot.waitUntil(lambda: told == [None], timeout=10_000)
    speaker = threading.Thread(target=server.say, args=(as_bytes(tone(700, 4.0), 2),))
    speaker.start()
    qtbot.waitUntil(lambda: not speaker.is_alive(), timeout=20_000)
    speaker.join()
    line.stop()
    for lane in (0, 1):
        heard = call.legs[lane].tape.read(0, call.legs[lane].tape.end) / 32768
        loud = np.flatnonzero(np.abs(heard) > 0.05)
        spoken = heard[loud[0] : loud[-1]]
        assert len(spoken) / 16_000 == pytest.approx(4.0, abs=0.2)
        assert pitch(spoken[8000:-8000], 16_000) == pytest.approx(700, abs=3)


def test_nothing_is_told_once_it_is_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = NullInputs()
    told: list[PlaceFault | None] = []
    opening, going_on = threading.Event(), threading.Event()
    plain = inputs.open

    def slow(name: str | None, channels: int) -> InputDevice:
        opening.set()
        going_on.wait(5)
        return plain(name, channels)

    monkeypatch.setattr(inputs, "open", slow)
    line = InputLine(LiveCall(16_000), lambda: inputs, None, Layout.AGENT_LEFT, told.append)
    line.start()
    assert opening.wait(5)
    line.end()  # whoever listened may be gone now
    going_on.set()
    line.stop()
    assert told == []
