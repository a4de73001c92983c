"""How calls end on a real Asterisk: signs of one end come one after the other, and none of them makes a state."""

from __future__ import annotations

from console.domain.calls import Direction
from console.domain.floor import ON_THE_PHONE, AgentState
from console.telephony.facts import (
    BridgeLeft,
    ChannelGone,
    ChannelSeen,
    Completed,
    Fact,
    Hold,
    Line,
    LineSeen,
    MemberGone,
    Phase,
)
from tests.telephony.floor_story import AGENT, LEG, PHONE, Story, answered, is_, member, on_a_call, ringing, t


def _states(told: Story, *facts: Fact) -> list[AgentState]:
    """What was said of the agent after each fact, repetitions left out."""
    found: list[AgentState] = []
    for fact in facts:
        for now in told.machine.apply(fact):
            if not found or found[-1] is not now.state:
                found.append(now.state)
    return found


OWN_CALL = (
    ChannelSeen(t(10), "o1", "o1", Phase.DIALING, PHONE, Direction.OUTBOUND, "13912340000"),
    LineSeen(t(10.01), PHONE, Line.IN_USE),
    ChannelSeen(t(12), "o1", "o1", Phase.UP, PHONE, Direction.OUTBOUND, "13912340000"),
)


def test_an_own_call_ends_in_ready_though_the_line_is_told_free_a_moment_later() -> None:
    told = Story()
    told.tell(*OWN_CALL)
    assert _states(told, ChannelGone(t(20), "o1"), LineSeen(t(20.01), PHONE, Line.FREE)) == [AgentState.READY]
    is_(told.at(20.5), AgentState.READY, 20.01, 11)


def test_a_line_that_stays_in_use_after_an_own_call_is_busy_in_the_end() -> None:
    told = Story()
    told.tell(*OWN_CALL, ChannelGone(t(20), "o1"))
    assert told.at(21).state is AgentState.TALKING
    now = told.at(22.1)
    is_(now, AgentState.BUSY, 20, 7)
    assert now.reason == ON_THE_PHONE


CALLER_HANGS_UP = (
    Completed(t(20), AGENT, "c1"),
    BridgeLeft(t(20.001), LEG, "b-c1"),
    BridgeLeft(t(20.002), "c1", "b-c1"),
    ChannelGone(t(20.003), LEG),
    ChannelGone(t(20.004), "c1"),
    member(20.005, Line.FREE, last_call=20),
)


def test_a_caller_who_hangs_up_on_hold_leaves_the_agent_ready_and_nothing_else() -> None:
    told = on_a_call(Hold(t(16), LEG, held=True))
    assert told.at(17).state is AgentState.ON_HOLD
    assert _states(told, *CALLER_HANGS_UP) == [AgentState.ON_HOLD, AgentState.READY]


def test_who_left_the_queues_during_a_call_is_signed_off_once() -> None:
    told = on_a_call(MemberGone(t(16), AGENT, "sales"))
    free = LineSeen(t(20.005), PHONE, Line.FREE)
    assert _states(told, *CALLER_HANGS_UP[:-1], free) == [AgentState.SIGNED_OFF]


def test_a_second_call_of_a_queue_is_no_consultation_neither_when_it_comes_nor_when_it_ends() -> None:
    told = on_a_call(Hold(t(16), LEG, held=True))
    second = [*ringing(18, "c2"), *answered(20, "c2")]
    assert AgentState.CONSULTING not in _states(told, *second)
    assert told.at(21).call_key == "c2"
    leg = f"c2-{AGENT}"
    ends = (Completed(t(25), AGENT, "c2"), BridgeLeft(t(25.01), leg, "b-c2"), ChannelGone(t(25.02), leg))
    assert _states(told, *ends) == [AgentState.ON_HOLD]
    is_(told.at(26), AgentState.ON_HOLD, 16, 4)
