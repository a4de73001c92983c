"""What a microphone gives made fit to be sent: without rumble, never overdriven, and silent without a click."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RUMBLE_HZ = 120.0
"""Below is no speech that a telephone carries, but desks, fans and breath."""
CEILING = 0.7
"""Louder than -3 dB is brought down to it, at once; what is left over bends softly."""
RECOVER_S = 0.3
DUCK_DB = -20.0
SILENT_DB = -90.0


class Voice:
    """Frame after frame of one voice, shape (frame,), full scale 1.0. For one thread.

    `level_db` is how loud the last frame was when it came in (root mean square below full scale), muted or not.
    """

    def __init__(self, rate_hz: int, frame: int) -> None:
        self._by_sound, self._by_state, self._to_state, self._on = _high_pass(rate_hz, frame)
        self._state = np.zeros(2)
        self._gain = 0.0
        self._limit = 1.0
        self._recover = frame / rate_hz / RECOVER_S
        self._along = np.linspace(0, 1, frame, endpoint=False, dtype=np.float32)
        self.level_db = SILENT_DB

    @property
    def silent(self) -> bool:
        """Whether the last frame ended in silence because it was to."""
        return self._gain == 0.0

    def frame(self, sound: Floats, *, heard: bool, ducked: bool = False) -> Floats:
        """The next frame; `heard` by whoever is at the other end, `ducked` by 20 dB. Changes take one frame."""
        clear = self._by_sound @ sound + self._by_state @ self._state
        self._state = self._to_state @ sound + self._on @ self._state
        self.level_db = decibels(clear)
        before, limit = self._gain * self._limit, self._limit
        peak = float(np.max(np.abs(clear), initial=0.0))
        wanted = min(1.0, CEILING / peak) if peak else 1.0
        self._limit = wanted if wanted < limit else min(wanted, limit + self._recover)
        self._gain = (10 ** (DUCK_DB / 20) if ducked else 1.0) if heard else 0.0
        after = self._gain * self._limit
        return softly(np.asarray(clear * (before + (after - before) * self._along), np.float32))


def decibels(sound: Floats | NDArray[np.float64]) -> float:
    """The root mean square below full scale, no lower than SILENT_DB."""
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    return max(SILENT_DB, 10 * math.log10(power)) if power > 0 else SILENT_DB


def softly(sound: Floats) -> Floats:
    """Bent towards full scale above CEILING, and never beyond it."""
    size = np.abs(sound)
    if float(size.max(initial=0.0)) <= CEILING:
        return sound
    room = 1 - CEILING
    bent = CEILING + room * np.tanh((size - CEILING) / room)
    return np.asarray(np.where(size > CEILING, np.sign(sound) * bent, sound), np.float32)


@lru_cache(maxsize=4)
def _high_pass(
    rate_hz: int, frame: int
) -> tuple[Floats, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """A Butterworth high-pass of second order as matrices over a frame: numpy has no recursive filter.

    Sound and state to sound; sound and state to state (transposed direct form 2; Zölzer, Digital Audio, ch. 5).
    """
    k = math.tan(math.pi * RUMBLE_HZ / rate_hz)
    norm = 1 / (1 + math.sqrt(2) * k + k * k)
    b0, b1, b2 = norm, -2 * norm, norm
    a1, a2 = 2 * (k * k - 1) * norm, (1 - math.sqrt(2) * k + k * k) * norm
    step = np.array([[-a1, 1.0], [-a2, 0.0]])
    feed = np.array([b1 - a1 * b0, b2 - a2 * b0])
    powers = [np.eye(2)]
    for _ in range(frame):
        powers.append(step @ powers[-1])
    impulse = np.array([b0, *((powers[n] @ feed)[0] for n in range(frame - 1))])
    at = np.arange(frame)
    lag = at[:, None] - at[None, :]
    by_sound = np.where(lag >= 0, impulse[np.maximum(lag, 0)], 0.0).astype(np.float32)
    by_state = np.array([powers[n][0] for n in range(frame)])
    to_state = np.array([powers[frame - 1 - n] @ feed for n in range(frame)]).T
    return by_sound, by_state, to_state, powers[frame]
