"""The channels, bridges and lines of a telephone system, as far as they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.telephony.facts import BridgeEntered, BridgeLeft, ChannelGone, ChannelSeen, Hold, Line, LineSeen, Phase
from console.telephony.known import Channel, Place
from console.telephony.timeline import LATE, Timeline

_CLOCK_WAS_SET_S = 1.0
_CLOCK_BETTER_S = 0.05


class World:
    """Everything that belongs to no single agent. Whose phone a channel is at is told by `owners`."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.channels: dict[str, Channel] = {}
        self.linked: defaultdict[str, set[str]] = defaultdict(set)
        self.lines: dict[str, Timeline[Line]] = {}
        self.settled_at: datetime | None = None
        self.round = 0
        self._bridges: defaultdict[str, set[str]] = defaultdict(set)
        self._joins: defaultdict[str, set[str]] = defaultdict(set)
        self._offset_s: float | None = None

    def clear(self) -> None:
        """Forget all but whose phone is where and how the clocks stand."""
        self.channels.clear()
        self.linked.clear()
        self.lines.clear()
        self._bridges.clear()
        self._joins.clear()
        self.settled_at = None

    def owner(self, channel: Channel) -> str:
        """The number of the agent at whose phone a channel is; empty for anybody else's."""
        return self.owners.get(channel.device, "")

    # Clocks

    def set_clock(self, at: datetime, switch_s: float) -> None:
        """The system's clock was read. The shortest way is the truest; a jump means that a clock was set."""
        offset_s = at.timestamp() - switch_s
        known = self._offset_s
        if known is None or offset_s < known - _CLOCK_BETTER_S or offset_s > known + _CLOCK_WAS_SET_S:
            self._offset_s = offset_s

    def switch_time(self, switch_s: float) -> datetime | None:
        """A moment of the system's clock in ours; None while its clock was never read."""
        if self._offset_s is None:
            return None
        try:
            return datetime.fromtimestamp(switch_s + self._offset_s, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    # Channels

    def channel(self, key: str) -> Channel:
        """The channel of this key, made when it is new."""
        found = self.channels.get(key)
        if found is None:
            found = self.channels[key] = Channel(key)
        found.round = self.round
        return found

    def channel_seen(self, fact: ChannelSeen) -> Channel:
        """Take in that a channel exists."""
        channel = self.channel(fact.channel)
        channel.started_at = min(channel.started_at or fact.at, fact.at)
        if fact.phase is Phase.UP:
            channel.up_at = min(channel.up_at or fact.at, fact.at)
        elif fact.phase is Phase.RINGING:
            channel.rang = True
        if channel.told_at is None or fact.at >= channel.told_at:
            channel.told_at = fact.at
            self._link(channel, fact.linked_key or channel.linked_key)
            channel.device = fact.device or channel.device
            channel.number = fact.number or channel.number
            if fact.direction is not fact.direction.UNKNOWN:
                channel.direction = fact.direction
            channel.phase = fact.phase
        elif not channel.device:
            channel.device = fact.device
        if channel.up_at is not None:
            channel.phase = Phase.UP
        return channel

    def channel_gone(self, fact: ChannelGone) -> Channel:
        """Take in that a channel was hung up."""
        channel = self.channel(fact.channel)
        channel.gone_at = min(channel.gone_at or fact.at, fact.at)
        return channel

    def hold(self, fact: Hold) -> Channel:
        """Take in that hold was pressed, or pressed again."""
        channel = self.channel(fact.channel)
        channel.held.put(fact.at, fact.held)
        return channel

    def entered(self, fact: BridgeEntered) -> Channel:
        """Take in that a channel is in a bridge."""
        channel = self.channel(fact.channel)
        channel.places.put(fact.at, Place(fact.bridge, fact.person, fact.joins))
        self._bridges[fact.bridge].add(channel.key)
        if fact.joins:
            self._joins[fact.joins].add(channel.key)
        return channel

    def left(self, fact: BridgeLeft) -> Channel:
        """Take in that a channel is in that bridge no more."""
        channel = self.channel(fact.channel)
        channel.places.put(fact.at, Place(fact.bridge, left=True))
        return channel

    def line_seen(self, fact: LineSeen) -> None:
        """Take in what a device is doing."""
        self.lines.setdefault(fact.device, Timeline()).put(fact.at, fact.line)

    def forget(self, before: datetime) -> list[Channel]:
        """Let go of the channels that were hung up long before `before`; these are they."""
        old = [channel for channel in self.channels.values() if channel.gone_at and channel.gone_at + LATE < before]
        for channel in old:
            del self.channels[channel.key]
            _drop(self.linked, channel.linked_key, channel.key)
            for _, place in channel.places.entries():
                _drop(self._bridges, place.bridge, channel.key)
                _drop(self._joins, place.joins, channel.key)
        return old

    def _link(self, channel: Channel, linked_key: str) -> None:
        if linked_key != channel.linked_key:
            _drop(self.linked, channel.linked_key, channel.key)
            channel.linked_key = linked_key
        if linked_key:
            self.linked[linked_key].add(channel.key)

    # Conversations

    def together(self, bridge: str) -> Iterator[Channel]:
        """Every channel in a bridge and in those that a detour joins to it."""
        bridges, joins = {bridge}, set[str]()
        waiting = [bridge]
        while waiting:
            name = waiting.pop()
            for key in tuple(self._bridges.get(name, ())):
                channel = self.channels.get(key)
                here = channel.here if channel is not None else None
                if channel is None or here is None or here.bridge != name:
                    continue
                yield channel
                if here.joins and here.joins not in joins:
                    joins.add(here.joins)
                    for other in self._joins[here.joins]:
                        there = self.channels[other].here if other in self.channels else None
                        if there is not None and there.bridge not in bridges:
                            bridges.add(there.bridge)
                            waiting.append(there.bridge)

    def people(self, bridge: str) -> list[datetime]:
        """When each person of a conversation came into it."""
        return [
            channel.here_since
            for channel in self.together(bridge)
            if channel.here is not None and channel.here.person and channel.here_since is not None
        ]

    def in_company(self, channel: Channel, besides: str) -> bool:
        """Whether a channel is in a conversation with anybody else than the channel `besides`."""
        here = channel.here
        return here is not None and any(
            other.key not in (channel.key, besides) and other.here is not None and other.here.person
            for other in self.together(here.bridge)
        )


def _drop(index: defaultdict[str, set[str]], name: str, key: str) -> None:
    kept = index.get(name)
    if kept is not None:
        kept.discard(key)
        if not kept:
            del index[name]


FORGET_EVERY = timedelta(seconds=30)
"""How often hung-up channels are let go."""
