"""Watches a simulated floor and objects as soon as something happens that no floor allows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from console.domain.calls import EndedBy
from console.domain.floor import ON_CALL, AgentNow, AgentState
from console.telephony.interface import AgentChanged, CallEnded, CallRecord, Change

S = AgentState
_ENDS = {S.READY, S.AWAY, S.BUSY, S.SIGNED_OFF}
FOLLOWS = {
    S.SIGNED_OFF: {S.READY},
    S.READY: {S.RINGING, S.TALKING, S.AWAY, S.BUSY, S.SIGNED_OFF},
    S.RINGING: {S.TALKING, *_ENDS},
    S.TALKING: {S.ON_HOLD, S.AFTER_CALL, *_ENDS},
    S.ON_HOLD: {S.TALKING, S.CONSULTING, S.AFTER_CALL, *_ENDS},
    S.CONSULTING: {S.ON_HOLD, S.CONFERENCE, S.AFTER_CALL, *_ENDS},
    S.CONFERENCE: {S.TALKING, S.AFTER_CALL, *_ENDS},
    S.AFTER_CALL: _ENDS,
    S.BUSY: _ENDS,
    S.AWAY: _ENDS,
}
"""What may come after a state; a state may also be told again with something else about it changed."""

WITH_CALL = ON_CALL | {S.RINGING}
HELD = {S.ON_HOLD, S.CONSULTING}
WORK = WITH_CALL | {S.AFTER_CALL}


class Watched:
    """The floor as changes tell it, with the time spent in each state and the records of calls."""

    def __init__(self, begins: dict[str, AgentNow]) -> None:
        self.now = dict(begins)
        self.records: list[CallRecord] = []
        self.spent_ms: Counter[AgentState] = Counter()
        self.helped = 0
        self._told_at: dict[str, datetime] = {}
        self._held_ms: Counter[str] = Counter()
        self._answered: dict[str, datetime] = {}
        self._on_call: dict[str, str] = {}
        self._keys: set[str] = set()
        self._seen_from_start: defaultdict[str, bool] = defaultdict(bool)
        self._last: datetime | None = None
        for agent in begins.values():
            self._told_at[agent.agent_number] = agent.as_of
            if agent.state in WITH_CALL:
                self._on_call[agent.call_key] = agent.agent_number

    def take(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, AgentChanged):
                self._changed(change.agent)
            elif isinstance(change, CallEnded):
                self._ended(change.call)

    def _changed(self, agent: AgentNow) -> None:
        before = self.now[agent.agent_number]
        assert self._last is None or agent.as_of >= self._last
        self._last = agent.as_of
        assert agent.since <= agent.as_of
        assert agent != before, "told without a change"
        passed = agent.as_of - self._told_at[agent.agent_number]
        assert passed >= timedelta(0)
        self.spent_ms[before.state] += passed // timedelta(milliseconds=1)
        if before.state in HELD:
            self._held_ms[before.call_key] += passed // timedelta(milliseconds=1)
        self._told_at[agent.agent_number] = agent.as_of
        entered = (agent.state, agent.since, agent.call_key) != (before.state, before.since, before.call_key)
        if entered:
            self._entered(before, agent)
        assert (agent.state in WORK) == bool(agent.call_key)
        assert agent.next_state is None or agent.state in WITH_CALL
        assert not agent.help or agent.state in ON_CALL
        assert bool(agent.reason) == (agent.state is S.AWAY)
        self.helped += agent.help and not before.help
        self.now[agent.agent_number] = agent

    def _entered(self, before: AgentNow, agent: AgentNow) -> None:
        if before.state is agent.state:
            assert agent.state is S.AWAY, f"{agent.state} after itself"
        else:
            assert agent.state in FOLLOWS[before.state], f"{agent.state} after {before.state}"
        if agent.state is S.TALKING:
            assert agent.since == self._answered.setdefault(agent.call_key, agent.as_of), (
                "a talk counts from its answer"
            )
        else:
            assert agent.since == agent.as_of
            assert agent.since >= before.since
        if before.call_key and self._on_call.get(before.call_key) == agent.agent_number:
            del self._on_call[before.call_key]
        if agent.state in WITH_CALL:
            assert agent.call_key not in self._on_call, "a call has one agent at a time"
            self._on_call[agent.call_key] = agent.agent_number
        if agent.state is S.RINGING:
            self._seen_from_start[agent.call_key] = True

    def _ended(self, call: CallRecord) -> None:
        assert call.key not in self._keys
        self._keys.add(call.key)
        self.records.append(call)
        if call.ended_by is EndedBy.ABANDONED:
            assert call.agent_number == ""
            assert call.talk_ms is None
            return
        agent = self.now[call.agent_number]
        assert agent.call_key == call.key
        if call.talk_ms is None:
            assert call.ended_by is EndedBy.NOT_ANSWERED
            assert call.hold_ms is None
            assert agent.state is S.RINGING
            return
        assert call.hold_ms is not None
        assert call.hold_ms <= call.talk_ms
        assert agent.state in ON_CALL
        ended = call.started_at + timedelta(milliseconds=(call.ring_ms or 0) + call.talk_ms)
        if not self._seen_from_start[call.key]:
            return
        assert self._answered[call.key] - call.started_at == timedelta(milliseconds=call.ring_ms or 0)
        open_ms = (ended - self._told_at[agent.agent_number]) // timedelta(milliseconds=1) if agent.state in HELD else 0
        assert call.hold_ms == self._held_ms[call.key] + open_ms
