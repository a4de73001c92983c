"""What one thing was at which moment, whatever the order in which it was told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")

LATE = timedelta(seconds=60)
"""Nothing is told later than this; older repetitions are forgotten."""

_COMPACT_AT = 32
_MOST = 512


class Timeline(Generic[T]):
    """Values by moment. Telling late or twice changes nothing: the value is that of the latest moment."""

    __slots__ = ("_compact_at", "_cut", "_moments", "_values")

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._values: list[T] = []
        self._cut = False
        self._compact_at = _COMPACT_AT

    def put(self, at: datetime, value: T) -> None:
        """It was `value` at `at`."""
        moments, values = self._moments, self._values
        if not moments or at > moments[-1]:
            moments.append(at)
            values.append(value)
        else:
            place = bisect_right(moments, at)
            if place and moments[place - 1] == at and values[place - 1] == value:
                return
            moments.insert(place, at)
            values.insert(place, value)
        if len(moments) >= self._compact_at:
            self._compact()

    def __bool__(self) -> bool:
        return bool(self._moments)

    @property
    def told_at(self) -> datetime | None:
        """The latest moment told."""
        return self._moments[-1] if self._moments else None

    @property
    def value(self) -> T | None:
        """The value of the latest moment; None when nothing was ever told."""
        return self._values[-1] if self._values else None

    @property
    def since(self) -> datetime | None:
        """Since when it is as it is, as far as was told."""
        place = self._start()
        return self._moments[place] if self._moments else None

    @property
    def changed_at(self) -> datetime | None:
        """When it became as it is; None when it was never told to be otherwise."""
        place = self._start()
        return self._moments[place] if place or (self._cut and self._moments) else None

    def entries(self) -> Iterator[tuple[datetime, T]]:
        """Everything that is kept, by moment."""
        return zip(self._moments, self._values, strict=True)

    def first(self, value: T) -> datetime | None:
        """The first moment at which it was `value`."""
        return next((at for at, one in self.entries() if one == value), None)

    def spent_ms(self, value: T, begin: datetime, end: datetime) -> int:
        """How long it was `value` between two moments."""
        total = timedelta()
        for place, one in enumerate(self._values):
            if one == value:
                until = self._moments[place + 1] if place + 1 < len(self._moments) else end
                total += max(timedelta(), min(until, end) - max(self._moments[place], begin))
        return total // timedelta(milliseconds=1)

    def _start(self) -> int:
        place = len(self._values) - 1
        while place > 0 and self._values[place - 1] == self._values[place]:
            place -= 1
        return max(place, 0)

    def _compact(self) -> None:
        """Forget repetitions that are older than anything that may still come between them."""
        settled = self._moments[-1] - LATE
        last = len(self._moments) - 1
        kept = [
            place
            for place, at in enumerate(self._moments)
            if place in (0, last) or at > settled or self._values[place] != self._values[place - 1]
        ]
        if len(kept) > _MOST:
            kept, self._cut = kept[-_MOST // 2 :], True
        self._moments = [self._moments[place] for place in kept]
        self._values = [self._values[place] for place in kept]
        self._compact_at = max(_COMPACT_AT, 2 * len(kept))
