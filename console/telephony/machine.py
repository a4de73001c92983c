"""The state machine of the floor: facts in, agents that are now otherwise out, each with the reason."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from console.domain.calls import Direction, masked
from console.domain.floor import STALE_AFTER, AgentNow, AgentState, unknown
from console.domain.floor_why import Why, why_text
from console.telephony import facts
from console.telephony.evidence import gather, held_ms, over
from console.telephony.facts import Fact, Listing
from console.telephony.known import Agent, Call, Channel, Membership
from console.telephony.rules import SiteRules, comes_next, decide
from console.telephony.timeline import LATE, Timeline
from console.telephony.world import FORGET_EVERY, World

T = TypeVar("T")

_NEVER = datetime.fromtimestamp(0, UTC)
_LOOKED_AT_A_TICK = 100
"""Forgetting must not hold up the events of thousands of agents."""

_WHOLE_SECOND = timedelta(seconds=0.999)


class Machine:
    """Knows the floor from facts alone; no clock, no network, no thread of its own.

    `apply` takes one fact, `tick` the time; both give the agents that are now otherwise. Order and repetition of
    facts do not matter within a minute. Until both listings have ended after `LinkUp`, and whenever the last sign of
    life is over 5 s old, every agent is unknown.
    """

    def __init__(self, rules: SiteRules | None = None) -> None:
        self._rules = rules or SiteRules()
        self._world = World()
        self._agents: dict[str, Agent] = {}
        self._told: dict[str, AgentNow] = {}
        self._due: list[tuple[datetime, str]] = []
        self._due_of: dict[str, datetime] = {}
        self._interested: defaultdict[str, set[str]] = defaultdict(set)
        self._at: datetime | None = None
        self._heard: datetime | None = None
        self._linked = False
        self._listed: dict[Listing, int] = {}
        self._ended: set[Listing] = set()
        self._was_dark = True
        self._forgot_at: datetime | None = None
        self._to_look_at: deque[str] = deque()
        self._takes: Mapping[type, Callable[[Any], Iterable[str]]] = {
            facts.LinkUp: self._link_up,
            facts.LinkLost: self._link_lost,
            facts.Heard: self._nobody,
            facts.SwitchClock: self._switch_clock,
            facts.ListBegins: self._list_begins,
            facts.ListEnds: self._list_ends,
            facts.Known: self._known,
            facts.Member: self._member,
            facts.MemberGone: self._member_gone,
            facts.Paused: self._paused,
            facts.LineSeen: self._line_seen,
            facts.Offered: self._offered,
            facts.OfferEnded: self._offer_ended,
            facts.Connected: self._connected,
            facts.Completed: self._completed,
            facts.ChannelSeen: self._channel_seen,
            facts.ChannelGone: self._channel_gone,
            facts.Hold: self._hold,
            facts.BridgeEntered: self._bridge_entered,
            facts.BridgeLeft: self._bridge_left,
            facts.Help: self._help,
        }

    def apply(self, fact: Fact) -> tuple[AgentNow, ...]:
        """Take one fact in."""
        at = fact.at
        if isinstance(fact, facts.Heard):
            self._heard = self._at = at  # the gateway's own clock: it puts right what a wrong moment has set
        else:
            self._heard = max(self._heard or at, at)
            self._at = max(self._at or at, at)
        touched = self._takes[type(fact)](fact)
        return self._tell(touched)

    def tick(self, at: datetime) -> tuple[AgentNow, ...]:
        """It is now `at`, in the gateway's clock: what ends by itself ends, and what is stale becomes unknown."""
        self._at = at
        touched = set()
        while self._due and self._due[0][0] <= at:
            due, number = heapq.heappop(self._due)
            if self._due_of.get(number) == due:
                del self._due_of[number]
            touched.add(number)
        if self._forgot_at is None or abs(at - self._forgot_at) >= FORGET_EVERY:
            self._forgot_at = at
            self._to_look_at = deque(number for number, agent in self._agents.items() if agent.calls)
            self._forget_channels(at)
        for _ in range(min(_LOOKED_AT_A_TICK, len(self._to_look_at))):
            self._forget_calls(self._agents[self._to_look_at.popleft()], at)
        return self._tell(touched)

    def due_at(self) -> datetime | None:
        """When `tick` will find something, if no fact comes before; a stale link aside."""
        return self._due[0][0] if self._due else None

    def agents(self) -> dict[str, AgentNow]:
        """Every agent as last told, vouched for at the last sign of life."""
        as_of = self._heard
        if as_of is None or self._was_dark:
            return dict(self._told)
        return {number: replace(now, as_of=as_of) for number, now in self._told.items()}

    def hold_ms(self, agent_number: str, call_key: str) -> int | None:
        """How long the agent has kept a queue's call on hold by now; None for a call that is not known."""
        agent = self._agents.get(agent_number)
        if agent is None or self._at is None:
            return None
        return held_ms(agent, call_key, self._world, self._at)

    # Telling

    def _dark(self) -> bool:
        fresh = self._heard is not None and self._at is not None and abs(self._at - self._heard) <= STALE_AFTER
        return not (self._linked and self._ended >= set(Listing) and fresh)

    def _tell(self, touched: Iterable[str]) -> tuple[AgentNow, ...]:
        dark = self._dark()
        if dark != self._was_dark:
            self._was_dark = dark
            touched = self._agents
        changed = []
        for number in dict.fromkeys(touched):
            now = self._unknown(number) if dark else self._now(number)
            before = self._told.get(number)
            if before is None or replace(before, as_of=now.as_of) != now:
                self._told[number] = now
                changed.append(now)
        return tuple(changed)

    def _now(self, number: str) -> AgentNow:
        agent = self._agents[number]
        at = self._at or _NEVER
        seen, again_at = gather(agent, self._world, self._rules, at)
        if again_at is not None and self._due_of.get(number) != again_at:
            self._due_of[number] = again_at
            heapq.heappush(self._due, (again_at, number))
        found = decide(seen, at)
        next_state, next_reason = comes_next(seen, found)
        call = found.talk or found.ringing
        now = AgentNow(
            number,
            found.state,
            found.since,
            found.reason,
            call.queue if call else "",
            call.key if call else "",
            masked(call.number) if call else "",
            call.direction if call else Direction.UNKNOWN,
            hold_ms=found.talk.hold_ms if found.talk else 0,
            help=bool(agent.help.value),
            next_state=next_state,
            next_reason=next_reason,
            why=found.why,
            queues=seen.queues,
            as_of=self._heard or at,
        )
        return self._going_on(agent, now)

    def _going_on(self, agent: Agent, now: AgentNow) -> AgentNow:
        """Into a queue or out of one is no new state, whatever moments the queue's own row brings or takes along."""
        before = self._told.get(agent.number)
        if before is None or (before.state, before.reason, before.call_key) != (now.state, now.reason, now.call_key):
            agent.goes_on = None
        elif before.queues != now.queues:
            agent.goes_on = (now.since, before.since)
        if agent.goes_on is None or agent.goes_on[0] != now.since:
            agent.goes_on = None
            return now
        return replace(now, since=agent.goes_on[1])

    def _unknown(self, number: str) -> AgentNow:
        before = self._told.get(number)
        since = self._heard or _NEVER
        if before is not None and before.state is AgentState.UNKNOWN and before.why.startswith("0:"):
            return before
        words = Why.NO_NEWS if self._linked else Why.NOT_CONNECTED
        helps = bool(self._agents[number].help.value)
        queues = before.queues if before is not None else ()
        return replace(unknown(number, since, why_text(0, words), queues), help=helps)

    # The link and its listings

    def _nobody(self, fact: Fact) -> Iterable[str]:
        del fact
        return ()

    def _link_up(self, fact: facts.LinkUp) -> Iterable[str]:
        del fact
        self._linked = True
        self._world.clear()
        self._listed.clear()
        self._ended.clear()
        self._interested.clear()
        for agent in self._agents.values():
            agent.members.clear()
            agent.calls.clear()
            agent.channels.clear()
            agent.ended = agent.free_at = None
        return ()

    def _link_lost(self, fact: facts.LinkLost) -> Iterable[str]:
        del fact
        self._linked = False
        return ()

    def _switch_clock(self, fact: facts.SwitchClock) -> Iterable[str]:
        self._world.set_clock(fact.at, fact.switch_s)
        return ()

    def _list_begins(self, fact: facts.ListBegins) -> Iterable[str]:
        self._world.round += 1
        self._listed[fact.listing] = self._world.round
        return ()

    def _list_ends(self, fact: facts.ListEnds) -> Iterable[str]:
        begun = self._listed.pop(fact.listing, None)
        if begun is None:
            return ()
        touched = (
            self._drop_members(begun, fact.at) if fact.listing is Listing.MEMBERS else self._drop_calls(begun, fact.at)
        )
        self._ended.add(fact.listing)
        if self._world.settled_at is None and self._ended >= set(Listing):
            self._world.settled_at = fact.at
        return touched

    def _drop_members(self, begun: int, at: datetime) -> set[str]:
        touched = set()
        for agent in self._agents.values():
            for member in agent.members.values():
                if member.present.value and member.round < begun:
                    member.present.put(at, False)
                    touched.add(agent.number)
        return touched

    def _drop_calls(self, begun: int, at: datetime) -> set[str]:
        touched = set()
        for channel in self._world.channels.values():
            if channel.gone_at is None and channel.round < begun:
                channel.gone_at = at
                touched |= self._concerned(channel)
        for agent in self._agents.values():
            for call in agent.calls.values():
                if call.round < begun and not self._has_channels(call):
                    call.completed_at = call.refused_at = at
                    touched.add(agent.number)
        return touched

    def _has_channels(self, call: Call) -> bool:
        keys = (call.channel, *self._world.linked.get(call.linked_key, ()))
        found = (self._world.channels.get(key) for key in keys)
        return any(channel is not None and channel.gone_at is None for channel in found)

    def _forget_calls(self, agent: Agent, at: datetime) -> None:
        """Let go of an agent's calls that ended long ago, keeping what they left behind."""
        for key, ended_at, talk in over(agent, self._world, at):
            if ended_at + LATE >= at:
                continue
            call = agent.calls.pop(key)
            for name in (call.linked_key, call.channel):
                self._interested[name].discard(agent.number)
                if not self._interested[name]:
                    del self._interested[name]
            agent.free_at = max(agent.free_at or ended_at, ended_at)
            if talk is not None and (agent.ended is None or agent.ended.since <= talk.since):
                agent.ended = talk

    def _forget_channels(self, at: datetime) -> None:
        for channel in self._world.forget(at - FORGET_EVERY):  # later than the calls that need them
            owner = self._agents.get(self._world.owner(channel))
            if owner is not None and channel.key in owner.channels and channel.gone_at:
                del owner.channels[channel.key]
                owner.free_at = max(owner.free_at or channel.gone_at, channel.gone_at)

    # Agents and queues

    def _agent(self, number: str) -> Agent:
        found = self._agents.get(number)
        if found is None:
            found = self._agents[number] = Agent(number)
        return found

    def _at_device(self, agent: Agent, device: str) -> set[str]:
        """The agent's phone is `device` from now on."""
        before = self._world.owners.get(device)
        if before == agent.number:
            return {agent.number}
        self._world.owners[device] = agent.number
        agent.devices.add(device)
        touched = {agent.number}
        if before is not None:
            self._agents[before].devices.discard(device)
            touched.add(before)
        for channel in self._world.channels.values():
            if channel.device == device:
                if before is not None:
                    self._agents[before].channels.pop(channel.key, None)
                agent.channels[channel.key] = channel
        return touched

    def _known(self, fact: facts.Known) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        touched = {agent.number}
        for device in fact.devices:
            touched |= self._at_device(agent, device)
        return touched

    def _membership(self, agent: Agent, queue: str) -> Membership:
        found = agent.members.get(queue)
        if found is None:
            found = agent.members[queue] = Membership(queue)
        found.round = self._world.round
        return found

    def _member(self, fact: facts.Member) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        member = self._membership(agent, fact.queue)
        device = fact.device or f"?{fact.agent_number}/{fact.queue}"
        touched = self._at_device(agent, device)
        before = self._row_told(member, device)
        self._put_back(member.present, fact.at, fact.signed_on_switch_s, True)
        reason = fact.pause_reason if fact.paused else ""
        self._put_back(member.paused, fact.at, fact.paused_switch_s if fact.paused else 0, (fact.paused, reason))
        if fact.line is not None:
            self._world.line_seen(facts.LineSeen(fact.at, device, fact.line))
        if member.row_at is None or fact.at >= member.row_at:
            member.row_at = fact.at
            member.device = device
            member.wrap_up_s = fact.wrap_up_s
            if fact.last_call_switch_s != member.last_call_switch_s:
                member.last_call_switch_s = fact.last_call_switch_s
                member.last_call_seen_at = fact.at
        if before == self._row_told(member, device) and touched == {agent.number} and agent.number not in self._due_of:
            return ()  # the row of a check says what is known, and no sign is awaited: nothing to decide anew
        return touched

    def _row_told(self, member: Membership, device: str) -> tuple[object, ...]:
        """All that a row can change of what is decided."""
        line = self._world.lines.get(device)
        lines = (member.present, member.paused, *((line,) if line is not None else ()))
        return (*((one.value, one.since, one.changed_at) for one in lines), member.row())

    def _put_back(self, line: Timeline[T], at: datetime, since_switch_s: int, value: T) -> None:
        """It is `value` at `at`, and was so since a moment that the system knows to the second."""
        began = self._world.switch_time(since_switch_s) if since_switch_s > 0 else None
        if began is not None:
            began += _WHOLE_SECOND
            told = line.since if line.value == value else None
            if began < at and (told is None or told > began):
                line.put(began, value)
        line.put(at, value)

    def _member_gone(self, fact: facts.MemberGone) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        self._membership(agent, fact.queue).present.put(fact.at, False)
        return (agent.number,)

    def _paused(self, fact: facts.Paused) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        member = self._membership(agent, fact.queue)
        member.paused.put(fact.at, (fact.paused, fact.reason if fact.paused else ""))
        return (agent.number,)

    def _line_seen(self, fact: facts.LineSeen) -> Iterable[str]:
        self._world.line_seen(fact)
        owner = self._world.owners.get(fact.device)
        return (owner,) if owner else ()

    def _help(self, fact: facts.Help) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        agent.help.put(fact.at, fact.on)
        return (agent.number,)

    # Calls

    def _call(self, agent: Agent, key: str) -> Call:
        found = agent.calls.get(key)
        if found is None:
            found = agent.calls[key] = Call(key)
        found.round = self._world.round
        return found

    def _describe(self, agent: Agent, call: Call, fact: facts.Offered | facts.Connected) -> None:
        call.queue = fact.queue or call.queue
        call.linked_key = fact.linked_key or call.linked_key
        call.number = fact.number or call.number
        call.channel = fact.channel or call.channel
        for name in filter(None, (call.linked_key, call.channel)):
            self._interested[name].add(agent.number)

    def _offered(self, fact: facts.Offered) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        call = self._call(agent, fact.call_key)
        if fact.at >= max(call.offered_at or fact.at, call.connected_at or fact.at):
            self._describe(agent, call, fact)
        call.offered_at = max(call.offered_at or fact.at, fact.at)
        return (agent.number,)

    def _offer_ended(self, fact: facts.OfferEnded) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        call = self._call(agent, fact.call_key)
        call.refused_at = max(call.refused_at or fact.at, fact.at)
        return (agent.number,)

    def _connected(self, fact: facts.Connected) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        call = self._call(agent, fact.call_key)
        if fact.at >= max(call.offered_at or fact.at, call.connected_at or fact.at):
            self._describe(agent, call, fact)
            call.direction = fact.direction
        call.connected_at = max(call.connected_at or fact.at, fact.at)
        return (agent.number,)

    def _completed(self, fact: facts.Completed) -> Iterable[str]:
        agent = self._agent(fact.agent_number)
        call = self._call(agent, fact.call_key)
        call.completed_at = max(call.completed_at or fact.at, fact.at)
        return (agent.number,)

    # Channels

    def _concerned(self, channel: Channel) -> set[str]:
        """The agents for whom a channel may matter."""
        owner = self._world.owner(channel)
        found = set(self._interested.get(channel.key, ()))
        if owner:
            self._agents[owner].channels[channel.key] = channel
            found.add(owner)
        else:
            found |= self._interested.get(channel.linked_key, set())
        return found

    def _company(self, channel: Channel) -> set[str]:
        """The agents in the same conversation."""
        here = channel.here
        if here is None:
            return set()
        return {owner for other in self._world.together(here.bridge) if (owner := self._world.owner(other))}

    def _channel_seen(self, fact: facts.ChannelSeen) -> Iterable[str]:
        return self._concerned(self._world.channel_seen(fact))

    def _channel_gone(self, fact: facts.ChannelGone) -> Iterable[str]:
        company = self._company(self._world.channel(fact.channel))
        return company | self._concerned(self._world.channel_gone(fact))

    def _hold(self, fact: facts.Hold) -> Iterable[str]:
        return self._concerned(self._world.hold(fact))

    def _bridge_entered(self, fact: facts.BridgeEntered) -> Iterable[str]:
        channel = self._world.entered(fact)
        return self._concerned(channel) | self._company(channel)

    def _bridge_left(self, fact: facts.BridgeLeft) -> Iterable[str]:
        company = self._company(self._world.channel(fact.channel))
        return company | self._concerned(self._world.left(fact))
