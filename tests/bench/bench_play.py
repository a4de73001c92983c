"""How soon sound starts on an hour-long call, how evenly a device is fed under full repaint, what playing costs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import soundfile
from _pytest.outcomes import OutcomeException
from PySide6.QtWidgets import QApplication

from console.audio.devices import SystemOutputs
from console.audio.outputs import PERIOD_MS, NullOutputs, OutputDevice, Outputs, Take
from console.audio.peaks import make_peaks
from console.audio.player import Player, PlayState
from console.domain.calls import SoundSource
from tests.audio.sound_server import SoundServer
from tests.audio.test_pulse import Restless
from tests.bench.table import record, table

RATE_HZ = 8000
HOUR_S = 3600
FORMATS = (("WAV", "WAV", "PCM_16"), ("MP3", "MP3", "MPEG_LAYER_III"), ("Opus", "OGG", "OPUS"))
LISTEN_S = 6.0
SLEEPER = """
import time
at, longest, until = time.perf_counter(), 0.0, time.perf_counter() + %s
while at < until:
    time.sleep(0.01)
    now = time.perf_counter()
    at, longest = now, max(longest, now - at)
print(longest * 1000)
"""
"""A process of its own that only sleeps 10 ms at a time: what the machine itself adds to a gap just then."""


class Watched:
    """Outputs whose device notes when it asks for sound and when it first gets some."""

    def __init__(self, inner: Outputs, wanted_ms: int = PERIOD_MS) -> None:
        self.inner = inner
        self.wanted_ms = wanted_ms
        self.calls: list[float] = []
        self.first_sound = 0.0
        self.period_ms = 0.0

    def names(self) -> tuple[str, ...]:
        """Those of the inner outputs."""
        return self.inner.names()

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:  # noqa: ARG002 - ours counts
        """The inner device, its `take` watched."""
        device = self.inner.open(name, self.wanted_ms)
        self.period_ms = device.period_frames * 1000 / device.rate_hz
        start = device.start

        def start_watched(take: Take) -> None:
            start(lambda frames: self._note(take(frames)))

        device.start = start_watched  # type: ignore[method-assign]
        return device

    def _note(self, sound: bytes) -> bytes:
        now = time.perf_counter()
        self.calls.append(now)
        if not self.first_sound and sound.count(0) != len(sound):
            self.first_sound = now
        return sound

    def close(self) -> None:
        """Close the inner outputs."""
        self.inner.close()

    def longest_gap_ms(self) -> float:
        """The longest wait between two calls once the device's own buffers are full."""
        return float(np.diff(self.calls[10:]).max() * 1000)


def make_hour(folder: Path, name: str, container: str, coding: str) -> Path:
    """An hour of stereo speech-like noise, written a minute at a time."""
    path = folder / f"hour.{name.lower()}"
    rng = np.random.default_rng(2)
    minute = (np.cumsum(rng.standard_normal((RATE_HZ * 60, 2)), axis=0) % 2 - 1).astype(np.float32) * 0.2
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, format=container, subtype=coding) as file:
        for _ in range(HOUR_S // 60):
            file.write(minute)
    return path


def spin(app: QApplication, so: Callable[[], bool], most_s: float = 20.0, rest_s: float = 0.001) -> None:
    """Run the event loop until `so`, or for `most_s`, resting in between."""
    until = time.perf_counter() + most_s
    while not so() and time.perf_counter() < until:
        app.processEvents()
        if rest_s:
            time.sleep(rest_s)


def measure_start(app: QApplication, source: SoundSource) -> tuple[float, float]:
    """Ms from `play` to the first sounding sample in a device's call, and from a seek to half an hour on.

    Peaks are being made meanwhile. Sounding is not-zero; the ring is dropped at a seek, so the next call has new sound.
    """
    outputs = Watched(NullOutputs(running=True))
    player = Player(outputs=outputs)
    ended = threading.Event()
    painter = threading.Thread(target=make_peaks, args=(source,), kwargs={"stop": ended.is_set})
    painter.start()
    player.open(source)
    spin(app, lambda: player.state is PlayState.PAUSED)
    asked = time.perf_counter()
    player.play()
    spin(app, lambda: outputs.first_sound > 0)
    started = outputs.first_sound - asked
    player.pause()
    spin(app, lambda: False, 0.3)
    outputs.first_sound = 0.0
    asked = time.perf_counter()
    player.seek(HOUR_S * 500)
    player.play()
    spin(app, lambda: outputs.first_sound > 0)
    sought = outputs.first_sound - asked
    ended.set()
    player.shut_down()
    painter.join()
    return started * 1000, sought * 1000


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[SoundServer | None]:
    """A sound server with something listening, or None where there is none to be had."""
    try:
        server = SoundServer(folder)
    except OutcomeException:
        yield None
        return
    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    server.record()
    try:
        yield server
    finally:
        server.close()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def measure_load(
    app: QApplication, source: SoundSource, outputs: Watched, speed: float, *, busy: bool
) -> tuple[float, float, int]:
    """Longest gap between calls (ms), share of a core used, frames starved, over some seconds of playing."""
    player = Player(outputs=outputs)
    player.set_speed(speed)
    player.open(source)
    spin(app, lambda: player.state is PlayState.PAUSED)
    window = Restless() if busy else None
    if window is not None:
        window.show()
    player.play()
    spin(app, lambda: len(outputs.calls) > 10)
    begun, cpu = time.perf_counter(), time.process_time()
    spin(app, lambda: False, LISTEN_S, 0.0 if busy else 0.001)
    share = (time.process_time() - cpu) / (time.perf_counter() - begun)
    starved = player._engine.starved_frames
    if window is not None:
        window.close()
    player.shut_down()
    return outputs.longest_gap_ms(), share, starved


def run() -> None:
    """Record all rows."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        sources = {row[0]: SoundSource((str(make_hour(folder, *row)),)) for row in FORMATS}
        for name, source in sources.items():
            starts, seeks = zip(*(measure_start(app, source) for _ in range(5)), strict=True)
            record(f"play to first sample, 1 h {name}, peaks under way", sorted(starts)[2], "ms", bar=100)
            record(f"seek by 30 min to first sample, 1 h {name}, peaks under way", sorted(seeks)[2], "ms", bar=100)
        wav = sources["WAV"]
        with _server(folder) as server:
            where = "PulseAudio" if server else "null device"
            for period in (10, 40):
                outputs = Watched(SystemOutputs() if server else NullOutputs(running=True), period)
                with subprocess.Popen([sys.executable, "-c", SLEEPER % LISTEN_S], stdout=subprocess.PIPE) as sleeper:
                    gap, _share, starved = measure_load(app, wav, outputs, 1.0, busy=True)
                    machine = f"a process that only sleeps 10 ms: {float(sleeper.communicate()[0]):.1f} ms"
                late = gap - outputs.period_ms
                if period == 10:
                    record(
                        f"longest gap of a 10 ms output call, full repaint, {where}", gap, "ms", bar=25, peer=machine
                    )
                else:
                    record(f"lateness of a 40 ms output call, full repaint, {where}", late, "ms", bar=25, peer=machine)
                    record(f"silence heard under full repaint, {where}", starved / 48, "ms", bar=0.0)
        idle = spin_cost(app)
        for speed in (1.0, 1.5):
            _gap, share, _starved = measure_load(app, wav, Watched(NullOutputs(running=True)), speed, busy=False)
            record(f"share of a core, playing at {speed}", (share - idle) * 100, "%")


def spin_cost(app: QApplication) -> float:
    """Share of a core that this bench's own waiting takes."""
    begun, cpu = time.perf_counter(), time.process_time()
    spin(app, lambda: False, 2.0)
    return (time.process_time() - cpu) / (time.perf_counter() - begun)


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")
