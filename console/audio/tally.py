"""Counts what really went to the device and turns it into reports of call time heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.audio.ring import Segment
from console.domain.ledger import Heard

REPORT_MS = 1000
"""Call time between two reports while one stretch is playing."""


class Tally:
    """Joins played segments into `Heard` reports; neighbours share their edge, so nothing falls between two reports."""

    def __init__(self, tell: Callable[[Heard], None]) -> None:
        self._tell = tell
        self._rate_hz = 8000
        self._extent: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self._open: Heard | None = None

    def begin(self, rate_hz: int, extent: Callable[[], tuple[int, int]]) -> None:
        """Another sound at `rate_hz`; `extent` gives its first frame and the one behind its last as they now are."""
        self.close()
        self._rate_hz, self._extent = rate_hz, extent

    def add(self, segments: Iterable[Segment]) -> None:
        """Count `segments`, which the device has taken; silenced ones were not heard."""
        for segment in segments:
            if not segment.audible:
                self.close()
                continue
            start, end = self._ms(segment.source), self._ms(segment.source_at(segment.end))
            if self._open is not None and (self._open.end_ms, self._open.speed) == (start, segment.speed):
                self._open = Heard(self._open.start_ms, max(start, end), segment.speed)
            else:
                self.close()
                self._open = Heard(start, max(start, end), segment.speed)
            if self._open.end_ms - self._open.start_ms >= REPORT_MS:
                self.report()

    def report(self) -> None:
        """Report what is open and go on counting from its end."""
        if self._open is not None and self._open.end_ms > self._open.start_ms:
            self._tell(self._open)
            self._open = Heard(self._open.end_ms, self._open.end_ms, self._open.speed)

    def close(self) -> None:
        """Report what is open; what follows is another stretch."""
        self.report()
        self._open = None

    def _ms(self, frame: float) -> int:
        first, end = self._extent()
        return round(min(max(frame, first), end) * 1000 / self._rate_hz)
