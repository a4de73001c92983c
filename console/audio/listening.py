"""Where a call is silent and where both talk at once, found in the summaries without another look at the sound."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from console.audio.peaks import Peaks

Mask = npt.NDArray[np.bool_]

MIN_SILENCE_MS: Final = 3000
MIN_TALK_OVER_MS: Final = 1000

_STEP_MS: Final = 32
_FLOOR_PERCENTILE: Final = 15
_ON_DB: Final = 9.0
_OFF_DB: Final = 6.0
_LOUD_PERCENTILE: Final = 95
_SPEECH_RANGE_DB: Final = 36.0
"""How far under a lane's loud speech its soft speech reaches; a restless line lies below that."""

_HANG_MS: Final = 120
_CLICK_MS: Final = 80
"""Shorter sounds are clicks and do not end a silence."""

_LEAST_FLOOR_DB: Final = -66.0
_MOST_ON_DB: Final = -30.0
"""A peak louder than this is sound, however little quiet a lane has to take a noise floor from."""


class PassageKind(StrEnum):
    """What a passage of a call is."""

    SILENCE = "silence"
    TALK_OVER = "talk_over"
    RING_BACK = "ring_back"


@dataclass(frozen=True)
class Passage:
    """A stretch of call time in ms of one kind."""

    kind: PassageKind
    start_ms: int
    end_ms: int


def find_quiet_and_talkover(
    peaks: Peaks, *, min_ms: int = MIN_SILENCE_MS, talk_over_min_ms: int = MIN_TALK_OVER_MS
) -> tuple[Passage, ...]:
    """Passages in order of time: SILENCE where no lane speaks for `min_ms`, TALK_OVER where both do.

    A lane speaks from 9 dB over its noise floor (the 15th percentile of its peaks per 32 ms) until it falls under 6 dB,
    with 120 ms before and after, but not more than 36 dB under its loud speech (so much noise is on real lines).
    A mixed recording has no talk-over.
    """
    bins = max(1, round(peaks.rate_hz * _STEP_MS / 1000 / Peaks.BASE))
    step_ms = 1000 * bins * Peaks.BASE / peaks.rate_hz
    speaking = np.stack([_speech(level_db, step_ms) for level_db in _levels_db(peaks, bins)])
    found = [
        *_passages(~speaking.any(axis=0), PassageKind.SILENCE, step_ms, min_ms, peaks),
        *(
            _passages(speaking.all(axis=0), PassageKind.TALK_OVER, step_ms, talk_over_min_ms, peaks)
            if peaks.lanes == 2
            else ()
        ),
    ]
    return tuple(sorted(found, key=lambda passage: (passage.start_ms, passage.kind)))


def runs_of(mask: Mask) -> npt.NDArray[np.int64]:
    """Start and end (past the last) of each run of True: shape (n, 2)."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges.astype(np.int64).reshape(-1, 2)


def _levels_db(peaks: Peaks, bins: int) -> npt.NDArray[np.float32]:
    """Peak level per step and lane in dB of full scale: (lanes, steps)."""
    lows, highs = peaks.base.astype(np.int32)
    size = np.maximum(np.maximum(-lows, highs), 1)
    steps = -(-size.shape[1] // bins)
    padded = np.pad(size, ((0, 0), (0, steps * bins - size.shape[1])), constant_values=1)
    loudest = padded.reshape(peaks.lanes, steps, bins).max(axis=2) if bins > 1 else padded
    return np.asarray(20 * np.log10(loudest.astype(np.float32) / 32768), dtype=np.float32)


def _speech(level_db: npt.NDArray[np.float32], step_ms: float) -> Mask:
    """Where one lane speaks, by step."""
    floor_db = max(float(np.percentile(level_db, _FLOOR_PERCENTILE)), _LEAST_FLOOR_DB)
    loud_db = float(np.percentile(level_db, _LOUD_PERCENTILE))
    on_db = min(max(floor_db + _ON_DB, loud_db - _SPEECH_RANGE_DB), _MOST_ON_DB)
    above = runs_of(level_db >= on_db - (_ON_DB - _OFF_DB))
    loud = np.concatenate([[0], np.cumsum(level_db >= on_db)])
    kept = (loud[above[:, 1]] > loud[above[:, 0]]) & ((above[:, 1] - above[:, 0]) * step_ms >= _CLICK_MS)
    hang = max(1, round(_HANG_MS / step_ms))
    turns = np.zeros(len(level_db) + 1, dtype=np.int32)
    np.add.at(turns, np.maximum(above[kept, 0] - hang, 0), 1)
    np.add.at(turns, np.minimum(above[kept, 1] + hang, len(level_db)), -1)
    return np.asarray(np.cumsum(turns[:-1]) > 0)


def _passages(mask: Mask, kind: PassageKind, step_ms: float, min_ms: int, peaks: Peaks) -> list[Passage]:
    long_enough = [
        Passage(kind, round(start * step_ms), min(round(end * step_ms), peaks.info.duration_ms))
        for start, end in runs_of(mask)
        if (end - start) * step_ms >= min_ms
    ]
    return [passage for passage in long_enough if passage.end_ms - passage.start_ms >= min_ms]
