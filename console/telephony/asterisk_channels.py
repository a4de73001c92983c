"""The channels of an Asterisk as its events tell of them, and what they mean to the state machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from console.domain.calls import Direction
from console.telephony.ami_packets import Packet
from console.telephony.asterisk_members import Members
from console.telephony.asterisk_site import joined_by, phone_of
from console.telephony.facts import (
    BridgeEntered,
    BridgeLeft,
    ChannelGone,
    ChannelSeen,
    Fact,
    Hold,
    Phase,
)

_PHASES = {"4": Phase.DIALING, "6": Phase.UP, "7": Phase.DIALING}
"""All other states are those of a channel that is being called."""

_GONE_KEPT = 4096


@dataclass(slots=True)
class Channel:
    """One channel. Moments are in our clock; None means not known. `unseen`: it has lived while nobody looked."""

    key: str
    name: str
    device: str = ""
    linked_key: str = ""
    phase: Phase | None = None
    calls: bool = False
    number: str = ""
    direction: Direction = Direction.UNKNOWN
    began_at: datetime | None = None
    up_at: datetime | None = None
    bridge: str = ""
    bridged_at: datetime | None = None
    first_bridged_at: datetime | None = None
    left_at: datetime | None = None
    unseen: bool = False
    held_since: datetime | None = None
    said: tuple[Phase, str, str, Direction] | None = None
    holds: list[tuple[datetime, datetime]] = field(default_factory=list)

    def held(self, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """When it kept the other side on hold between two moments, each time by itself."""
        every = [*self.holds, *([(self.held_since, end)] if self.held_since else [])]
        cut = ((max(since, begin), min(until, end)) for since, until in every)
        return [(since, until) for since, until in cut if since < until]


class Channels:
    """Every living channel by its key (`Uniqueid`)."""

    def __init__(self, members: Members) -> None:
        self.live: dict[str, Channel] = {}
        self.named: set[str] = set()
        """Those that an event has named since it was cleared: a list that lacks them is older."""

        self._members = members
        self._gone: dict[str, None] = {}

    def agent_of(self, channel: Channel) -> str:
        """The number of the agent at whose phone a channel is; empty for anybody else's."""
        return self._members.agent_at.get(channel.device, "")

    def of_agent(self, number: str) -> list[Channel]:
        """The living channels at an agent's phones, oldest first."""
        return [one for one in self.live.values() if one.device and self.agent_of(one) == number]

    def in_bridge(self, bridge: str) -> list[Channel]:
        """Who is in a bridge now."""
        return [one for one in self.live.values() if one.bridge == bridge] if bridge else []

    def company(self, channel: Channel) -> list[Channel]:
        """The telephones in one conversation with a channel, detours followed, itself left out."""
        found: dict[str, Channel] = {}
        bridges = [channel.bridge] if channel.bridge else []
        seen = set(bridges)
        while bridges:
            for one in self.in_bridge(bridges.pop()):
                found[one.key] = one
                both = joined_by(one.name)
                if both:
                    for other in self.live.values():
                        if other.bridge and other.bridge not in seen and joined_by(other.name) == both:
                            seen.add(other.bridge)
                            bridges.append(other.bridge)
        return [one for one in found.values() if one.device and one.key != channel.key]

    # Events

    def seen(self, packet: Packet, at: datetime, prefix: str = "") -> Iterator[Fact]:
        """Whatever an event's own words say of its channel."""
        key = packet[f"{prefix}Uniqueid"]
        state = packet[f"{prefix}ChannelState"]
        if not key or not state or key in self._gone:
            return
        self.named.add(key)
        channel = self.live.get(key)
        if channel is None:
            name = packet[f"{prefix}Channel"]
            channel = self.live[key] = Channel(key, name, phone_of(name), began_at=at)
            channel.calls = state == "4"
        self._describe(channel, packet, prefix, at)
        fact = self.fact(channel, at)
        said = (fact.phase, fact.linked_key, fact.number, fact.direction)
        if state != "0" and said != channel.said:  # made, but not yet called: nothing rings
            channel.said = said
            yield fact

    def _describe(self, channel: Channel, packet: Packet, prefix: str, at: datetime) -> None:
        channel.linked_key = packet[f"{prefix}Linkedid"] or channel.linked_key
        phase = _PHASES.get(packet[f"{prefix}ChannelState"], Phase.RINGING)
        if channel.phase is not Phase.UP:
            channel.phase = phase
            if phase is Phase.UP:
                channel.up_at = at
        if channel.calls:
            dialled = packet[f"{prefix}Exten"]
            channel.number = channel.number or (dialled if dialled != "s" else "")
        else:
            channel.number = told(packet[f"{prefix}ConnectedLineNum"]) or channel.number
        if channel.number and self._members.is_agent(channel.number):
            channel.direction = Direction.INTERNAL
        else:
            channel.direction = Direction.OUTBOUND if channel.calls else Direction.INBOUND

    def fact(self, channel: Channel, at: datetime) -> ChannelSeen:
        """What there is to tell of a channel."""
        return ChannelSeen(
            at,
            channel.key,
            channel.linked_key,
            channel.phase or Phase.RINGING,
            channel.device,
            channel.direction,
            channel.number,
        )

    def gone(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """A channel was hung up."""
        yield ChannelGone(at, packet["Uniqueid"])
        self.drop(packet["Uniqueid"])

    def drop(self, key: str) -> None:
        """Forget a channel, and that it ever comes back."""
        self.live.pop(key, None)
        self.named.discard(key)
        self._gone[key] = None
        if len(self._gone) > _GONE_KEPT:
            del self._gone[next(iter(self._gone))]

    def hold(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """Somebody has pressed hold, or taken the call back."""
        held = packet.event == "Hold"
        channel = self.live.get(packet["Uniqueid"])
        if channel is not None:
            if held:
                channel.held_since = channel.held_since or at
            elif channel.held_since is not None:
                channel.holds.append((channel.held_since, at))
                channel.held_since = None
        yield Hold(at, packet["Uniqueid"], held)

    def bridge(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """A channel has come into a bridge, or left it."""
        key, bridge = packet["Uniqueid"], packet["BridgeUniqueid"]
        channel = self.live.get(key)
        if channel is None:
            return
        if packet.event == "BridgeLeave":
            if channel.bridge == bridge:
                channel.bridge, channel.left_at = "", at
            yield BridgeLeft(at, key, bridge)
            return
        self.enter(channel, bridge, at)
        yield self.entered(channel)

    def enter(self, channel: Channel, bridge: str, at: datetime) -> None:
        """Note where a channel is."""
        channel.bridge, channel.bridged_at, channel.left_at = bridge, at, None
        channel.first_bridged_at = channel.first_bridged_at or at

    def entered(self, channel: Channel) -> BridgeEntered:
        """What there is to tell of where a channel is."""
        at = channel.bridged_at or channel.up_at or channel.began_at
        assert at is not None
        return BridgeEntered(at, channel.key, channel.bridge, bool(channel.device), joined_by(channel.name))


def told(text: str) -> str:
    """What the switch tells, without its way of saying that it does not know."""
    return "" if text == "<unknown>" else text
