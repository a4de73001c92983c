"""States, limits and deeds of the floor: what is stale is unknown, what is over its limit is first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.floor import (
    ALLOWED,
    DANGEROUS,
    DEFAULT_LIMITS,
    LETTERS,
    NEEDS_CALL,
    STALE_AFTER,
    AgentNow,
    AgentState,
    AwayReason,
    FloorAction,
    LimitLevel,
    Limits,
    Offer,
    SourceClock,
    aged,
    counts,
    limit_state,
    offers,
    unknown,
    vouched,
    worst_first,
)
from console.domain.people import Role

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def t(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


seconds = st.integers(-100_000, 100_000)
agents = st.builds(
    AgentNow,
    st.sampled_from(["1001", "1002", "1003", "1004"]),
    st.sampled_from(AgentState),
    seconds.map(t),
    st.sampled_from(["", *AwayReason]),
    help=st.booleans(),
    next_state=st.none() | st.sampled_from([AgentState.AWAY, AgentState.BUSY, AgentState.SIGNED_OFF]),
    queues=st.sampled_from([(), ("600", "601")]),
    as_of=seconds.map(t),
)
limits = st.builds(
    Limits,
    st.dictionaries(st.sampled_from(AgentState), st.integers(0, 10_000)),
    st.dictionaries(st.sampled_from(AwayReason), st.integers(0, 10_000)),
    st.integers(1, 100),
)


def agent(state: AgentState, since: float = 0, reason: str = "", number: str = "1001", **more: object) -> AgentNow:
    return replace(AgentNow(number, state, t(since), reason, as_of=t(since)), **more)  # type: ignore[arg-type]


def test_every_state_has_its_own_letter() -> None:
    assert set(LETTERS) == set(AgentState)
    assert sorted(LETTERS.values()) == sorted("–RGTHCFWBA?")


@given(agents, seconds)
def test_what_nobody_vouched_for_lately_is_unknown(now: AgentNow, at: int) -> None:
    seen = aged(now, t(at))
    if abs(t(at) - now.as_of) <= STALE_AFTER:
        assert seen is now
    else:
        assert seen.state is AgentState.UNKNOWN
        assert (seen.agent_number, seen.help, seen.queues) == (now.agent_number, now.help, now.queues)


@given(agents, seconds, seconds)
def test_a_sign_of_life_vouches_for_everybody(now: AgentNow, heard: int, at: int) -> None:
    assert aged(now, t(at), t(heard)).state is aged(vouched(now, max(t(heard), now.as_of)), t(at)).state


def test_unknown_counts_its_age_from_the_last_news() -> None:
    seen = aged(agent(AgentState.READY), t(30), t(20))
    assert (seen.state, seen.since, seen.as_of) == (AgentState.UNKNOWN, t(20), t(20))
    assert seen.why == "0: no news from the telephone system; was ready"


@given(st.lists(agents), seconds)
def test_counts_name_every_state_and_never_a_stale_ready(everybody: list[AgentNow], at: int) -> None:
    counted = counts(everybody, t(at))
    assert set(counted) == set(AgentState)
    assert sum(counted.values()) == len(everybody)
    fresh = [one for one in everybody if abs(t(at) - one.as_of) <= STALE_AFTER]
    assert counted[AgentState.READY] == sum(one.state is AgentState.READY for one in fresh)


def test_a_pcs_own_clock_does_not_matter() -> None:
    clock = SourceClock(t(100), heard_s=7.0)
    assert clock.at(8.5) == t(101.5)


@pytest.mark.parametrize(
    ("state", "limit_s"),
    [
        (AgentState.BUSY, 900),
        (AgentState.AWAY, 300),
        (AgentState.RINGING, 15),
        (AgentState.ON_HOLD, 20),
        (AgentState.AFTER_CALL, 60),
        (AgentState.TALKING, 600),
    ],
)
def test_the_limits_of_the_trade(state: AgentState, limit_s: int) -> None:
    now = agent(state)
    assert limit_state(now, t(limit_s * 0.8 - 0.1)).level is LimitLevel.NONE
    assert limit_state(now, t(limit_s * 0.8)).level is LimitLevel.WARN
    assert limit_state(now, t(limit_s - 0.001)).level is LimitLevel.WARN
    reached = limit_state(now, t(limit_s + 2))
    assert (reached.level, reached.limit_ms, reached.over_ms) == (LimitLevel.ALARM, limit_s * 1000, 2000)


@pytest.mark.parametrize("state", [AgentState.READY, AgentState.SIGNED_OFF, AgentState.UNKNOWN])
def test_some_states_may_last(state: AgentState) -> None:
    assert limit_state(agent(state), t(1e6)).level is LimitLevel.NONE


def test_unknown_has_no_limit_even_when_one_is_set() -> None:
    assert limit_state(agent(AgentState.UNKNOWN), t(99), Limits({AgentState.UNKNOWN: 1})).level is LimitLevel.NONE


def test_an_away_reason_may_have_its_own_limit() -> None:
    own = Limits(by_away_reason_s={AwayReason.MEAL: 3600, AwayReason.TRAINING: 0})
    assert limit_state(agent(AgentState.AWAY, reason="meal"), t(3000), own).level is LimitLevel.WARN
    assert limit_state(agent(AgentState.AWAY, reason="training"), t(9e5), own).level is LimitLevel.NONE
    assert limit_state(agent(AgentState.AWAY, reason="rest"), t(300), own).level is LimitLevel.ALARM
    assert limit_state(agent(AgentState.BUSY, reason="meal"), t(900), own).level is LimitLevel.ALARM


@given(agents, limits, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_limit_only_gets_worse_with_time(now: AgentNow, own: Limits, first: int, later: int) -> None:
    early, late = sorted((first, first + later))
    before = limit_state(now, now.since + timedelta(seconds=early), own)
    after = limit_state(now, now.since + timedelta(seconds=late), own)
    assert before.level <= after.level
    assert (after.level is LimitLevel.ALARM) == bool(after.limit_ms and after.passed_ms >= after.limit_ms)


@given(limits)
def test_limits_come_back_from_their_json(own: Limits) -> None:
    assert Limits.from_json(own.to_json()) == own


def test_the_json_of_limits_is_plain() -> None:
    assert '"busy": 900' in DEFAULT_LIMITS.to_json()
    assert Limits.from_json(DEFAULT_LIMITS.to_json()) == DEFAULT_LIMITS


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "nonsense",
        '{"states_s": {"busy": -1}, "away_reasons_s": {}, "warn_percent": 80}',
        '{"states_s": {"busy": 1.5}, "away_reasons_s": {}, "warn_percent": 80}',
        '{"states_s": {"asleep": 1}, "away_reasons_s": {}, "warn_percent": 80}',
        '{"states_s": {}, "away_reasons_s": {}, "warn_percent": 0}',
        '{"states_s": {}, "away_reasons_s": {}, "warn_percent": true}',
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Limits.from_json(text)


def test_the_worst_come_first() -> None:
    everybody = [
        agent(AgentState.READY, number="calm"),
        agent(AgentState.TALKING, 100 - 500, number="warned"),
        agent(AgentState.ON_HOLD, 100 - 25, number="over"),
        agent(AgentState.ON_HOLD, 100 - 40, number="twice over"),
        agent(AgentState.READY, number="help", help=True),
        unknown("gone", t(0), ""),
    ]
    asking = worst_first(everybody, t(100))
    assert [one.agent.agent_number for one in asking] == ["help", "twice over", "over", "warned"]


@given(st.lists(agents), seconds)
def test_asking_are_those_with_help_or_a_limit_and_help_goes_first(everybody: list[AgentNow], at: int) -> None:
    asking = worst_first(everybody, t(at))
    assert len(asking) == sum(one.help or limit_state(one, t(at)).level is not LimitLevel.NONE for one in everybody)
    helps = [one.agent.help for one in asking]
    assert helps == sorted(helps, reverse=True)
    levels = [one.limit.level for one in asking if not one.agent.help]
    assert levels == sorted(levels, reverse=True)


def test_teams_have_their_own_limits() -> None:
    slow = Limits({AgentState.ON_HOLD: 30})
    now = agent(AgentState.ON_HOLD)
    assert worst_first([now], t(22))
    assert not worst_first([now], t(22), lambda _: slow)


def test_who_may_do_what() -> None:
    assert set(ALLOWED) == set(Role)
    assert ALLOWED[Role.SUPERVISOR] == ALLOWED[Role.MANAGER] == set(FloorAction)
    assert ALLOWED[Role.INSPECTOR] == {FloorAction.LISTEN}
    for role in (Role.AGENT, Role.ADMINISTRATOR, Role.GATEWAY):
        assert not ALLOWED[role]
    assert {FloorAction.END_CALL, FloorAction.TAKE_OVER, FloorAction.SIGN_OFF} <= DANGEROUS
    assert FloorAction.LISTEN not in DANGEROUS


@given(st.sampled_from(Role), agents, st.frozensets(st.sampled_from(FloorAction)))
def test_what_is_offered_is_allowed_and_possible(role: Role, now: AgentNow, able: frozenset[FloorAction]) -> None:
    offered = offers(role, now, able)
    assert set(offered) == set(FloorAction)
    for action, offer in offered.items():
        if offer.open:
            assert action in ALLOWED[role] & able
            assert now.state is not AgentState.UNKNOWN
            assert action not in NEEDS_CALL or now.on_call
            assert (offer is Offer.NEXT) == (now.on_call and action not in NEEDS_CALL)


@pytest.mark.parametrize(
    ("now", "action", "offer"),
    [
        (agent(AgentState.TALKING), FloorAction.LISTEN, Offer.NOW),
        (agent(AgentState.READY), FloorAction.LISTEN, Offer.NO_CALL),
        (agent(AgentState.RINGING), FloorAction.END_CALL, Offer.NO_CALL),
        (agent(AgentState.TALKING), FloorAction.SET_AWAY, Offer.NEXT),
        (agent(AgentState.TALKING), FloorAction.SIGN_OFF, Offer.NEXT),
        (agent(AgentState.TALKING, next_state=AgentState.SIGNED_OFF), FloorAction.SIGN_OFF, Offer.SO_ALREADY),
        (agent(AgentState.TALKING), FloorAction.SET_READY, Offer.SO_ALREADY),
        (agent(AgentState.TALKING, next_state=AgentState.AWAY), FloorAction.SET_READY, Offer.NEXT),
        (agent(AgentState.AFTER_CALL), FloorAction.SET_READY, Offer.NOW),
        (agent(AgentState.READY), FloorAction.SET_READY, Offer.SO_ALREADY),
        (agent(AgentState.AWAY), FloorAction.SET_AWAY, Offer.NOW),
        (agent(AgentState.SIGNED_OFF), FloorAction.SIGN_OFF, Offer.SO_ALREADY),
        (agent(AgentState.SIGNED_OFF), FloorAction.SET_READY, Offer.NOT_SIGNED_ON),
        (agent(AgentState.UNKNOWN), FloorAction.SIGN_OFF, Offer.UNKNOWN),
    ],
)
def test_what_a_supervisor_is_offered(now: AgentNow, action: FloorAction, offer: Offer) -> None:
    assert offers(Role.SUPERVISOR, now, frozenset(FloorAction))[action] is offer
    assert offers(Role.SUPERVISOR, now, frozenset())[action] is Offer.NOT_ABLE
    assert offers(Role.AGENT, now, frozenset(FloorAction))[action] is Offer.NOT_ALLOWED
