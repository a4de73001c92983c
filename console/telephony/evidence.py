"""What is known of one agent, put as the decision table asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.floor import AgentState
from console.domain.floor_why import Why
from console.telephony.facts import Line, Phase
from console.telephony.known import Agent, Call, Channel, Membership, line_rank
from console.telephony.rules import Evidence, Ringing, SiteRules, Talk
from console.telephony.timeline import Timeline
from console.telephony.world import World

SETTLE = timedelta(seconds=2)
"""Events of one happening arrive within this; only then is one of them missed."""

_IN_USE = (Line.IN_USE, Line.BUSY, Line.HELD)
_RINGS = (Line.RINGING, Line.RINGING_IN_USE)
_SAME_SECOND = timedelta(seconds=2)
_RINGS_AT_LEAST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _CallSeen:
    """A queue's call as its facts together tell it."""

    call: Call
    legs: tuple[Channel, ...]
    connected_at: datetime | None
    ended_at: datetime | None
    told: Why

    @property
    def offered(self) -> bool:
        """Whether it still waits for an answer."""
        return self.call.offered_at is not None and self.connected_at is None and self.ended_at is None

    @property
    def live(self) -> bool:
        """Whether agent and caller are connected."""
        return self.connected_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class _LineSeen:
    """The device that speaks for the agent."""

    line: Line | None = None
    since: datetime | None = None
    changed_at: datetime | None = None
    told_at: datetime | None = None


def gather(agent: Agent, world: World, rules: SiteRules, at: datetime) -> tuple[Evidence, datetime | None]:
    """The evidence at `at`, and when it changes by itself if nothing more is told."""
    line = _line(agent, world.lines)
    members = [member for member in agent.members.values() if member.present.value]
    calls = [_call(call, agent, world, line, at) for call in agent.calls.values()]
    free_at = _latest(agent.free_at, *(_freed(channel) for channel in agent.channels.values()), *map(_over, calls))
    last = _last(agent, calls)
    talk, legs = _talk(agent, calls, world, at)
    hung_up = _hung_up(agent, calls)
    if talk is None:
        talk, legs = _ending(calls, hung_up, line, at)
    wrap_since, wrap_until = _wrap(members, last, world, rules)
    paused = [member for member in members if (member.paused.value or (False, ""))[0]]
    paused_since, meaning = _pause(paused, rules) if members and len(paused) == len(members) else (None, None)
    signed_on_at = min((m.present.since for m in members if m.present.since), default=None)
    seen = Evidence(
        signed_on_at=signed_on_at,
        signed_off_at=_latest(*(m.present.since for m in agent.members.values() if not m.present.value))
        or world.settled_at,
        talk=talk,
        conference_since=_conference(agent, legs, world),
        second_since=_second(agent, legs, calls),
        ringing=_ringing(agent, calls, line),
        line=line.line,
        line_since=line.since,
        wrap_since=wrap_since,
        wrap_until=wrap_until,
        last=last,
        paused_since=paused_since,
        pause_meaning=meaning or rules.meaning(""),
        paused_in=tuple(sorted(member.queue for member in paused)),
        queues=tuple(sorted(member.queue for member in members)),
        free_since=free_at,
        ready_since=_latest(
            signed_on_at,
            free_at,
            wrap_until,
            line.changed_at,
            _released(members),
        ),
    )
    later = [wrap_until, *(_settles(one, line) for one in calls)]
    if hung_up is not None and hung_up.gone_at is not None:
        later.append(hung_up.gone_at + SETTLE)
    return seen, min((moment for moment in later if moment is not None and moment > at), default=None)


def over(agent: Agent, world: World, at: datetime) -> list[tuple[str, datetime, Talk | None]]:
    """The calls that have ended: key, when, and what they were if anybody talked."""
    line = _line(agent, world.lines)
    calls = [_call(call, agent, world, line, at) for call in agent.calls.values()]
    return [(one.call.key, one.ended_at, _last_of(one)) for one in calls if one.ended_at is not None]


def held_ms(agent: Agent, key: str, world: World, at: datetime) -> int | None:
    """How long the agent has kept a call on hold by `at`; None for a call that is not known, or had no answer."""
    call = agent.calls.get(key)
    one = _call(call, agent, world, _line(agent, world.lines), at) if call is not None else None
    if one is None or one.connected_at is None:
        return None
    begin, end = one.connected_at, one.ended_at or at
    return sum(leg.held.spent_ms(True, begin, min(end, leg.gone_at or end)) for leg in one.legs)


def _line(agent: Agent, lines: Mapping[str, Timeline[Line]]) -> _LineSeen:
    told = [lines[device] for device in agent.devices if device in lines]
    if not told:
        return _LineSeen()
    one = max(told, key=lambda line: line_rank(line.value))
    return _LineSeen(one.value, one.since, one.changed_at, one.told_at)


def _call(call: Call, agent: Agent, world: World, line: _LineSeen, at: datetime) -> _CallSeen:
    """A call's answer and end, whichever of their signs have arrived."""
    legs = _legs(call, agent, world, call.offered_at or call.connected_at)
    connected_at, told = call.connected_at, Why.CONNECTED
    if call.offered_at and connected_at is not None and connected_at < call.offered_at:
        connected_at = None  # the same caller is offered to the same agent once more
    if connected_at is None:
        connected_at = min((leg.bridged_at for leg in legs if leg.bridged_at), default=None)
        told = Why.ONE_CONVERSATION
    answered_at = line.since if line.line in _IN_USE and not legs else None
    if connected_at is None and call.offered_at and answered_at and call.offered_at < answered_at <= at - SETTLE:
        connected_at, told = answered_at, Why.LINE_SINCE_OFFER
    ends = [
        moment
        for moment in (call.completed_at, call.refused_at if connected_at is None else None)
        if moment is not None and moment >= (_latest(call.offered_at, call.connected_at) or moment)
    ]
    gone = [leg.gone_at for leg in legs]
    if gone and all(gone):
        ends.append(max(moment for moment in gone if moment))
    bridged = [leg for leg in legs if leg.bridged_at]
    left = [leg.unbridged_at for leg in bridged]
    if left and all(left):
        ends.append(max(moment for moment in left if moment))
    if connected_at is None and call.offered_at and not legs and line.line is Line.FREE and line.changed_at:
        ends.extend([line.changed_at] if line.changed_at > call.offered_at + _RINGS_AT_LEAST else [])
    return _CallSeen(call, legs, connected_at, min(ends, default=None), told)


def _legs(call: Call, agent: Agent, world: World, began: datetime | None) -> tuple[Channel, ...]:
    """The channels at the agent's end: those of its phone, else whatever is linked and is not the caller."""

    def counts(channel: Channel) -> bool:
        return began is None or channel.gone_at is None or channel.gone_at > began

    if call.linked_key:
        own = tuple(c for c in agent.channels.values() if c.linked_key == call.linked_key and counts(c))
        if own:
            return own
    direct = world.channels.get(call.channel)
    linked = (world.channels[key] for key in world.linked.get(call.linked_key, ()) if key != call.key)
    others = [c for c in linked if counts(c) and not world.owner(c)]
    if direct is not None and direct not in others:
        others.append(direct)
    return tuple(others)


def _talk(
    agent: Agent, calls: Iterable[_CallSeen], world: World, at: datetime
) -> tuple[Talk | None, tuple[Channel, ...]]:
    """The live conversation that counts, and its channels: a queue's before any other, the newest before older."""
    live = [one for one in calls if one.live]
    if live:
        one = max(live, key=lambda one: (one.connected_at or at, one.call.key))
        return _queue_talk(one, one.connected_at or at, at), one.legs
    waiting = {leg.key for one in calls if one.offered for leg in one.legs}
    past = {leg.key: one for one in calls if one.ended_at and one.connected_at for leg in one.legs}
    open_now = []
    for channel in agent.channels.values():
        if not channel.live or channel.phase is Phase.RINGING or channel.key in waiting:
            continue
        ended = past.get(channel.key)
        ended_at = ended.ended_at if ended is not None else None
        if ended and ended_at and at < ended_at + SETTLE and not world.in_company(channel, ended.call.key):
            continue
        since = _latest(channel.talks_since, ended_at) or at
        open_now.append((since, channel.key, channel))
    if not open_now:
        return None, ()
    since, _, channel = min(open_now, key=lambda one: one[:2])
    return _own_talk(channel, since, at), (channel,)


def _own_talk(channel: Channel, since: datetime, at: datetime) -> Talk:
    held_since = channel.held.since if channel.held.value else None
    hold_ms = channel.held.spent_ms(True, since, held_since or at)
    return Talk(
        channel.key, since, False, "", channel.number, channel.direction, held_since, hold_ms=hold_ms, told=Why.OWN_CALL
    )


def _queue_talk(one: _CallSeen, since: datetime, at: datetime) -> Talk:
    legs = [leg for leg in one.legs if one.ended_at is not None or leg.gone_at is None]
    held_since = max((leg.held.since for leg in legs if leg.held.value and leg.held.since), default=None)
    until = one.ended_at or held_since or at
    hold_ms = sum(leg.held.spent_ms(True, since, min(until, leg.gone_at or until)) for leg in one.legs)
    call = one.call
    return Talk(call.key, since, True, call.queue, call.number, call.direction, held_since, hold_ms, one.told)


def _hung_up(agent: Agent, calls: Iterable[_CallSeen]) -> Channel | None:
    """The channel of the agent's last call that was no queue's."""
    of_queues = {leg.key for one in calls for leg in one.legs}
    own = [c for c in agent.channels.values() if c.gone_at and c.talks_since and c.key not in of_queues]
    return max(own, key=lambda channel: (channel.gone_at, channel.key), default=None)


def _ending(
    calls: Iterable[_CallSeen], hung_up: Channel | None, line: _LineSeen, at: datetime
) -> tuple[Talk | None, tuple[Channel, ...]]:
    """A call that has ended while its line is not told to be free yet: it is not over before that, but for long."""

    def settles(ended_at: datetime) -> bool:
        stale = line.line in (*_IN_USE, *_RINGS) and line.told_at is not None and line.told_at <= ended_at
        return stale and at < ended_at + SETTLE

    for one in calls:
        if one.connected_at is not None and one.ended_at is not None and settles(one.ended_at):
            return _queue_talk(one, one.connected_at, at), one.legs
    if hung_up is not None and hung_up.gone_at and hung_up.talks_since and settles(hung_up.gone_at):
        return _own_talk(hung_up, hung_up.talks_since, hung_up.gone_at), (hung_up,)
    return None, ()


def _last(agent: Agent, calls: Iterable[_CallSeen]) -> Talk | None:
    ended = [talk for talk in (agent.ended, *map(_last_of, calls)) if talk is not None]
    return max(ended, key=lambda talk: (talk.since, talk.key), default=None)


def _last_of(one: _CallSeen) -> Talk | None:
    if one.connected_at is None or one.ended_at is None:
        return None
    call = one.call
    return Talk(call.key, one.ended_at, True, call.queue, call.number, call.direction)


def _conference(agent: Agent, legs: Iterable[Channel], world: World) -> datetime | None:
    channels = {channel.key: channel for channel in (*agent.channels.values(), *legs)}
    for channel in channels.values():
        here = channel.here
        if here is None:
            continue
        entered = sorted(world.people(here.bridge))
        if len(entered) >= 3:
            return max(entered[2], channel.here_since or entered[2])
    return None


def _second(agent: Agent, legs: Iterable[Channel], calls: Iterable[_CallSeen]) -> datetime | None:
    """When the agent opened a second call beside the one that counts; a queue's is no such call, come or gone."""
    own = {leg.key for leg in (*legs, *(leg for one in calls for leg in one.legs))}
    return min(
        (
            channel.started_at
            for channel in agent.channels.values()
            if channel.live and channel.phase is not Phase.RINGING and channel.key not in own and channel.started_at
        ),
        default=None,
    )


def _ringing(agent: Agent, calls: Iterable[_CallSeen], line: _LineSeen) -> Ringing | None:
    offers = [one.call for one in calls if one.offered]
    if offers:
        call = max(offers, key=lambda call: (call.offered_at, call.key))
        return Ringing(call.offered_at, call.queue, call.key, call.number, call.direction) if call.offered_at else None
    for channel in agent.channels.values():
        if channel.live and channel.phase is Phase.RINGING and channel.started_at:
            return Ringing(channel.started_at, "", channel.key, channel.number, channel.direction)
    if line.line not in _RINGS or line.since is None:
        return None
    refused = [one.call for one in calls if one.call.offered_at and one.connected_at is None]
    for call in refused:  # the line of an offer that has just ended is told to be free a moment later
        if call.offered_at and abs(line.since - call.offered_at) < SETTLE:
            return Ringing(call.offered_at, call.queue, call.key, call.number, call.direction)
    return Ringing(line.since)


def _wrap(
    members: Iterable[Membership], last: Talk | None, world: World, rules: SiteRules
) -> tuple[datetime | None, datetime | None]:
    """From when until when the queues leave time after a call; the longest of them."""
    found: list[tuple[datetime, datetime]] = []
    for member in members:
        wrap = timedelta(seconds=member.wrap_up_s or rules.wrap_up_s.get(member.queue, 0))
        if not wrap or (member.paused.value or (False, ""))[0]:
            continue
        own = last.since if last is not None and last.queue == member.queue else None
        if own is not None and member.present.since is not None and own < member.present.since:
            own = None  # taken out and put in again since: the queue has forgotten the call
        told = world.switch_time(member.last_call_switch_s) if member.last_call_switch_s else None
        if told is None and member.last_call_switch_s and own is None:
            told = member.last_call_seen_at  # its clock is not known yet: not before the wrap-up is surely over
        if told is not None and (own is None or own < told + _SAME_SECOND):
            near = last is not None and abs(last.since - told) <= _SAME_SECOND
            found.append((last.since if last is not None and near else told, told + wrap))
        elif own is not None:
            found.append((own, own + wrap))
    if not found:
        return None, None
    since, until = max(found, key=lambda one: (one[1], one[0]))
    return since, until


def _pause(paused: Iterable[Membership], rules: SiteRules) -> tuple[datetime | None, tuple[AgentState, str] | None]:
    since, _, member = max((m.paused.since, m.queue, m) for m in paused if m.paused.since)
    return since, rules.meaning((member.paused.value or (True, ""))[1])


def _released(members: Iterable[Membership]) -> datetime | None:
    """When the first of the queues that are not paused was released; None when one of them always was."""
    released = [m.paused.changed_at for m in members if not (m.paused.value or (False, ""))[0]]
    return min((at for at in released if at), default=None) if all(released) else None


def _freed(channel: Channel) -> datetime | None:
    return channel.gone_at if channel.phase is not None else None


def _over(one: _CallSeen) -> datetime | None:
    return one.ended_at


def _settles(one: _CallSeen, line: _LineSeen) -> datetime | None:
    """When the sign that is still awaited is given up."""
    awaited_since = line.since if one.offered else one.ended_at
    return awaited_since + SETTLE if awaited_since else None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)
