"""A deed done to an agent as the desk knows it: what was asked, by whom, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from console.domain.faults import Fault, FaultKind
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.floor_book import ActionState, AskedAction


class Stage(StrEnum):
    """How far a deed has come, seen from the one who asked. Only the first two may still become another by themselves.

    Not known: the link was lost while it was asked. Not asked: it never reached the database. Unanswered: nobody
    carried it out in time.
    """

    ASKING = "asking"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    UNANSWERED = "unanswered"

    @property
    def open(self) -> bool:
        """Whether an answer is still to be waited for."""
        return self in (Stage.ASKING, Stage.WAITING)

    @property
    def went_wrong(self) -> bool:
        """Whether somebody should read of it. What was accepted and never proved is no success."""
        return not self.open and self is not Stage.DONE


_STAGES = {
    ActionState.PENDING: Stage.WAITING,
    ActionState.ACCEPTED: Stage.ACCEPTED,
    ActionState.DONE: Stage.DONE,
    ActionState.REFUSED: Stage.REFUSED,
}

_LINK_KINDS = frozenset({FaultKind.DATABASE_UNREACHABLE, FaultKind.DATABASE_LOCKED, FaultKind.TOO_MANY_CONNECTIONS})

_AFTER_THE_CALL = {FloorAction.SIGN_OFF: AgentState.SIGNED_OFF, FloorAction.SET_AWAY: AgentState.AWAY}


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed. `began_s` is when this console first knew of it and `turned_s` when the stage last changed (monotonic).

    `fault` is why the database would not take it; `words` are the telephone system's.
    """

    asked: AskedAction
    number: str
    stage: Stage
    began_s: float
    turned_s: float
    fault: Fault | None = None

    @property
    def id(self) -> UUID:
        """Its key, the same however often it is asked."""
        return self.asked.id

    @property
    def action(self) -> FloorAction:
        """What was asked for."""
        return self.asked.action

    @property
    def at(self) -> datetime:
        """When."""
        return self.asked.at

    @property
    def words(self) -> str:
        """What the telephone system said."""
        return self.asked.words


def stage_of(asked: AskedAction) -> Stage:
    """How far it has come by the database."""
    if asked.state is ActionState.ACCEPTED and asked.ended_at is None:
        return Stage.WAITING if asked.began_at is None else Stage.DONE  # a listening that goes on
    return _STAGES[asked.state]


def is_of_the_link(fault: Fault) -> bool:
    """Whether nobody knows if what was asked has arrived."""
    return fault.kind in _LINK_KINDS


def comes_next(action: FloorAction, now: AgentNow | None) -> bool:
    """Whether what was done shows after the call that is on: the telephone system has it in mind."""
    return now is not None and now.next_state is not None and now.next_state is _AFTER_THE_CALL.get(action)
