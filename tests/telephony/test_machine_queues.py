"""Queues in the decision table: signing on and off, pauses, wrap-up, and the system's own clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.floor import FORCED_SIGN_OFF, AgentState
from console.telephony.facts import (
    Line,
    LineSeen,
    LinkLost,
    MemberGone,
    Paused,
)
from tests.telephony.floor_story import AGENT, PHONE, Story, answered, hung_up, is_, member, on_a_call, ringing, t


def test_taken_out_during_a_call_leaves_after_it() -> None:
    told = on_a_call(MemberGone(t(20), AGENT, "sales"))
    now = told.at(21)
    is_(now, AgentState.TALKING, 14.01, 5)
    assert now.next_state is AgentState.SIGNED_OFF
    told.tell(*hung_up(30)[:-1], LineSeen(t(30.05), PHONE, Line.FREE))
    is_(told.at(31), AgentState.SIGNED_OFF, 30, 1, within_s=0.05)


def test_signed_off_and_on() -> None:
    told = Story()
    told.tell(MemberGone(t(5), AGENT, "sales"))
    is_(told.at(6), AgentState.SIGNED_OFF, 5, 1)
    told.tell(member(8))
    is_(told.at(9), AgentState.READY, 8, 11)


def test_in_one_of_two_queues_is_signed_on() -> None:
    told = Story(member(0), member(0, queue="help"))
    told.tell(MemberGone(t(5), AGENT, "sales"))
    is_(told.at(6), AgentState.READY, 0, 11)


def test_whoever_comes_into_a_queue_or_leaves_one_does_on_what_they_did() -> None:
    """Alone the other queue would say since 5: there its member came."""
    told = Story()
    assert told.at(1).queues == ("sales",)
    (now,) = told.machine.apply(member(5, queue="help"))
    assert now.queues == ("help", "sales")
    is_(now, AgentState.READY, 0, 11)
    (now,) = told.machine.apply(MemberGone(t(8), AGENT, "sales"))
    assert now.queues == ("help",)
    is_(now, AgentState.READY, 0, 11)
    is_(told.at(20), AgentState.READY, 0, 11)
    told.tell(MemberGone(t(21), AGENT, "help"))
    now = told.at(22)
    is_(now, AgentState.SIGNED_OFF, 21, 1)
    assert now.queues == ()
    told.tell(member(30, queue="help"))
    is_(told.at(31), AgentState.READY, 30, 11)


def test_away_goes_on_whatever_queue_is_left() -> None:
    told = Story(member(0), member(0, queue="help"))
    told.tell(Paused(t(4), AGENT, "sales", True, "lunch"), Paused(t(5), AGENT, "help", True, "lunch"))
    for fact in (MemberGone(t(9), AGENT, "help"), member(12, queue="more", paused=True, reason="lunch")):
        (now,) = told.machine.apply(fact)
        is_(now, AgentState.AWAY, 5, 9)
    assert now.queues == ("more", "sales")
    told.tell(Paused(t(15), AGENT, "sales", True, "rest"))
    now = told.at(16)
    is_(now, AgentState.AWAY, 15, 9)
    assert now.reason == "rest"


def test_a_pause_in_a_queue_leaves_nobody_out_of_it() -> None:
    told = Story(member(0), member(0, queue="help"))
    told.tell(Paused(t(5), AGENT, "help", True, "lunch"))
    assert told.at(6).queues == ("help", "sales")
    told.tell(Paused(t(7), AGENT, "sales", True, "lunch"))
    now = told.at(8)
    assert (now.state, now.queues) == (AgentState.AWAY, ("help", "sales"))


def test_who_is_out_of_sight_was_last_known_in_these_queues() -> None:
    told = Story(member(0), member(0, queue="help"))
    told.tell(LinkLost(t(3)))
    now = told.at(4)
    assert (now.state, now.queues) == (AgentState.UNKNOWN, ("help", "sales"))
    told.read(member(9, queue="more"), at=9)
    now = told.at(10)
    assert (now.state, now.queues) == (AgentState.READY, ("more",))


def test_a_pause_during_a_call_comes_next() -> None:
    told = on_a_call(Paused(t(20), AGENT, "sales", True, "Lunch"))
    now = told.at(21)
    is_(now, AgentState.TALKING, 14.01, 5)
    assert (now.next_state, now.next_reason) == (AgentState.AWAY, "meal")
    told.tell(
        *hung_up(30)[:-1],
        replace(member(30.05, last_call=30, paused=True, reason="Lunch", paused_at=20), line=Line.FREE),
    )
    now = told.at(31)
    is_(now, AgentState.AWAY, 30, 9, within_s=0.05)
    assert now.reason == "meal"


def test_a_pause_while_it_rings_comes_next() -> None:
    told = Story()
    told.tell(*ringing(10), Paused(t(11), AGENT, "sales", True, ""))
    now = told.at(12)
    assert (now.state, now.next_state) == (AgentState.RINGING, AgentState.BUSY)


@pytest.mark.parametrize(
    ("reason", "state", "shown"),
    [
        ("", AgentState.BUSY, ""),
        ("Toner change", AgentState.BUSY, "Toner change"),
        ("rest", AgentState.AWAY, "rest"),
        ("  LUNCH ", AgentState.AWAY, "meal"),
        ("培训", AgentState.AWAY, "training"),
        ("meeting", AgentState.AWAY, "meeting"),
        ("other", AgentState.AWAY, "other"),
        ("ACW", AgentState.AFTER_CALL, ""),
        ("Wrap-up", AgentState.AFTER_CALL, ""),
        ("Forced logout", AgentState.SIGNED_OFF, FORCED_SIGN_OFF),
    ],
)
def test_what_a_pause_means(reason: str, state: AgentState, shown: str) -> None:
    told = Story()
    told.tell(Paused(t(5), AGENT, "sales", True, reason))
    now = told.at(6)
    is_(now, state, 5, 9)
    assert now.reason == shown
    told.tell(Paused(t(8), AGENT, "sales", False, reason))
    is_(told.at(9), AgentState.READY, 8, 11)


def test_paused_in_one_queue_is_ready_with_a_remark() -> None:
    told = Story(member(0), member(0, queue="help"))
    told.tell(Paused(t(5), AGENT, "help", True, "lunch"))
    now = told.at(6)
    is_(now, AgentState.READY, 0, 11)
    assert now.why.endswith("paused in help")
    told.tell(Paused(t(7), AGENT, "sales", True, "lunch"))
    is_(told.at(8), AgentState.AWAY, 7, 9)


def test_a_pause_found_in_a_listing_began_when_the_system_says() -> None:
    told = Story(member(0, paused=True, reason="lunch", paused_at=-300))
    is_(told.at(1), AgentState.AWAY, -300, 9, within_s=1)


def test_wrap_up_runs_from_the_last_call_in_the_systems_clock() -> None:
    told = Story(member(0, last_call=-3), wrap_up_s={"sales": 8})
    is_(told.at(1), AgentState.AFTER_CALL, -3, 8)
    is_(told.at(4.9), AgentState.AFTER_CALL, -3, 8)
    is_(told.at(5.1), AgentState.READY, 5, 11)


def test_wrap_up_of_the_member_goes_before_the_queues() -> None:
    told = Story(member(0, last_call=-3, wrap_up_s=20), wrap_up_s={"sales": 8})
    assert told.at(16).state is AgentState.AFTER_CALL
    assert told.at(17.1).state is AgentState.READY


def test_wrap_up_after_a_call_that_was_heard() -> None:
    told = on_a_call(wrap_up_s={"sales": 8})
    told.tell(*hung_up(30.4))
    now = told.at(31)
    is_(now, AgentState.AFTER_CALL, 30.4, 8, within_s=0.05)
    assert (now.queue, now.call_key) == ("sales", "c1")
    assert told.machine.due_at() is not None
    is_(told.at(38.1), AgentState.READY, 38, 11)  # the system counts whole seconds


def test_wrap_up_by_queue() -> None:
    told = Story(member(0), member(0, queue="help"), wrap_up_s={"help": 30})
    told.tell(*ringing(10), *answered(14), *hung_up(20))
    assert told.at(21).state is AgentState.READY  # shared_lastcall=no: the other queue knows of no call
    told.tell(member(21, queue="help", last_call=20))
    assert told.at(22).state is AgentState.AFTER_CALL


def test_released_does_not_end_wrap_up_but_taken_out_and_in_does() -> None:
    told = on_a_call(*hung_up(30), wrap_up_s={"sales": 60})
    told.tell(Paused(t(31), AGENT, "sales", True, ""), Paused(t(32), AGENT, "sales", False, ""))
    assert told.at(33).state is AgentState.AFTER_CALL
    told.tell(MemberGone(t(34), AGENT, "sales"), member(34.1))
    is_(told.at(35), AgentState.READY, 34.1, 11)


def test_paused_in_wrap_up_is_away() -> None:
    told = on_a_call(*hung_up(30), Paused(t(31), AGENT, "sales", True, "rest"), wrap_up_s={"sales": 60})
    is_(told.at(32), AgentState.AWAY, 31, 9)
