"""What is heard where a packet is missing: the pitch period before it again, and more and more of the one after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LOWEST_HZ, HIGHEST_HZ = 66, 400
"""Voices lie between these (periods of 15 and 2.5 ms, as in ITU-T G.711 appendix I)."""
MATCH_MS = 20
MATCH_LEAST = 60
"""Samples over which it is compared at least, where there are so many."""
FULL_MS = 20
GONE_MS = 60
"""Full for the first 20 ms, gone after 60: longer would be a hum."""
JOIN_MS = 5
MOST_SINCE = 10
"""So many times what is kept lies unjoined at the most."""


def pitch_period(sound: Floats, rate_hz: int) -> int:
    """The lag, in samples, at which the end of `sound` resembles itself most. Needs 35 ms."""
    shortest, longest = rate_hz // HIGHEST_HZ, rate_hz // LOWEST_HZ
    length = rate_hz * MATCH_MS // 1000
    tail = sound[-length:].astype(np.float64)
    past = sound[-length - longest :].astype(np.float64)
    likeness = np.correlate(past, tail, "valid")[::-1]  # by lag, from 0 up
    squares = np.concatenate(([0.0], np.cumsum(past * past)))
    power = (squares[length:] - squares[:-length])[::-1]
    score = likeness[shortest:] / np.sqrt(np.maximum(power[shortest:], 1e-9))
    return shortest + int(np.argmax(score))


def _likeness(one: Floats, other: Floats) -> float:
    return float(one @ other) / float(np.sqrt(float(one @ one) * float(other @ other)) + 1e-9)


def near_period(sound: Floats, lag: int) -> int:
    """The lag about as long as `lag` at which `sound` resembles itself most; it is shorter than `sound`."""
    lags = range(max(1, lag * 3 // 4), min(lag * 4 // 3, len(sound) - 1) + 1)
    scores = [
        _likeness(sound[by:], sound[:-by]) for by in lags if len(sound) - by >= min(MATCH_LEAST, len(sound) - lag)
    ]
    return lags[int(np.argmax(scores))]


class Concealer:
    """One leg's sound on its way to the ear, its holes filled. Blocks of float32 in, the same out. Not thread-safe."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._past = np.zeros(rate_hz * 40 // 1000, np.float32)
        self._since: list[Floats] = []
        """What came after `_past`: put together only where something is missing, which is seldom."""
        self._since_frames = 0
        self._period: Floats | None = None
        self._made = 0
        self._join = rate_hz * JOIN_MS // 1000
        self._led_over: int | None = None
        self._lag_after = 0

    @property
    def concealing(self) -> bool:
        """Whether the last block was made up."""
        return self._period is not None

    def heard(self, sound: Floats) -> Floats:
        """A block that came; after a hole it is led over from what was made up, unless that led to it already."""
        if self._period is not None:
            if self._led_over is None:
                out = sound.copy()
                length = min(self._join, len(out))
                rise = np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
                out[:length] = out[:length] * rise + self._next(length) * (1 - rise)
                sound = out
            self._period = None
        self._keep(sound)
        return sound

    def missing(self, count: int, follows: Floats | None = None, until: int = 0) -> Floats:
        """`count` samples in place of what did not come.

        Where it is known by now what `follows` the hole, which ends `until` samples on, this leads over to it; that
        takes more than a period of it.
        """
        if self._period is None:
            self._made = 0
            self._led_over = None
            past = self._kept()
            self._period = self._blended(past, pitch_period(past, self._rate_hz))
        made = self._next(count)
        if follows is not None and len(follows) > len(self._period):
            made = self._toward(made, follows, until)
        else:
            self._led_over = None
        self._keep(made)
        return made

    def _toward(self, made: Floats, follows: Floats, until: int) -> Floats:
        """More and more of what `follows` said backwards, which at the hole's end it is alone."""
        assert self._period is not None
        if self._led_over is None:
            self._led_over = until
            self._lag_after = near_period(follows, len(self._period))
        lag = self._lag_after
        back = np.arange(until, until - len(made), -1)  # samples before the hole's end
        past = follows[-back % lag]  # a copy
        length = max(1, lag // 4)  # over which its seam with what follows is laid
        past += (follows[0] - follows[lag]) * np.clip(1 - back / length, 0, 1).astype(np.float32)
        past *= self._level(back)
        share = np.clip(1 - (back - 1) / self._led_over, 0, 1).astype(np.float32)
        return np.asarray(made * (1 - share) + past * share, np.float32)

    def _blended(self, past: Floats, lag: int) -> Floats:
        """The last period, its end leading into its beginning: repeated, it has no seam."""
        period = past[-lag:].copy()
        length = max(1, lag // 4)
        before = past[-lag - length : -lag]
        fall = np.linspace(1, 0, length, dtype=np.float32)
        period[-length:] = period[-length:] * fall + before * (1 - fall)
        return period

    def _next(self, count: int) -> Floats:
        assert self._period is not None
        at = self._made + np.arange(count)
        self._made += count
        made: Floats = self._period[at % len(self._period)] * self._level(at)
        return made

    def _level(self, at: NDArray[np.int64]) -> Floats:
        past_ms = at * 1000 / self._rate_hz
        return np.clip((GONE_MS - past_ms) / (GONE_MS - FULL_MS), 0, 1).astype(np.float32)

    def _keep(self, sound: Floats) -> None:
        self._since.append(sound)
        self._since_frames += len(sound)
        if self._since_frames > MOST_SINCE * len(self._past):
            self._kept()

    def _kept(self) -> Floats:
        """The last 40 ms."""
        self._past = np.concatenate((self._past, *self._since))[-len(self._past) :]
        self._since.clear()
        self._since_frames = 0
        return self._past
