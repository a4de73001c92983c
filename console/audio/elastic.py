"""Between a microphone and its frames lie two clocks: what waits is held short by a speed nobody hears."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from console.audio.resample import between, fraction_bank

Floats = NDArray[np.float32]

TAPS = 24
LEAST_S = 0.008
MORE_S = 0.03
"""What is left over at the least, so that a piece that comes late is no hole; after holes so much at the most."""
BEGIN_S = 0.01
"""So much over must wait before the first frame, and again after a hole."""
MOST_S = 0.1
"""More than that is a backlog: it is left out but for what is held, for it would be delay for ever."""
STEADY = 0.01
TOO_LITTLE, TOO_MUCH = 2.0, 0.5
"""Speed by each second that waits too little or too much, and its limit: a hole is near, a little delay is not."""
DRIFT = 0.015
UNREST_S = 0.02
"""Most that two clocks may differ; what may come sooner or later without their differing."""
WINDOW = 15
MEASURE_EVERY, MEASURED = 25, 60
"""Frames between two measures of the clocks' difference, and measures kept: half a minute."""
FADE_S = 0.0025


class Elastic:
    """One voice in as it comes, frames out by another clock. For one thread.

    Held is the least that waits over the last `WINDOW` frames: however large the pieces are that come in.
    """

    def __init__(self, rate_hz: int, frame: int) -> None:
        self._rate_hz, self._frame = rate_hz, frame
        self._bank = fraction_bank(TAPS, 0.95)
        self._sound = np.zeros((1, TAPS), np.float32)
        self._phase = 0.0
        self._flows = False
        self._least: deque[float] = deque(maxlen=WINDOW)
        self._rise = np.linspace(0, 1, int(rate_hz * FADE_S), endpoint=False, dtype=np.float32)
        self._came = self._slots = 0
        self._measures: deque[tuple[int, int]] = deque(maxlen=MEASURED)
        self.hold_s = LEAST_S
        self.drift = 0.0
        self.dropped_s = 0.0

    @property
    def waiting_s(self) -> float:
        """How much could be taken now."""
        return (len(self._sound[0]) - TAPS - self._phase) / self._rate_hz

    def put(self, sound: Floats) -> None:
        """More of it, shape (n,)."""
        self._sound = np.concatenate((self._sound, sound[None]), axis=1)
        self._came += len(sound)

    def take(self, slots: int = 1) -> Floats | None:
        """The next frame, `slots` of 20 ms after the last; None while too little has come.

        A hole is faded into and out of.
        """
        begins = not self._flows
        frame_s = self._frame / self._rate_hz
        self._slots += slots
        if begins and self.waiting_s < frame_s + BEGIN_S + self.hold_s - LEAST_S:
            return None
        if self.waiting_s > frame_s + MOST_S:
            out = self._drop(self.waiting_s - frame_s - self.hold_s)
        elif self.waiting_s < frame_s * (1 - DRIFT - STEADY):
            return self._run_dry()
        else:
            out = self._next()
        self._flows = True
        self._least.append(self.waiting_s)
        self._measure()
        if begins:
            out[: len(self._rise)] *= self._rise
        return out

    def _next(self) -> Floats:
        off_s = (min(self._least) - self.hold_s) if len(self._least) == WINDOW else 0.0
        by = off_s * (TOO_LITTLE if off_s < 0 else TOO_MUCH)
        step = 1 + self.drift + min(max(by, -STEADY), STEADY)
        step = min(step, self.waiting_s * self._rate_hz / self._frame)
        out: Floats = between(self._sound, self._phase + step * np.arange(self._frame), self._bank)[0]
        self._pass(step * self._frame)
        return out

    def _drop(self, seconds: float) -> Floats:
        """Leave so much out, led over within a few ms."""
        before = between(self._sound, self._phase + np.arange(len(self._rise), dtype=np.float64), self._bank)[0]
        self._pass(seconds * self._rate_hz)
        self.dropped_s += seconds
        self._begin_anew()
        out = self._next()
        out[: len(self._rise)] = before * (1 - self._rise) + out[: len(self._rise)] * self._rise
        return out

    def _run_dry(self) -> Floats:
        """What there is, faded out: nobody hears the hole begin."""
        left = max(0, int(self.waiting_s * self._rate_hz) - 1)
        out = np.zeros(self._frame, np.float32)
        if left:
            part = between(self._sound, self._phase + np.arange(left, dtype=np.float64), self._bank)[0]
            fade = self._rise[::-1][-left:]
            part[-len(fade) :] *= fade
            out[:left] = part
            self._pass(left)
        self._flows = False
        self._begin_anew()
        self.hold_s = min(self.hold_s + LEAST_S / 2, MORE_S)
        return out

    def _begin_anew(self) -> None:
        self._least.clear()
        self._measures.clear()

    def _measure(self) -> None:
        """What came against the time it took: so much faster or slower is the other clock, as far as is sure."""
        if self._slots - (self._measures[-1][0] if self._measures else 0) < MEASURE_EVERY:
            return
        self._measures.append((self._slots, self._came))
        self.hold_s = max(LEAST_S, self.hold_s * 0.998)
        (began, had), (now, has) = self._measures[0], self._measures[-1]
        if now > began:
            span_s = (now - began) * self._frame / self._rate_hz
            more_s = (has - had) / self._rate_hz - span_s
            sure_s = max(0.0, abs(more_s) - UNREST_S)
            self.drift = min(sure_s / span_s, DRIFT) * (1 if more_s > 0 else -1)

    def _pass(self, samples: float) -> None:
        self._phase += samples
        gone = int(self._phase)
        self._sound = self._sound[:, gone:]
        self._phase -= gone
