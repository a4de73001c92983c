"""One seat as it stands: who, what, since when, how near to a limit, and whether a filter dims it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from console.desk.floor_grid import Place
from console.domain.floor import AgentNow, AgentState, AwayReason, LimitLevel


class Fill(IntEnum):
    """How a seat is filled (UX, "State fills"): by state, but training and a call for help have fills of their own."""

    EMPTY = 0
    SIGNED_OFF = 1
    READY = 2
    RINGING = 3
    TALKING = 4
    ON_HOLD = 5
    CONSULTING = 6
    CONFERENCE = 7
    AFTER_CALL = 8
    BUSY = 9
    AWAY = 10
    TRAINING = 11
    HELP = 12
    UNKNOWN = 13


FILL_OF = {state: Fill[state.name] for state in AgentState}

Look = tuple[Fill, LimitLevel, bool]
"""What decides the face of a seat: fill, limit, dimmed."""


def fill_of(agent: AgentNow) -> Fill:
    """The fill of an agent. Somebody lost from sight who asked for help is still shown as asking."""
    if agent.help:
        return Fill.HELP
    if agent.state is AgentState.AWAY and agent.reason == AwayReason.TRAINING:
        return Fill.TRAINING
    return FILL_OF[agent.state]


@dataclass(frozen=True, slots=True)
class FloorFilter:
    """Whom one looks for: nothing chosen looks for everybody. `text` is part of a name, a number or a seat's name.

    `queue` is that of the call now; `skill` a queue somebody is signed on to, with or without a call.
    """

    states: frozenset[AgentState] = frozenset()
    team: str = ""
    text: str = ""
    pressing: bool = False
    queue: str = ""
    skill: str = ""

    def misses(self, seat: SeatNow) -> bool:
        """Whether `seat` is dimmed. An empty one is by any filter but the text of its own name."""
        if self == EVERYBODY:
            return False
        sitter, agent = seat.place.sitter, seat.agent
        if self.text:
            said = f"{seat.place.seat_name} {sitter.name} {sitter.number}" if sitter else seat.place.seat_name
            if self.text.casefold() not in said.casefold():
                return True
        if sitter is None or agent is None:
            return bool(self.states or self.team or self.pressing or self.queue or self.skill)
        if (self.queue and agent.queue != self.queue) or (self.skill and self.skill not in agent.queues):
            return True
        if (self.states and agent.state not in self.states) or (self.team and sitter.team != self.team):
            return True
        return self.pressing and not seat.pressing


EVERYBODY = FloorFilter()


class SeatNow:
    """A seat of the floor model, which alone changes it; in the GUI thread. Seconds are on the monotonic clock.

    `heard` tells whether there was ever news of the agent; `deadline_s` is when the limit's level changes, 0 for never.
    """

    __slots__ = ("agent", "deadline_s", "dim", "heard", "level", "limit_ms", "look", "place", "since_s")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.agent: AgentNow | None = None
        self.level = LimitLevel.NONE
        self.limit_ms = 0
        self.since_s = 0.0
        self.deadline_s = 0.0
        self.heard = False
        self.dim = False
        self.look: Look = (Fill.EMPTY, LimitLevel.NONE, False)

    @property
    def number(self) -> str:
        """The agent's number; empty where nobody sits."""
        return self.place.sitter.number if self.place.sitter else ""

    @property
    def pressing(self) -> bool:
        """Whether the seat asks for attention: help, a limit near or passed."""
        return self.level is not LimitLevel.NONE or (self.agent is not None and self.agent.help)

    def elapsed_ms(self, now_s: float) -> int:
        """How long the state has lasted; for unknown, how old the last news is."""
        return max(0, round((now_s - self.since_s) * 1000))

    @property
    def told(self) -> tuple[object, ...]:
        """What is shown of the seat besides its running time: when this is the same, nothing changed."""
        now = self.agent
        if now is None:
            return ()
        return (now.state, now.since, now.reason, now.help, now.next_state, now.queue, now.call_key, self.look)

    def settle(self) -> None:
        """Find the look again, after the agent, the limit or the filter changed."""
        fill = Fill.EMPTY if self.agent is None else fill_of(self.agent)
        self.look = (fill, self.level, self.dim)

    def pressure(self, now_s: float) -> tuple[bool, int, float, float, str]:
        """The order of the worst first, as `worst_first` of the domain has it."""
        helped = self.agent is not None and self.agent.help
        share = self.elapsed_ms(now_s) / self.limit_ms if self.limit_ms else 0.0
        return (not helped, -self.level, -share, self.since_s, self.number)
