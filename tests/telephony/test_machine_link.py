"""What the state machine makes of a link that comes and goes, of listings, and of silence."""

from __future__ import annotations

from console.domain.floor import AgentState
from console.telephony.facts import (
    ChannelSeen,
    Heard,
    Known,
    Line,
    LinkLost,
    LinkUp,
    ListBegins,
    ListEnds,
    Listing,
    Phase,
)
from console.telephony.machine import Machine
from console.telephony.rules import SiteRules
from tests.telephony.floor_story import AGENT, LEG, PHONE, Story, answered, hung_up, is_, member, on_a_call, ringing, t


def test_lost_and_back_in_a_call() -> None:
    told = on_a_call()
    told.machine.apply(LinkLost(t(20)))
    now = told.machine.agents()[AGENT]
    assert (now.state, now.since) == (AgentState.UNKNOWN, t(20))
    assert told.at(60).state is AgentState.UNKNOWN
    told.read(member(70, Line.IN_USE), at=70, channels=[ChannelSeen(t(14), LEG, "c1", Phase.UP, PHONE)])
    is_(told.at(71), AgentState.TALKING, 14, 7)


def test_unknown_until_both_listings_are_through() -> None:
    told = on_a_call()
    told.tell(LinkUp(t(20)), Heard(t(20)), ListBegins(t(20), Listing.MEMBERS), member(20))
    assert told.at(20.1).state is AgentState.UNKNOWN
    told.tell(ListEnds(t(20.2), Listing.MEMBERS))
    assert told.at(20.3).state is AgentState.UNKNOWN
    told.tell(ListBegins(t(20.4), Listing.CHANNELS), ListEnds(t(20.5), Listing.CHANNELS))
    assert told.at(20.6).state is AgentState.READY


def test_silence_makes_unknown_and_news_bring_it_back() -> None:
    told = Story()
    assert told.machine.tick(t(5)) == ()
    (now,) = told.machine.tick(t(5.1))
    assert (now.state, now.since) == (AgentState.UNKNOWN, t(0))
    (now,) = told.machine.apply(Heard(t(6)))
    is_(now, AgentState.READY, 0, 11)


def test_a_listing_ends_what_was_not_told_to_end() -> None:
    told = on_a_call()
    told.tell(
        ListBegins(t(60), Listing.CHANNELS),
        ListEnds(t(60), Listing.CHANNELS),
        member(60.1),
    )
    is_(told.at(61), AgentState.READY, 60.1, 11)
    told.tell(ListBegins(t(62), Listing.MEMBERS), ListEnds(t(62), Listing.MEMBERS))
    is_(told.at(63), AgentState.SIGNED_OFF, 62, 1)


def test_a_listing_does_not_undo_what_came_while_it_was_read() -> None:
    told = Story()
    told.tell(ListBegins(t(10), Listing.CHANNELS), *ringing(10), *answered(14), ListEnds(t(15), Listing.CHANNELS))
    assert told.at(16).state is AgentState.TALKING


def test_an_agent_in_no_queue_is_signed_off() -> None:
    told = Story()
    told.tell(Known(t(1), "1009", ("PJSIP/1009",)))
    assert told.machine.agents()["1009"].state is AgentState.SIGNED_OFF


def test_a_phone_that_changes_hands() -> None:
    told = on_a_call()
    told.tell(member(20, Line.IN_USE, agent="1002"))
    assert told.machine.agents()["1002"].state is AgentState.TALKING


def test_what_is_long_over_is_forgotten_and_leaves_its_mark() -> None:
    told = on_a_call(*hung_up(30), wrap_up_s={"sales": 600})
    for minute in range(1, 5):
        told.at(30 + 60 * minute)
    now = told.at(300)
    is_(now, AgentState.AFTER_CALL, 30, 8, within_s=0.05)
    assert now.call_key == "c1"
    assert told.machine.hold_ms(AGENT, "c1") is None


def test_an_unread_clock_of_the_system_makes_nobody_ready_too_early() -> None:
    machine = Machine(SiteRules(wrap_up_s={"sales": 8}))
    for fact in (
        LinkUp(t(0)),
        ListBegins(t(0), Listing.MEMBERS),
        member(0, last_call=-3),
        ListEnds(t(0), Listing.MEMBERS),
        ListBegins(t(0), Listing.CHANNELS),
        ListEnds(t(0), Listing.CHANNELS),
    ):
        machine.apply(fact)
    assert machine.agents()[AGENT].state is AgentState.AFTER_CALL
    machine.apply(Heard(t(8.1)))
    machine.tick(t(8.1))
    assert machine.agents()[AGENT].state is AgentState.READY
