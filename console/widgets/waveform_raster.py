"""Lows and highs to pixels: one unsigned compare per lane, no paths and no polygons."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Shorts = NDArray[np.int16]
Bytes = NDArray[np.uint8]

CURVE = 0.6
"""Heights follow amplitude to this power: a caller 30 dB down is still seen, as the ear hears them."""

FULL = 32768.0


def heights(amplitudes: Shorts, half_px: float, gain: float = 1.0) -> NDArray[np.float32]:
    """Signed heights in pixels of `amplitudes`, at most `half_px`; `gain` is a factor on the amplitude."""
    wide = amplitudes.astype(np.float32) * np.float32(gain / FULL)
    curved = np.power(np.minimum(np.abs(wide), np.float32(1.0)), np.float32(CURVE))
    return np.asarray(np.copysign(curved, wide) * np.float32(half_px), dtype=np.float32)


def joined(lows: Shorts, highs: Shorts) -> tuple[Shorts, Shorts]:
    """Columns stretched to touch their left neighbour, so that a slope is a line and not a row of dots."""
    low, high = lows.copy(), highs.copy()
    np.minimum(lows[1:], highs[:-1], out=low[1:])
    np.maximum(highs[1:], lows[:-1], out=high[1:])
    return low, high


def lane_pixels(lows: Shorts, highs: Shorts, height_px: int, gain: float = 1.0) -> Bytes:
    """Pixels of one lane: uint8 (height_px, columns padded to 4), 1 where there is sound, top row first."""
    columns = lows.shape[0]
    middle = (height_px - 1) / 2.0
    half = max(0.0, middle - 1)
    top = np.rint(middle - heights(highs, half, gain))
    bottom = np.rint(middle - heights(lows, half, gain))
    kind: Any = np.uint8 if height_px <= 256 else np.uint16
    first = top.astype(kind)
    reach = (bottom - top).astype(kind)
    pixels = np.zeros((height_px, columns + -columns % 4), dtype=np.uint8)
    row = np.arange(height_px, dtype=kind)[:, None]
    np.less_equal(row - first[None, :], reach[None, :], out=pixels[:, :columns].view(np.bool_))
    return pixels


def mirrored_pixels(up: Shorts, down: Shorts, height_px: int) -> Bytes:
    """Pixels of the overview: `up` (0..32767) grows from the middle upwards as 1, `down` downwards as 2."""
    columns = up.shape[0]
    half = height_px // 2
    pixels = np.zeros((height_px, columns + -columns % 4), dtype=np.uint8)
    above = np.maximum(np.rint(heights(up, half)), 1)
    below = np.maximum(np.rint(heights(down, height_px - half)), 1)
    row = np.arange(half, dtype=np.float32)[:, None]
    pixels[:half, :columns] = row >= half - above
    row = np.arange(height_px - half, dtype=np.float32)[:, None]
    pixels[half:, :columns] = (row < below) * np.uint8(2)
    return pixels


def columns_of_samples(samples: Shorts, start_frame: float, frames_per_column: float, columns: int) -> Shorts:
    """Lows and highs, int16 (2, lanes, columns), of decoded `samples` shaped (lanes, frames).

    Column c covers frames floor(start + c*fpc) to floor(start + (c+1)*fpc), at least one; past the end it is 0.
    Below one frame a column the sound is drawn as the straight line between its samples.
    """
    lanes, frames = samples.shape
    out = np.zeros((2, lanes, columns), dtype=np.int16)
    if frames == 0:
        return out
    at = start_frame + np.arange(columns + 1) * frames_per_column
    if frames_per_column < 1.0:
        inside = at[:-1] <= frames - 1
        for lane in range(lanes):
            line = np.rint(np.interp(at[:-1][inside], np.arange(frames), samples[lane])).astype(np.int16)
            out[:, lane, : line.shape[0]] = line
        return out
    edges = np.floor(at).astype(np.int64)
    used = int(np.searchsorted(edges[:-1], frames))
    if used == 0:
        return out
    ends = min(frames, int(edges[used]))
    for lane in range(lanes):
        piece = samples[lane, : max(ends, int(edges[used - 1]) + 1)]
        out[0, lane, :used] = np.minimum.reduceat(piece, edges[:used])
        out[1, lane, :used] = np.maximum.reduceat(piece, edges[:used])
    return out
