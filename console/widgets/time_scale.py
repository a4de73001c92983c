"""Where a moment is on a bar of time, and which moment is where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.floor_track import moment_of, us_of

LABEL_PIXELS = 64
"""Hours are named no nearer than this."""


@dataclass(frozen=True)
class TimeScale:
    """Time from `begin_us` to `end_us` over `width` pixels."""

    begin_us: int
    end_us: int
    width: int

    def x(self, at_us: int) -> float:
        """Pixels from the left; outside the bar for what is outside the time."""
        return (at_us - self.begin_us) * self.width / max(1, self.end_us - self.begin_us)

    def moment(self, x: float) -> datetime:
        """The moment at `x`, within the time there is."""
        share = min(1.0, max(0.0, x / max(1, self.width)))
        return moment_of(round(self.begin_us + share * (self.end_us - self.begin_us)))

    def hours(self) -> Iterator[tuple[float, datetime]]:
        """The full local hours that have room for a name, with their places."""
        per_hour = self.x(self.begin_us + 3_600_000_000)
        every = next((hours for hours in (1, 2, 3, 4, 6, 12) if hours * per_hour >= LABEL_PIXELS), 24)
        begin = moment_of(self.begin_us).astimezone()
        hour = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while us_of(hour) < self.end_us:
            local = hour.astimezone()
            if local.hour % every == 0:
                yield self.x(us_of(hour)), local
            hour += timedelta(hours=1)
