"""The simulated centre does nothing that a floor does not allow, and its days look like days."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.calls import EndedBy
from console.domain.floor import ON_CALL, AgentState, AwayReason, LimitLevel, limit_state
from console.telephony.interface import CallEnded, CallRecord, Change, Result
from console.telephony.simulated_centre import SIMULATED_LIMITS, Centre, Habits
from console.telephony.simulated_floor import SimulatedFloor
from tests.telephony.floor_watch import WORK, Watched

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def centre(agents: int, **others: object) -> Centre:
    return Centre(tuple(str(2001 + at) for at in range(agents)), **others)  # type: ignore[arg-type]


def open_at(hour: float, agents: int, seed: int, **others: object) -> SimulatedFloor:
    return SimulatedFloor(centre(agents, **others), seed, MIDNIGHT + timedelta(hours=hour), hour)


def watched_day(agents: int, seed: int, **others: object) -> Watched:
    floor = open_at(8, agents, seed, **others)
    watched = Watched(floor.agents())
    watched.take(floor.run_until(MIDNIGHT + timedelta(hours=23)))
    return watched


DEEDS = st.tuples(
    st.sampled_from(["sign_off", "set_away", "set_ready", "end_call", "take_over"]),
    st.integers(0, 29),
    st.integers(0, 4),
)


def do(floor: SimulatedFloor, deed: str, number: str, which: int, done: list[Result]) -> None:
    if deed == "set_away":
        done.append(floor.set_away(number, list(AwayReason)[which]))
    elif deed == "take_over":
        floor.take_over(number, "8100", done.append)
    else:
        done.append(getattr(floor, deed)(number))


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    agents=st.integers(1, 30),
    hour=st.floats(7.5, 22.5),
    steps=st.lists(st.tuples(st.integers(0, 400), st.lists(DEEDS, max_size=3)), min_size=5, max_size=60),
)
def test_nothing_happens_that_a_floor_does_not_allow(
    seed: int, agents: int, hour: float, steps: list[tuple[int, list[tuple[str, int, int]]]]
) -> None:
    floor = open_at(hour, agents, seed)
    at = floor.at
    watched = Watched(floor.agents())
    done: list[Result] = []
    for seconds, deeds in steps:
        at += timedelta(seconds=seconds)
        watched.take(floor.run_until(at))
        for deed, agent, which in deeds:
            do(floor, deed, str(2001 + agent % agents), which, done)
        watched.take(floor.run_until(at))
        told = floor.agents()
        assert {n: a.state for n, a in told.items()} == {n: a.state for n, a in watched.now.items()}
        if any(agent.state is AgentState.READY for agent in told.values()):
            assert not floor.waiting(centre(agents).queues[0]), "nobody waits while somebody is ready"
    watched.take(floor.run_until(at + timedelta(minutes=1)))
    assert len(done) == sum(len(deeds) for _, deeds in steps), "every deed has a result"
    assert all(result.accepted or not result.confirmed for result in done)
    assert all(result.confirmed or result.words for result in done)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    agents=st.integers(1, 25),
    steps_s=st.lists(st.floats(0.05, 900), min_size=1, max_size=50),
)
def test_the_same_seed_is_the_same_centre_however_it_is_turned(seed: int, agents: int, steps_s: list[float]) -> None:
    at_once, by_steps = open_at(9, agents, seed), open_at(9, agents, seed)
    at = at_once.at
    changes: list[Change] = []
    for step_s in steps_s:
        at += timedelta(seconds=step_s)
        while by_steps.at < at:
            changes += by_steps.run_until(at, most=7)
    assert changes == at_once.run_until(at)
    assert by_steps.agents() == at_once.agents()


def test_another_seed_is_another_centre() -> None:
    end = MIDNIGHT + timedelta(hours=10)
    assert open_at(9, 12, 1).run_until(end) != open_at(9, 12, 2).run_until(end)


@pytest.mark.parametrize(("agents", "seed"), [(12, 1), (12, 2), (12, 3), (40, 4), (40, 5), (150, 6)])
def test_a_day_is_spent_as_days_are(agents: int, seed: int) -> None:
    watched = watched_day(agents, seed)
    spent = watched.spent_ms
    assert all(spent[state] > 0 for state in AgentState if state is not AgentState.UNKNOWN)
    work = sum(spent[state] for state in WORK)
    assert 0.4 < work / (work + spent[AgentState.READY]) < 0.9
    signed_on = sum(spent.values()) - spent[AgentState.SIGNED_OFF]
    assert 0.07 < (spent[AgentState.AWAY] + spent[AgentState.BUSY]) / signed_on < 0.25
    ended = Counter(record.ended_by for record in watched.records)
    assert 0 < ended[EndedBy.ABANDONED] < 0.25 * len(watched.records)
    assert ended[EndedBy.NOT_ANSWERED] > 0
    assert ended[EndedBy.CALLER] > ended[EndedBy.AGENT] > ended[EndedBy.TRANSFER] > 0
    assert watched.helped > 0
    assert all(agent.state is AgentState.SIGNED_OFF for agent in watched.now.values())


def joined_at(call: CallRecord) -> datetime:
    waited_ms = (call.wait_ms or 0) - (call.ring_ms or 0)
    return call.started_at - timedelta(milliseconds=waited_ms if call.agent_number else 0)


def test_a_bad_quarter_brings_three_times_the_callers_waits_and_alarms() -> None:
    floor = open_at(9.5, 120, 3, bad_hours=())
    begins, quarter = MIDNIGHT + timedelta(hours=11), timedelta(minutes=15)
    changes = floor.run_until(begins - quarter)
    waiting: list[int] = []
    alarms = 0
    for minute in range(60):
        if minute == 15:
            floor.bad_quarter()
        at = begins + timedelta(minutes=minute + 1) - quarter
        changes += floor.run_until(at)
        waiting.append(floor.waiting())
        alarms += sum(
            limit_state(agent, at, SIMULATED_LIMITS).level is LimitLevel.ALARM for agent in floor.agents().values()
        )
    joined = {c.call.linked_key: joined_at(c.call) for c in changes if isinstance(c, CallEnded) and c.call.queue}
    before = sum(begins - quarter <= at < begins for at in joined.values())
    during = sum(begins <= at < begins + quarter for at in joined.values())
    assert 2.5 * before < during < 3.6 * before
    assert max(waiting[:15]) < 15
    assert max(waiting[15:30]) > 40
    assert alarms > 0


def test_who_is_made_ready_while_not_at_the_desk_lets_it_ring() -> None:
    floor = open_at(9, 40, 8)
    at, made_ready, rang_out = floor.at, 0, 0
    watch: dict[str, datetime] = {}
    for _ in range(4 * 60 * 6):
        at += timedelta(seconds=10)
        for change in floor.run_until(at):
            if isinstance(change, CallEnded) and change.call.agent_number in watch:
                del watch[change.call.agent_number]
                rang_out += change.call.ended_by is EndedBy.NOT_ANSWERED
        for number, agent in floor.agents().items():
            if agent.reason == AwayReason.MEAL and at - agent.since < timedelta(seconds=11):
                assert floor.set_ready(number) == Result(True, True)
                watch[number] = at
                made_ready += 1
    assert made_ready > 5
    assert rang_out >= made_ready - 2  # a caller may give up first


def test_people_come_late_and_some_do_not_come() -> None:
    floor = open_at(8, 600, 5, habits=Habits(late=0.1, missing=0.05))
    on_time = MIDNIGHT + timedelta(hours=8.5)
    floor.run_until(on_time)
    early = [n for at, n in enumerate(floor.agents()) if centre(600).shift(at).begins == 8.5]
    off = [n for n in early if floor.agents()[n].state is AgentState.SIGNED_OFF]
    assert 0.1 < len(off) / len(early) < 0.2
    floor.run_until(on_time + timedelta(hours=1.4))
    still = [n for n in off if floor.agents()[n].state is AgentState.SIGNED_OFF]
    assert 0.02 < len(still) / len(early) < 0.09


def test_they_come_again_the_next_day() -> None:
    floor = open_at(9, 24, 5)
    floor.run_until(MIDNIGHT + timedelta(hours=23.5))
    assert {agent.state for agent in floor.agents().values()} == {AgentState.SIGNED_OFF}
    floor.run_until(MIDNIGHT + timedelta(days=1, hours=10.5))
    assert sum(agent.state is not AgentState.SIGNED_OFF for agent in floor.agents().values()) > 12


def some_one(floor: SimulatedFloor, states: frozenset[AgentState]) -> str:
    return next(n for n, a in floor.agents().items() if a.state in states and a.next_state is None and a.queue)


def test_a_state_forced_during_a_call_comes_after_it() -> None:
    floor = open_at(9, 24, 5)
    at = MIDNIGHT + timedelta(hours=10)
    floor.run_until(at)
    number = some_one(floor, ON_CALL)
    assert floor.set_away(number, AwayReason.TRAINING) == Result(True, True)
    talking = floor.agents()[number]
    assert (talking.next_state, talking.next_reason) == (AgentState.AWAY, "training")
    assert talking.on_call
    assert floor.end_call(number).confirmed
    after = floor.agents()[number]
    assert (after.state, after.reason, after.next_state) == (AgentState.AWAY, "training", None)
    records = [c.call for c in floor.run_until(at) if isinstance(c, CallEnded)]
    assert [(r.agent_number, r.ended_by) for r in records] == [(number, EndedBy.SUPERVISOR)]


def test_what_was_to_come_can_be_taken_back_but_not_a_sign_off() -> None:
    floor = open_at(9, 24, 5)
    floor.run_until(MIDNIGHT + timedelta(hours=10))
    number = some_one(floor, ON_CALL)
    floor.set_away(number, AwayReason.OTHER)
    assert floor.set_ready(number).confirmed
    assert floor.agents()[number].next_state is None
    assert floor.sign_off(number).confirmed
    assert floor.agents()[number].next_state is AgentState.SIGNED_OFF
    for refused in (floor.set_ready(number), floor.sign_off(number), floor.set_away(number, AwayReason.REST)):
        assert not refused.accepted
        assert "in no queue" in refused.words


def test_a_call_is_taken_over_when_that_phone_answers_or_not_at_all() -> None:
    floor = open_at(9, 24, 5)
    at = MIDNIGHT + timedelta(hours=10)
    floor.run_until(at)
    done: list[Result] = []
    number = some_one(floor, frozenset({AgentState.TALKING}))
    floor.take_over(number, "8100; DROP", done.append)
    floor.take_over("9999", "8100", done.append)
    assert [result.accepted for result in done] == [False, False]
    floor.take_over(number, "8100", done.append)
    floor.take_over(number, "8101", done.append)
    assert len(done) == 2
    floor.run_until(at + timedelta(seconds=10))
    assert [result.accepted for result in done[2:]] == [True, True]
    assert [result.confirmed for result in done[2:]] == [True, False]
    assert not floor.agents()[number].on_call


def test_an_agent_signed_off_by_force_comes_back() -> None:
    floor = open_at(9, 24, 5)
    at = MIDNIGHT + timedelta(hours=10)
    floor.run_until(at)
    number = some_one(floor, frozenset({AgentState.AFTER_CALL, AgentState.RINGING}) | ON_CALL)
    floor.sign_off(number)
    states = set()
    for minute in range(60):
        floor.run_until(at + timedelta(minutes=minute))
        states.add(floor.agents()[number].state)
    assert {AgentState.SIGNED_OFF, AgentState.READY} <= states
