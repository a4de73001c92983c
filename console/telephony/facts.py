"""What a telephone system can tell the state machine, in no system's own words: one small value for each event.

Every `at` is UTC in the gateway's clock. Facts may come late, twice or never; their `at` puts them in order, so it
must be the moment of the event, not of its arrival, wherever the system tells it. Moments that the system counts in
whole seconds of its own clock (`*_switch_s`) stay as they are: `SwitchClock` says how the two clocks stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from console.domain.calls import Direction


class Line(IntEnum):
    """What a queue says of a member's device. HELD: the other side has put it on hold, never the agent."""

    UNKNOWN = 0
    FREE = 1
    IN_USE = 2
    BUSY = 3
    INVALID = 4
    OFFLINE = 5
    RINGING = 6
    RINGING_IN_USE = 7
    HELD = 8


class Phase(StrEnum):
    """How far a channel has come. RINGING: it is being called; DIALING: it calls and nobody has answered."""

    DIALING = "dialing"
    RINGING = "ringing"
    UP = "up"


class Listing(StrEnum):
    """A list that is read whole at a start and now and then, as a check."""

    MEMBERS = "members"
    CHANNELS = "channels"


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The connection stands. All that was known is void until both listings have ended."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The connection is gone: nothing known is worth anything."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A sign of life, in the gateway's own clock: whatever is known is vouched for at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SwitchClock:
    """At `at` of the gateway's clock the system's clock showed `switch_s` (seconds since 1970)."""

    at: datetime
    switch_s: float


@dataclass(frozen=True, slots=True)
class ListBegins:
    """From here on, facts of this listing arrive; other events may come between."""

    at: datetime
    listing: Listing


@dataclass(frozen=True, slots=True)
class ListEnds:
    """The listing is through: what it and the events since its beginning did not name is gone."""

    at: datetime
    listing: Listing


@dataclass(frozen=True, slots=True)
class Known:
    """An agent exists, whether in a queue or not, at these devices."""

    at: datetime
    agent_number: str
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """The agent is in the queue, with all that the queue says of it.

    `device` is where the agent's phone is (`PJSIP/1001`), found by the adapter for members that are only a detour
    (`Local/…`); empty when it cannot be known. `line` None: not told. `wrap_up_s` 0: the queue's own applies.
    `last_call_switch_s` 0: never.
    """

    at: datetime
    agent_number: str
    queue: str
    device: str
    line: Line | None = None
    paused: bool = False
    pause_reason: str = ""
    paused_switch_s: int = 0
    last_call_switch_s: int = 0
    wrap_up_s: int = 0
    signed_on_switch_s: int = 0


@dataclass(frozen=True, slots=True)
class MemberGone:
    """The agent is in the queue no more."""

    at: datetime
    agent_number: str
    queue: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The agent was paused or released in one queue. A reason means nothing when released."""

    at: datetime
    agent_number: str
    queue: str
    paused: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What a device is doing, told outside any queue."""

    at: datetime
    device: str
    line: Line


@dataclass(frozen=True, slots=True)
class Offered:
    """A queue offers a call to the agent. `call_key` is the call's own key at the queue, `linked_key` joins its legs.

    `channel` is the leg to the agent, or to the detour; empty when not told.
    """

    at: datetime
    agent_number: str
    queue: str
    call_key: str
    linked_key: str
    number: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """The offer ended without an answer: rung out, refused, or the caller has left."""

    at: datetime
    agent_number: str
    call_key: str


@dataclass(frozen=True, slots=True)
class Connected:
    """The queue has connected the call to the agent."""

    at: datetime
    agent_number: str
    queue: str
    call_key: str
    linked_key: str
    number: str = ""
    channel: str = ""
    direction: Direction = Direction.INBOUND


@dataclass(frozen=True, slots=True)
class Completed:
    """The queue counts the call as ended for this agent."""

    at: datetime
    agent_number: str
    call_key: str


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """A channel exists and has come as far as `phase`. `device` is whose phone it is; empty for trunks and helpers.

    `direction` and `number` are seen from that device.
    """

    at: datetime
    channel: str
    linked_key: str
    phase: Phase
    device: str = ""
    direction: Direction = Direction.UNKNOWN
    number: str = ""


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """A channel was hung up."""

    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Whoever is at this channel has pressed hold (`held`) or taken the call back."""

    at: datetime
    channel: str
    held: bool


@dataclass(frozen=True, slots=True)
class BridgeEntered:
    """A channel has joined a bridge. `person` is False for announcers, recorders, spies, taps and detours.

    `joins` is what both halves of a detour have in common: they make two bridges one conversation.
    """

    at: datetime
    channel: str
    bridge: str
    person: bool = True
    joins: str = ""


@dataclass(frozen=True, slots=True)
class BridgeLeft:
    """A channel has left a bridge."""

    at: datetime
    channel: str
    bridge: str


@dataclass(frozen=True, slots=True)
class Help:
    """The agent asks for help, or no more."""

    at: datetime
    agent_number: str
    on: bool


Fact = (
    LinkUp
    | LinkLost
    | Heard
    | SwitchClock
    | ListBegins
    | ListEnds
    | Known
    | Member
    | MemberGone
    | Paused
    | LineSeen
    | Offered
    | OfferEnded
    | Connected
    | Completed
    | ChannelSeen
    | ChannelGone
    | Hold
    | BridgeEntered
    | BridgeLeft
    | Help
)
