"""Between a microphone and its frames lie two clocks: what waits is held short by a speed nobody hears."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from console.audio.resample import between, fraction_bank

Floats = NDArray[np.float32]

TAPS = 24
LEAST_S = 0.005
"""What is always left over, so that a period that comes a little late is no hole."""
BEGIN_S = 0.01
"""So much must wait before the first frame, and again after a hole."""
MOST_S = 0.1
"""More than that is a backlog: it is left out but for BEGIN_S, for it would be delay for ever."""
STEADY = 0.006
DRIFT = 0.015
"""Most that speed changes to hold what waits, and most that two clocks may differ."""
WINDOW = 25
FADE_S = 0.0025


class Elastic:
    """One voice in as it comes, frames out by another clock. For one thread.

    Held is the least that waits over the last `WINDOW` frames: however large the pieces are that come in.
    """

    def __init__(self, rate_hz: int, frame: int) -> None:
        self._rate_hz, self._frame = rate_hz, frame
        self._bank = fraction_bank(TAPS, 0.95)
        self._sound = np.zeros((TAPS, 1), np.float32)
        self._phase = 0.0
        self._flows = False
        self._least: deque[float] = deque(maxlen=WINDOW)
        self._rise = np.linspace(0, 1, int(rate_hz * FADE_S), endpoint=False, dtype=np.float32)
        self.drift = 0.0
        self.dropped_s = 0.0

    @property
    def waiting_s(self) -> float:
        """How much could be taken now."""
        return (len(self._sound) - TAPS - self._phase) / self._rate_hz

    def put(self, sound: Floats) -> None:
        """More of it, shape (n,)."""
        self._sound = np.concatenate((self._sound, sound[:, None]))

    def take(self) -> Floats | None:
        """The next frame; None while too little has come. A hole is faded into and out of."""
        begins = not self._flows
        frame_s = self._frame / self._rate_hz
        if begins and self.waiting_s < frame_s + BEGIN_S:
            return None
        if self.waiting_s > frame_s + MOST_S:
            out = self._drop(self.waiting_s - frame_s - BEGIN_S)
        elif self.waiting_s < frame_s * (1 + DRIFT + STEADY):
            return self._run_dry()
        else:
            out = self._next()
        self._flows = True
        self._hold()
        if begins:
            out[: len(self._rise)] *= self._rise
        return out

    def _next(self) -> Floats:
        off_s = (min(self._least) - LEAST_S) if len(self._least) == WINDOW else 0.0
        step = 1 + self.drift + min(max(off_s * 0.5, -STEADY), STEADY)
        self.drift = min(max(self.drift + off_s * 0.05 * self._frame / self._rate_hz, -DRIFT), DRIFT)
        out = between(self._sound, self._phase + step * np.arange(self._frame), self._bank)[:, 0]
        self._pass(step * self._frame)
        return out

    def _drop(self, seconds: float) -> Floats:
        """Leave so much out, led over within a few ms."""
        before = between(self._sound, self._phase + np.arange(len(self._rise), dtype=np.float64), self._bank)[:, 0]
        self._pass(seconds * self._rate_hz)
        self.dropped_s += seconds
        self._least.clear()
        out = self._next()
        out[: len(self._rise)] = before * (1 - self._rise) + out[: len(self._rise)] * self._rise
        return out

    def _run_dry(self) -> Floats:
        """What there is, faded out: nobody hears the hole begin."""
        left = max(0, int(self.waiting_s * self._rate_hz) - 1)
        out = np.zeros(self._frame, np.float32)
        if left:
            part = between(self._sound, self._phase + np.arange(left, dtype=np.float64), self._bank)[:, 0]
            fade = self._rise[::-1][-left:]
            part[-len(fade) :] *= fade
            out[:left] = part
            self._pass(left)
        self._flows = False
        self._least.clear()
        return out

    def _pass(self, samples: float) -> None:
        self._phase += samples
        gone = int(self._phase)
        self._sound = self._sound[gone:]
        self._phase -= gone

    def _hold(self) -> None:
        self._least.append(self.waiting_s)
