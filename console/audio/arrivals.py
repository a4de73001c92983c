"""How late packets of one leg come, and how far behind the newest sound one must play so that few are missed."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

WINDOW_S = 2.0
"""The earliest arrival of so long is taken as the way without waiting."""
KEPT = 250
"""Packets whose delays are looked at: 5 s of 20 ms packets."""
SHARE = 95.0
STEP_MS = 5.0


@dataclass(frozen=True)
class Patience:
    """How far behind one plays, in ms: more is calmer, less is closer."""

    floor_ms: float
    cap_ms: float = 200.0
    start_ms: float = 60.0


LISTENING = Patience(40.0)
TALKING = Patience(20.0)


class Arrivals:
    """One leg's packets, told as they come. Seconds are of the local monotonic clock, places of the sender's."""

    def __init__(self, patience: Patience = LISTENING) -> None:
        self.patience = patience
        self._least: deque[tuple[float, float]] = deque()
        self._came: deque[float] = deque()
        self._delays: deque[float] = deque(maxlen=KEPT)
        self._target_ms = patience.start_ms
        self.ahead_ms = 0.0
        """How long before it is heard the ear takes its sound; the packet must be there by then."""
        self._since = 0
        self._transit_s: float | None = None
        self.jitter_ms = 0.0
        """RFC 3550, appendix A.8."""
        self.last_s: float | None = None

    def note(self, end_s: float, frame_s: float, came_s: float) -> None:
        """A packet that ends at `end_s` of its leg and lasts `frame_s` came at `came_s`."""
        delay_s = came_s - end_s
        while self._least and self._least[-1][1] >= delay_s:
            self._least.pop()
        self._least.append((came_s, delay_s))
        while self._least[0][0] < came_s - WINDOW_S:
            self._least.popleft()
        if self._transit_s is not None:
            self.jitter_ms += (abs(delay_s - self._transit_s) * 1000 - self.jitter_ms) / 16
        self._transit_s = delay_s
        self.last_s = came_s
        self._came.append(came_s)
        while self._came[0] < came_s - WINDOW_S:
            self._came.popleft()
        behind_ms = (delay_s - self._least[0][1] + frame_s) * 1000
        helped = behind_ms <= self.patience.cap_ms  # beyond it is an outage: no patience would have helped
        if helped:
            self._delays.append(behind_ms)
        self._since += 1
        if self._since >= 10 or (helped and behind_ms > self._target_ms):
            self._since = 0
            self._settle()

    @property
    def least_s(self) -> float | None:
        """The delay of a packet that nothing held up: local seconds less the leg's; None before the first."""
        return self._least[0][1] if self._least else None

    @property
    def target_ms(self) -> float:
        """How far behind the newest sound to play: 95 of 100 packets come within it."""
        return self._target_ms

    @property
    def span_s(self) -> float:
        """How long the arrivals reach back that `least_s` is the least of."""
        return self._came[-1] - self._came[0] if self._came else 0.0

    def move(self, by_s: float) -> None:
        """The leg's packets lie `by_s` later from now on: delays are that much shorter."""
        self._least = deque((came_s, delay_s - by_s) for came_s, delay_s in self._least)
        if self._transit_s is not None:
            self._transit_s -= by_s

    def _settle(self) -> None:
        if len(self._delays) < 10:
            return
        wanted = sorted(self._delays)[math.ceil((len(self._delays) - 1) * SHARE / 100)]
        rounded = math.ceil((wanted + self.ahead_ms) / STEP_MS) * STEP_MS
        self._target_ms = min(max(rounded, self.patience.floor_ms), self.patience.cap_ms)
