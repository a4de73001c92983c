from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.floor import DEFAULT_LIMITS, AgentNow, AgentState, counts
from console.domain.floor_book import Entered
from console.domain.floor_past import Moment, Past, What, agent_then
from console.domain.floor_track import Doing, moment_of, us_of

BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BEGAN_US = us_of(BEGAN)
SECOND_US = 1_000_000
WANG, LI = UUID(int=1), UUID(int=2)
MOST_S = 600


def entered(agent_id: UUID, state: AgentState, at_s: float, **fields: object) -> Entered:
    return Entered(agent_id, state, BEGAN + timedelta(seconds=at_s), **fields)  # type: ignore[arg-type]


def us(at_s: float) -> int:
    return BEGAN_US + round(at_s * SECOND_US)


def limit_of(_: UUID, doing: Doing) -> int:
    return DEFAULT_LIMITS.limit_ms(doing.state, doing.reason)


rows_of_two = st.lists(
    st.builds(
        entered,
        st.sampled_from((WANG, LI)),
        st.sampled_from(AgentState),
        st.integers(0, MOST_S),
        help=st.booleans(),
        call_key=st.sampled_from(("", "1.7")),
    ),
    max_size=25,
)


def naive_row(rows: list[Entered], agent_id: UUID, at: datetime) -> Entered | None:
    """The last row up to then; of two at one moment the later told."""
    found = None
    for row in rows:
        if row.agent_id == agent_id and row.entered_at <= at and (not found or row.entered_at >= found.entered_at):
            found = row
    return found


@given(rows_of_two, st.integers(-5, MOST_S + 5))
def test_the_state_at_any_moment_is_that_of_the_last_row_before(rows: list[Entered], at_s: int) -> None:
    past = Past()
    past.add(rows)
    floor = past.floor(us(at_s))
    for agent_id in (WANG, LI):
        row = naive_row(rows, agent_id, BEGAN + timedelta(seconds=at_s))
        stood = past.at(agent_id, us(at_s))
        assert floor.get(agent_id) == stood
        assert (stood and (stood.doing.state, stood.doing.help)) == (row and (row.state, row.help))
        assert stood is None or stood.since_us <= us(at_s)


@given(rows_of_two, st.integers(0, MOST_S), st.integers(1, MOST_S))
def test_spans_have_no_gap_and_agree_with_every_moment(rows: list[Entered], begin_s: int, length_s: int) -> None:
    past = Past()
    past.add(rows)
    past.belong(WANG, "pbx")
    past.hear("pbx", BEGAN + timedelta(seconds=MOST_S / 2))
    begin_us, end_us = us(begin_s), us(begin_s + length_s)
    spans = list(past.spans(WANG, begin_us, end_us))
    assert spans[0].begin_us == begin_us
    assert spans[-1].end_us == end_us
    assert [one.end_us for one in spans[:-1]] == [one.begin_us for one in spans[1:]]
    for span in spans:
        for at_us in (span.begin_us, span.end_us - 1):
            stood = past.at(WANG, at_us)
            assert span.begin_us < span.end_us
            assert (stood.doing.state if stood else AgentState.UNKNOWN) is span.doing.state
            assert stood is None or stood.since_us == span.since_us


@given(rows_of_two, st.integers(1, 40))
def test_counts_are_the_means_of_all_moments_in_the_bin(rows: list[Entered], bin_s: int) -> None:
    past = Past()
    past.add(rows)
    for agent_id in (WANG, LI):
        past.belong(agent_id, "")
    bins = MOST_S // bin_s
    found = past.counts(BEGAN_US, bin_s * SECOND_US, bins)
    for at in range(0, bins, 7):
        seconds = range(at * bin_s, (at + 1) * bin_s)
        for state in AgentState:
            seen = 0
            for second in seconds:
                floor = past.floor(us(second))
                known = [stood.doing.state for stood in floor.values()]
                seen += [*known, *[AgentState.UNKNOWN] * (2 - len(known))].count(state)
            assert found[state][at] == pytest.approx(seen / bin_s)


@given(rows_of_two, st.integers(-5, MOST_S), st.integers(1, MOST_S))
def test_whoever_did_not_change_stands_as_before(rows: list[Entered], after_s: int, by_s: int) -> None:
    past = Past()
    past.add(rows)
    past.belong(LI, "pbx")
    past.hear("pbx", BEGAN + timedelta(seconds=MOST_S / 2))
    changed = past.changed(us(after_s), us(after_s + by_s))
    for agent_id in {WANG, LI} - set(changed):
        assert past.at(agent_id, us(after_s)) == past.at(agent_id, us(after_s + by_s))


@given(rows_of_two)
def test_every_moment_worth_stopping_at_is_found_once_and_no_other(rows: list[Entered]) -> None:
    past = Past()
    past.add(rows)
    naive: set[Moment] = set()
    for agent_id in (WANG, LI):
        before = Doing(AgentState.UNKNOWN)
        for second in range(MOST_S + 1):
            stood = past.at(agent_id, us(second))
            if stood is None:
                continue
            doing = stood.doing
            limit_us = limit_of(agent_id, doing) * 1000
            if limit_us and us(second) - stood.since_us == limit_us:
                naive.add(Moment(us(second), What.LIMIT, agent_id))
            if doing.help and not before.help:
                naive.add(Moment(us(second), What.HELP, agent_id))
            if doing.state is AgentState.UNKNOWN is not before.state:
                naive.add(Moment(us(second), What.GAP, agent_id))
            before = doing
    found = past.moments(BEGAN_US, us(MOST_S) + 1, limit_of)
    assert found == sorted(naive)
    middle = us(MOST_S / 2)
    in_two = [*past.moments(BEGAN_US, middle, limit_of), *past.moments(middle, us(MOST_S) + 1, limit_of)]
    assert in_two == found, "asked for in two parts it is the same"


def test_talk_counts_from_its_answer_after_a_hold_and_from_anew_in_another_call() -> None:
    past = Past()
    past.add(
        [
            entered(WANG, AgentState.RINGING, 0, call_key="1.7"),
            entered(WANG, AgentState.TALKING, 5, call_key="1.7"),
            entered(WANG, AgentState.ON_HOLD, 30, call_key="1.7"),
            entered(WANG, AgentState.TALKING, 50, call_key="1.7"),
            entered(WANG, AgentState.AFTER_CALL, 60),
            entered(WANG, AgentState.TALKING, 70, call_key="1.8"),
        ]
    )
    since = [past.at(WANG, us(second)).since_us for second in (6, 31, 55, 61, 71)]  # type: ignore[union-attr]
    assert since == [us(5), us(30), us(5), us(60), us(70)]


def test_a_call_for_help_does_not_begin_the_state_anew() -> None:
    past = Past()
    past.add([entered(WANG, AgentState.BUSY, 0), entered(WANG, AgentState.BUSY, 40, help=True)])
    past.add([entered(WANG, AgentState.BUSY, 60)])
    assert [past.at(WANG, us(second)).since_us for second in (10, 50, 70)] == [us(0)] * 3  # type: ignore[union-attr]
    moments = past.moments(us(0), us(MOST_S * 10), limit_of)
    assert [(one.at_us, one.what) for one in moments] == [(us(40), What.HELP), (us(900), What.LIMIT)]


def test_without_word_of_its_source_an_agent_is_unknown_after_five_seconds() -> None:
    past = Past()
    past.add([entered(WANG, AgentState.READY, 0, help=True), entered(LI, AgentState.READY, 0)])
    past.belong(WANG, "pbx")
    past.hear("pbx", BEGAN + timedelta(seconds=100))
    within, lost = past.at(WANG, us(105)), past.at(WANG, us(106))
    assert within is not None
    assert lost is not None
    assert (within.doing.state, lost.doing) == (AgentState.READY, Doing(AgentState.UNKNOWN, help=True))
    assert lost.since_us == us(100)
    still = past.at(LI, us(106))
    assert still is not None
    assert still.doing.state is AgentState.READY, "of another source nothing is known against it"
    assert past.changed(us(104), us(106)) == [WANG]
    past.add([entered(WANG, AgentState.BUSY, 103)])
    within = past.at(WANG, us(107))
    assert within is not None
    assert within.doing.state is AgentState.BUSY, "its own news are a sign of life"
    past.hear("pbx", BEGAN + timedelta(seconds=300))
    again = past.at(WANG, us(200))
    assert again is not None
    assert again.doing.state is AgentState.BUSY, "the source was there all along: only we did not hear it"


def test_what_is_told_live_is_kept_as_the_history_will_have_it() -> None:
    past = Past()
    past.add([entered(WANG, AgentState.TALKING, 5, call_key="1.7")])
    talking = AgentNow("1001", AgentState.TALKING, moment_of(us(5)), call_key="1.7", as_of=moment_of(us(6)))
    assert not past.add_now(WANG, talking)
    held = AgentNow("1001", AgentState.ON_HOLD, moment_of(us(30)), call_key="1.7", as_of=moment_of(us(31)))
    assert past.add_now(WANG, held)
    back = AgentNow("1001", AgentState.TALKING, moment_of(us(5)), call_key="1.7", as_of=moment_of(us(50)))
    assert past.add_now(WANG, back)
    assert not past.add_now(WANG, back)
    assert not past.add_now(WANG, held), "told again, late"
    asks = AgentNow("1001", AgentState.TALKING, moment_of(us(5)), call_key="1.7", help=True, as_of=moment_of(us(58)))
    assert past.add_now(WANG, asks)
    spans = list(past.spans(WANG, us(5), us(60)))
    assert [((one.begin_us - BEGAN_US) // SECOND_US, one.doing.state, one.doing.help) for one in spans] == [
        (5, AgentState.TALKING, False),
        (30, AgentState.ON_HOLD, False),
        (50, AgentState.TALKING, False),
        (58, AgentState.TALKING, True),
    ]
    assert {one.since_us for one in spans if one.doing.state is AgentState.TALKING} == {us(5)}


def test_after_a_gap_a_state_is_reckoned_from_where_it_is_known_to_have_begun() -> None:
    past = Past()
    past.add([entered(WANG, AgentState.AWAY, 0), entered(WANG, AgentState.UNKNOWN, 60)])
    past.add([entered(WANG, AgentState.AWAY, 90)])
    still = AgentNow("1001", AgentState.AWAY, moment_of(us(0)), as_of=moment_of(us(90)))
    assert not past.add_now(WANG, still)
    stood = past.at(WANG, us(100))
    assert stood is not None
    assert stood.since_us == us(0)
    assert [one.state for one in _doings(past)] == [AgentState.AWAY, AgentState.UNKNOWN, AgentState.AWAY]
    past.add_now(WANG, AgentNow("1001", AgentState.READY, moment_of(us(120)), as_of=moment_of(us(120))))
    moments = past.moments(us(0), us(400), limit_of)
    assert [one.what for one in moments] == [What.GAP], "away ended before its five minutes"


def _doings(past: Past) -> list[Doing]:
    return [span.doing for span in past.spans(WANG, us(0), us(100))]


def test_pieces_made_elsewhere_are_joined_and_an_agent_is_shown_as_it_stood() -> None:
    whole, piece = Past(), Past()
    whole.add([entered(WANG, AgentState.READY, 0)])
    piece.add([entered(LI, AgentState.AWAY, 3, reason="meal", queue="600")])
    whole.take(piece)
    assert len(whole) == 2
    assert [whole.knows(key) for key in (WANG, UUID(int=9))] == [True, False]
    at = BEGAN + timedelta(seconds=10)
    floor = whole.floor(us_of(at))
    shown = [agent_then(str(key.int), stood, at) for key, stood in floor.items()]
    assert shown == [
        AgentNow("1", AgentState.READY, BEGAN, as_of=at),
        AgentNow("2", AgentState.AWAY, BEGAN + timedelta(seconds=3), "meal", "600", as_of=at),
    ]
    assert counts(shown, at)[AgentState.UNKNOWN] == 0
