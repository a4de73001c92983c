"""What must hold of the state machine whatever arrives: late, twice, in part, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.calls import Direction
from console.domain.floor import ON_CALL, AgentNow, AgentState
from console.telephony.evidence import SETTLE
from console.telephony.facts import (
    BridgeEntered,
    BridgeLeft,
    ChannelGone,
    ChannelSeen,
    Completed,
    Connected,
    Fact,
    Heard,
    Hold,
    Line,
    LinkLost,
    Member,
    MemberGone,
    Offered,
    Paused,
    Phase,
)
from console.telephony.rules import RULES, Evidence, Ringing, Talk, comes_next, decide
from tests.telephony.floor_story import AGENT, LEG, PHONE, Story, answered, hung_up, member, ringing, t

WHOLE_CALL: tuple[Fact, ...] = (
    *ringing(10),
    *answered(14),
    Hold(t(18), LEG, True),
    ChannelSeen(t(19), "c2", "c2", Phase.DIALING, PHONE, Direction.OUTBOUND, "1002"),
    ChannelSeen(t(20), "c2", "c2", Phase.UP, PHONE, Direction.OUTBOUND, "1002"),
    BridgeEntered(t(20.1), "c2", "b2"),
    ChannelGone(t(23), "c2"),
    Hold(t(24), LEG, False),
    Paused(t(25), AGENT, "sales", True, "rest"),
    Paused(t(26), AGENT, "sales", False, "rest"),
    BridgeEntered(t(27), "third", "b-c1"),
    BridgeLeft(t(28), "third", "b-c1"),
    *hung_up(30),
)
ENDS_AT = 30.0
SIGNS = (Offered, Connected, ChannelSeen)


def is_sign(fact: Fact) -> bool:
    """Whether a fact alone tells that this agent's phone is taken."""
    if isinstance(fact, ChannelSeen):
        return fact.channel == LEG
    if isinstance(fact, Member):
        return fact.line in (Line.IN_USE, Line.RINGING)
    return isinstance(fact, SIGNS)


def plain(now: AgentNow) -> AgentNow:
    return replace(now, as_of=t(0))


def all_states(story: Story, until: float) -> list[AgentState]:
    """What is said from now on, when nothing more is told and the link stands."""
    seen = [story.machine.agents()[AGENT].state]
    at = until
    for _ in range(12):
        at += 0.5
        seen.append(story.at(at).state)
    return seen


@given(st.integers(0, len(WHOLE_CALL)), st.data())
@settings(max_examples=300, deadline=None)
def test_never_ready_while_a_call_is_live_whatever_is_lost_late_or_told_twice(cut: int, data: st.DataObject) -> None:
    told = [fact for fact in WHOLE_CALL[:cut] if fact.at < t(ENDS_AT)]
    kept = [fact for fact in told if data.draw(st.booleans())]
    if not any(is_sign(fact) for fact in kept):
        return
    arriving = data.draw(st.permutations(kept + kept[: data.draw(st.integers(0, len(kept)))]))
    story = Story(wrap_up_s={"sales": 8})
    begun = False
    for fact in arriving:
        story.machine.apply(fact)
        begun = begun or is_sign(fact)
        if begun:
            assert story.machine.agents()[AGENT].state is not AgentState.READY
    assert AgentState.READY not in all_states(story, (told[-1].at - t(0)).total_seconds())


@given(st.randoms(use_true_random=False), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_the_same_facts_in_any_order_and_twice_end_in_the_same_state(random: Random, twice: int) -> None:
    in_order = Story(wrap_up_s={"sales": 8})
    in_order.tell(*WHOLE_CALL)
    facts = [*WHOLE_CALL, *random.choices(WHOLE_CALL, k=twice * 5)]
    random.shuffle(facts)
    shuffled = Story(wrap_up_s={"sales": 8})
    shuffled.tell(*facts)
    for at in (30.5, 37.9, 38.5):
        assert plain(shuffled.at(at)) == plain(in_order.at(at))
    assert shuffled.at(39).state is AgentState.READY
    assert shuffled.machine.hold_ms(AGENT, "c1") == in_order.machine.hold_ms(AGENT, "c1") == 6000


@given(st.integers(1, len(WHOLE_CALL)), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_any_beginning_of_a_call_in_any_order_is_the_same(cut: int, random: Random) -> None:
    beginning = list(WHOLE_CALL[:cut])
    in_order, shuffled = Story(), Story()
    in_order.tell(*beginning)
    random.shuffle(beginning)
    shuffled.tell(*beginning)
    at = (max(fact.at for fact in beginning) - t(0)).total_seconds() + 0.001
    assert plain(shuffled.at(at)) == plain(in_order.at(at))


QUEUES = ("sales", "help", "more")


@given(st.lists(st.sampled_from(QUEUES), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_coming_and_going_in_any_order_ends_in_the_same_queues(moves: list[str], random: Random) -> None:
    """And as long as one is left, what the agent does goes on."""
    in_order, shuffled, serves, since = Story(), Story(), {"sales"}, 0
    facts: list[Fact] = []
    for at, queue in enumerate(moves, 1):
        was_on = bool(serves)
        facts.append(MemberGone(t(at), AGENT, queue) if queue in serves else member(at, queue=queue))
        serves ^= {queue}
        since = since if bool(serves) is was_on else at
        (now,) = in_order.machine.apply(facts[-1])
        assert (now.state, now.since) == (AgentState.READY if serves else AgentState.SIGNED_OFF, t(since))
        assert now.queues == tuple(sorted(serves))
    random.shuffle(facts)
    shuffled.tell(*facts)
    one, other = in_order.at(20), shuffled.at(20)
    assert (one.state, one.queues) == (other.state, other.queues)


@given(st.lists(st.sampled_from(WHOLE_CALL), max_size=30), st.floats(5.001, 600))
@settings(deadline=None)
def test_nobody_is_anything_but_unknown_on_stale_news(facts: list[Fact], silent_s: float) -> None:
    story = Story()
    story.tell(*facts)
    last = max([t(0), *(fact.at for fact in facts)])
    story.machine.tick(last + timedelta(seconds=silent_s))
    assert {now.state for now in story.machine.agents().values()} == {AgentState.UNKNOWN}


@given(st.lists(st.sampled_from(WHOLE_CALL), max_size=30), st.lists(st.sampled_from(WHOLE_CALL), max_size=10))
@settings(deadline=None)
def test_a_lost_link_makes_everybody_unknown_whatever_else_arrives(before: list[Fact], after: list[Fact]) -> None:
    story = Story()
    story.tell(*before, LinkLost(t(40)), *after, Heard(t(41)))
    assert story.at(41.5).state is AgentState.UNKNOWN


@given(st.lists(st.sampled_from(WHOLE_CALL), max_size=40))
@settings(deadline=None)
def test_what_was_told_is_what_a_fresh_look_finds(facts: list[Fact]) -> None:
    """Nobody who is concerned by a fact is left out: looking at everybody again changes nothing."""
    story = Story()
    for fact in facts:
        story.machine.apply(fact)
    story.machine.tick(max([t(0), *(fact.at for fact in facts)]))  # what ends by itself
    assert story.machine._tell(list(story.machine.agents())) == ()


@given(st.lists(st.sampled_from([PHONE, "SIP/2", "IAX2/3", ""]), min_size=1, max_size=4), st.data())
@settings(deadline=None)
def test_strange_facts_of_strange_agents_hurt_nobody(devices: list[str], data: st.DataObject) -> None:
    story = Story()
    words = st.sampled_from(["", "c1", LEG, "b-c1", "<b>1001</b>", "x" * 300])
    for device in devices:
        at = t(data.draw(st.floats(-1e6, 1e6)))
        story.tell(
            ChannelSeen(at, data.draw(words), data.draw(words), data.draw(st.sampled_from(Phase)), device),
            BridgeEntered(at, data.draw(words), data.draw(words), data.draw(st.booleans()), data.draw(words)),
            MemberGone(at, data.draw(words), data.draw(words)),
            Completed(at, data.draw(words), data.draw(words)),
            replace(member(0), last_call_switch_s=data.draw(st.integers(-(2**62), 2**62)), device=device),
        )
    assert story.at(1e7).agent_number == AGENT


moments = st.integers(0, 60).map(t)
maybe = st.none() | moments
evidences = st.builds(
    Evidence,
    signed_on_at=maybe,
    signed_off_at=maybe,
    talk=st.none() | st.builds(Talk, st.just("k"), moments, st.booleans(), held_since=maybe),
    conference_since=maybe,
    second_since=maybe,
    ringing=st.none() | st.builds(Ringing, moments),
    line=st.none() | st.sampled_from(Line),
    line_since=maybe,
    wrap_since=maybe,
    wrap_until=maybe,
    last=st.none() | st.builds(Talk, st.just("k"), moments, st.just(True)),
    paused_since=maybe,
    pause_meaning=st.sampled_from([(AgentState.AWAY, "rest"), (AgentState.BUSY, ""), (AgentState.AFTER_CALL, "")]),
    free_since=maybe,
    ready_since=maybe,
)


@given(evidences, moments)
def test_ready_needs_a_queue_a_free_line_and_nothing_else_going_on(seen: Evidence, at: datetime) -> None:
    found = decide(seen, at)
    if found.state is AgentState.READY:
        assert seen.signed_on
        assert seen.line is Line.FREE
        assert (seen.talk, seen.ringing, seen.paused_since, seen.conference_since) == (None, None, None, None)
        assert seen.wrap_until is None or seen.wrap_since is None or at >= seen.wrap_until
    if seen.signed_on and seen.talk is not None:
        assert found.state in ON_CALL
    if comes_next(seen, found)[0] is not None:
        assert found.state in ON_CALL | {AgentState.RINGING}


@given(evidences, moments)
def test_the_first_rule_that_finds_something_decides(seen: Evidence, at: datetime) -> None:
    found = [one for rule in RULES if (one := rule(seen, at)) is not None]
    assert decide(seen, at) == found[0]


def test_every_state_is_reached() -> None:
    talk, now = Talk("k", t(1), True), t(30)
    on = Evidence(signed_on_at=t(0), line=Line.FREE)
    reached = {
        decide(seen, now).state
        for seen in (
            Evidence(),
            on,
            replace(on, ringing=Ringing(t(1))),
            replace(on, talk=talk),
            replace(on, talk=replace(talk, held_since=t(2))),
            replace(on, talk=replace(talk, held_since=t(2)), second_since=t(3)),
            replace(on, talk=talk, conference_since=t(3)),
            replace(on, wrap_since=t(20), wrap_until=t(40)),
            replace(on, paused_since=t(3)),
            replace(on, paused_since=t(3), pause_meaning=(AgentState.AWAY, "rest")),
            replace(on, line=None),
        )
    }
    assert reached == set(AgentState)


def test_settling_is_shorter_than_staleness() -> None:
    assert timedelta(seconds=5) > SETTLE
