"""The one door to any telephone system: a snapshot, a stream of changes, and deeds that say what came of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Protocol

from console.domain.calls import Direction, EndedBy
from console.domain.floor import AgentNow, AwayReason, FloorAction
from console.telephony.live import ListeningEnded, LiveMedia


class Cap(Flag):
    """What a telephone system can do; what it cannot, the floor offers to nobody."""

    NONE = 0
    LISTEN = auto()
    STEREO = auto()
    WHISPER = auto()
    JOIN = auto()
    TAKE_OVER = auto()
    END_CALL = auto()
    SIGN_OFF = auto()
    SET_AWAY = auto()
    SET_READY = auto()
    AWAY_REASON = auto()
    END_AFTER_CALL = auto()
    HOLD_SECONDS = auto()
    RECORDINGS = auto()


_NEEDED = {
    FloorAction.LISTEN: Cap.LISTEN,
    FloorAction.WHISPER: Cap.WHISPER,
    FloorAction.JOIN: Cap.JOIN,
    FloorAction.TAKE_OVER: Cap.TAKE_OVER,
    FloorAction.END_CALL: Cap.END_CALL,
    FloorAction.SIGN_OFF: Cap.SIGN_OFF,
    FloorAction.SET_AWAY: Cap.SET_AWAY,
    FloorAction.SET_READY: Cap.SET_READY,
}


def able(caps: Cap) -> frozenset[FloorAction]:
    """The actions that `caps` allow: what `console.domain.floor.offers` wants to know."""
    return frozenset(action for action, cap in _NEEDED.items() if cap in caps)


@dataclass(frozen=True)
class Result:
    """What came of a deed. `accepted`: the system took the order; `confirmed`: an event proved that it was done.

    Accepted alone is no success. `words` are the system's own, or ours where it said nothing.
    """

    accepted: bool
    confirmed: bool
    words: str = ""


class Link(StrEnum):
    """How the connection to the telephone system stands. Degraded: it is there, but answers late or in part."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class CallRecord:
    """A finished call. Lengths in ms; None means that nobody measured it, never 0.

    `key` is the telephone system's own for this leg and unique, `linked_key` joins the legs of one call, `recording`
    is the address of its sound. `caller_number` is the other side's, whole: only the store may have it.
    `holds` are the single holds that `hold_ms` sums up, each from its begin to its end.
    """

    key: str
    linked_key: str
    started_at: datetime
    agent_number: str
    queue: str = ""
    direction: Direction = Direction.UNKNOWN
    caller_number: str = ""
    ring_ms: int | None = None
    wait_ms: int | None = None
    talk_ms: int | None = None
    hold_ms: int | None = None
    ended_by: EndedBy = EndedBy.UNKNOWN
    recording: str | None = None
    answered_at: datetime | None = None
    holds: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class RecordingEnded:
    """Nothing more is written to the recording at this address: what its length is reckoned back from.

    Its first sound comes some time after `began_at`: recording waits for somebody to be heard. `of_agent`: what it
    received is what the agent's own telephone said, and not the other side's.
    """

    recording: str
    began_at: datetime
    ended_at: datetime
    of_agent: bool = False


@dataclass(frozen=True)
class AgentChanged:
    """One agent is now otherwise."""

    agent: AgentNow


@dataclass(frozen=True)
class CallEnded:
    """A call is over and will not change any more."""

    call: CallRecord


@dataclass(frozen=True)
class LinkChanged:
    """The connection to the telephone system has come, gone or worsened, since `since`."""

    link: Link
    since: datetime
    words: str = ""


@dataclass(frozen=True)
class CapsChanged:
    """It can do more, or less, than before: a part of it was reached later than the rest."""

    caps: Cap


Change = AgentChanged | CallEnded | RecordingEnded | LinkChanged | ListeningEnded | CapsChanged


@dataclass(frozen=True)
class Snapshot:
    """All agents at one moment, by agent number."""

    as_of: datetime
    agents: Mapping[str, AgentNow]


class Telephony(Protocol):
    """A telephone system. Everything runs in one asyncio loop; nothing here raises for what the system refuses."""

    @property
    def caps(self) -> Cap:
        """What it can do, once `start` is through; a CapsChanged tells when that changes."""

    @property
    def live(self) -> LiveMedia | None:
        """Live sound of its calls; None where it gives none. What it can do there is in `caps`."""

    async def start(self) -> None:
        """Connect, and keep connecting by itself after a loss. Returns when the first snapshot is there.

        A LinkChanged tells that the link is up then, and others before it why it is not yet.
        Raises PlaceFault when the system refuses the login: trying again would not help.
        """

    async def stop(self) -> None:
        """Take back whatever was left on the system and disconnect. May be called twice."""

    def changes(self) -> AsyncIterator[Change]:
        """All changes from now on, in order, until `stop`. After a reconnection every agent is told anew."""

    def snapshot(self) -> Snapshot:
        """The floor as it is known; agents are unknown while the link is down."""

    async def missing(self) -> list[str]:
        """What is to be put right on the system, or in our rights there, in plain sentences; once it has started."""

    async def sign_off(self, agent_number: str) -> Result:
        """Sign the agent off all queues; during a call it takes effect after it."""

    async def set_away(self, agent_number: str, reason: AwayReason) -> Result:
        """Set the agent away; during a call it takes effect after it."""

    async def set_ready(self, agent_number: str) -> Result:
        """Set the agent ready, out of away, busy or after-call work."""

    async def end_call(self, agent_number: str) -> Result:
        """Cut off the agent's call, both sides."""

    async def take_over(self, agent_number: str, to: str) -> Result:
        """Give the agent's customer to the phone `to` and release the agent."""
