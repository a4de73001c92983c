"""An agent's day out of the history of states, by both rule books."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.attendance import SECOND_RULE_BOOK, AttendanceRules
from console.domain.floor import ON_THE_PHONE, PHONE_OFFLINE, AgentNow, AgentState
from console.domain.time_kept import DayKept, StateChange, day_kept, entered_at, stretches

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)
RULES = AttendanceRules()


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def to(clock: str, state: AgentState, reason: str = "", call: str = "") -> StateChange:
    return StateChange(at(clock), state, reason, call)


BEFORE = StateChange(at("18:00", DAY - timedelta(days=1)), AgentState.SIGNED_OFF)


def kept(
    *changes: StateChange, until: str = "23:00", rules: AttendanceRules | None = RULES, due: bool = True
) -> DayKept:
    return day_kept((BEFORE, *changes), DAY, ZONE, at(until), rules, due=due)


def worked(on: str, off: str, **more: AttendanceRules) -> DayKept:
    return kept(to(on, AgentState.READY), to(off, AgentState.SIGNED_OFF), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "off", "late_min", "early_min", "absent", "points"),
    [
        ("08:25", "17:35", 0, 0, False, 0),
        ("08:30", "17:35", 0, 0, False, 0),
        ("08:31", "17:35", 31 - 30, 0, False, 2),
        ("08:20", "17:30", 0, 5, False, 2),
        ("08:40", "17:00", 10, 35, False, 4),
        ("09:30", "17:40", 60, 0, False, 2),
        ("09:31", "17:40", 61, 0, True, 4),
        ("08:00", "16:34", 0, 61, True, 4),
        ("11:00", "14:00", 150, 215, True, 4),
    ],
)
def test_late_early_and_absent(on: str, off: str, late_min: int, early_min: int, absent: bool, points: int) -> None:  # noqa: FBT001
    day = worked(on, off)
    assert (day.late_ms, day.early_ms, day.absent) == (late_min * 60_000, early_min * 60_000, absent)
    assert day.points_lost == points
    assert (day.signed_on_at, day.signed_off_at) == (at(on), at(off))


def test_the_second_rule_book() -> None:
    day = worked("08:50", "17:30", rules=SECOND_RULE_BOOK)
    assert (day.late_ms, day.early_ms, day.points_lost) == (5 * 60_000, 0, 2)


def test_a_day_without_signing_on_is_an_absence() -> None:
    assert kept().absent
    assert kept().points_lost == 4
    assert not kept(until="12:00").absent
    assert not kept(due=False).absent
    assert not kept(rules=None).absent


def test_nobody_is_early_before_the_day_is_over() -> None:
    day = kept(to("08:20", AgentState.READY), to("12:00", AgentState.SIGNED_OFF), until="12:30")
    assert (day.early_ms, day.absent) == (0, False)


def test_somebody_still_there_has_not_signed_off() -> None:
    assert kept(to("08:20", AgentState.READY)).signed_off_at is None


def test_nothing_is_charged_for_what_nobody_saw() -> None:
    day = kept(to("07:00", AgentState.UNKNOWN), to("09:00", AgentState.READY), to("17:40", AgentState.SIGNED_OFF))
    assert (day.late_ms, day.absent, day.doubtful, day.points_lost) == (0, False, True, 0)
    never_told = day_kept([to("09:00", AgentState.READY)], DAY, ZONE, at("18:00"), RULES)
    assert (never_told.late_ms, never_told.doubtful) == (0, True)
    nothing = day_kept([], DAY, ZONE, at("18:00"), RULES)
    assert (nothing.absent, nothing.doubtful) == (False, True)


def test_time_by_state_and_reason() -> None:
    day = kept(
        to("08:00", AgentState.READY),
        to("09:00", AgentState.AWAY, "rest"),
        to("09:10", AgentState.READY),
        to("12:00", AgentState.AWAY, "meal"),
        to("13:00", AgentState.READY),
        to("18:00", AgentState.SIGNED_OFF),
    )
    hour = 3_600_000
    assert day.spent_ms[AgentState.AWAY, "rest"] == hour // 6
    assert day.in_state_ms(AgentState.AWAY) == hour // 6 + hour
    assert day.signed_on_ms == 10 * hour
    assert sum(day.spent_ms.values()) == 23 * hour


def test_busy_without_leave() -> None:
    day = kept(
        to("08:00", AgentState.BUSY),
        to("08:15", AgentState.READY),
        to("09:00", AgentState.BUSY, "printer"),
        to("09:16", AgentState.READY),
        to("10:00", AgentState.BUSY, PHONE_OFFLINE),
        to("11:00", AgentState.BUSY, ON_THE_PHONE),
        to("12:00", AgentState.READY),
    )
    assert [(span.begin, span.reason) for span in day.busy_without_leave] == [(at("09:00"), "printer")]


def test_lunch_is_nobodys_busy_without_leave() -> None:
    changes = (to("11:50", AgentState.BUSY), to("13:34", AgentState.READY))
    assert not kept(*changes, rules=SECOND_RULE_BOOK).busy_without_leave
    assert kept(*changes).busy_without_leave


def test_calls_taken() -> None:
    day = kept(
        to("08:00", AgentState.READY),
        to("09:00", AgentState.RINGING, "", "a"),
        to("09:01", AgentState.TALKING, "", "a"),
        to("09:02", AgentState.ON_HOLD, "", "a"),
        to("09:03", AgentState.TALKING, "", "a"),
        to("09:05", AgentState.AFTER_CALL, "", "a"),
        to("09:06", AgentState.RINGING, "", "b"),
        to("09:07", AgentState.READY),
        to("10:00", AgentState.TALKING),
        to("10:01", AgentState.UNKNOWN),
        to("10:02", AgentState.ON_HOLD),
        to("10:05", AgentState.READY),
        to("11:00", AgentState.TALKING),
    )
    assert day.calls_taken == 3


def test_history_goes_forward_when_a_talk_goes_on() -> None:
    hold = AgentNow("1", AgentState.ON_HOLD, at("09:10"), as_of=at("09:10"))
    again = AgentNow("1", AgentState.TALKING, at("09:00"), as_of=at("09:12"))
    assert entered_at(None, again) == at("09:00")
    assert entered_at(hold.since, again) == at("09:12")
    assert entered_at(again.since, again) == at("09:00")
    assert entered_at(again.since, again, goes_on=True) == at("09:12"), "help was asked for in the middle of it"
    assert entered_at(again.since, AgentNow("1", AgentState.READY, at("09:30"), as_of=at("09:31"))) == at("09:30")


def test_rules_come_back_from_their_json() -> None:
    for rules in (RULES, SECOND_RULE_BOOK):
        assert AttendanceRules.from_json(rules.to_json()) == rules
    for text in ("{}", "[]", '{"sign_on_due": "25:00", "late_after": "08:30", "early_before": "17:35", "lunch": null}'):
        with pytest.raises(ValueError, match=r".+"):
            AttendanceRules.from_json(text)
    with pytest.raises(ValueError, match="late"):
        AttendanceRules(late_after=time(18))


changes = st.lists(
    st.builds(
        StateChange,
        st.integers(-2_000, 3_000).map(lambda minutes: at("00:00") + timedelta(minutes=minutes)),
        st.sampled_from(AgentState),
        st.sampled_from(["", "rest", "meal"]),
    ),
    max_size=30,
)


@given(changes, st.integers(0, 3_000))
def test_a_day_adds_up(history: list[StateChange], until_min: int) -> None:
    until = at("00:00") + timedelta(minutes=until_min)
    day = day_kept(history, DAY, ZONE, until, RULES)
    end = min(until, at("00:00") + timedelta(days=1))
    known_from = max(at("00:00"), min((change.at for change in history), default=end))
    covered = max(timedelta(), end - known_from)
    assert sum(day.spent_ms.values()) == covered // timedelta(milliseconds=1)
    assert 0 <= day.points_lost <= 4
    assert day.signed_on_ms <= sum(day.spent_ms.values())


@given(changes)
def test_stretches_join_without_gap_or_overlap(history: list[StateChange]) -> None:
    spans = list(stretches(history, at("23:59")))
    assert all(span.ms > 0 for span in spans)
    for one, other in pairwise(spans):
        assert one.end == other.begin
        assert (one.state, one.reason) != (other.state, other.reason)
