"""The agents and calls of a simulated centre, and how they are told as a telephone system tells them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from console.domain.calls import Direction, EndedBy, masked
from console.domain.floor import AgentNow, AgentState
from console.domain.floor_why import Why, why_text
from console.telephony.interface import CallRecord

Moment = Callable[[int], datetime]
"""Turns ms since the beginning into a moment."""

_WHY = MappingProxyType(
    {
        AgentState.SIGNED_OFF: why_text(1, Why.IN_NO_QUEUE),
        AgentState.CONFERENCE: why_text(2, Why.THREE_PEOPLE),
        AgentState.CONSULTING: why_text(3, Why.SECOND_CALL),
        AgentState.ON_HOLD: why_text(4, Why.PRESSED_HOLD),
        AgentState.TALKING: why_text(5, Why.CONNECTED),
        AgentState.RINGING: why_text(6, Why.OFFERED),
        AgentState.AFTER_CALL: why_text(8, Why.WRAP_UP),
        AgentState.BUSY: why_text(9, Why.PAUSED),
        AgentState.AWAY: why_text(9, Why.PAUSED),
        AgentState.READY: why_text(11, Why.FREE),
    }
)
_OWN_CALL = why_text(7, Why.OWN_CALL)


@dataclass(slots=True, eq=False)
class Call:
    """A caller, or a call that an agent makes (no queue). A leg is one offer to one agent."""

    key: str
    queue: str
    number: str
    direction: Direction
    joined_ms: int
    leg: int = 0
    waiting: bool = False
    over: bool = False
    rings_at: Agent | None = None
    offered_ms: int = 0
    answered_ms: int | None = None
    held_from: int | None = None
    hold_ms: int = 0

    @property
    def leg_key(self) -> str:
        """Unique, what `CallRecord.key` wants."""
        return f"{self.key}-{self.leg}"

    def record(self, agent_number: str, moment: Moment, end_ms: int, ended_by: EndedBy) -> CallRecord:
        """The leg, over at `end_ms`. Of an agent's own call nobody measured the ringing."""
        answered_ms = self.answered_ms
        met_ms = end_ms if answered_ms is None else answered_ms
        return CallRecord(
            self.leg_key,
            self.key,
            moment(self.offered_ms),
            agent_number,
            self.queue,
            self.direction,
            self.number,
            ring_ms=met_ms - self.offered_ms if self.queue else None,
            wait_ms=met_ms - self.joined_ms if self.queue else None,
            talk_ms=None if answered_ms is None else end_ms - answered_ms,
            hold_ms=None if answered_ms is None else self.hold_ms,
            ended_by=ended_by,
        )

    def abandoned(self, moment: Moment, end_ms: int) -> CallRecord:
        """The caller gave up; that is no agent's call."""
        return CallRecord(
            self.key,
            self.key,
            moment(self.joined_ms),
            "",
            self.queue,
            self.direction,
            self.number,
            wait_ms=end_ms - self.joined_ms,
            ended_by=EndedBy.ABANDONED,
        )


@dataclass(slots=True, eq=False)
class Agent:
    """Somebody at a phone.

    `turn` counts the states, so that what was planned for an earlier one falls flat. `call` stays during the work
    after it. `absent_until` is when the person is back, whatever the state says.
    """

    index: int
    number: str
    queues: tuple[str, ...]
    turn: int = 0
    state: AgentState = AgentState.SIGNED_OFF
    reason: str = ""
    since_ms: int = 0
    call: Call | None = None
    help: bool = False
    plan: deque[tuple[AgentState, int]] = field(default_factory=deque)
    transferred: bool = False
    next_state: AgentState | None = None
    next_reason: str = ""
    next_lasts: int | None = None
    absent_until: int = 0
    works_until: int = 0

    def comes_next(self, state: AgentState | None, reason: str = "", lasts_ms: int | None = None) -> None:
        """What comes after the call; `lasts_ms` None: somebody else wanted it."""
        self.next_state, self.next_reason, self.next_lasts = state, reason, lasts_ms

    def told(self, moment: Moment, as_of_ms: int) -> AgentNow:
        """As a telephone system tells it at `as_of_ms`."""
        call = self.call
        own = call is not None and not call.queue
        return AgentNow(
            self.number,
            self.state,
            moment(self.since_ms),
            self.reason,
            call.queue if call else "",
            call.leg_key if call else "",
            masked(call.number) if call else "",
            call.direction if call else Direction.UNKNOWN,
            call.hold_ms if call else 0,
            self.help,
            self.next_state,
            self.next_reason,
            _OWN_CALL if own and self.state is AgentState.TALKING else _WHY[self.state],
            () if self.state is AgentState.SIGNED_OFF else tuple(sorted(self.queues)),
            as_of=moment(as_of_ms),
        )
