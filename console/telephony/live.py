"""Live sound of calls as a telephone system gives it: a listening has a key, legs to fetch, and an end that is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Mode(StrEnum):
    """What whoever listens is to the call: nobody, heard by the agent alone, by both, or the agent's successor."""

    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_OVER = "take_over"


class Transport(StrEnum):
    """How sound goes between switch and console."""

    WEBSOCKET = "websocket"
    RTP = "rtp"


class Ending(StrEnum):
    """Why a listening is over though nobody stopped it."""

    CALL_OVER = "call_over"
    GIVEN_AWAY = "given_away"
    CONSOLE_GONE = "console_gone"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True)
class MediaWish:
    """Where a console can be sent RTP: its address as the switch sees it, and a port of its own for each side.

    A switch that is fetched from (Transport.WEBSOCKET) does not need it.
    """

    host: str = ""
    agent_port: int = 0
    customer_port: int = 0


@dataclass(frozen=True)
class Offer:
    """What came of asking for sound. `words` say why not; the addresses are the asker's alone and good for one fetch.

    WEBSOCKET: `ws(s)://…` to connect to with the sub-protocol "media". `talk_url` is where the microphone goes, after
    a taking over `customer_url` for both directions. RTP: `rtp://host:port` is what sound comes from; it is sent to the
    wish's ports by itself, and the microphone goes back along the agent's side, after a taking over the customer's.
    `form` is ulaw, alaw or slin16, in frames of 20 ms. `told`: the agent knows that somebody listens. `authority`: whom
    to believe the switch's certificate by, besides those the console's own system knows (PEM); empty for nobody.
    """

    ok: bool
    words: str = ""
    key: str = ""
    transport: Transport = Transport.WEBSOCKET
    form: str = ""
    rate_hz: int = 0
    agent_url: str = field(default="", repr=False)
    customer_url: str = field(default="", repr=False)
    talk_url: str = field(default="", repr=False)
    told: bool = False
    authority: str = field(default="", repr=False)


@dataclass(frozen=True)
class ListeningEnded:
    """A change: this listening is over, and nothing of it is left on the switch."""

    key: str
    why: Ending
    words: str = ""


class LiveMedia(Protocol):
    """Live sound of one telephone system. Nothing here raises for what the system refuses.

    What is made on the system for a listening goes with it: by `stop`, when the call ends, when its console is gone
    (RTP: only the gateway can know of that, and stops it), and if this program dies, when the next one starts.
    """

    async def listen(self, agent_number: str, who: str, to: MediaWish) -> Offer:
        """Both sides of the agent's call, each by itself, for `who`. Others on the same call are not disturbed."""

    async def talk(self, key: str, mode: Mode) -> Offer:
        """Let the one who listens be heard: WHISPER or JOIN. Listening goes on without a gap.

        What is said so is on nobody's listening legs, neither the speaker's own nor those of others who listen.
        """

    async def quiet(self, key: str) -> Offer:
        """Listen only, again."""

    async def take_over(self, key: str) -> Offer:
        """Give the agent's customer to the one who listens; the agent is released, and the listening becomes a call."""

    async def stop(self, key: str) -> None:
        """End it; unknown keys are nothing. A customer who was taken over goes on in the dialplan."""
