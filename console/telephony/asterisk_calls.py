"""Finished calls with their ring, wait, talk and hold: Asterisk keeps no hold seconds, so they are counted here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.domain.calls import Direction, EndedBy
from console.telephony.ami_packets import Packet
from console.telephony.asterisk_channels import Channel, Channels, told
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import CallRecord

_GRACE = timedelta(seconds=2)
"""How long the queue may take to say how a call ended."""

_REASONS = {"agent": EndedBy.AGENT, "caller": EndedBy.CALLER, "transfer": EndedBy.TRANSFER}
_KEPT = 20_000


@dataclass(slots=True)
class _Leg:
    """A queue's call to one agent."""

    key: str
    linked_key: str
    agent_number: str
    queue: str
    number: str
    offered_at: datetime | None = None
    connected_at: datetime | None = None
    joined_at: datetime | None = None
    completed_at: datetime | None = None
    reason: str = ""
    phones: dict[str, Channel] = field(default_factory=dict)
    gone_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        left = [phone.left_at for phone in self.phones.values()]
        ends = [self.completed_at, self.gone_at, max((at for at in left if at), default=None) if all(left) else None]
        return min((at for at in ends if at is not None), default=None)


class CallBook:
    """Takes events before anybody else forgets what they end; gives records of what will not change any more."""

    def __init__(self, site: AsteriskSite, channels: Channels, recorded: dict[str, str]) -> None:
        self.ended_by_us: set[str] = set()
        self._site = site
        self._channels = channels
        self._recorded = recorded
        self._joined: dict[str, tuple[datetime, Packet]] = {}
        self._legs: dict[str, _Leg] = {}
        self._offered: dict[tuple[str, str], None] = {}
        self._asked: set[str] = set()
        self._moved: set[str] = set()

    def take(self, packet: Packet, at: datetime) -> Iterator[CallRecord]:
        """One event that happened at `at`."""
        match packet.event:
            case "QueueCallerJoin":
                self._joined[packet["Uniqueid"]] = (at, packet)
            case "QueueCallerAbandon":
                yield from self._abandoned(packet, at)
            case "AgentCalled" | "AgentConnect":
                self._agent(packet, at)
            case "AgentRingNoAnswer":
                yield from self._not_answered(packet, at)
            case "AgentComplete" | "AgentDump":
                self._complete(packet, at)
            case "BridgeEnter":
                self._bridged(packet)
            case "HangupRequest":
                self._asked.add(packet["Uniqueid"])
            case "BlindTransfer":
                self._moved.add(packet["TransfererUniqueid"])
            case "AttendedTransfer":
                self._moved |= {packet["OrigTransfererUniqueid"], packet["SecondTransfererUniqueid"]}
            case "Cdr" if packet["RecordingFile"]:
                self._recorded.setdefault(packet["LinkedID"] or packet["UniqueID"], packet["RecordingFile"])
            case "Hangup":
                yield from self._hangup(packet, at)

    def due(self, at: datetime) -> Iterator[CallRecord]:
        """What is over by now though the queue has not said how."""
        for leg in tuple(self._legs.values()):
            over = leg.connected_at is not None and (leg.gone_at or leg.completed_at)
            if over and at >= over + _GRACE:
                yield self._finished(leg)

    def lost(self) -> Iterator[CallRecord]:
        """The connection was gone: of what is not there any more nobody knows how it ended."""
        for leg in tuple(self._legs.values()):
            if not any(key in self._channels.live for key in (leg.key, *leg.phones)):
                if leg.connected_at is not None:
                    yield self._finished(leg)
                else:
                    del self._legs[leg.key]
        for key in self._joined.keys() - self._channels.live.keys():
            del self._joined[key]

    def restore(self, agent_number: str, queue: str, key: str, linked_key: str, number: str, channel: Channel) -> None:
        """A call that was found going on; what came before is not known but for its answer."""
        if key not in self._legs:
            leg = _Leg(key, linked_key, agent_number, queue, number, connected_at=channel.up_at)
            leg.phones[channel.key] = channel
            self._legs[key] = leg

    # Calls of queues

    def _agent(self, packet: Packet, at: datetime) -> None:
        key = packet["DestUniqueid"]
        leg = self._legs.get(key)
        if leg is None:
            number = self._site.number(packet["Interface"], packet["MemberName"])
            caller = told(packet["CallerIDNum"])
            leg = self._legs[key] = _Leg(key, packet["Linkedid"], number, packet["Queue"], caller)
            self._offered[number, leg.linked_key] = None
            while len(self._offered) > _KEPT:
                del self._offered[next(iter(self._offered))]
        joined = self._joined.get(packet["Uniqueid"])
        leg.joined_at = joined[0] if joined else None
        if packet.event == "AgentCalled":
            leg.offered_at = at
        else:
            leg.connected_at = at
            for channel in self._channels.of_agent(leg.agent_number):
                if channel.linked_key == leg.linked_key:
                    leg.phones[channel.key] = channel

    def _bridged(self, packet: Packet) -> None:
        channel = self._channels.live.get(packet["Uniqueid"])
        agent = self._channels.agent_of(channel) if channel is not None else ""
        if channel is None or not agent:
            return
        for leg in self._legs.values():
            if leg.agent_number == agent and packet["Linkedid"] == leg.linked_key and leg.completed_at is None:
                leg.phones[channel.key] = channel

    def _not_answered(self, packet: Packet, at: datetime) -> Iterator[CallRecord]:
        leg = self._legs.pop(packet["DestUniqueid"], None)
        if leg is not None and leg.connected_at is None:
            yield self._record(leg, EndedBy.NOT_ANSWERED, at)

    def _complete(self, packet: Packet, at: datetime) -> None:
        leg = self._legs.get(packet["DestUniqueid"])
        if leg is None:
            number = self._site.number(packet["Interface"], packet["MemberName"])
            mine = [one for one in self._legs.values() if one.agent_number == number and one.connected_at]
            leg = mine[-1] if mine else None
        if leg is not None and leg.completed_at is None:
            leg.completed_at, leg.reason = at, packet["Reason"].lower()

    def _abandoned(self, packet: Packet, at: datetime) -> Iterator[CallRecord]:
        joined = self._joined.pop(packet["Uniqueid"], None)
        if joined is None:
            return
        since, began = joined
        yield CallRecord(
            packet["Uniqueid"],
            packet["Linkedid"],
            since,
            "",
            began["Queue"],
            Direction.INBOUND,
            told(began["CallerIDNum"]),
            wait_ms=_ms(since, at),
            ended_by=EndedBy.ABANDONED,
        )

    # Ends

    def _hangup(self, packet: Packet, at: datetime) -> Iterator[CallRecord]:
        key = packet["Uniqueid"]
        channel = self._channels.live.get(key)
        self._joined.pop(key, None)
        mine = [leg for leg in self._legs.values() if key in leg.phones]
        for leg in mine:
            if all(phone == key or phone not in self._channels.live for phone in leg.phones):
                leg.gone_at = at
        offered = self._legs.get(key)
        if offered is not None and offered.connected_at is None:
            del self._legs[key]
        for leg in tuple(self._legs.values()):
            if leg.completed_at is not None and (leg.gone_at is not None or not leg.phones):
                yield self._finished(leg)
        agent = self._channels.agent_of(channel) if channel is not None else ""
        if channel is not None and agent and not mine and (agent, channel.linked_key) not in self._offered:
            yield self._own(channel, agent, at)
        for kept in (self._asked, self._moved, self.ended_by_us):
            if not mine:
                kept.discard(key)

    def _finished(self, leg: _Leg) -> CallRecord:
        del self._legs[leg.key]
        keys = {leg.key, *leg.phones}
        if keys & self.ended_by_us:
            ended_by = EndedBy.SUPERVISOR
        elif keys & self._moved:
            ended_by = EndedBy.TRANSFER
        else:
            ended_by = _REASONS.get(leg.reason, EndedBy.UNKNOWN)
        for kept in (self._asked, self._moved, self.ended_by_us):
            kept -= keys
        return self._record(leg, ended_by, leg.ended_at)

    def _record(self, leg: _Leg, ended_by: EndedBy, ended_at: datetime | None) -> CallRecord:
        begin, answered = leg.offered_at, leg.connected_at
        held = None
        seen = bool(leg.phones) and not any(phone.unseen for phone in leg.phones.values())
        if answered is not None and ended_at is not None and seen:
            held = sorted(one for phone in leg.phones.values() for one in phone.held(answered, ended_at))
        started = begin or answered or ended_at
        assert started is not None
        return CallRecord(
            leg.key,
            leg.linked_key,
            started,
            leg.agent_number,
            leg.queue,
            Direction.INBOUND,
            leg.number,
            ring_ms=_ms(begin, answered or ended_at),
            wait_ms=_ms(leg.joined_at, answered or ended_at),
            talk_ms=_ms(answered, ended_at),
            hold_ms=_sum_ms(held),
            ended_by=ended_by,
            recording=self._recording(leg.linked_key) if answered is not None else None,
            answered_at=answered,
            holds=tuple(held or ()),
        )

    def _own(self, channel: Channel, agent: str, at: datetime) -> CallRecord:
        """A call of an agent's phone that no queue gave."""
        began, answered = channel.began_at or at, channel.first_bridged_at
        ended = min(channel.left_at or at, at)
        if answered is None:
            ended_by = EndedBy.NOT_ANSWERED
        elif channel.key in self.ended_by_us:
            ended_by = EndedBy.SUPERVISOR
        elif channel.key in self._moved:
            ended_by = EndedBy.TRANSFER
        else:
            ended_by = EndedBy.AGENT if channel.key in self._asked else EndedBy.CALLER
        held = None if answered is None or channel.unseen else channel.held(answered, ended)
        return CallRecord(
            channel.key,
            channel.linked_key,
            began,
            agent,
            direction=channel.direction,
            caller_number=channel.number,
            ring_ms=_ms(began, answered or at),
            talk_ms=_ms(answered, ended),
            hold_ms=_sum_ms(held),
            ended_by=ended_by,
            recording=self._recording(channel.linked_key) if answered is not None else None,
            answered_at=answered,
            holds=tuple(held or ()),
        )

    def _recording(self, linked_key: str) -> str | None:
        while len(self._recorded) > _KEPT:
            del self._recorded[next(iter(self._recorded))]
        return self._site.address(self._recorded.get(linked_key, ""))


def _sum_ms(held: list[tuple[datetime, datetime]] | None) -> int | None:
    return None if held is None else round(sum((until - since).total_seconds() for since, until in held) * 1000)


def _ms(begin: datetime | None, end: datetime | None) -> int | None:
    if begin is None or end is None:
        return None
    return max(0, round((end - begin).total_seconds() * 1000))
