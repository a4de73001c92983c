"""What of ours is on an Asterisk when we connect: what is nobody's goes, who was taken over goes on talking."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.telephony.asterisk_ari import Ari, told
from console.telephony.asterisk_legs import Leg, Part, together, unless_gone

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """Channels there are, those of them that are up, and who is in which bridge."""

    channels: frozenset[str]
    up: frozenset[str]
    bridges: Mapping[str, frozenset[str]]

    def is_alone(self, channel: str) -> bool:
        """Whether a channel is up and in no bridge."""
        return channel in self.up and not any(channel in members for members in self.bridges.values())


async def look_round(ari: Ari) -> Found:
    """All channels and bridges of the switch. Raises AriFailure."""
    channels, bridges = await together(ari.ask("GET", "channels"), ari.ask("GET", "bridges"))
    return Found(
        frozenset(told(one, "id") for one in _rows(channels)),
        frozenset(told(one, "id") for one in _rows(channels) if told(one, "state") == "Up"),
        {told(one, "id"): frozenset(map(str, _rows_of(one))) for one in _rows(bridges)},
    )


def taken_over(found: Found, app: str) -> Iterator[tuple[str, Leg]]:
    """Conversations with customers that are in a bridge of ours, by the key of their listening."""
    named = re.compile(rf"(?P<name>{re.escape(app)}-(?P<key>\S+)-{Part.TAKEN.value}-[0-9a-f]+)-bridge")
    for bridge, members in found.bridges.items():
        ours = named.fullmatch(bridge)
        customers = [one for one in members if not one.startswith(f"{app}-")]
        if ours and len(customers) == 1:
            leg = Leg(ours["name"], Part.TAKEN, customers[0])
            leg.tapped.set()
            leg.fetched = leg.media in members
            yield ours["key"], leg


async def follow(ari: Ari, channels: Collection[str]) -> None:
    """Be told of these from now on: another connection may have been, before."""
    for channel in channels:
        source = {"eventSource": f"channel:{channel}"}
        await unless_gone(ari.ask("POST", f"applications/{ari.app}/subscription", source))


async def clear(ari: Ari, found: Found, kept: Collection[Leg]) -> None:
    """Take away whatever begins with our name and belongs to none of these."""
    prefix = f"{ari.app}-"
    channels = {channel for leg in kept for channel in (leg.tap, leg.media)}
    bridges = {leg.bridge for leg in kept}
    places = [f"channels/{one}" for one in found.channels if one.startswith(prefix) and one not in channels]
    places += [f"bridges/{one}" for one in found.bridges if one.startswith(prefix) and one not in bridges]
    if places:
        log.warning("taken away what a crash has left on the switch: %s", ", ".join(map(ascii, places)))
    await asyncio.gather(*(unless_gone(ari.ask("DELETE", place)) for place in places))


def _rows(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else []


def _rows_of(bridge: Any) -> list[Any]:
    return _rows(bridge.get("channels")) if isinstance(bridge, dict) else []
