"""A call and what is known of it: who, when, which queue, which numbers, and where its sound is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

OWN_KEY = "local-"
"""What the key of a call begins with that was heard at a device of a PC: no telephone system knows it."""


class Direction(StrEnum):
    """Which way a call went."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


class AgentSide(StrEnum):
    """Where the agent is in a recording: a setting of each source of recordings."""

    LEFT = "left"
    RIGHT = "right"
    MIXED = "mixed"


class EndedBy(StrEnum):
    """How a call's conversation ended."""

    CALLER = "caller"
    AGENT = "agent"
    TRANSFER = "transfer"
    SUPERVISOR = "supervisor"
    ABANDONED = "abandoned"
    NOT_ANSWERED = "not_answered"
    UNKNOWN = "unknown"


class StretchKind(StrEnum):
    """What the telephone system knows a part of a recording to be."""

    RING = "ring"
    HOLD = "hold"


@dataclass(frozen=True, order=True)
class CallStretch:
    """A part of a recording, in ms from its first sound."""

    start_ms: int
    end_ms: int
    kind: StretchKind

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(f"not a stretch: {self.start_ms}..{self.end_ms} ms")


@dataclass(frozen=True)
class SoundSource:
    """Where a call's sound is: one file, or the agent's and the customer's mono files in that order.

    Nowhere as long as the recording of a call that was scored live has not come.

    `raw_rate_hz` is for headerless files only. `side` says which channel of a stereo file is the agent.
    """

    paths: tuple[str, ...]
    side: AgentSide = AgentSide.LEFT
    raw_rate_hz: int = 8000

    def __post_init__(self) -> None:
        if len(self.paths) > 2:
            raise ValueError("a call's sound is one file or a pair")


@dataclass(frozen=True)
class Call:
    """A call as listed and opened. Times are UTC with zone; lengths in ms; None means not known, never 0.

    `ring_ms`, `wait_ms` (in the queue, ringing included), `talk_ms` (holds included) and `hold_ms` are the telephone
    system's; `stretches` are where they lie in the recording, as far as that is known. `live_since`: scoring began
    while it went on, on a tape that began then. `sound_at` is the moment of the recording's first sound, where known.
    """

    id: UUID
    started_at: datetime
    duration_ms: int
    sound: SoundSource
    content_hash: str
    agent_id: UUID | None = None
    agent_number: str = ""
    agent_name: str = ""
    team: str = ""
    direction: Direction = Direction.UNKNOWN
    queue: str = ""
    call_number: str = ""
    customer_number: str = ""
    ring_ms: int | None = None
    wait_ms: int | None = None
    talk_ms: int | None = None
    hold_ms: int | None = None
    ended_by: EndedBy = EndedBy.UNKNOWN
    stretches: tuple[CallStretch, ...] = ()
    hand_picked: bool = False
    sound_gone_at: datetime | None = None
    live_since: datetime | None = None
    sound_at: datetime | None = None

    @property
    def waits_for_sound(self) -> bool:
        """Whether the call was scored live and its recording has not come."""
        return not self.sound.paths


class Progress(StrEnum):
    """How far the scoring of a call has come."""

    OPEN = "open"
    DRAFT = "draft"
    SCORED = "scored"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class CallRow:
    """One row of the call list."""

    call: Call
    progress: Progress = Progress.OPEN
    points: int | None = None
    critical: bool = False
    inspector_name: str = ""
    drawn_for_me: bool = False
    coached: bool = False


class CallOrder(StrEnum):
    """What the list can be ordered by."""

    STARTED = "started"
    DURATION = "duration"
    AGENT = "agent"
    QUEUE = "queue"
    POINTS = "points"


@dataclass(frozen=True)
class CallFilter:
    """What the list shows; empty fields do not filter. `text` looks in agent name and number, queue, call number."""

    text: str = ""
    agent_id: UUID | None = None
    team: str = ""
    queue: str = ""
    since: datetime | None = None
    until: datetime | None = None
    longer_ms: int | None = None
    shorter_ms: int | None = None
    progress: frozenset[Progress] = field(default_factory=frozenset)
    drawn_for_me: bool = False
    order: CallOrder = CallOrder.STARTED
    descending: bool = True


def masked(number: str) -> str:
    """A phone number for those without the right to it: 138****5678 (DOMAIN §8); a short one keeps its last digit."""
    digits = number.strip()
    if len(digits) >= 9:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    if len(digits) <= 1:
        return digits
    return "*" * (len(digits) - 1) + digits[-1]
