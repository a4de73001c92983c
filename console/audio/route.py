"""Where playing goes next: loops, skipped silence and the end of a chosen span, as pure arithmetic on frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MARGIN_MS = 250
"""Quiet left standing at both ends of a skipped silence, so that speech keeps its breath."""
LEAST_SKIP_MS = 300
"""Jumps shorter than this would save nothing and cost a seam."""
FOREVER = 1 << 62
"""Frames of a sound that still grows."""


@dataclass(frozen=True)
class Run:
    """An unbroken stretch of sound up to `end`; then on at `then`, or nowhere when that is None."""

    start: int
    end: int
    then: int | None


@dataclass(frozen=True)
class Route:
    """The order in which a sound of `frames` frames is played.

    `skips` are disjoint, ascending and already have their margins. A chosen stretch (loop or `stop`) is played whole:
    silence is skipped only outside of both.
    """

    frames: int
    loop: tuple[int, int] | None = None
    stop: int | None = None
    skips: tuple[tuple[int, int], ...] = ()

    def run_from(self, at: int) -> Run:
        """The run that begins when playing stands at `at` (0..frames)."""
        at = min(max(at, 0), self.frames)
        if self.stop is not None and at <= self.stop:
            return Run(at, min(self.stop, self.frames), None)
        if self.loop is not None and at < self.loop[1]:
            return Run(at, self.loop[1], self.loop[0])
        for start, end in self.skips:
            if start <= at < end:
                return self.run_from(end)
            if at < start:
                return Run(at, start, end if end < self.frames else None)
        return Run(at, self.frames, None)


def skips_of(quiet: Iterable[tuple[int, int]], rate_hz: int, frames: int) -> tuple[tuple[int, int], ...]:
    """What may be jumped, in frames, of the quiet passages `quiet` (start, end in ms, any order, may overlap)."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(quiet):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    skips = []
    for start, end in joined:
        inner = (start + MARGIN_MS, end - MARGIN_MS)
        if inner[1] - inner[0] >= LEAST_SKIP_MS:
            skips.append((inner[0] * rate_hz // 1000, min(inner[1] * rate_hz // 1000, frames)))
    return tuple(skip for skip in skips if skip[0] < skip[1])
