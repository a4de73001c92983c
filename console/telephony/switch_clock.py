"""When something happened on the switch, in our clock, though its clock runs by itself and may be set."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

_READINGS = 20
_WAS_SET_S = 1.0
_OLDEST = timedelta(seconds=30)


class SwitchTime:
    """Turns moments of the switch's clock into ours. The reading that took the shortest way is the truest.

    Moments only go forward and never pass the arrival: events of one stream are in order whatever a clock does.
    """

    def __init__(self) -> None:
        self._offsets_s: deque[float] = deque(maxlen=_READINGS)
        self._last: datetime | None = None

    @property
    def offset_s(self) -> float | None:
        """Our clock minus the switch's; None while it was never read."""
        return min(self._offsets_s, default=None)

    def read(self, at: datetime, switch_s: float) -> None:
        """At `at` (arrival) the switch's clock showed `switch_s`, or a little more."""
        offset_s = at.timestamp() - switch_s
        known_s = self.offset_s
        if known_s is not None and abs(offset_s - known_s) > _WAS_SET_S:
            self._offsets_s.clear()
        self._offsets_s.append(offset_s)

    def restart(self) -> None:
        """Another stream begins."""
        self._offsets_s.clear()
        self._last = None

    def ours(self, switch_s: float) -> datetime | None:
        """A moment of the switch's clock in ours, as told by a list; None when it cannot be known."""
        if self.offset_s is None:
            return None
        try:
            return datetime.fromtimestamp(switch_s + self.offset_s, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    def of_event(self, switch_s: float | None, arrived: datetime) -> datetime:
        """When the event happened that arrived at `arrived`."""
        told = self.ours(switch_s) if switch_s is not None else None
        if told is None or told < arrived - _OLDEST:
            told = arrived
        if self._last is not None and told < self._last <= arrived:
            told = self._last
        self._last = min(told, arrived)
        return self._last
