"""What has been told of channels, calls and agents, kept so that order and repetition do not matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.domain.calls import Direction
from console.telephony.facts import Line, Phase
from console.telephony.rules import Talk
from console.telephony.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Place:
    """Where a channel is or has been: in which bridge, what it counts for there, and whether it has left."""

    bridge: str
    person: bool = False
    joins: str = ""
    left: bool = False


@dataclass(slots=True, eq=False)
class Channel:
    """One channel. A channel that is gone never comes back: its key is not used again."""

    key: str
    device: str = ""
    linked_key: str = ""
    direction: Direction = Direction.UNKNOWN
    number: str = ""
    told_at: datetime | None = None
    started_at: datetime | None = None
    up_at: datetime | None = None
    phase: Phase | None = None
    rang: bool = False
    gone_at: datetime | None = None
    held: Timeline[bool] = field(default_factory=Timeline)
    places: Timeline[Place] = field(default_factory=Timeline)
    round: int = 0

    @property
    def live(self) -> bool:
        """Whether it was seen and not hung up."""
        return self.gone_at is None and self.phase is not None

    @property
    def here(self) -> Place | None:
        """Where it is now."""
        entered, place, left_at = self._stay()
        return place if entered is not None and left_at is None else None

    @property
    def here_since(self) -> datetime | None:
        """When it came to where it is now."""
        entered, _, left_at = self._stay()
        return entered if left_at is None else None

    @property
    def talks_since(self) -> datetime | None:
        """When its conversation began: at the answer for who was called, at once for who calls."""
        return self.up_at if self.rang else self.started_at

    @property
    def bridged_at(self) -> datetime | None:
        """When it first was in a bridge."""
        return next((at for at, place in self.places.entries() if not place.left), None)

    @property
    def unbridged_at(self) -> datetime | None:
        """When it left its last bridge, as far as is known; None while in one, or when never in one."""
        return self._stay()[2]

    def _stay(self) -> tuple[datetime | None, Place | None, datetime | None]:
        """Its last stay in a bridge: from when, where, until when. Leaving one bridge says nothing of another."""
        left: dict[str, datetime] = {}
        for at, place in reversed(tuple(self.places.entries())):
            if place.left:
                left[place.bridge] = at
                continue
            ends = [moment for moment in (left.get(place.bridge), self.gone_at) if moment is not None]
            return at, place, min(ends, default=None)
        return None, None, None


@dataclass(slots=True, eq=False)
class Call:
    """One call of a queue to one agent."""

    key: str
    queue: str = ""
    linked_key: str = ""
    number: str = ""
    channel: str = ""
    direction: Direction = Direction.INBOUND
    offered_at: datetime | None = None
    refused_at: datetime | None = None
    connected_at: datetime | None = None
    completed_at: datetime | None = None
    round: int = 0


@dataclass(slots=True, eq=False)
class Membership:
    """An agent in a queue."""

    queue: str
    device: str = ""
    present: Timeline[bool] = field(default_factory=Timeline)
    paused: Timeline[tuple[bool, str]] = field(default_factory=Timeline)
    row_at: datetime | None = None
    wrap_up_s: int = 0
    last_call_switch_s: int = 0
    last_call_seen_at: datetime | None = None
    round: int = 0

    def row(self) -> tuple[int, int]:
        """What only rows tell."""
        return self.wrap_up_s, self.last_call_switch_s


@dataclass(slots=True, eq=False)
class Agent:
    """All that is known of one agent."""

    number: str
    devices: set[str] = field(default_factory=set)
    members: dict[str, Membership] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    help: Timeline[bool] = field(default_factory=Timeline)
    ended: Talk | None = None
    free_at: datetime | None = None
    goes_on: tuple[datetime, datetime] | None = None
    """Another queue made its state begin at the first moment; it goes on from the second."""


def line_rank(line: Line | None) -> int:
    """Of several devices the one that is most in use speaks for the agent."""
    order = (Line.INVALID, Line.OFFLINE, Line.FREE, Line.UNKNOWN, Line.HELD, Line.BUSY, Line.IN_USE)
    if line is None:
        return -1
    return order.index(line) if line in order else len(order)
