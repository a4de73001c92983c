"""A month of days: what the attendance part loses, and what nobody is blamed for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.attendance import SECOND_RULE_BOOK, AttendanceRules
from console.domain.floor import AgentState
from console.domain.month_kept import ATTENDANCE_POINTS, Mark, came_to_work, mark_of, month_kept
from console.domain.time_kept import StateChange, day_bounds, day_kept

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = date(2026, 3, 1)
BEGAN = datetime(2026, 2, 28, 16, tzinfo=UTC)
RULES = AttendanceRules()
ALL_RULES = (RULES, SECOND_RULE_BOOK, None)


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), ZONE).astimezone(UTC)


def worked(day: int, on: str, off: str) -> list[StateChange]:
    return [StateChange(at(day, on), AgentState.READY), StateChange(at(day, off), AgentState.SIGNED_OFF)]


def mark(*history: StateChange, day: int = 2, until: str = "23:00", rules: AttendanceRules | None = RULES) -> Mark:
    on = date(2026, 3, day)
    before = StateChange(BEGAN - timedelta(hours=6), AgentState.SIGNED_OFF)
    due = came_to_work(history, on, ZONE)
    return mark_of(day_kept((before, *history), on, ZONE, at(day, until), rules, due=due), rules)


def test_each_day_has_one_mark() -> None:
    assert mark(*worked(2, "08:20", "17:40")) is Mark.IN_TIME
    assert mark(*worked(2, "08:31", "17:40")) is Mark.LATE
    assert mark(*worked(2, "08:20", "17:30")) is Mark.EARLY
    assert mark(*worked(2, "08:40", "17:30")) is Mark.LATE_AND_EARLY
    assert mark(*worked(2, "10:00", "17:40")) is Mark.ABSENT
    assert mark(*worked(2, "10:00", "17:40"), rules=None) is Mark.NOT_JUDGED
    assert mark() is Mark.NOT_SIGNED_ON
    assert mark(StateChange(at(1, "12:00"), AgentState.UNKNOWN)) is Mark.NO_RECORD


def test_lost_from_sight_before_the_end_is_doubtful() -> None:
    seen = [StateChange(at(2, "08:20"), AgentState.READY), StateChange(at(2, "15:00"), AgentState.UNKNOWN)]
    assert mark(*seen) is Mark.DOUBTFUL
    assert mark(*seen, StateChange(at(2, "16:00"), AgentState.READY)) is Mark.IN_TIME
    assert mark(*seen, until="14:00") is Mark.IN_TIME


def test_what_ran_over_midnight_is_no_sign_on_of_the_next_day() -> None:
    night = [StateChange(at(1, "20:00"), AgentState.READY), StateChange(at(2, "00:20"), AgentState.SIGNED_OFF)]
    assert mark(*night) is Mark.NOT_SIGNED_ON
    assert mark(*night, *worked(2, "08:40", "17:40")) is Mark.LATE
    assert mark(*night, rules=None) is Mark.NOT_JUDGED
    stayed = [StateChange(at(1, "20:00"), AgentState.READY), StateChange(at(2, "17:40"), AgentState.SIGNED_OFF)]
    assert mark(*stayed) is Mark.IN_TIME


def test_a_call_over_midnight_was_taken_once() -> None:
    for key in ("c1", ""):
        history = [
            StateChange(at(1, "23:50"), AgentState.TALKING, call_key=key),
            StateChange(at(2, "00:10"), AgentState.READY),
        ]
        days = month_kept(history, MONTH, ZONE, at(3, "00:00")).days
        assert [day.calls_taken for day in days] == [1, 0]


def test_a_day_of_the_clock_change_has_its_own_length() -> None:
    since, until = day_bounds(date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert until - since == timedelta(hours=23)


def test_the_part_never_falls_below_nothing() -> None:
    history = [change for day in range(2, 9) for change in worked(day, "10:00", "14:00")]
    month = month_kept(history, MONTH, ZONE, at(31, "12:00"), RULES)
    assert (month.absent, month.late, month.early) == (7, 0, 0)
    assert (month.points_lost, month.points) == (28, 0)
    with pytest.raises(ValueError, match="first"):
        month_kept([], date(2026, 3, 2), ZONE, BEGAN)


histories = st.lists(
    st.builds(
        StateChange,
        st.integers(-3_000, 46_000).map(lambda minutes: BEGAN + timedelta(minutes=minutes)),
        st.sampled_from(AgentState),
        st.sampled_from(["", "rest", "meal"]),
        st.sampled_from(["", "a", "b", "c"]),
    ),
    max_size=60,
)


@given(histories, st.integers(-100, 48_000), st.sampled_from(ALL_RULES))
def test_a_month_is_its_days(history: list[StateChange], until_min: int, rules: AttendanceRules | None) -> None:
    until = BEGAN + timedelta(minutes=until_min)
    month = month_kept(history, MONTH, ZONE, until, rules)
    assert 0 <= month.points == max(0, ATTENDANCE_POINTS - month.points_lost) <= ATTENDANCE_POINTS
    assert month.points_lost <= 2 * (month.late + month.early) + 4 * month.absent
    assert month.points_lost >= 4 * month.absent
    assert month.signed_on + month.not_signed_on + month.unrecorded + month.absent >= len(month.days)
    ordered = sorted(history, key=lambda change: change.at)
    for day in month.days:
        due = came_to_work(ordered, day.day, ZONE)
        assert day == day_kept(ordered, day.day, ZONE, until, rules, due=due)
        assert day.points_lost in (0, 2, 4)
        one = mark_of(day, rules)
        assert (one in (Mark.LATE, Mark.EARLY, Mark.LATE_AND_EARLY, Mark.ABSENT)) == bool(day.points_lost)
        if one in (Mark.NO_RECORD, Mark.NOT_SIGNED_ON) or not due:
            assert not day.points_lost


@given(histories)
def test_gaps_are_neither_work_nor_absence(history: list[StateChange]) -> None:
    """Wiping out what was known of a time can only take blame away, and adds no work."""
    until = BEGAN + timedelta(days=31)
    dark = [StateChange(change.at, AgentState.UNKNOWN) for change in history]
    month = month_kept(dark, MONTH, ZONE, until, RULES)
    assert month.points_lost == 0
    assert month.unrecorded == len(month.days)
    assert all(day.signed_on_ms == 0 for day in month.days)
