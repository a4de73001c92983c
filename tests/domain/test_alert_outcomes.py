"""What followed an alert, and which limit that speaks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alert_outcomes import Followed, Outcome, Tally, outcomes, rounded_up, tally
from console.domain.floor import DEFAULT_LIMITS, AgentState, FloorAction, LimitLevel, Limits
from console.domain.floor_book import Alert, AlertAnswer, AlertKind, AskedAction

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WANG, CHEN, LEAD = uuid4(), uuid4(), uuid4()


def t(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def alert(level: LimitLevel = LimitLevel.ALARM, since: float = 0, **fields: object) -> Alert:
    """On hold, warned after 16 s, alarmed after 20 s."""
    raised = since + (16 if level is LimitLevel.WARN else 20)
    plain = Alert(uuid4(), WANG, AgentState.ON_HOLD, "", t(since), level, 20_000, t(raised))
    return replace(plain, **fields)  # type: ignore[arg-type]


def asked(at: float, agent_id: UUID = WANG) -> AskedAction:
    return AskedAction(uuid4(), t(at), LEAD, agent_id, FloorAction.TAKE_OVER)


def only(alerts: list[Alert], *actions: AskedAction) -> Outcome:
    (one,) = outcomes(alerts, actions)
    return one


def test_both_levels_of_a_stretch_are_one_that_asked() -> None:
    one = only([alert(LimitLevel.WARN), alert()])
    assert (one.alert.level, one.first_at, one.followed) == (LimitLevel.ALARM, t(16), Followed.OPEN)


def test_it_ended_by_itself() -> None:
    one = only([alert(LimitLevel.WARN, ended_at=t(50)), alert(ended_at=t(50))])
    assert (one.followed, one.after_ms, one.lasted_ms) == (Followed.BY_ITSELF, 34_000, 50_000)


def test_the_first_answer_counts() -> None:
    warned = alert(LimitLevel.WARN, answer=AlertAnswer.SEEN, answered_by=LEAD, answered_at=t(18))
    alarmed = alert(answer=AlertAnswer.SNOOZED, answered_by=CHEN, answered_at=t(25), ended_at=t(60))
    one = only([alarmed, replace(warned, ended_at=t(60))])
    assert (one.followed, one.after_ms, one.answered_by) == (Followed.SEEN, 2_000, LEAD)
    assert only([alarmed]).followed is Followed.PUT_OFF


@pytest.mark.parametrize(
    ("at", "followed"),
    [
        (15, Followed.BY_ITSELF),
        (20, Followed.ACTED),
        (50, Followed.ACTED),
        (51.9, Followed.ACTED),
        (53, Followed.BY_ITSELF),
    ],
)
def test_an_action_counts_that_was_asked_while_it_stood(at: float, followed: Followed) -> None:
    assert only([alert(ended_at=t(50))], asked(at)).followed is followed
    assert only([alert(ended_at=t(50))], asked(at, CHEN)).followed is Followed.BY_ITSELF


def test_an_action_counts_before_an_answer() -> None:
    seen = alert(answer=AlertAnswer.SEEN, answered_by=CHEN, answered_at=t(21))
    one = only([seen], asked(30), asked(25))
    assert (one.followed, one.after_ms, one.answered_by, one.action) == (
        Followed.ACTED,
        5_000,
        LEAD,
        FloorAction.TAKE_OVER,
    )


def test_help_beside_a_limit_of_the_same_state_is_another() -> None:
    asks = alert(limit_ms=0)
    assert [one.alert.kind for one in outcomes([alert(), asks], [])].count(AlertKind.HELP) == 1


def holds(lengths_s: list[int], answered: int = 0) -> list[Outcome]:
    made = []
    for number, length_s in enumerate(lengths_s):
        since = number * 1000
        one = alert(since=since, ended_at=t(since + length_s))
        if number < answered:
            one = replace(one, answer=AlertAnswer.SEEN, answered_by=LEAD, answered_at=t(since + 24))
        made.append(one)
    return outcomes(made, [])


def counted(found: list[Outcome], limits: Limits = DEFAULT_LIMITS) -> Tally:
    (one,) = tally(found, lambda _: "A", {"A": limits})
    return one


def test_what_nobody_answers_names_the_limit_that_would_have_spared_it() -> None:
    one = counted(holds([21, 22, 24, 26, 28, 30, 31, 33, 34, 90]))
    assert (one.count, one.unanswered, one.share, one.answer_ms, one.sparing_s) == (10, 10, 1.0, None, 35)
    assert counted(holds([21, 22, 24, 26, 28, 30, 31, 33, 34, 90], answered=3)).sparing_s is None
    assert counted(holds([21, 22, 24, 26])).sparing_s is None, "four say nothing yet"
    assert counted(holds([21, 22, 24, 26, 28], answered=1)).answer_ms == 4_000


def test_a_warning_is_spared_by_a_limit_of_which_it_is_the_share() -> None:
    warned = [
        alert(LimitLevel.WARN, since=n * 1000, ended_at=t(n * 1000 + length))
        for n, length in enumerate([17, 17, 18, 19, 19])
    ]
    assert counted(outcomes(warned, [])).sparing_s == 25


def test_a_limit_that_was_changed_since_is_not_proposed_again() -> None:
    found = holds([21, 22, 24, 26, 28, 30, 31, 33, 34, 90])
    newest = alert(since=20_000, limit_ms=40_000, ended_at=t(20_041))
    assert counted([*found, *outcomes([newest], [])]).sparing_s is None


def test_calls_for_help_are_counted_whatever_the_state() -> None:
    asks = [
        alert(since=n * 100, limit_ms=0, state=state, ended_at=t(n * 100 + 30))
        for n, state in enumerate([AgentState.TALKING, AgentState.ON_HOLD] * 4)
    ]
    one = counted(outcomes(asks, []))
    assert (one.kind, one.count, one.sparing_s) == (AlertKind.HELP, 8, None)


@given(st.lists(st.integers(21, 4000), min_size=5, max_size=60))
def test_the_proposed_limit_spares_four_in_five(lengths_s: list[int]) -> None:
    one = counted(outcomes([alert(since=n * 5000, ended_at=t(n * 5000 + s)) for n, s in enumerate(lengths_s)], []))
    assert one.sparing_s is not None
    assert sum(length < one.sparing_s for length in lengths_s) >= 0.8 * len(lengths_s)


def test_lengths_that_somebody_would_choose() -> None:
    assert [rounded_up(s) for s in (1, 20, 21, 61, 600, 601, 3601)] == [5, 20, 25, 90, 600, 660, 3660]
