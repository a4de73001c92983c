"""How far listening to a live call has come, and why it is over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.domain.faults import Fault
from console.domain.floor import Offer


class Stage(StrEnum):
    """How far listening to a call has come."""

    IDLE = "idle"
    ASKED = "asked"
    CONNECTING = "connecting"
    HEARING = "hearing"
    ENDED = "ended"
    REFUSED = "refused"

    @property
    def under_way(self) -> bool:
        """Whether something goes on."""
        return self in (Stage.ASKED, Stage.CONNECTING, Stage.HEARING)


class Why(StrEnum):
    """Why it is over, where neither the telephone system nor a fault says so."""

    NOTHING = ""
    STOPPED = "stopped"
    CLOSED = "closed"
    NO_ANSWER = "no_answer"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True)
class LiveNow:
    """Whom one listens to, and how it stands.

    `words` are the telephone system's, `offer` says why it cannot be asked, `told` whether the agent knows.
    """

    stage: Stage = Stage.IDLE
    number: str = ""
    name: str = ""
    why: Why = Why.NOTHING
    words: str = ""
    fault: Fault | None = None
    offer: Offer = Offer.NOW
    told: bool = False
