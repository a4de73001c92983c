"""What reached the sinks of a sound server, each in a file, and whether it is a known sound, whole."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.audio.sound_server import SoundServer, find_programs

Wave = np.ndarray[Any, np.dtype[np.float64]]
HZ = 48000
BLOCK = HZ // 10
REACH = 3 * HZ
"""How much later than expected a sound may come, in frames."""
LEAST = 0.98
"""Correlation of a block with the sound at its place; one with a hole or a repeat of 1 ms stays below."""
QUIET = 0.01
LOUD = 0.02
"""Below the one a block counts as silence, beyond the other as sound; full scale is 1."""


class Monitor:
    """Records what reaches one sink from now on; ended by its process id."""

    def __init__(self, server: SoundServer, sink: str, folder: Path) -> None:
        _, recorder = find_programs()
        self._path = folder / f"{sink}.raw"
        form = ["--rate=48000", "--channels=2", "--format=s16le", "--latency-msec=20"]
        with self._path.open("wb") as file:
            environment = os.environ | server.environment
            command = [recorder, "-d", f"{sink}.monitor", *form]
            self._recorder = subprocess.Popen(command, env=environment, stdout=file)

    def heard(self) -> Wave:
        """Everything up to now, shape (n, 2), -1..1."""
        raw = self._path.read_bytes()
        return np.frombuffer(raw[: len(raw) // 4 * 4], np.int16).reshape(-1, 2) / 32768

    def loud_s(self) -> float:
        """Seconds of what was heard that were not silence, in tenths."""
        heard = np.abs(self.heard())
        blocks = heard[: len(heard) // BLOCK * BLOCK].reshape(-1, 2 * BLOCK)
        return float((blocks.max(axis=1, initial=0) > LOUD).sum() / 10)

    def close(self) -> None:
        """End the recorder."""
        self._recorder.send_signal(signal.SIGINT)
        self._recorder.wait(10)


def upsampled(lane: np.ndarray[Any, np.dtype[np.int16]], rate_hz: int) -> Wave:
    """A lane of a recording as a device at 48 kHz is to play it, -1..1."""
    times = HZ // rate_hz
    return np.asarray(np.fft.irfft(np.fft.rfft(lane / 32768), len(lane) * times) * times)


@dataclass(frozen=True)
class Part:
    """Which part of a sound was heard, in seconds of the sound, and how many tenths of it were not just so."""

    begin_s: float
    end_s: float
    seams: int
    late_ms: float
    """How much silence came in between in all; below 0 where some of the sound is missing."""


def heard_part(heard: Wave, sound: Wave) -> Part:
    """Where in `sound` everything of `heard` is from, both one channel; silence before and after is left aside.

    Each tenth of a second must be where the one before lets expect it; one that is not counts as a seam, and what
    follows is looked for near.
    """
    loud = np.flatnonzero(np.abs(heard) > LOUD)
    assert loud.size, "nothing was heard"
    first, last = int(loud[0]), int(loud[-1]) + 1
    ahead = _ahead(heard[first:last], sound) - first
    begun: int | None = None
    seams = 0
    for begin in range(first + BLOCK, last - 2 * BLOCK, BLOCK):
        block = heard[begin : begin + BLOCK]
        if max(_likeness(block, sound, begin + ahead + near) for near in range(-2, 3)) > LEAST:
            begun = ahead if begun is None else begun
            continue
        seams += 1
        lo = max(0, begin + ahead - REACH)
        moved = lo + _ahead(block, sound[lo : begin + ahead + HZ // 2]) - begin
        if _likeness(block, sound, begin + moved) > LEAST:
            ahead = moved
            begun = ahead if begun is None else begun
    assert begun is not None, "what was heard is no part of that sound"
    return Part((first + begun) / HZ, (last + ahead) / HZ, seams, (begun - ahead) / HZ * 1000)


def sounding_s(sound: Wave, begin_s: float, end_s: float) -> float:
    """Seconds in a stretch of `sound` that are not silence, in tenths."""
    stretch = np.abs(sound[int(begin_s * HZ) : max(0, int(end_s * HZ))])
    return float(sum(stretch[at : at + BLOCK].max() > LOUD for at in range(0, len(stretch), BLOCK)) / 10)


def _ahead(heard: Wave, sound: Wave) -> int:
    """How far into the sound it fits best."""
    size = 1 << (len(sound) + len(heard)).bit_length()
    fit = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(heard, size)), size)
    fit = fit[: max(1, len(sound) - len(heard) + 1)]
    power = np.concatenate(([0.0], np.cumsum(sound**2)))
    powers = (power[len(heard) :] - power[: -len(heard)])[: len(fit)]
    return int(np.argmax(fit / np.sqrt(np.maximum(powers, 1e-3))))


def _likeness(block: Wave, sound: Wave, at: int) -> float:
    """Correlation of a block with the sound at its place; silence is like silence."""
    there = sound[max(0, at) : at + len(block)]
    if len(there) < len(block):
        return 0.0
    if max(float(np.abs(block).max()), float(np.abs(there).max())) < QUIET:
        return 1.0
    return float(block @ there / np.sqrt(max(float(block @ block) * float(there @ there), 1e-12)))
