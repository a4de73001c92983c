"""A real sound server hears what the player plays: the same sound, whole, in time, while the window is busy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.audio.devices import SystemOutputs
from console.audio.outputs import PERIOD_MS
from console.audio.player import Player, PlayState
from console.domain.calls import SoundSource
from console.domain.faults import Fault, FaultKind
from tests.audio.players import noise
from tests.audio.sound_server import SoundServer

pytestmark = pytest.mark.pulseaudio

Wave = np.ndarray[Any, np.dtype[np.float64]]
HZ = 48000
BLOCK = HZ // 10
LEAST = 0.98
"""Correlation that counts as the same sound; a block with a hole or a repeat of 1 ms stays below."""

SURE = 0.55
"""The same for 20 ms of stretched noise: of a hundred other places the best one reaches 0.35."""


class Restless(QWidget):
    """Repaints as fast as it can: a thousand rectangles each time, and asks for the next at once."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1200, 700)
        self.painted = 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.painted += 1
        for i in range(1000):
            painter.fillRect(
                QRect(i % 40 * 30, i // 40 * 28, 26, 24), QColor.fromHsv((i + self.painted) % 360, 120, 200)
            )
        painter.end()
        self.update()


class Stage:
    """A file, a player on PyAudio, a busy window, and a recorder at the other end."""

    def __init__(self, server: SoundServer, folder: Path, qtbot: QtBot) -> None:
        self.server, self.qtbot = server, qtbot
        path = folder / "call.wav"
        samples = noise(30)
        soundfile.write(path, samples, 8000)
        doubled = np.fft.irfft(np.fft.rfft(samples[:, 0] / 32768), len(samples) * 6) * 6
        self.reference: Wave = np.asarray(doubled)
        self.player = Player(outputs=SystemOutputs())
        self.faults: list[FaultKind] = []
        self.player.fault_happened.connect(self._note)
        self.window = Restless()
        qtbot.addWidget(self.window)
        self.window.show()
        with qtbot.waitSignal(self.player.opened, timeout=10_000):
            self.player.open(SoundSource((str(path),)))

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault.kind)

    def go_on(self, seconds: float) -> None:
        """Let the event loop run until that much more was recorded."""
        until = self.server.recorded_s + seconds
        self.qtbot.waitUntil(lambda: self.server.recorded_s >= until, timeout=int(seconds * 3000 + 10_000))

    def place(self, block: Wave, near: int | None = None, reach: int = 2 * HZ) -> tuple[int, float]:
        """Where in the sound a recorded block is from (48-kHz frames), and how well it fits there."""
        lo = 0 if near is None else max(0, near - reach)
        hi = len(self.reference) if near is None else min(len(self.reference), near + reach + len(block))
        window = self.reference[lo:hi]
        size = 1 << (len(window) + len(block)).bit_length()
        fit = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(block, size)), size)
        fit = fit[: max(1, len(window) - len(block) + 1)]
        sums = np.concatenate(([0.0], np.cumsum(window**2)))
        power = sums[len(block) :][: len(fit)] - sums[: len(fit)]
        score = fit / np.sqrt(np.maximum(power * np.sum(block**2), 1e-12))
        best = int(np.argmax(score))
        return lo + best, float(score[best])


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    server = SoundServer(tmp_path)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    made = Stage(server, tmp_path, qtbot)
    yield made
    made.player.shut_down()
    server.close()


def sounding(recorded: Wave) -> Wave:
    """The left side from the first to the last sample that is not silence."""
    loud = np.flatnonzero(np.abs(recorded[:, 0]) > 0.002)
    return np.asarray(recorded[loud[0] : loud[-1] + 1, 0])


def longest_silence_ms(wave: Wave) -> float:
    """The longest stretch of nothing, in ms."""
    quiet = np.abs(wave) < 1e-4
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
    return float(max((edges[1::2] - edges[::2]).max(initial=0), 0) / HZ * 1000)


def unbroken(take: Callable[[], Wave]) -> Wave:
    """A take without a hole, of three at the most.

    A busy machine holds the sound server itself up once in a while; a player that leaves holes leaves them each time.
    """
    for _ in range(2):
        wave = take()
        if longest_silence_ms(wave) <= 1.0:
            return wave
    wave = take()
    assert longest_silence_ms(wave) <= 1.0
    return wave


def test_the_same_sound_arrives_whole_with_seeks_and_loops(stage: Stage) -> None:
    def take() -> Wave:
        stage.player.set_loop_on(on=False)
        stage.player.seek(0)
        stage.server.record()
        stage.player.play()
        stage.go_on(3)
        stage.player.seek(12_000)
        stage.go_on(2)
        stage.player.set_loop(20_000, 20_700)
        stage.player.seek(20_000)
        stage.go_on(2.5)
        stage.player.pause()
        stage.go_on(0.3)
        return sounding(stage.server.stop_recording())

    wave = unbroken(take)
    places = []
    for start in range(BLOCK // 2, len(wave) - BLOCK, BLOCK):
        at, score = stage.place(wave[start : start + BLOCK])
        places.append((at - start, score, at))
    sure = [place for place in places if place[1] > LEAST]
    assert len(places) - len(sure) <= 6, "only blocks with a seam may be unlike the sound"
    steps = [(a, b) for a, b in pairwise(sure) if abs(a[0] - b[0]) > 2]
    jumps = [round((b[0] - a[0]) / HZ * 1000) for a, b in steps]
    assert len(jumps) == 5, jumps
    assert all(abs(lap + 700) <= 1 for lap in jumps[2:]), jumps
    assert stage.player._engine.starved_frames == 0
    assert stage.window.painted > 100


def test_faster_keeps_the_pitch_and_the_time(stage: Stage) -> None:
    stage.player.set_speed(1.5)

    def take() -> Wave:
        stage.player.seek(0)
        stage.server.record()
        stage.player.play()
        stage.go_on(5)
        stage.player.seek(20_000)
        stage.go_on(2)
        stage.player.pause()
        stage.go_on(0.3)
        return sounding(stage.server.stop_recording())

    wave = unbroken(take)
    piece = HZ // 50
    found = []
    for start in range(HZ // 2, int(4.5 * HZ), HZ // 4):
        tried = []
        for begin in range(start, start + BLOCK, 480):
            at, score = stage.place(wave[begin : begin + piece], round(begin * 1.5), HZ // 20)
            tried.append((begin, at, score))
        found.append(max(tried, key=lambda attempt: attempt[2]))
    sure = [(start, at) for start, at, score in found if score > SURE]
    assert len(sure) >= len(found) // 2
    assert all(abs(at - start * 1.5) < HZ * 0.03 for start, at in sure)
    slope = np.polyfit([start for start, _ in sure], [at for _, at in sure], 1)[0]
    assert slope == pytest.approx(1.5, rel=0.02)
    assert stage.player._engine.starved_frames == 0


def test_a_dead_sound_server_pauses_and_says_so(stage: Stage) -> None:
    stage.server.record()
    stage.player.play()
    stage.go_on(1)
    stage.server.stop_recording()
    stage.server.lose()
    stage.qtbot.waitUntil(lambda: stage.player.state is PlayState.PAUSED, timeout=10_000)
    assert stage.faults[0] is FaultKind.DEVICE_LOST
    assert stage.player.position_ms >= 800


def test_position_follows_what_is_heard(stage: Stage) -> None:
    stage.server.record()
    begun = time.perf_counter()
    stage.player.play()
    stage.go_on(3)
    passed = (time.perf_counter() - begun) * 1000
    # ahead by a period at the most: the device takes 40 ms at once, by a clock of its own
    assert -PERIOD_MS <= passed - stage.player.position_ms < 600
    stage.server.stop_recording()


@pytest.mark.usefixtures("stage")
def test_the_list_of_devices_is_taken_anew_once_the_open_one_is_closed() -> None:
    outputs = SystemOutputs()
    try:
        device = outputs.open(None)
        held = outputs._pa
        assert outputs.names()
        assert outputs._pa is held  # to begin PortAudio anew would end the stream
        device.close()
        assert outputs.names()
        assert outputs._pa is not held
    finally:
        outputs.close()
