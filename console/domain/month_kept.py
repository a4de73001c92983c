"""An agent's month of days kept, and what it takes from the attendance part of the month's sheet (DOMAIN §5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from console.domain.attendance import AttendanceRules
from console.domain.floor import AgentState
from console.domain.time_kept import DayKept, StateChange, day_bounds, day_kept

ATTENDANCE_POINTS = 20
"""What the part is worth; it never falls below 0."""


class Mark(StrEnum):
    """How a day stands to the rules, in one word. `DOUBTFUL`: nobody was listening when it mattered."""

    NO_RECORD = "no_record"
    NOT_SIGNED_ON = "not_signed_on"
    NOT_JUDGED = "not_judged"
    IN_TIME = "in_time"
    DOUBTFUL = "doubtful"
    LATE = "late"
    EARLY = "early"
    LATE_AND_EARLY = "late_and_early"
    ABSENT = "absent"


def mark_of(day: DayKept, rules: AttendanceRules | None) -> Mark:
    """The mark of a day that was kept by `rules`."""
    if not day.recorded:
        return Mark.NO_RECORD
    if day.absent:
        return Mark.ABSENT
    if day.signed_on_at is None:
        return Mark.NOT_SIGNED_ON
    if rules is None:
        return Mark.NOT_JUDGED
    if day.late_ms:
        return Mark.LATE_AND_EARLY if day.early_ms else Mark.LATE
    if day.early_ms:
        return Mark.EARLY
    return Mark.DOUBTFUL if day.doubtful else Mark.IN_TIME


@dataclass(frozen=True)
class MonthKept:
    """The days of one month as far as it has gone, each kept by the same rules."""

    first_day: date
    days: tuple[DayKept, ...]

    @property
    def late(self) -> int:
        """Days begun late that are no absence."""
        return sum(bool(day.late_ms) and not day.absent for day in self.days)

    @property
    def early(self) -> int:
        """Days left early that are no absence."""
        return sum(bool(day.early_ms) and not day.absent for day in self.days)

    @property
    def absent(self) -> int:
        """Days that count as an absence."""
        return sum(day.absent for day in self.days)

    @property
    def signed_on(self) -> int:
        """Days with a sign-on."""
        return sum(day.signed_on_at is not None for day in self.days)

    @property
    def not_signed_on(self) -> int:
        """Days that were seen, without a sign-on: off, on leave or absent, which no history of states can tell."""
        return sum(day.recorded and day.signed_on_at is None and not day.absent for day in self.days)

    @property
    def unrecorded(self) -> int:
        """Days of which nothing is known."""
        return sum(not day.recorded for day in self.days)

    @property
    def doubtful(self) -> int:
        """Days that were not seen when it mattered; nothing is charged for what nobody saw."""
        return sum(day.doubtful and day.signed_on_at is not None for day in self.days)

    @property
    def busy_without_leave(self) -> int:
        """How often the agent was busy without leave for too long."""
        return sum(len(day.busy_without_leave) for day in self.days)

    @property
    def points_lost(self) -> int:
        """What the days take together: at most 4 each, the month without a cap."""
        return sum(day.points_lost for day in self.days)

    @property
    def points(self) -> int:
        """What is left of the attendance part."""
        return max(0, ATTENDANCE_POINTS - self.points_lost)


def came_to_work(changes: Iterable[StateChange], day: date, zone: tzinfo | None) -> bool:
    """Whether there is news of the agent at work on that day.

    Without a roster this is what makes a day one of duty: somebody of whom nothing was heard may have had it off.
    """
    since, until = day_bounds(day, zone)
    return any(
        since <= one.at < until and one.state not in (AgentState.SIGNED_OFF, AgentState.UNKNOWN) for one in changes
    )


def month_kept(
    changes: Iterable[StateChange],
    first_day: date,
    zone: tzinfo | None,
    until: datetime,
    rules: AttendanceRules | None = None,
) -> MonthKept:
    """The month of `first_day` as far as it has gone at `until`, of one agent's history.

    `changes` should hold the last one before the month too. ValueError when `first_day` is not the first of a month.
    """
    if first_day.day != 1:
        raise ValueError(f"not the first of a month: {first_day}")
    ordered = sorted(changes, key=lambda one: one.at)
    moments = [one.at for one in ordered]
    return MonthKept(first_day, tuple(_days(ordered, moments, first_day, zone, until, rules)))


def _days(
    ordered: Sequence[StateChange],
    moments: Sequence[datetime],
    first_day: date,
    zone: tzinfo | None,
    until: datetime,
    rules: AttendanceRules | None,
) -> Iterator[DayKept]:
    day = first_day
    while day.month == first_day.month:
        since, end = day_bounds(day, zone)
        if since >= until:
            return
        begin = bisect_left(moments, since)
        before = bisect_left(moments, moments[begin - 1]) if begin else 0  # of two at once the later told one counts
        of_day = ordered[before : bisect_left(moments, end)]
        yield day_kept(of_day, day, zone, until, rules, due=came_to_work(of_day, day, zone))
        day += timedelta(days=1)
