"""Rate conversion in numpy: a device wants its own mix rate, and library resamplers stall when fed in pieces."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HALF_TAPS = 16
"""Input frames each side of an output frame, at the lower of the two rates."""
PASS = 0.94
"""Share of the lower rate's band that passes; the rest is the filter's slope."""
MOST_PHASES = 640
"""Rates with no small ratio (7,999 Hz) take the nearest one; the pitch is off by under 3 in 1,000,000."""


@lru_cache(maxsize=16)
def _bank(up: int, down: int) -> tuple[Floats, int]:
    """The filter as a matrix: rows are input frames, columns the `up` outputs of one block of `down` inputs.

    A Kaiser-windowed sinc (beta 8, about 80 dB), cut at PASS of the lower Nyquist frequency. The second value is how
    many input frames lie before the block.
    """
    band = min(1.0, up / down)
    half = int(np.ceil(HALF_TAPS / band))
    rows = np.arange(-half, down + half + 1)[:, None]
    centres = (np.arange(up) * down / up)[None, :]
    distance = rows - centres
    window = np.i0(8.0 * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, None))) / np.i0(8.0)
    kernel = np.where(np.abs(distance) <= half, np.sinc(distance * band * PASS) * window, 0.0)
    kernel /= kernel.sum(axis=0, keepdims=True)
    return kernel.astype(np.float32), half


FRACTION_BITS = 10
FRACTIONS = 1 << FRACTION_BITS
"""Places between two samples that `fraction_bank` has a row for: the nearest is 60 dB and more below the sound off."""


@lru_cache(maxsize=8)
def fraction_bank(taps: int, band: float) -> Floats:
    """Rows of `taps` for FRACTIONS places between two samples: a Kaiser-windowed sinc (beta 8) that passes `band`."""
    at = np.arange(taps)[None, :] - taps // 2 + 1 - np.arange(FRACTIONS)[:, None] / FRACTIONS
    window = np.i0(8 * np.sqrt(np.clip(1 - (at / (taps / 2)) ** 2, 0, None))) / np.i0(8.0)
    rows = np.sinc(at * band) * window
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float32)


def between(sound: Floats, at: NDArray[np.float64], bank: Floats) -> Floats:
    """`sound`, shape (channels, n), at places between its samples; place 0 has half the bank's taps before it."""
    place = (at * FRACTIONS + 0.5).astype(np.int64)
    windows = _windows(np.ascontiguousarray(sound), bank.shape[1])
    # `take` that need not look whether places are there is three times as fast as an index
    found = windows.take(place >> FRACTION_BITS, axis=1, mode="clip")
    made = np.einsum("ft,lft->lf", bank.take(place & (FRACTIONS - 1), axis=0, mode="clip"), found)
    return np.asarray(made, np.float32)


def _windows(lanes: Floats, taps: int) -> Floats:
    """All `taps` samples long of each lane, by where they begin."""
    shape = (len(lanes), lanes.shape[1] - taps + 1, taps)
    return np.ndarray(shape, np.float32, lanes, strides=(*lanes.strides, lanes.strides[1]))


class Resampler:
    """A stream at `from_hz` turned into one at `to_hz`, without delay: output n is input n x `step`.

    The frames before the stream's begin count as silence. Not thread-safe.
    """

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        ratio = Fraction(to_hz, from_hz)
        if max(ratio.numerator, ratio.denominator) > MOST_PHASES:
            ratio = ratio.limit_denominator(int(MOST_PHASES / max(1.0, float(ratio))))
        self._up, self._down = ratio.numerator, ratio.denominator
        self.step = self._down / self._up
        self._same = ratio == 1
        self._bank, self._half = _bank(self._up, self._down)
        self._kept = np.zeros((self._half, channels), dtype=np.float32)
        self._taken = 0
        self._given = 0

    def push(self, sound: Floats) -> Floats:
        """All output that `sound`, shape (n, channels), completes."""
        self._taken += len(sound)
        if self._same:
            self._given += len(sound)
            return sound
        joined = np.concatenate((self._kept, sound))
        blocks = (len(joined) - len(self._bank)) // self._down + 1
        if blocks <= 0:
            self._kept = joined
            return np.zeros((0, sound.shape[1]), dtype=np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(joined, len(self._bank), axis=0)[:: self._down][:blocks]
        made = np.matmul(windows, self._bank)  # (blocks, channels, up)
        self._kept = joined[blocks * self._down :]
        out = np.ascontiguousarray(made.transpose(0, 2, 1)).reshape(blocks * self._up, sound.shape[1])
        self._given += len(out)
        return out

    def finish(self) -> Floats:
        """The rest of the output, as if silence followed; the total is the input's length in the new rate."""
        if self._same:
            return np.zeros((0, self._kept.shape[1]), dtype=np.float32)
        wanted = round(self._taken / self.step) - self._given
        tail = self.push(np.zeros((len(self._bank) + self._down, self._kept.shape[1]), dtype=np.float32))
        return tail[: max(0, wanted)]
