"""The watch of limits: each level of a stretch once, quiet while it is put off, taken up where another gateway left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from console.domain.alerts import AlertBook, AlertKey, Watched, next_look, take_up, watch
from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, LimitLevel, Limits, limit_state
from console.domain.floor_book import Alert, AlertAnswer, AlertKind

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
        self.ended: list[Watched] = []
        self.going_on: list[Watched] = []

    def look(self, seconds: float, now: AgentNow) -> None:
        seen = watch(self.book, [now], t(seconds))
        self.book = seen.book
        self.told += [(seconds, alert.level) for alert in seen.told]
        self.ended += seen.ended
        self.going_on += seen.going_on

    @property
    def alert(self) -> Watched:
        return self.book.open[LIMIT]


def test_it_warns_once_and_alarms_once() -> None:
    one = Watch()
    for second in range(60):
        one.look(second, held())
    assert one.told == [(16, LimitLevel.WARN), (20, LimitLevel.ALARM)]
    assert (one.alert.told_at, one.alert.level, one.alert.limit_ms) == (t(16), LimitLevel.ALARM, 20_000)
    one.look(61, AgentNow("1001", AgentState.TALKING, t(60.5), as_of=t(61)))
    (ended,) = one.ended
    assert ended.ended_at == t(60.5)
    assert not one.book.open


def test_seen_late_it_only_alarms() -> None:
    one = Watch()
    one.look(30, held())
    assert one.told == [(30, LimitLevel.ALARM)]
    assert one.alert.told_at == t(30)


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
    assert [(alert.since, alert.ended_at) for alert in one.going_on] == [(t(0), None)]
    one.look(1400, replace(talk, since=t(700)))
    assert one.told[1:] == [(1400, LimitLevel.ALARM)]


def kept(
    since: float, level: LimitLevel, raised: float, until: float | None = None, *, limit_ms: int = 20_000
) -> Alert:
    answer = AlertAnswer.NONE if until is None else AlertAnswer.SNOOZED
    return Alert(
        uuid4(),
        uuid4(),
        AgentState.ON_HOLD,
        "",
        t(since),
        level,
        limit_ms,
        t(raised),
        answer=answer,
        snoozed_until=None if until is None else t(until),
    )


def put_off(one: Watch, until: float) -> None:
    """As somebody did in the database."""
    alert = one.alert
    said = replace(kept(0, alert.level, 0, until), since=alert.since)
    one.book, strays = take_up(one.book, [("1001", said)])
    assert not strays


def test_put_off_it_is_quiet_and_told_once_more_after() -> None:
    one = Watch()
    one.look(17, held())
    put_off(one, 40)
    for second in range(18, 60):
        one.look(second, held())
    assert one.told == [(17, LimitLevel.WARN), (40, LimitLevel.ALARM)]


def test_put_off_after_the_alarm_it_is_told_once_more_after() -> None:
    one = Watch()
    for second in range(25):
        one.look(second, held())
    put_off(one, 40)
    for second in range(25, 60):
        one.look(second, held())
    assert one.told == [(16, LimitLevel.WARN), (20, LimitLevel.ALARM), (40, LimitLevel.ALARM)]


def test_put_off_no_longer_it_is_not_told_again() -> None:
    one = Watch()
    one.look(30, held())
    put_off(one, 40)
    one.book, _ = take_up(one.book, [("1001", replace(kept(0, LimitLevel.ALARM, 30), since=t(0)))])
    one.look(50, held())
    assert one.told == [(30, LimitLevel.ALARM)]


def test_the_next_gateway_tells_nothing_twice() -> None:
    one = Watch()
    rows = [kept(0, LimitLevel.WARN, 16.1), kept(0, LimitLevel.ALARM, 20.1), kept(5, LimitLevel.ALARM, 18, limit_ms=0)]
    one.book, strays = take_up(one.book, [("1001", row) for row in rows])
    assert not strays
    one.look(30, held(help=True))
    assert not one.told
    one.look(40, AgentNow("1001", AgentState.READY, t(35), as_of=t(40)))
    assert [(alert.key, alert.since, alert.ended_at) for alert in one.ended] == [
        (LIMIT, t(0), t(35)),
        (HELP, t(5), t(40)),
    ]


def test_what_nobody_watches_any_more_is_to_be_ended() -> None:
    one = Watch()
    one.look(130, held(100))
    _, strays = take_up(one.book, [("1001", kept(0, LimitLevel.ALARM, 20))])
    assert [alert.since for alert in strays] == [t(0)]
    book, strays = take_up(AlertBook(), [("1001", kept(since, LimitLevel.ALARM, since + 20)) for since in (0, 100)])
    assert [alert.since for alert in strays] == [t(0)]
    assert book.open[LIMIT].since == t(100)


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


limits = st.builds(
    lambda hold_s, talk_s, percent: Limits({AgentState.ON_HOLD: hold_s, AgentState.TALKING: talk_s}, {}, percent),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 100),
)


@given(steps, limits)
def test_looking_only_when_something_changes_or_is_due_tells_the_same(
    walk: list[tuple[int, AgentState, bool]], own: Limits
) -> None:
    """Every second against only what `next_look` says, with calls for help in between."""
    always, seldom = AlertBook(), AlertBook()
    told: tuple[list[object], list[object]] = ([], [])
    second, since, state, asks, due = 0, 0, AgentState.READY, False, None
    for passed, after, changes in walk:
        for at in range(second, second + passed):
            fresh = at == second
            now = AgentNow("1001", state, t(since), help=asks, as_of=t(at))
            seen = watch(always, [now], t(at), lambda _: own)
            always = seen.book
            told[0].extend((at, one.key, one.level) for one in (*seen.told, *seen.ended, *seen.going_on))
            if fresh or (due is not None and due <= t(at)):
                seen = watch(seldom, [now], t(at), lambda _: own)
                seldom = seen.book
                told[1].extend((at, one.key, one.level) for one in (*seen.told, *seen.ended, *seen.going_on))
                due = next_look(seldom, now, own)
        second += passed
        if changes and after is not state:
            state, since = after, second
        asks = changes and passed % 3 == 0
    assert told[0] == told[1]


def test_nobody_is_looked_at_for_nothing() -> None:
    ready = AgentNow("1001", AgentState.READY, t(0), as_of=t(0))
    assert next_look(AlertBook(), ready, DEFAULT_LIMITS) is None
    assert next_look(AlertBook(), AgentNow("1001", AgentState.UNKNOWN, t(0), as_of=t(0)), DEFAULT_LIMITS) is None
    one = Watch()
    assert next_look(one.book, held(), DEFAULT_LIMITS) == t(16)
    one.look(16, held())
    assert next_look(one.book, held(), DEFAULT_LIMITS) == t(20)
    one.look(20, held())
    assert next_look(one.book, held(), DEFAULT_LIMITS) is None
    put_off(one, 40)
    assert next_look(one.book, held(), DEFAULT_LIMITS) == t(40)
