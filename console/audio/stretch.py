"""Speed with the pitch kept: a thin, drift-free stream around a pitch-synchronous library (docs/decisions/0005)."""

from __future__ import annotations

import libsonic
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SLOWEST, FASTEST = 0.5, 3.0
PULL = 0.5
"""Share of the timing error taken out in half a second: the library rounds each period, and that adds up."""


def held_ms(speed: float) -> float:
    """Input the library keeps back once running, as measured on speech with clicks in it (docs/decisions/0005)."""
    return 25 - 9 * max(0.0, speed - 1.5) - max(0.0, 19 - 80 * abs(speed - 1))


class Stretcher:
    """A stream played `speed` times as fast at the same pitch. Output n carries input n x `speed`, within 25 ms.

    One instance is one unbroken stream; start a new one after a jump. Not thread-safe.
    """

    def __init__(self, rate_hz: int, channels: int, speed: float) -> None:
        self._stream = libsonic.SonicStream(rate_hz, channels)
        self._stream.set_speed(speed)
        self._channels = channels
        self._speed = speed
        self._held = held_ms(speed) * rate_hz / 1000
        self._settle = rate_hz / 2
        self._taken = 0
        self._made = 0
        self._given = 0
        self._early = np.empty((0, channels), np.float32)

    def push(self, sound: Floats) -> Floats:
        """The output that `sound`, shape (n, channels), completes; may be empty at first."""
        self._taken += len(sound)
        self._stream.write(np.ascontiguousarray(sound).reshape(-1))
        made = self._read()
        late = self._taken - self._made * self._speed - self._held
        correction = PULL * late / self._settle
        self._stream.set_speed(self._speed * (1 - min(0.05, max(-0.05, correction))))
        return self._give(made, int(self._taken / self._speed))

    def finish(self) -> Floats:
        """What is still held; the total then has the input's length over `speed`."""
        whole = round(self._taken / self._speed)
        self._stream.flush()
        rest = self._give(self._read(), whole)
        short = np.zeros((whole - self._given, self._channels), np.float32)
        return np.concatenate((rest, short)) if len(short) else rest

    def _give(self, made: Floats, most: int) -> Floats:
        """`made` after what was held, up to `most` frames in all: correcting can run a few ahead of the input's end."""
        ready = np.concatenate((self._early, made)) if len(self._early) else made
        now = most - self._given
        self._early = ready[now:]
        self._given += min(now, len(ready))
        return ready[:now]

    def _read(self) -> Floats:
        made = np.asarray(self._stream.read(self._stream.available_frames()), dtype=np.float32)
        made = made.reshape(-1, self._channels)
        self._made += len(made)
        return made
