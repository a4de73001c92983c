"""A centre that runs by events alone: no clock of its own, the same from the same seed however it is turned."""

from __future__ import annotations

import heapq
import re
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from console.domain.calls import Direction, EndedBy
from console.domain.floor import ON_CALL, AgentNow, AgentState, AwayReason
from console.telephony.interface import AgentChanged, CallEnded, Change, Result
from console.telephony.simulated_centre import (
    AWAY_LASTS,
    BAD_QUARTER_MS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Break,
    Centre,
    Length,
    breaks_of,
    talk_plan,
)
from console.telephony.simulated_people import Agent, Call

_HELD = frozenset({AgentState.ON_HOLD, AgentState.CONSULTING})
_WITH_CALL = ON_CALL | {AgentState.RINGING}
_NUMBER = re.compile(r"[0-9*#+]{1,24}")

_SULKS = Length(180, 0.5, 60, 900)
"""How long somebody who was signed off by force stays away."""

_PHONE_ANSWERS = Length(2, 0.3, 0.8, 8)
"""The phone that takes a call over."""


class SimulatedFloor:
    """The people and calls of `centre` from `begins_at` on, which is `hour` o'clock there.

    Nothing happens but in `run_until`. What a deed changes comes out of the next `run_until` too.
    """

    def __init__(self, centre: Centre, seed: int, begins_at: datetime, hour: float) -> None:
        self._centre = centre
        self._habits = centre.habits
        self._chance = Random(seed)  # noqa: S311 - the same centre for the same seed is the point
        self._begins_at = self._reached = begins_at
        self._midnight_ms = -round(hour * HOUR_MS)
        self._now_ms = 0
        self._due: list[tuple[int, int, Callable[[Any], None], Any, int | None]] = []
        self._planned = 0
        self._calls = 0
        self._changes: list[Change] = []
        self._agents = {
            number: Agent(index, number, centre.queues_of(index)) for index, number in enumerate(centre.agent_numbers)
        }
        self._idle: dict[str, deque[tuple[Agent, int]]] = {queue: deque() for queue in centre.queues}
        self._waiting: dict[str, deque[Call]] = {queue: deque() for queue in centre.queues}
        self._shares = self._queue_shares()
        self._bad_from = self._bad_until = -1
        self._most_per_ms = 3 * max((centre.calls_per_ms(at / 4) for at in range(96)), default=0.0)
        for agent in self._agents.values():
            self._plan_shift((agent, 0))
        self._plan_day(0)
        self._next_arrival()

    # Time

    @property
    def at(self) -> datetime:
        """The moment up to which everything has happened."""
        return max(self._reached, self._moment(self._now_ms))

    def run_until(self, at: datetime, most: int | None = None) -> list[Change]:
        """Let everything happen up to `at`, or `most` things of it; what has changed, in order."""
        until_ms = (at - self._begins_at) // timedelta(milliseconds=1)
        left = -1 if most is None else most
        while self._due and self._due[0][0] <= until_ms and left:
            self._now_ms, _, do, who, turn = heapq.heappop(self._due)
            if turn is None or who.turn == turn:
                left -= 1
                do(who)
        if left:
            self._now_ms = max(self._now_ms, until_ms)
            self._reached = max(self._reached, at)
        changes, self._changes = self._changes, []
        return changes

    def agents(self) -> dict[str, AgentNow]:
        """Everybody, vouched for now."""
        return {number: agent.told(self._moment, self._now_ms) for number, agent in self._agents.items()}

    def agent(self, number: str) -> AgentNow | None:
        """One of them."""
        agent = self._agents.get(number)
        return agent.told(self._moment, self._now_ms) if agent is not None else None

    def answered_at(self, number: str) -> datetime | None:
        """When the call was answered that the agent is on."""
        agent = self._agents.get(number)
        call = agent.call if agent is not None and agent.state in ON_CALL else None
        return self._moment(call.answered_ms) if call is not None and call.answered_ms is not None else None

    def waiting(self, queue: str | None = None) -> int:
        """How many callers wait, in that queue or in all; those whose offer rings are left out."""
        queues = self._waiting.values() if queue is None else (self._waiting[queue],)
        return sum(call.waiting for waiting in queues for call in waiting)

    def bad_quarter(self) -> None:
        """From now on three times as many calls come, for a quarter of an hour."""
        self._bad_from, self._bad_until = self._now_ms, self._now_ms + BAD_QUARTER_MS

    def _moment(self, ms: int) -> datetime:
        return self._begins_at + timedelta(milliseconds=ms)

    def _plan(self, in_ms: int, do: Callable[[Any], None], who: Any, turn: int | None = None) -> None:
        self._planned += 1
        heapq.heappush(self._due, (self._now_ms + max(0, in_ms), self._planned, do, who, turn))

    # Telling

    def _tell(self, agent: Agent) -> None:
        self._changes.append(AgentChanged(agent.told(self._moment, self._now_ms)))

    def _enter(self, agent: Agent, state: AgentState, reason: str = "", since_ms: int | None = None) -> None:
        agent.turn += 1
        agent.state = state
        agent.reason = reason
        agent.since_ms = self._now_ms if since_ms is None else since_ms
        self._tell(agent)

    # Callers

    def _queue_shares(self) -> list[tuple[float, str]]:
        """How callers part among the queues, summed up: as agents do, but fewer where only some can help."""
        weight = dict.fromkeys(self._centre.queues, 0.0)
        for agent in self._agents.values():
            for queue in agent.queues:
                weight[queue] += 1 / len(agent.queues)
        total, sum_so_far, shares = sum(weight.values()) or 1.0, 0.0, []
        for queue, part in weight.items():
            sum_so_far += 0.8 * part / total if queue != self._centre.queues[0] else part / total
            shares.append((sum_so_far, queue))
        return shares

    def _next_arrival(self) -> None:
        if self._most_per_ms:
            self._plan(round(self._chance.expovariate(self._most_per_ms)), self._arrival, None)

    def _arrival(self, _: None) -> None:
        self._next_arrival()
        rate = self._centre.calls_per_ms(self._hour())
        if self._bad_from <= self._now_ms < self._bad_until:
            rate *= 3
        if self._chance.random() * self._most_per_ms >= rate:
            return
        luck = self._chance.random() * self._shares[-1][0]
        queue = next(queue for share, queue in self._shares if luck <= share)
        call = self._new_call(queue, Direction.INBOUND)
        call.waiting = True
        self._waiting[queue].append(call)
        self._plan(self._habits.patience.draw_ms(self._chance), self._gives_up, call)
        self._hand_out(queue)

    def _hour(self) -> float:
        return (self._now_ms - self._midnight_ms) % DAY_MS / HOUR_MS

    def _new_call(self, queue: str, direction: Direction) -> Call:
        self._calls += 1
        number = f"1380000{self._chance.randrange(10**4):04}"
        return Call(f"{int(self._begins_at.timestamp())}.{self._calls}", queue, number, direction, self._now_ms)

    def _gives_up(self, call: Call) -> None:
        if call.over or call.answered_ms is not None:
            return
        call.over = True
        call.waiting = False
        self._changes.append(CallEnded(call.abandoned(self._moment, self._now_ms)))
        if call.rings_at is not None:
            self._come_free(call.rings_at)

    def _hand_out(self, queue: str) -> None:
        """The longest waiting caller to the agent who has been idle longest."""
        idle, waiting = self._idle[queue], self._waiting[queue]
        while True:
            self._drop_stale(idle)
            while waiting and not waiting[0].waiting:
                waiting.popleft()
            if not idle or not waiting:
                return
            self._offer(idle.popleft()[0], waiting.popleft())

    @staticmethod
    def _drop_stale(idle: deque[tuple[Agent, int]]) -> None:
        while idle and idle[0][0].turn != idle[0][1]:
            idle.popleft()

    def _offer(self, agent: Agent, call: Call) -> None:
        call.waiting = False
        call.leg += 1
        call.offered_ms = self._now_ms
        agent.call = call
        call.rings_at = agent
        self._enter(agent, AgentState.RINGING)
        if self._now_ms < agent.absent_until or self._chance.random() < self._habits.not_answered:
            self._plan(self._habits.ring_out_ms, self._rang_out, agent, agent.turn)
        else:
            self._plan(self._habits.answer.draw_ms(self._chance), self._answer, agent, agent.turn)

    def _rang_out(self, agent: Agent) -> None:
        call = agent.call
        assert call is not None
        self._changes.append(CallEnded(call.record(agent.number, self._moment, self._now_ms, EndedBy.NOT_ANSWERED)))
        agent.call = call.rings_at = None
        if agent.next_state is not None:
            self._come_free(agent)
        elif self._now_ms < agent.absent_until:
            self._leave(agent, AgentState.BUSY, "", agent.absent_until - self._now_ms)
        elif self._chance.random() < 0.4:
            self._leave(agent, AgentState.BUSY, "", self._habits.busy.draw_ms(self._chance))
        else:
            self._come_free(agent)
        call.waiting = True
        self._waiting[call.queue].appendleft(call)
        self._hand_out(call.queue)

    # Talking

    def _answer(self, agent: Agent) -> None:
        call = agent.call
        assert call is not None
        call.answered_ms = self._now_ms
        call.rings_at = None
        plan, agent.transferred = talk_plan(self._habits, self._chance)
        agent.plan = deque(plan)
        in_trouble = 3 if self._bad_from <= self._now_ms < self._bad_until else 1
        if self._chance.random() < self._habits.asks_for_help * in_trouble:
            self._plan(self._chance.randrange(5_000, 120_000), self._ask_for_help, (agent, call))
        self._go_on(agent)

    def _go_on(self, agent: Agent) -> None:
        """The next part of the call, or its end."""
        call = agent.call
        assert call is not None
        assert call.answered_ms is not None
        if not agent.plan:
            luck = self._chance.random()
            by = EndedBy.CALLER if luck < self._habits.caller_ends else EndedBy.AGENT
            self._end(agent, EndedBy.TRANSFER if agent.transferred else by)
            return
        state, lasts_ms = agent.plan.popleft()
        if state in _HELD:
            call.held_from = self._now_ms if call.held_from is None else call.held_from
        else:
            self._off_hold(call)
        self._enter(agent, state, since_ms=call.answered_ms if state is AgentState.TALKING else None)
        self._plan(lasts_ms, self._go_on, agent, agent.turn)

    def _off_hold(self, call: Call) -> None:
        if call.held_from is not None:
            call.hold_ms += self._now_ms - call.held_from
            call.held_from = None

    def _end(self, agent: Agent, ended_by: EndedBy) -> None:
        call = agent.call
        assert call is not None
        call.over = True
        self._off_hold(call)
        self._changes.append(CallEnded(call.record(agent.number, self._moment, self._now_ms, ended_by)))
        agent.plan.clear()
        agent.help = False
        if not call.queue or agent.next_state is not None or self._chance.random() >= self._habits.wrap_up_share:
            agent.call = None
            self._come_free(agent)
            return
        self._enter(agent, AgentState.AFTER_CALL)
        self._plan(self._habits.wrap_up.draw_ms(self._chance), self._come_free, agent, agent.turn)

    def _ask_for_help(self, who: tuple[Agent, Call]) -> None:
        agent, call = who
        if agent.call is call and agent.state in ON_CALL:
            agent.help = True
            self._tell(agent)
            self._plan(self._habits.help_lasts.draw_ms(self._chance), self._is_helped, who)

    def _is_helped(self, who: tuple[Agent, Call]) -> None:
        agent, call = who
        if agent.call is call and agent.help:
            agent.help = False
            self._tell(agent)

    def _call_out(self, agent: Agent) -> None:
        """A call of the agent's own: to a customer, or to somebody in the house."""
        inside = self._chance.random() < 0.4
        call = self._new_call("", Direction.INTERNAL if inside else Direction.OUTBOUND)
        if inside:
            call.number = f"8{self._chance.randrange(1000):03}"
        call.leg = 1
        call.answered_ms = self._now_ms
        agent.call = call
        agent.transferred = False
        agent.plan = deque([(AgentState.TALKING, self._habits.own_call.draw_ms(self._chance))])
        self._go_on(agent)

    # Between calls

    def _come_free(self, agent: Agent) -> None:
        """To what is to come next, and else to be ready."""
        agent.call = None
        state, reason, lasts_ms = agent.next_state, agent.next_reason, agent.next_lasts
        agent.comes_next(None)
        if state is AgentState.SIGNED_OFF:
            self._go_off(agent)
        elif state is not None:
            self._leave(agent, state, reason, lasts_ms)
        else:
            self._be_ready(agent)

    def _be_ready(self, agent: Agent) -> None:
        self._enter(agent, AgentState.READY)
        for queue in agent.queues:
            self._drop_stale(self._idle[queue])
            self._idle[queue].append((agent, agent.turn))
        if self._chance.random() < self._habits.own_call_when_ready:
            self._plan(self._chance.randrange(5_000, 90_000), self._call_out, agent, agent.turn)
        for queue in sorted(agent.queues, key=self._longest_wait):
            self._hand_out(queue)

    def _longest_wait(self, queue: str) -> int:
        waiting = self._waiting[queue]
        while waiting and not waiting[0].waiting:
            waiting.popleft()
        return waiting[0].joined_ms if waiting else self._now_ms

    def _leave(self, agent: Agent, state: AgentState, reason: str, lasts_ms: int | None) -> None:
        """Away or busy. Without `lasts_ms` somebody else wanted it: the agent sits there, and comes back by itself."""
        agent.call = None
        if lasts_ms is None:
            lasts_ms = AWAY_LASTS[AwayReason(reason)].draw_ms(self._chance)
        else:
            agent.absent_until = self._now_ms + lasts_ms
        self._enter(agent, state, reason)
        self._plan(lasts_ms, self._come_free, agent, agent.turn)

    def _go_off(self, agent: Agent) -> None:
        agent.call = None
        self._enter(agent, AgentState.SIGNED_OFF)
        again_ms = _SULKS.draw_ms(self._chance)
        if self._now_ms + again_ms < agent.works_until:
            self._plan(again_ms, self._come_free, agent, agent.turn)

    def _own_break(self, who: tuple[Agent, Break]) -> None:
        agent, one = who
        if agent.state in (AgentState.READY, AgentState.AFTER_CALL):
            self._leave(agent, one.state, one.reason, one.lasts_ms)
        elif agent.state in _WITH_CALL and agent.next_state is None:
            agent.comes_next(one.state, one.reason, one.lasts_ms)
            self._tell(agent)

    # Days

    def _plan_day(self, day: int) -> None:
        midnight_ms = self._midnight_ms + day * DAY_MS
        hours = self._centre.bad_hours
        if hours is None:
            hours = (self._chance.uniform(9.75, 11.25), self._chance.uniform(14.25, 16.5))
        for hour in hours:
            begins_ms = midnight_ms + round(hour * HOUR_MS)
            if begins_ms + BAD_QUARTER_MS > self._now_ms:
                self._plan(begins_ms - self._now_ms, self._begin_bad, begins_ms)
        self._plan(midnight_ms + DAY_MS - self._now_ms, self._plan_day, day + 1)

    def _begin_bad(self, begins_ms: int) -> None:
        self._bad_from, self._bad_until = begins_ms, begins_ms + BAD_QUARTER_MS

    def _plan_shift(self, who: tuple[Agent, int]) -> None:
        """One agent's day: when it comes, what it leaves for, when it goes."""
        agent, day = who
        midnight_ms = self._midnight_ms + day * DAY_MS
        shift = self._centre.shift(agent.index)
        habits, chance = self._habits, self._chance
        begins_ms = midnight_ms + round(shift.begins * HOUR_MS)
        comes_ms = begins_ms - chance.randrange(8 * MINUTE_MS)
        luck = chance.random()
        if luck < habits.late:
            comes_ms = begins_ms + habits.late_by.draw_ms(chance) * 60
        goes_ms = midnight_ms + round(shift.ends * HOUR_MS) + chance.randrange(6 * MINUTE_MS)
        self._plan(midnight_ms + DAY_MS - self._now_ms, self._plan_shift, (agent, day + 1))
        if goes_ms <= self._now_ms or luck > 1 - habits.missing:
            return
        agent.works_until = goes_ms
        comes_in_ms = comes_ms - self._now_ms if comes_ms > self._now_ms else chance.randrange(30_000)
        self._plan(comes_in_ms, self._come_free, agent, agent.turn)
        self._plan(goes_ms - self._now_ms, self._go_home, agent)
        for one in breaks_of(shift, habits, midnight_ms, chance):
            if self._now_ms + comes_in_ms < one.due_ms < goes_ms - 10 * MINUTE_MS:
                self._plan(one.due_ms - self._now_ms, self._own_break, (agent, one))

    def _go_home(self, agent: Agent) -> None:
        if agent.state is AgentState.SIGNED_OFF:
            agent.turn += 1
        elif agent.state in _WITH_CALL:
            agent.comes_next(AgentState.SIGNED_OFF)
            self._tell(agent)
        else:
            self._go_off(agent)

    # Deeds

    def sign_off(self, number: str) -> Result:
        """Off all queues, after the call if there is one."""
        agent = self._signed_on(number)
        if agent is None:
            return Result(False, False, f"{number} is in no queue")
        return self._force(agent, AgentState.SIGNED_OFF, "")

    def set_away(self, number: str, reason: AwayReason) -> Result:
        """Away for `reason`, after the call if there is one."""
        agent = self._signed_on(number)
        if agent is None:
            return Result(False, False, f"{number} is in no queue, so cannot be away")
        return self._force(agent, AgentState.AWAY, reason.value)

    def set_ready(self, number: str) -> Result:
        """Ready now; during a call, what was to come after it is taken back."""
        agent = self._signed_on(number)
        if agent is None:
            return Result(False, False, f"{number} is in no queue: only the agent can sign on")
        if agent.state in _WITH_CALL:
            if agent.next_state is not None:
                agent.comes_next(None)
                self._tell(agent)
        elif agent.state is not AgentState.READY:
            self._come_free(agent)
        return Result(True, True)

    def end_call(self, number: str) -> Result:
        """Cut the agent's call off."""
        agent = self._agents.get(number)
        if agent is None or agent.state not in ON_CALL:
            return Result(False, False, f"{number} has no call")
        self._end(agent, EndedBy.SUPERVISOR)
        return Result(True, True)

    def take_over(self, number: str, to: str, done: Callable[[Result], None]) -> None:
        """Give the agent's customer to `to`, whose phone answers in a few seconds; `done` is told what came of it."""
        agent = self._agents.get(number)
        if agent is None or agent.state not in ON_CALL:
            done(Result(False, False, f"{number} has no call"))
        elif not _NUMBER.fullmatch(to):
            done(Result(False, False, "that is no number of a phone"))
        else:
            self._plan(_PHONE_ANSWERS.draw_ms(self._chance), self._taken_over, (agent, agent.call, done))

    def _taken_over(self, who: tuple[Agent, Call, Callable[[Result], None]]) -> None:
        agent, call, done = who
        if agent.call is not call or call.over:
            done(Result(True, False, "the call was over before that phone answered"))
            return
        self._end(agent, EndedBy.SUPERVISOR)
        done(Result(True, True))

    def _signed_on(self, number: str) -> Agent | None:
        """The agent, unless signed off or about to be: it is in no queue any more then."""
        agent = self._agents.get(number)
        if agent is None or AgentState.SIGNED_OFF in (agent.state, agent.next_state):
            return None
        return agent

    def _force(self, agent: Agent, state: AgentState, reason: str) -> Result:
        if agent.state in _WITH_CALL:
            as_it_was = (agent.next_state, agent.next_reason) == (state, reason)
            agent.comes_next(state, reason)
            if not as_it_was:
                self._tell(agent)
        elif (agent.state, agent.reason) == (state, reason):
            pass  # away already for that reason, and since then
        elif state is AgentState.SIGNED_OFF:
            self._go_off(agent)
        else:
            self._leave(agent, state, reason, None)
        return Result(True, True)
