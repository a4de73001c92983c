"""One way of sound between a call and a console: a tap and a media channel in a bridge, named after a listening."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from console.telephony.asterisk_ari import Ari, AriFailure, AriLate, told
from console.telephony.asterisk_told import TONE


class Part(StrEnum):
    """What a leg is for.

    Taken: its tap is the customer's own channel, and sound goes both ways. Told: a tap alone, on which the agent is
    told that somebody listens.
    """

    AGENT = "agent"
    CUSTOMER = "customer"
    TALK = "talk"
    TAKEN = "taken"
    TOLD = "told"


_TAPS = {
    Part.AGENT: {"spy": "in", "whisper": "none"},
    Part.CUSTOMER: {"spy": "out", "whisper": "none"},
}


@dataclass(eq=False)
class Leg:
    """`name` begins with what everything of ours begins with; `media_id` is what the console fetches it by.

    `tap` is the id of a channel of ours that hears or speaks on the agent's, or the customer's own. `fetched` and
    `tapped`: the media channel, and the tap, have entered our application.
    """

    name: str
    part: Part
    tap: str = ""
    media_id: str = field(default="", repr=False)
    fetched: bool = False
    tapped: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.tap = self.tap or f"{self.name}-tap"

    @property
    def media(self) -> str:
        """The id of the media channel."""
        return f"{self.name}-media"

    @property
    def bridge(self) -> str:
        """The id of the bridge."""
        return f"{self.name}-bridge"


async def make(ari: Ari, leg: Leg, form: str, agent: str = "", whisper: str = "none") -> None:
    """Make its bridge, its media channel that waits to be fetched, and but for a taken one its tap at `agent`.

    `whisper`: out is heard by the agent, both by the customer too. Each channel comes into the bridge when it enters
    our application (`put_in`): asked for sooner, it would be refused. Raises AriFailure.
    """
    app = ari.app
    served = {
        "external_host": "INCOMING",
        "transport": "websocket",
        "connection_type": "server",
        "encapsulation": "none",
    }
    asked = [
        ari.ask("POST", "channels/externalMedia", {"app": app, "channelId": leg.media, "format": form, **served}),
        ari.ask("POST", "bridges", {"type": "mixing", "bridgeId": leg.bridge, "name": leg.bridge}),
    ]
    if agent:
        hooks = _TAPS.get(leg.part, {"spy": "none", "whisper": whisper})
        asked.append(ari.ask("POST", f"channels/{agent}/snoop", {"app": app, "snoopId": leg.tap, **hooks}))
    answers = await together(*asked)
    leg.media_id = told(answers[0], "channelvars", "MEDIA_WEBSOCKET_CONNECTION_ID")
    if not leg.media_id:
        raise AriLate("the switch gives no address for the sound")


async def tell_agent(ari: Ari, leg: Leg, agent: str, within_s: float) -> None:
    """Make a tap that the agent alone hears, and the tone on it. Raises AriFailure."""
    hooks = {"spy": "none", "whisper": "out"}
    await ari.ask("POST", f"channels/{agent}/snoop", {"app": ari.app, "snoopId": leg.tap, **hooks})
    try:
        async with asyncio.timeout(within_s):
            await leg.tapped.wait()
    except TimeoutError:
        raise AriLate("the switch did not make the tap") from None
    await ari.ask("POST", f"channels/{leg.tap}/play", {"media": TONE})


async def put_in(ari: Ari, leg: Leg, channel: str) -> None:
    """Put one of its channels into its bridge. Raises AriFailure."""
    await ari.ask("POST", f"bridges/{leg.bridge}/addChannel", {"channel": channel})


async def drop(ari: Ari, leg: Leg) -> None:
    """Take it off the switch, whatever of it is there; what cannot be reached now goes when we connect again.

    A customer goes on in the dialplan.
    """
    if leg.part is Part.TOLD:
        await unless_gone(ari.ask("DELETE", f"channels/{leg.tap}"))
        return
    tap = ("POST", f"channels/{leg.tap}/continue") if leg.part is Part.TAKEN else ("DELETE", f"channels/{leg.tap}")
    every = (tap, ("DELETE", f"channels/{leg.media}"), ("DELETE", f"bridges/{leg.bridge}"))
    await asyncio.gather(*(unless_gone(ari.ask(*one)) for one in every))


async def unless_gone(asked: Coroutine[Any, Any, Any]) -> None:
    """Wait for something that need not be done when its object is gone or nobody can be asked."""
    with suppress(AriFailure):
        await asked


async def together(*asked: Coroutine[Any, Any, Any]) -> list[Any]:
    """Ask several things at once; their answers, or the first failure, when all have been answered."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return answers
