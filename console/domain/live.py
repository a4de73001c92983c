"""Listening to a live call: where its sound is fetched, and who hears whom, as it follows from what was asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, AskedAction

MODES = frozenset({FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN, FloorAction.TAKE_OVER})
"""What whoever listens can be to a call: heard by nobody, by the agent, by both; or the agent's successor."""

GATEWAY_ENDED = "the gateway ended"
"""Why a listening is over whose gateway is gone. A customer who was taken over goes on talking without it."""

OFFER_LASTS = timedelta(seconds=30)
"""An address that nobody has fetched by then is worth nothing."""


_ADDRESS = re.compile(
    r"\b[a-z]+://\S+|\S*\bmedia/\S+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?", re.IGNORECASE
)


def without_addresses(words: str) -> str:
    """Words of a telephone system as everybody may read them: where live sound is fetched is left out."""
    return _ADDRESS.sub("…", words)


class Transport(StrEnum):
    """How sound comes from the switch: fetched over a WebSocket, or sent as RTP to the ports that were wished."""

    WEBSOCKET = "websocket"
    RTP = "rtp"


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """Where both sides of a call are heard. The addresses are for the asker alone, and good for one fetch.

    WEBSOCKET: `ws(s)://…`; RTP: `rtp://host:port`, from where it is sent. `talk` is where the microphone goes, where
    that is not `agent`. `form` is ulaw, alaw or slin16, in frames of 20 ms. `told`: the agent knows that somebody
    listens. `authority` vouches for the switch's certificate besides those whom this PC's system knows (PEM).
    """

    transport: Transport
    form: str
    rate_hz: int
    agent: str = field(default="", repr=False)
    customer: str = field(default="", repr=False)
    talk: str = field(default="", repr=False)
    told: bool = False
    authority: str = field(default="", repr=False)

    def to_json(self) -> str:
        """What `from_json` reads."""
        return json.dumps(
            {
                "transport": self.transport.value,
                "form": self.form,
                "rate_hz": self.rate_hz,
                "agent": self.agent,
                "customer": self.customer,
                "talk": self.talk,
                "told": self.told,
                "authority": self.authority,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> LiveOffer:
        """The offer that `to_json` wrote. ValueError for anything else; it does not quote what was given."""
        try:
            raw = json.loads(text)
            texts = {name: str(raw[name]) for name in ("form", "agent", "customer", "talk")}
            told = raw.get("told") is True  # an older gateway does not say
            texts["authority"] = str(raw.get("authority", ""))
            return cls(Transport(raw["transport"]), rate_hz=int(raw["rate_hz"]), told=told, **texts)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise ValueError("not an offer of live sound") from None


@dataclass(frozen=True, slots=True)
class Listening:
    """Somebody hears the call of an agent, from `since` on, when the sound was offered; until None: still.

    `mode` is what they are to the call now, one of `MODES`. `words` say why it ended. Moments are the database's.
    """

    action_id: UUID
    by_id: UUID
    agent_id: UUID
    call_key: str
    mode: FloorAction
    since: datetime
    until: datetime | None = None
    words: str = ""

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.until is None

    @property
    def speaks(self) -> bool:
        """Whether the one who listens is heard by anybody."""
        return self.mode is not FloorAction.LISTEN


def listenings(actions: Iterable[AskedAction]) -> list[Listening]:
    """Who heard whom, by begin: what was asked, told apart into listenings and the changes of their modes.

    What never came to be heard is none.
    """
    asked = sorted(actions, key=lambda one: (one.at, one.id))
    modes: dict[UUID, FloorAction] = {}
    for one in asked:
        if one.listening_id is not None and one.state is ActionState.DONE:
            modes[one.listening_id] = one.action
    return [
        Listening(
            one.id,
            one.by_id,
            one.agent_id,
            one.call_key,
            modes.get(one.id, FloorAction.LISTEN),
            one.began_at,
            one.ended_at,
            one.words if one.ended_at is not None else "",
        )
        for one in asked
        if one.action is FloorAction.LISTEN and one.listening_id is None and one.began_at is not None
    ]


def heard_by(all_of_them: Iterable[Listening], agent_id: UUID) -> list[Listening]:
    """Who hears this agent now."""
    return [one for one in all_of_them if one.open and one.agent_id == agent_id]
