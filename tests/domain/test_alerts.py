"""Alerts: each level of a stretch once, quiet when put off, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alerts import Alert, AlertBook, AlertKey, AlertKind, Followed, acted, put_off, watch
from console.domain.floor import AgentNow, AgentState, FloorAction, LimitLevel, limit_state

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LIMIT = AlertKey("1001", AlertKind.LIMIT)
HELP = AlertKey("1001", AlertKind.HELP)


def t(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def held(since: float = 0, *, help: bool = False) -> AgentNow:  # noqa: A002 — the field's name
    return AgentNow("1001", AgentState.ON_HOLD, t(since), help=help, as_of=t(since))


class Watch:
    """A book that is looked into again and again."""

    def __init__(self) -> None:
        self.book = AlertBook()
        self.told: list[tuple[float, LimitLevel]] = []
        self.ended: list[Alert] = []

    def look(self, seconds: float, now: AgentNow) -> None:
        seen = watch(self.book, [now], t(seconds))
        self.book = seen.book
        self.told += [(seconds, alert.level) for alert in seen.told]
        self.ended += seen.ended

    @property
    def alert(self) -> Alert:
        return self.book.open[LIMIT]


def test_it_warns_once_and_alarms_once() -> None:
    one = Watch()
    for second in range(60):
        one.look(second, held())
    assert one.told == [(16, LimitLevel.WARN), (20, LimitLevel.ALARM)]
    assert (one.alert.warned_at, one.alert.alarmed_at, one.alert.limit_ms) == (t(16), t(20), 20_000)
    assert one.alert.followed is Followed.OPEN
    one.look(61, AgentNow("1001", AgentState.TALKING, t(60.5), as_of=t(61)))
    (ended,) = one.ended
    assert (ended.ended_at, ended.followed) == (t(60.5), Followed.BY_ITSELF)
    assert not one.book.open


def test_seen_late_it_only_alarms() -> None:
    one = Watch()
    one.look(30, held())
    assert one.told == [(30, LimitLevel.ALARM)]
    assert one.alert.warned_at is None


def test_a_new_stretch_is_told_anew() -> None:
    one = Watch()
    one.look(30, held())
    one.look(60, held(40))
    assert one.told == [(30, LimitLevel.ALARM), (60, LimitLevel.ALARM)]
    assert len(one.ended) == 1


def test_a_beginning_that_is_put_right_is_not_told_again() -> None:
    one = Watch()
    one.look(30, held())
    one.look(31, held(0.4))
    assert len(one.told) == 1
    assert not one.ended


def test_a_lost_link_tells_nothing_and_forgets_nothing() -> None:
    one = Watch()
    one.look(30, held())
    one.look(36, AgentNow("1001", AgentState.UNKNOWN, t(30), as_of=t(30)))
    one.look(40, held())
    assert len(one.told) == 1
    assert not one.ended


def test_a_talk_that_goes_on_after_a_hold_is_not_told_again() -> None:
    one = Watch()
    talk = AgentNow("1001", AgentState.TALKING, t(0), as_of=t(0))
    one.look(610, talk)
    one.look(620, held(619))
    one.look(625, talk)
    assert one.told == [(610, LimitLevel.ALARM)]
    assert one.alert.state is AgentState.TALKING
    one.look(1400, replace(talk, since=t(700)))
    assert one.told[1:] == [(1400, LimitLevel.ALARM)]


def test_put_off_it_is_quiet_and_told_once_more_after() -> None:
    one = Watch()
    one.look(17, held())
    one.book = put_off(one.book, LIMIT, t(18), t(40), "2001", " on the phone with the bank ")
    for second in range(18, 60):
        one.look(second, held())
    assert one.told == [(17, LimitLevel.WARN), (40, LimitLevel.ALARM)]
    assert one.alert.followed is Followed.PUT_OFF
    assert one.alert.deeds[0].reason == "on the phone with the bank"


def test_it_is_put_off_for_a_reason_only() -> None:
    one = Watch()
    one.look(30, held())
    with pytest.raises(ValueError, match="reason"):
        put_off(one.book, LIMIT, t(31), t(60), "2001", "  ")
    with pytest.raises(KeyError):
        put_off(one.book, HELP, t(31), t(60), "2001", "why")


def test_what_somebody_did_is_kept_with_it() -> None:
    one = Watch()
    one.look(30, held(help=True))
    one.book = acted(one.book, "1001", t(31), "2001", FloorAction.TAKE_OVER)
    assert one.alert.followed is Followed.ACTED
    assert one.book.open[HELP].followed is Followed.ACTED
    assert acted(one.book, "1002", t(31), "2001", FloorAction.LISTEN) == one.book


def test_a_call_for_help_is_told_once_even_by_somebody_unknown() -> None:
    one = Watch()
    one.look(1, held(help=True))
    one.look(2, AgentNow("1001", AgentState.UNKNOWN, t(1), help=True, as_of=t(1)))
    one.look(3, held())
    one.look(4, held(help=True))
    assert [second for second, _ in one.told] == [1, 4]
    assert one.ended[0].ended_at == t(3)


steps = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.sampled_from([AgentState.ON_HOLD, AgentState.TALKING, AgentState.READY, AgentState.UNKNOWN]),
        st.booleans(),
    ),
    max_size=40,
)


@given(steps)
def test_each_level_of_each_stretch_is_told_at_most_once_and_none_is_missed(
    walk: list[tuple[int, AgentState, bool]],
) -> None:
    book, told, second, since, state = AlertBook(), [], 0, 0, AgentState.READY
    for passed, after, changes in walk:
        second += passed
        if changes and after is not state:
            state, since = after, second
        now = AgentNow("1001", state, t(since), as_of=t(second))
        seen = watch(book, [now], t(second))
        book = seen.book
        told += [(alert.state, alert.since, alert.level) for alert in seen.told]
        level = limit_state(now, t(second)).level
        if level is not LimitLevel.NONE:
            assert book.open[LIMIT].level >= level
        assert all(alert.ended_at is not None for alert in seen.ended)
        assert len(book.over) <= len(AgentState)
    assert len(told) == len(set(told))
