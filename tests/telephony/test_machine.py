"""Calls through the decision table: each rule, and each of the traps that a real Asterisk sets."""

from __future__ import annotations

from console.domain.calls import Direction
from console.domain.floor import ON_THE_PHONE, PHONE_OFFLINE, AgentState
from console.telephony.facts import (
    BridgeEntered,
    BridgeLeft,
    ChannelGone,
    ChannelSeen,
    Completed,
    Connected,
    Help,
    Hold,
    Line,
    LineSeen,
    Offered,
    OfferEnded,
    Phase,
)
from tests.telephony.floor_story import AGENT, LEG, PHONE, Story, answered, hung_up, is_, member, on_a_call, ringing, t


def test_ready_in_a_queue() -> None:
    is_(Story().at(3), AgentState.READY, 0, 11)


def test_offered_and_answered_and_hung_up() -> None:
    told = Story()
    told.tell(*ringing(10))
    now = told.at(11)
    is_(now, AgentState.RINGING, 10.02, 6)
    assert (now.queue, now.call_key, now.other_number, now.direction) == (
        "sales",
        "c1",
        "138****5678",
        Direction.INBOUND,
    )
    told.tell(*answered(14))
    now = told.at(15)
    is_(now, AgentState.TALKING, 14.01, 5)
    assert (now.queue, now.call_key, now.other_number) == ("sales", "c1", "138****5678")
    told.tell(*hung_up(30))
    is_(told.at(30.5), AgentState.READY, 30.05, 11)


def test_each_step_of_a_call_is_told_once_and_nothing_flickers() -> None:
    told = Story(wrap_up_s={"sales": 8})
    states = []
    for fact in (*ringing(10), *answered(14), *hung_up(30)):
        states += [now.state for now in told.machine.apply(fact) if now.why != "6: the phone rings"]
    assert states == [AgentState.RINGING, AgentState.TALKING, AgentState.AFTER_CALL]


def test_rung_out() -> None:
    told = Story()
    told.tell(*ringing(10), OfferEnded(t(25), AGENT, "c1"), ChannelGone(t(25.01), LEG))
    assert told.at(25.02).state is AgentState.RINGING  # the line is told to be free a moment later
    told.tell(member(25.05))
    is_(told.at(25.1), AgentState.READY, 25.05, 11)


def test_offered_again_after_it_rang_out_and_answered_then() -> None:
    told = Story()
    told.tell(*ringing(10), OfferEnded(t(15), AGENT, "c1"), ChannelGone(t(15), LEG), member(15.1))
    leg = "c1-again"
    told.tell(
        ChannelSeen(t(20), leg, "c1", Phase.RINGING, PHONE),
        Offered(t(20.1), AGENT, "sales", "c1", "c1", "13812345678", leg),
        member(20.2, Line.RINGING),
    )
    is_(told.at(21), AgentState.RINGING, 20.1, 6)
    told.tell(ChannelSeen(t(22), leg, "c1", Phase.UP, PHONE), Connected(t(22.1), AGENT, "sales", "c1", "c1", "", leg))
    is_(told.at(23), AgentState.TALKING, 22.1, 5)


def test_in_use_0_and_a_late_connect_make_no_difference() -> None:
    told = Story()
    first, connect, *rest = answered(14)
    told.tell(*ringing(10), first, *rest[::-1], connect)
    is_(told.at(15), AgentState.TALKING, 14.01, 5)


def test_a_bridge_stands_in_for_a_lost_connect() -> None:
    told = Story()
    told.tell(*ringing(10), *(fact for fact in answered(14) if not isinstance(fact, Connected)))
    is_(told.at(15), AgentState.TALKING, 14.03, 5)


def test_the_line_stands_in_when_only_that_was_told() -> None:
    told = Story()
    told.tell(Offered(t(10), AGENT, "sales", "c1", "c1"), member(10.1, Line.RINGING), member(14, Line.IN_USE))
    assert told.at(15).state is AgentState.RINGING
    is_(told.at(16.1), AgentState.TALKING, 14, 5)
    told.tell(member(20))
    is_(told.at(22.5), AgentState.READY, 20, 11)


def test_the_last_offers_line_that_is_told_to_be_free_late_ends_no_new_offer() -> None:
    told = Story(member(0), member(0, Line.RINGING, queue="help"))
    told.tell(Offered(t(10), AGENT, "sales", "c1", "c1"), member(10.3, queue="help"))
    assert told.at(10.4).state is AgentState.RINGING


def test_hold_is_what_the_agent_pressed_and_is_counted() -> None:
    told = on_a_call(Hold(t(20), LEG, True))
    is_(told.at(21), AgentState.ON_HOLD, 20, 4)
    assert told.at(21).hold_ms == 0
    told.tell(Hold(t(23.5), LEG, False))
    now = told.at(24)
    is_(now, AgentState.TALKING, 14.01, 5)
    assert now.hold_ms == 3500
    told.tell(Hold(t(26), LEG, True), *hung_up(30))
    assert told.machine.hold_ms(AGENT, "c1") == 3500 + 4010


def test_a_line_on_hold_is_held_by_the_other_side() -> None:
    told = on_a_call(member(20, Line.HELD))
    now = told.at(21)
    is_(now, AgentState.TALKING, 14.01, 5)
    assert "the other side holds the call" in now.why


def test_the_customers_hold_is_not_the_agents() -> None:
    assert on_a_call(Hold(t(20), "c1", True)).at(21).state is AgentState.TALKING


def test_consulting_is_hold_and_a_second_channel() -> None:
    told = on_a_call(
        Hold(t(20), LEG, True), ChannelSeen(t(21), "c2", "c2", Phase.DIALING, PHONE, Direction.OUTBOUND, "1002")
    )
    now = told.at(22)
    is_(now, AgentState.CONSULTING, 21, 3)
    assert (now.call_key, now.queue) == ("c1", "sales")
    told.tell(ChannelSeen(t(23), "c2", "c2", Phase.UP, PHONE))
    is_(told.at(24), AgentState.CONSULTING, 21, 3)
    told.tell(ChannelGone(t(26), "c2"))
    is_(told.at(26.5), AgentState.ON_HOLD, 20, 4)


def test_a_second_call_that_rings_is_no_consulting() -> None:
    told = on_a_call(Hold(t(20), LEG, True), ChannelSeen(t(21), "c2", "c2", Phase.RINGING, PHONE))
    assert told.at(22).state is AgentState.ON_HOLD


def test_attended_transfer_ends_the_agents_part() -> None:
    told = on_a_call(
        Hold(t(20), LEG, True),
        ChannelSeen(t(21), "c2", "c2", Phase.DIALING, PHONE, Direction.OUTBOUND, "1002"),
        ChannelSeen(t(22), "c2", "c2", Phase.UP, PHONE),
        BridgeEntered(t(22.1), "c2", "b2"),
        BridgeEntered(t(22.2), "colleague", "b2"),
        BridgeLeft(t(25), LEG, "b-c1"),
        BridgeLeft(t(25.01), "c2", "b2"),
        BridgeEntered(t(25.02), "colleague", "b-c1"),
        Completed(t(25.03), AGENT, "c1"),
        ChannelGone(t(25.04), LEG),
        ChannelGone(t(25.05), "c2"),
        member(25.06, last_call=25),
    )
    is_(told.at(26), AgentState.READY, 25.06, 11)


def test_a_conference_is_three_people() -> None:
    told = on_a_call(BridgeEntered(t(20), "helper", "b-c1", person=False))
    assert told.at(21).state is AgentState.TALKING
    told.tell(BridgeEntered(t(22), "third", "b-c1"))
    now = told.at(23)
    is_(now, AgentState.CONFERENCE, 22, 2)
    assert now.call_key == "c1"
    told.tell(BridgeLeft(t(24), "third", "b-c1"))
    is_(told.at(25), AgentState.TALKING, 14.01, 5)


def test_moved_into_a_conference_room() -> None:
    told = on_a_call()
    for at, channel in ((20.0, "c1"), (20.1, LEG)):
        told.tell(BridgeLeft(t(at), channel, "b-c1"), BridgeEntered(t(at + 0.05), channel, "room"))
    told.tell(BridgeEntered(t(20.2), "announcer", "room", person=False))
    is_(told.at(21), AgentState.TALKING, 14.01, 5)
    told.tell(BridgeEntered(t(22), "third", "room"))
    is_(told.at(23), AgentState.CONFERENCE, 22, 2)


def test_a_detour_joins_two_bridges() -> None:
    told = Story()
    told.tell(
        Offered(t(10), AGENT, "sales", "c1", "c1", "13812345678", "local1"),
        ChannelSeen(t(10), "local1", "c1", Phase.RINGING),
        ChannelSeen(t(10), "local2", "c1", Phase.UP),
        ChannelSeen(t(10.1), LEG, "c1", Phase.RINGING, PHONE),
        ChannelSeen(t(14), LEG, "c1", Phase.UP, PHONE),
        BridgeEntered(t(14.1), "local2", "inner", person=False, joins="local"),
        BridgeEntered(t(14.2), LEG, "inner"),
        Connected(t(14.3), AGENT, "sales", "c1", "c1", "13812345678", "local1"),
        BridgeEntered(t(14.4), "local1", "outer", person=False, joins="local"),
        BridgeEntered(t(14.5), "c1", "outer"),
        member(14.6, Line.IN_USE),
    )
    is_(told.at(15), AgentState.TALKING, 14.3, 5)
    told.tell(BridgeEntered(t(16), "third", "outer"))
    is_(told.at(17), AgentState.CONFERENCE, 16, 2)


def test_a_detour_that_is_optimised_away_leaves_the_call_standing() -> None:
    told = Story()
    told.tell(
        Offered(t(10), AGENT, "sales", "c1", "c1", "", "local1"),
        ChannelSeen(t(10.1), LEG, "c1", Phase.RINGING, PHONE),
        ChannelSeen(t(14), LEG, "c1", Phase.UP, PHONE),
        Connected(t(14.1), AGENT, "sales", "c1", "c1", "", "local1"),
        BridgeEntered(t(14.2), LEG, "b"),
        BridgeEntered(t(14.2), "local1", "b", person=False),
        ChannelGone(t(14.5), "local1"),
        ChannelGone(t(14.5), "local2"),
    )
    is_(told.at(16), AgentState.TALKING, 14.1, 5)
    told.tell(Hold(t(17), LEG, True))
    is_(told.at(18), AgentState.ON_HOLD, 17, 4)


def test_a_detour_to_nobody_knows_where_holds_by_what_is_linked() -> None:
    told = Story(member(0, Line.FREE, device=""))
    told.tell(
        Offered(t(10), AGENT, "sales", "c1", "c1", "", "local1"),
        ChannelSeen(t(10), "local1", "c1", Phase.RINGING),
        ChannelSeen(t(10.1), "phone", "c1", Phase.RINGING, "PJSIP/77"),
        Connected(t(14), AGENT, "sales", "c1", "c1", "", "local1"),
        ChannelSeen(t(14), "phone", "c1", Phase.UP, "PJSIP/77"),
        BridgeEntered(t(14.1), "phone", "b"),
        ChannelGone(t(14.5), "local1"),
    )
    is_(told.at(20), AgentState.TALKING, 14, 5)
    told.tell(Hold(t(21), "phone", True))
    is_(told.at(22), AgentState.ON_HOLD, 21, 4)


def test_after_a_take_over_the_agents_own_hang_up_counts() -> None:
    told = on_a_call(
        BridgeLeft(t(30), "c1", "b-c1"),
        BridgeLeft(t(30.01), LEG, "b-c1"),
        ChannelGone(t(30.02), LEG),
        member(30.03),
    )
    is_(told.at(31), AgentState.READY, 30.03, 11)
    told.tell(Completed(t(90), AGENT, "c1"), ChannelGone(t(90), "c1"))
    is_(told.at(91), AgentState.READY, 30.03, 11)


def test_an_own_call_is_talk_with_its_direction() -> None:
    told = Story()
    told.tell(
        ChannelSeen(t(10), "o1", "o1", Phase.DIALING, PHONE, Direction.OUTBOUND, "13900001111"),
        member(10.1, Line.IN_USE),
    )
    now = told.at(11)
    is_(now, AgentState.TALKING, 10, 7)
    assert (now.direction, now.other_number, now.queue) == (Direction.OUTBOUND, "139****1111", "")
    told.tell(Hold(t(12), "o1", True))
    is_(told.at(13), AgentState.ON_HOLD, 12, 4)
    told.tell(ChannelGone(t(15), "o1"), member(15.1))
    is_(told.at(16), AgentState.READY, 15.1, 11)


def test_a_colleagues_call_rings_and_counts_from_the_answer() -> None:
    told = Story()
    told.tell(ChannelSeen(t(10), "i1", "i1", Phase.RINGING, PHONE, Direction.INTERNAL, "1002"))
    is_(told.at(11), AgentState.RINGING, 10, 6)
    told.tell(ChannelSeen(t(13), "i1", "i1", Phase.UP, PHONE, Direction.INTERNAL, "1002"))
    now = told.at(14)
    is_(now, AgentState.TALKING, 13, 7)
    assert now.direction is Direction.INTERNAL


def test_a_line_in_use_of_which_nothing_else_is_known_is_busy() -> None:
    told = Story()
    told.tell(member(10, Line.IN_USE))
    now = told.at(11)
    is_(now, AgentState.BUSY, 10, 7)
    assert now.reason == ON_THE_PHONE


def test_no_phone_there() -> None:
    told = Story()
    told.tell(LineSeen(t(10), PHONE, Line.OFFLINE))
    now = told.at(11)
    is_(now, AgentState.BUSY, 10, 10)
    assert now.reason == PHONE_OFFLINE
    told.tell(LineSeen(t(20), PHONE, Line.FREE))
    is_(told.at(21), AgentState.READY, 20, 11)


def test_a_line_that_cannot_be_told_is_not_ready() -> None:
    assert Story(member(0, Line.UNKNOWN)).at(1).state is AgentState.UNKNOWN
    assert Story(member(0, None)).at(1).state is AgentState.UNKNOWN


def test_help_comes_on_top() -> None:
    told = on_a_call(Help(t(20), AGENT, True))
    now = told.at(21)
    assert (now.state, now.help) == (AgentState.TALKING, True)
    told.tell(Help(t(22), AGENT, False))
    assert not told.at(23).help
