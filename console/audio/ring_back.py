"""Ring-back heard in a recording: the 450 Hz cadence of DOMAIN §2, one second on and four off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from console.audio.g711 import Int16s
from console.audio.listening import Passage, PassageKind, runs_of
from console.audio.reader import Reader, open_sound
from console.domain.calls import SoundSource


@dataclass(frozen=True)
class Cadence:
    """How a country's ring-back sounds; the default is China's."""

    tone_hz: float = 450.0
    on_ms: int = 1000
    off_ms: int = 4000


CHINA: Final = Cadence()

_FRAME_MS: Final = 40
_FRAMES_PER_READ: Final = 1024
_FRAMES_AT_ONCE: Final = 64
"""Few enough that their floats stay in the processor's cache: three times as fast as a read at once."""

_TONE_SHARE: Final = 0.7
_LEAST_RMS: Final = 30.0
"""About -60 dBFS: softer tones are line noise."""

_SLACK: Final = 0.2


def find_ring_back(
    source: SoundSource, stop: Callable[[], bool] = lambda: False, *, cadence: Cadence = CHINA
) -> tuple[Passage, ...]:
    """RING_BACK passages in order, each from the first tone of a run of rings to the end of its last.

    A 40 ms frame is tone when its share at `tone_hz` is over 0.7 of its energy (one bin of a DFT, by matrix product).
    Tones of the cadence's length follow each other at its pause; the first may be cut by the recording's start,
    the last by the answer.
    Raises what `open_sound` and `Reader.read` raise; nothing is found after `stop()`.
    """
    with open_sound(source) as reader:
        heard = _tone_frames(reader, stop, cadence)
    rings = runs_of(_closed(heard))
    return tuple(_runs_of_rings([(int(a) * _FRAME_MS, int(b) * _FRAME_MS) for a, b in rings], cadence))


def _tone_frames(reader: Reader, stop: Callable[[], bool], cadence: Cadence) -> npt.NDArray[np.bool_]:
    """Whether any lane holds the tone, per frame of _FRAME_MS."""
    rate_hz, lanes = reader.info.rate_hz, reader.info.lanes
    size = rate_hz * _FRAME_MS // 1000
    tone = _tone_matrix(size, rate_hz, lanes, cadence.tone_hz)
    selector = np.tile(np.eye(lanes, dtype=np.float32), (size, 1))
    frames = reader.info.frames // size
    heard = np.zeros(frames, dtype=np.bool_)
    for first in range(0, frames, _FRAMES_PER_READ):
        if stop():
            return np.zeros(0, dtype=np.bool_)
        samples = reader.read(first * size, min(_FRAMES_PER_READ, frames - first) * size)
        rows = samples[: len(samples) // size * size].reshape(-1, size * lanes)
        for at in range(0, len(rows), _FRAMES_AT_ONCE):
            some = rows[at : at + _FRAMES_AT_ONCE]
            heard[first + at : first + at + len(some)] = _is_tone(some, tone, selector, size)
    return heard


def _tone_matrix(size: int, rate_hz: int, lanes: int, tone_hz: float) -> npt.NDArray[np.float32]:
    """(size x lanes, 2 x lanes): cosine and sine for each lane of interleaved frames."""
    phase = 2 * np.pi * tone_hz / rate_hz * np.arange(size)
    matrix = np.zeros((size, lanes, lanes, 2), dtype=np.float32)
    for lane in range(lanes):
        matrix[:, lane, lane, 0], matrix[:, lane, lane, 1] = np.cos(phase), np.sin(phase)
    return matrix.reshape(size * lanes, lanes * 2)


def _is_tone(
    rows: Int16s, tone: npt.NDArray[np.float32], selector: npt.NDArray[np.float32], size: int
) -> npt.NDArray[np.bool_]:
    """Whether any lane holds the tone, per row of `size` interleaved frames; `selector` sums each lane's squares."""
    floats = rows.astype(np.float32)
    parts = (floats @ tone).reshape(len(rows), -1, 2)
    tone_power = 2 * (parts**2).sum(axis=2) / size**2
    np.square(floats, out=floats)
    power = (floats @ selector) / size
    found = (power > _LEAST_RMS**2) & (tone_power > _TONE_SHARE * power)
    return np.asarray(found.any(axis=1))


def _closed(heard: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """`heard` with gaps of one frame filled: a click inside a ring does not make two of it."""
    closed = heard.copy()
    closed[1:-1] |= heard[:-2] & heard[2:]
    return closed


def _runs_of_rings(tones: list[tuple[int, int]], cadence: Cadence) -> list[Passage]:
    """Tones as (start, end) in ms, gathered into runs by the cadence."""
    longest = cadence.on_ms * (1 + _SLACK)
    shortest = cadence.on_ms * (1 - _SLACK)
    runs: list[list[tuple[int, int]]] = []
    for start, end in tones:
        length = end - start
        pause = start - runs[-1][-1][1] if runs else -1
        if length <= longest and abs(pause - cadence.off_ms) <= cadence.off_ms * _SLACK:
            runs[-1].append((start, end))
        elif shortest <= length <= longest or (start == 0 and length < shortest):
            runs.append([(start, end)])
    return [
        Passage(PassageKind.RING_BACK, run[0][0], run[-1][1])
        for run in runs
        if len(run) > 1 or run[0][1] - run[0][0] >= shortest
    ]
