"""Long listening: one live call heard through a sound server for an hour, and eight hours of packets at once.

`python -m tests.bench.live_hour MINUTES` listens, `python -m tests.bench.live_hour eight HOURS PPM` runs through; each
prints a line of JSON now and then.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray

from console.audio.live_tape import from_samples
from console.audio.rtp import RtpPacket, make_rtp
from tests.audio.live_calls import DEVICE, FRAME, RATE

HOST = "127.0.0.1"
TONES_HZ = (250, 400)
LEVEL = 0.25
CYCLE_S, PAUSE_S, RAMP_S = 2.0, 0.3, 0.05
FAST_PPM = 100
LOOK_S = 30.0
TAPE_S = 600
"""Of the real hour: a tape that is full after ten minutes, so that what grows then is a leak."""
MOST_BEND = 0.012
"""The tones with the noise of their coding bend by 0.003 from sample to sample: four times that is a click."""
QUIET = 0.02


def tone(number: int, hz: float) -> bytes:
    """The packet of that number, in mu-law: a tone in spells with soft ends, and pauses."""
    at = (number * FRAME + np.arange(FRAME)) / RATE
    in_cycle = at % CYCLE_S
    rise = np.clip(np.minimum(in_cycle, CYCLE_S - PAUSE_S - in_cycle) / RAMP_S, 0, 1)
    loud = LEVEL * (0.5 - 0.5 * np.cos(np.pi * rise))
    return from_samples(np.asarray(np.rint(32767 * loud * np.sin(2 * np.pi * hz * at)), np.int16)).tobytes()


def speak(ports: list[int], seconds: float) -> None:
    """Both sides in real time, by a clock that is FAST_PPM fast."""
    mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    began_s = time.monotonic()
    number = 0
    while (due_s := number * FRAME / RATE / (1 + FAST_PPM / 1e6)) < seconds:
        time.sleep(max(0.0, began_s + due_s - time.monotonic()))
        for port, hz in zip(ports, TONES_HZ, strict=True):
            stamp = (number * FRAME) & 0xFFFFFFFF
            packet = RtpPacket(0, number & 0xFFFF, stamp, port, tone(number, hz))
            mouth.sendto(make_rtp(packet, first=number == 0), (HOST, port))
        number += 1
    mouth.close()


@dataclass
class Checker:
    """What is wrong in recorded sound, looked at piece by piece: nothing of it is kept."""

    clicks: int = 0
    holes: int = 0
    seconds: float = 0.0
    where_s: list[float] = field(default_factory=list)
    _last: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, 2)))
    _quiet_ms: int = 0
    _begun: bool = False
    _until: float = 0.0

    def take(self, sound: NDArray[np.float64]) -> None:
        """A piece of whole tenths of a second at the device's rate, shape (n, 2)."""
        joined = np.concatenate((self._last, sound))
        bends = np.abs(np.diff(joined, n=2, axis=0)).max(axis=1)
        self._last = joined[-2:]
        if self._begun:
            for at in np.flatnonzero(bends > MOST_BEND):
                place_s = self.seconds + float(at) / DEVICE
                if place_s > self._until:
                    self._count(place_s, hole=False)
                self._until = place_s + 0.02  # what follows so soon is the same click
        loud = np.sqrt((sound.reshape(-1, DEVICE // 100, 2) ** 2).mean(axis=1)).max(axis=1) > QUIET
        for number, is_loud in enumerate(loud):
            if not is_loud:
                self._quiet_ms += 10
            else:
                expected = abs(self._quiet_ms - PAUSE_S * 1000 - 30) <= 100
                if self._begun and self._quiet_ms and not expected:
                    self._count(self.seconds + number / 100, hole=True)
                self._quiet_ms, self._begun = 0, True
        self.seconds += len(sound) / DEVICE

    def _count(self, place_s: float, *, hole: bool) -> None:
        self.clicks += not hole
        self.holes += hole
        if len(self.where_s) < 200:
            self.where_s.append(round(place_s, 3))


def check(told: Path) -> None:
    """Listen to the sink's monitor until it ends; what was found is written to `told` every half minute."""
    command = ["parec", "-d", "probe.monitor", "--rate=48000", "--channels=2", "--format=s16le", "--latency-msec=100"]
    checker = Checker()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as recorder:
        assert recorder.stdout is not None
        told_s = 0.0
        while len(part := recorder.stdout.read(DEVICE * 4)) == DEVICE * 4:
            checker.take(np.frombuffer(part, np.int16).reshape(-1, 2) / 32768)
            if checker.seconds - told_s >= LOOK_S:
                told_s = checker.seconds
                found = {"s": told_s, "clicks": checker.clicks, "holes": checker.holes, "where_s": checker.where_s}
                told.write_text(json.dumps(found), encoding="utf-8")


def resident_mb() -> float:
    """What this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def listen(seconds: float, told: Callable[[dict[str, float]], None]) -> None:
    """Hear a call of so many seconds; every half minute `told` what was measured."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from console.audio.devices import SystemOutputs
    from console.audio.live_call import LiveCall
    from console.audio.live_lines import RtpLine, bound_port
    from console.audio.outputs import OutputDevice, Outputs, Take
    from console.audio.player import Player
    from tests.bench.bench_live_call import sound_server

    class Gaps:
        """Outputs whose device notes the longest wait between two calls, and nothing else."""

        def __init__(self, inner: Outputs) -> None:
            self.inner = inner
            self.names, self.close = inner.names, inner.close
            self.longest_ms = self._before_s = 0.0

        def open(self, name: str | None, period_ms: int = 10) -> OutputDevice:
            device = self.inner.open(name, period_ms)
            start = device.start

            def noted(take: Take) -> Take:
                def taken(frames: int) -> bytes:
                    now_s = time.perf_counter()
                    if self._before_s:
                        self.longest_ms = max(self.longest_ms, (now_s - self._before_s) * 1000)
                    self._before_s = now_s
                    return take(frames)

                return taken

            device.start = lambda take: start(noted(take))  # type: ignore[method-assign]
            return device

    app = QApplication([])
    with tempfile.TemporaryDirectory() as home, sound_server(Path(home)) as server:
        assert server is not None, "no sound server"
        found = Path(home) / "checked.json"
        me = [sys.executable, "-m", "tests.bench.live_hour"]
        checker = subprocess.Popen([*me, "check", str(found)])
        outputs = Gaps(SystemOutputs())
        player = Player(outputs=outputs)
        call = LiveCall(most_s=TAPE_S)
        held = [bound_port(HOST), bound_port(HOST)]
        lines = [RtpLine(call, lane, HOST, bound=port) for lane, port in enumerate(held)]
        for line in lines:
            line.start()
        player.open_live(call)
        ports = [str(port.getsockname()[1]) for port in held]
        speaker = subprocess.Popen([*me, "speak", str(seconds + 10), *ports])
        began_s, cpu_s = time.monotonic(), time.process_time()
        longest: list[float] = []

        def look() -> None:
            figures, head = call.figures(), call._heads[-1].figures
            passed_s = time.monotonic() - began_s
            longest.append(outputs.longest_ms)
            outputs.longest_ms = 0.0
            checked = json.loads(found.read_text(encoding="utf-8")) if found.exists() else {}
            told(
                {
                    "s": passed_s,
                    "memory_mb": resident_mb(),
                    "drift_ppm": figures.drift_ppm,
                    "behind_ms": figures.behind_ms,
                    "concealed_ms": head.concealed_ms,
                    "played_ms": head.played_ms,
                    "spliced": head.spliced,
                    "jumped": head.jumped,
                    "lost": sum(leg.lost for leg in figures.legs),
                    "gap_ms": longest[-1],
                    "longest_gap_ms": max(longest[1:], default=0.0),
                    "core_percent": 100 * (time.process_time() - cpu_s) / passed_s,
                    "starved_frames": player._engine.starved_frames,
                    "load": os.getloadavg()[0],
                    **{f"checked_{key}": value for key, value in checked.items()},
                }
            )
            if passed_s >= seconds:
                app.quit()

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(round(LOOK_S * 1000))
        app.exec()
        player.shut_down()
        for line in lines:
            line.stop()
        for process in (speaker, checker):
            process.terminate()
            process.wait(10)


def eight_hours(told: Callable[[dict[str, float]], None], hours: float = 8.0, off: float = 0.0) -> None:
    """Packets of so many hours through call and ear, as quickly as it goes, by a sender whose clock is `off` fast."""
    from console.audio.live_call import LiveCall

    now_s = 1000.0
    call = LiveCall(clock=lambda: now_s)
    head = call.head(DEVICE)
    checker = Checker()
    sound: list[NDArray[np.float32]] = []
    packet_s = FRAME / RATE / (1 + off)
    packets = [[tone(number, hz) for number in range(round(CYCLE_S * 50))] for hz in TONES_HZ]
    due_s, number, looked_s = now_s + packet_s, 0, now_s
    period = DEVICE // 100
    while now_s - 1000.0 < hours * 3600:
        now_s += 0.01
        while due_s <= now_s:
            for lane, said in enumerate(packets):
                payload = said[number % len(said)]
                made = RtpPacket(0, number & 0xFFFF, (number * FRAME) & 0xFFFFFFFF, lane + 1, payload)
                call.take_rtp(lane, make_rtp(made), due_s)
            due_s += packet_s
            number += 1
        sound.append(head.render(period, now_s))
        if len(sound) == 100:
            if now_s - 1000.0 > 60:
                checker.take(np.concatenate(sound).astype(np.float64))
            sound.clear()
        if now_s - looked_s >= 600:
            looked_s = now_s
            figures = call.figures(now_s)
            tape_mb = sum(piece.nbytes for leg in call.legs for piece in leg.tape._pieces.values()) / 1e6
            told(
                {
                    "s": round(now_s - 1000.0),
                    "memory_mb": resident_mb(),
                    "tape_mb": tape_mb,
                    "drift_ppm": figures.drift_ppm,
                    "behind_ms": figures.behind_ms,
                    "concealed_ms": head.figures.concealed_ms,
                    "spliced": head.figures.spliced,
                    "jumped": head.figures.jumped,
                    "clicks": checker.clicks,
                    "holes": checker.holes,
                }
            )


def main(told: list[str]) -> None:
    """As the module says; `speak` and `check` are its own other processes."""
    if told[0] == "speak":
        speak([int(port) for port in told[2:]], float(told[1]))
    elif told[0] == "check":
        check(Path(told[1]))
    elif told[0] == "eight":
        eight_hours(lambda row: print(json.dumps(row), flush=True), float(told[1]), float(told[2]) / 1e6)  # noqa: T201
    else:
        listen(float(told[0]) * 60, lambda row: print(json.dumps(row), flush=True))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
