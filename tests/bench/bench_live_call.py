"""A live call from packet to sound at a sound server, on lines at rest and restless, and what hearing it costs."""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from _pytest.outcomes import OutcomeException
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from console.audio.devices import SystemOutputs
from console.audio.live_call import LiveCall
from console.audio.live_tape import from_samples
from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.audio.rtp import RtpPacket, make_rtp
from tests.audio.live_calls import DEVICE, FRAME, speech
from tests.audio.sound_server import SoundServer
from tests.audio.test_pulse import Restless
from tests.bench.bench_play import Watched, spin
from tests.bench.impaired_line import CLICK_EVERY, Harm, Speaker, heard_call
from tests.bench.table import record

SETTLED_S = 5.0
"""What comes before is the ear's way to its distance."""
CLICKS_S = 20.0
CLICK_BARS_MS: dict[float, float | None] = {0.0: 45.0, 5.0: None, 15.0: 70.0}
CONCEALED_PERCENT = 0.5
ONE_CALL_PERCENT, GLANCE_PERCENT, GAP_MS = 4.0, 5.0, 25.0
GLANCE_LEGS, GLANCE_S = 50, 10


class Timed(SoundServer):
    """A sound server whose recorder knows when each sample was at the monitor."""

    def record(self) -> None:
        """As `SoundServer.record`."""
        self._came: list[tuple[float, int]] = []
        super().record()

    def _gather(self) -> None:
        assert self._recording is not None
        assert self._recording.stdout is not None
        while part := os.read(self._recording.stdout.fileno(), 65536):
            now_s = time.monotonic()
            self._bytes += part
            self._came.append((now_s, len(self._bytes) // 4))

    def zero_s(self) -> float:
        """The monotonic second of the first sample: that of the least delayed of all reads, on the sink's own clock."""
        return min(now_s - frames / DEVICE for now_s, frames in self._came[20:])


@contextmanager
def sound_server(folder: Path) -> Iterator[Timed | None]:
    """A sound server with its recorder running, or None where there is none to be had."""
    try:
        server = Timed(folder)
    except OutcomeException:
        yield None
        return
    before = {name: os.environ.get(name) for name in server.environment}
    os.environ.update(server.environment)
    try:
        yield server
    finally:
        server.close()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def delays_ms(wave: NDArray[np.float64], zero_s: float, sent_s: NDArray[np.float64]) -> list[float]:
    """From each click's setting out until it is in `wave`, whose first sample was at `zero_s`."""
    loud = np.flatnonzero(np.abs(wave).max(axis=1) > 0.2)
    onsets = zero_s + loud[np.diff(loud, prepend=-DEVICE) > DEVICE // 10] / DEVICE
    clicks = sent_s[::CLICK_EVERY]
    found = []
    for click in clicks[clicks > sent_s[0] + SETTLED_S]:
        after = onsets[(onsets >= click) & (onsets < click + 0.4)]
        if len(after):
            found.append(float(after[0] - click) * 1000)
    return found


def measure_way(app: QApplication, server: Timed, jitter_ms: float) -> None:
    """Packet sent to sample at the sink's monitor, through everything that is between."""
    player = Player(outputs=SystemOutputs())
    with heard_call(Harm(jitter_ms=jitter_ms), (None, 0)) as (call, ways):
        player.open_live(call)
        spin(app, lambda: player.at_edge)
        server.record()
        speaker = Speaker(ways, CLICKS_S)
        spin(app, lambda: call.sound.info.frames > 0)
        spin(app, lambda: False, SETTLED_S, 0.005)
        call.figures()
        cpu, begun = time.process_time(), time.perf_counter()
        spin(app, lambda: False, CLICKS_S - SETTLED_S - 0.5, 0.005)  # what is heard after the end is made up
        share = 100 * (time.process_time() - cpu) / (time.perf_counter() - begun)
        made_up = 100 * (call.figures().concealed or 0.0)
        wave = server.stop_recording()
        delays = delays_ms(wave, server.zero_s(), speaker.sent_s())
        player.shut_down()
    line = f"|N(0, {jitter_ms:g})| ms unrest" if jitter_ms else "no unrest"
    name = f"live packet sent to heard at the sink, {line}"
    record(f"{name}, median", statistics.median(delays), "ms", bar=CLICK_BARS_MS[jitter_ms])
    record(f"{name}, longest of {len(delays)}", max(delays), "ms")
    record(f"{name}, made up", made_up, "%", bar=CONCEALED_PERCENT)
    if not jitter_ms:
        record("live call heard by PulseAudio, with its recorder", share, "% of a core")


def cost_percent(app: QApplication, seconds: float = 6.0) -> float:
    """Share of a core that one live call takes: both lines, the ear, the player's own timers; less an idle player's."""
    player = Player(outputs=NullOutputs(running=True))
    with heard_call(Harm(), (21, 22)) as (call, ways):
        idle = _share(app, seconds)
        player.open_live(call)
        spin(app, lambda: player.at_edge)
        speaker = Speaker(ways, seconds + SETTLED_S)
        spin(app, lambda: False, 2.0, 0.01)
        busy = _share(app, seconds)
        player.shut_down()
        speaker.sent_s()
    return 100 * (busy - idle)


def _share(app: QApplication, seconds: float) -> float:
    cpu, begun = time.process_time(), time.perf_counter()
    spin(app, lambda: False, seconds, 0.01)
    return (time.process_time() - cpu) / (time.perf_counter() - begun)


def glance_percent() -> float:
    """Fifty sides taken in and looked at once a second, in CPU time of the thread; sockets are not in it."""
    now_s = 0.0
    calls = [LiveCall(most_s=60, clock=lambda: now_s) for _ in range(GLANCE_LEGS // 2)]
    said = from_samples(speech(1.0)).tobytes()
    packets = [
        make_rtp(RtpPacket(0, number, number * FRAME, 7, said[number % 50 * FRAME :][:FRAME]))
        for number in range(GLANCE_S * 50)
    ]
    began = time.thread_time()
    for number, packet in enumerate(packets):
        now_s += 0.02
        for call in calls:
            call.take_rtp(0, packet, now_s)
            call.take_rtp(1, packet, now_s)
            if number % 50 == 49:
                call.figures(now_s)
    return 100 * (time.thread_time() - began) / GLANCE_S


def longest_gap_ms(app: QApplication) -> float:
    """The longest wait between two calls of the device at the live edge while a window repaints as fast as it can."""
    outputs = Watched(SystemOutputs(), 10)
    player = Player(outputs=outputs)
    with heard_call(Harm(), (21, 22)) as (call, ways):
        player.open_live(call)
        spin(app, lambda: player.at_edge)
        speaker = Speaker(ways, 8.0)
        window = Restless()
        window.show()
        spin(app, lambda: False, 1.0, 0.0)
        outputs.calls.clear()
        spin(app, lambda: not speaker.speaking, 10.0, 0.0)
        window.close()
        gap = outputs.longest_gap_ms()
        player.shut_down()
        speaker.sent_s()
    return gap


def run() -> None:
    """Record all rows."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    record("live sides at a glance, fifty", glance_percent(), "% of a core", bar=GLANCE_PERCENT)
    record("live call heard, null device", cost_percent(app), "% of a core", bar=ONE_CALL_PERCENT)
    with tempfile.TemporaryDirectory() as home, sound_server(Path(home)) as server:
        if server is not None:
            for jitter_ms in CLICK_BARS_MS:
                measure_way(app, server, jitter_ms)
            server.record()  # a sink that nobody hears takes its time
            record("longest gap of the live edge's 10 ms call, full repaint", longest_gap_ms(app), "ms", bar=GAP_MS)
    assert threading.active_count() < 10, "a line was left open"
