"""Asterisk's events and lists put as facts for the state machine; pure, in the order of the stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from console.telephony.ami_packets import Packet, seconds
from console.telephony.asterisk_channels import Channel, Channels, told
from console.telephony.asterisk_members import DEVICE_STATES, Members
from console.telephony.asterisk_site import AsteriskSite, is_phone
from console.telephony.facts import (
    Completed,
    Connected,
    Fact,
    Help,
    Hold,
    Line,
    LineSeen,
    MemberGone,
    Offered,
    OfferEnded,
    Paused,
    Phase,
)
from console.telephony.switch_clock import SwitchTime

_CALLED_BY = ("AppQueue", "AppDial", "AppDial2")
"""What the switch says that a channel does which was called by another."""

ANSWERED = "CDR(answer,u)"
RECORDED = "MIXMONITOR_FILENAME"
VARIABLES = f"{ANSWERED},{RECORDED}"
"""Asked of every channel in a listing: when it was answered, and where it is recorded."""

_HELP = "Custom:deskside-help-"
"""What an agent's wish for help is called among the devices, before the number; the switch keeps it for us."""

_TO_MEMBER = ("QueueMemberStatus", "QueueMemberPause", "QueueMemberAdded", "QueueMemberPenalty", "QueueMemberRinginuse")


@dataclass(slots=True)
class QueueCall:
    """A call of a queue to one agent, with the exact moments of its events."""

    agent_number: str
    queue: str
    key: str
    linked_key: str
    number: str
    channel: str
    offered_at: datetime | None = None
    connected_at: datetime | None = None


class AsteriskFacts:
    """Remembers no more than what is needed to read the next event."""

    def __init__(self, site: AsteriskSite, members: Members, channels: Channels, clock: SwitchTime) -> None:
        self.calls: dict[tuple[str, str], QueueCall] = {}
        self.recorded: dict[str, str] = {}
        self._site = site
        self._members = members
        self._channels = channels
        self._clock = clock
        self._lines: dict[str, Line] = {}
        self._listed: set[tuple[str, str]] = set()
        self._rows: list[tuple[Packet, datetime]] = []
        self._unseen = True
        reads = dict.fromkeys(_TO_MEMBER, self._member_event)
        self._reads: Mapping[str, Callable[[Packet, datetime], Iterator[Fact]]] = {
            **reads,
            "QueueMemberRemoved": self._member_removed,
            "DeviceStateChange": self._device,
            "ExtensionStatus": self._hint,
            "AgentCalled": self._called,
            "AgentConnect": self._connect,
            "AgentRingNoAnswer": self._not_answered,
            "AgentDump": self._complete,
            "AgentComplete": self._complete,
            "QueueCallerAbandon": self._abandoned,
            "DialEnd": self._dial_end,
            "Hold": channels.hold,
            "Unhold": channels.hold,
            "BridgeEnter": channels.bridge,
            "BridgeLeave": channels.bridge,
            "Hangup": self._hangup,
        }

    def read(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """The facts of one event that happened at `at`."""
        yield from self._channels.seen(packet, at)
        yield from self._channels.seen(packet, at, "Dest")
        read = self._reads.get(packet.event)
        if read is not None:
            yield from read(packet, at)

    def call_of(self, agent_number: str) -> QueueCall | None:
        """The newest connected call of a queue that the agent has."""
        found = [one for one in self.calls.values() if one.agent_number == agent_number and one.connected_at]
        return found[-1] if found else None

    # Members and devices

    def _member_event(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        number = self._site.number(packet["Interface"], packet["MemberName"])
        member = self._members.take(packet, at)
        if member is None:
            return
        self._listed.add((member.queue, packet["Interface"]))
        if packet.event == "QueueMemberPause":
            yield Paused(at, number, member.queue, member.paused, member.pause_reason)
        yield member

    def _member_removed(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        self._members.drop(packet["Queue"], packet["Interface"])
        number = self._site.number(packet["Interface"], packet["MemberName"])
        if not any(row.queue == packet["Queue"] for row in self._members.of(number)):
            yield MemberGone(at, number, packet["Queue"])

    def _device(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        device, line = packet["Device"], DEVICE_STATES.get(packet["State"])
        number = device.removeprefix(_HELP)
        if number not in ("", device):
            yield Help(at, number, line is Line.IN_USE)
        if line is None or not is_phone(device):
            return
        self._members.devices.known.add(device)
        self._lines[device] = line
        if device in self._members.agent_at:
            yield LineSeen(at, device, line)

    def _hint(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        del at
        self._members.devices.hint(f"{packet['Exten']}@{packet['Context']}", packet["Hint"].split("&"))
        yield from ()

    # Calls of queues

    def _queue_call(self, packet: Packet) -> QueueCall:
        number = self._site.number(packet["Interface"], packet["MemberName"])
        key = packet["Uniqueid"]
        found = self.calls.get((number, key))
        if found is None or found.channel != packet["DestUniqueid"]:
            found = QueueCall(
                number,
                packet["Queue"],
                key,
                packet["Linkedid"],
                told(packet["CallerIDNum"]),
                packet["DestUniqueid"],
            )
            self.calls.pop((number, key), None)
            self.calls[number, key] = found
        return found

    def _called(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        call = self._queue_call(packet)
        call.offered_at = at
        yield _offered(call, at)

    def _connect(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        call = self._queue_call(packet)
        call.connected_at = at
        yield _connected(call, at)

    def _not_answered(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        call = self._queue_call(packet)
        self.calls.pop((call.agent_number, call.key), None)
        yield OfferEnded(at, call.agent_number, call.key)

    def _complete(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        number = self._site.number(packet["Interface"], packet["MemberName"])
        key = packet["Uniqueid"]
        if not key:  # told late, after the caller was sent elsewhere
            call = self.call_of(number)
            key = call.key if call is not None else ""
        self.calls.pop((number, key), None)
        if number and key:
            yield Completed(at, number, key)

    def _abandoned(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        yield from self._end_offers(at, lambda call: call.key == packet["Uniqueid"])

    def _dial_end(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        if packet["DialStatus"] != "ANSWER":
            yield from self._end_offers(at, lambda call: call.channel == packet["DestUniqueid"])

    def _hangup(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        key = packet["Uniqueid"]
        yield from self._end_offers(at, lambda call: key in (call.key, call.channel))
        yield from self._channels.gone(packet, at)
        if not any(call.key == key for call in self.calls.values()):
            return
        for name, call in tuple(self.calls.items()):
            if call.key == key:
                del self.calls[name]

    def _end_offers(self, at: datetime, over: Callable[[QueueCall], bool]) -> Iterator[Fact]:
        ended = [name for name, call in self.calls.items() if call.connected_at is None and over(call)]
        for name in ended:
            call = self.calls.pop(name)
            yield OfferEnded(at, call.agent_number, call.key)

    # Lists

    def member_row(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """One row of `QueueStatus`; after its end the members are those that were listed."""
        if packet.event == "QueueMember":
            member = self._members.take(packet, at)
            if member is not None:
                self._listed.add((member.queue, packet["Location"]))
                yield member
        elif packet.event == "QueueStatusComplete":
            self._members.keep_only(self._listed)
            for device in self._members.by_detour:
                if device in self._lines:
                    yield LineSeen(at, device, self._lines[device])

    def begin_members(self) -> None:
        """A list of members begins."""
        self._listed = set()

    def begin_channels(self, *, unseen: bool) -> None:
        """A list of channels begins; `unseen`: what has happened to them before it is not known."""
        self._rows = []
        self._channels.named.clear()
        self._unseen = unseen

    def channel_row(self, packet: Packet, at: datetime) -> Iterator[Fact]:
        """One row of `Status`; what they mean together is told at their end."""
        if packet.event == "Status":
            self._rows.append((packet, at))
        elif packet.event == "StatusComplete":
            yield from self._all_channels(at)

    def _all_channels(self, at: datetime) -> Iterator[Fact]:
        listed = {packet["Uniqueid"] for packet, _ in self._rows}
        for key in self._channels.live.keys() - listed - self._channels.named:
            self._channels.drop(key)
        rows = [(self._channel_of_row(packet, told_at), packet, told_at) for packet, told_at in self._rows]
        known = [(channel, packet, told_at) for channel, packet, told_at in rows if channel is not None]
        for channel, _, _ in known:
            yield from self._facts_of(channel, at)
        for channel, packet, told_at in known:
            yield from self._place_of(channel, packet, told_at)
        for channel, packet, _ in known if self._unseen else ():
            yield from self._calls_of(channel, packet, known)
        for name, call in tuple(self.calls.items()):
            if call.key not in self._channels.live:
                del self.calls[name]

    def _channel_of_row(self, packet: Packet, at: datetime) -> Channel | None:
        key = packet["Uniqueid"]
        new = key not in self._channels.live
        for _ in self._channels.seen(packet, at):
            pass
        channel = self._channels.live.get(key)
        if channel is None:
            return None
        channel.unseen |= self._unseen and packet["ChannelState"] == "6"
        variables = dict(variable.partition("=")[::2] for variable in packet.all("Variable"))
        path = variables.get(RECORDED, "")
        if path not in ("", "(null)"):
            self.recorded[packet["Linkedid"]] = path
        if new:
            channel.calls = packet["Application"] not in _CALLED_BY
            began_s, answered_s = seconds(key), seconds(variables.get(ANSWERED, ""))
            channel.began_at = self._ours(began_s, at)
            if packet["ChannelState"] == "6":
                channel.up_at = self._ours(answered_s, at)
        return channel

    def _ours(self, switch_s: float | None, at: datetime) -> datetime:
        moment = self._clock.ours(switch_s) if switch_s else None
        return min(moment, at) if moment is not None else at

    def _facts_of(self, channel: Channel, at: datetime) -> Iterator[Fact]:
        now = self._channels.fact(channel, at)
        before = Phase.DIALING if channel.calls else Phase.RINGING
        yield replace(now, at=channel.began_at or at, phase=before)
        if now.phase is Phase.UP:
            yield replace(now, at=channel.up_at or at)

    def _place_of(self, channel: Channel, packet: Packet, at: datetime) -> Iterator[Fact]:
        bridge = packet["BridgeID"]
        moved = max((moment for moment in (channel.bridged_at, channel.left_at) if moment), default=None)
        if not bridge or channel.key not in self._channels.live or (moved is not None and moved >= at):
            return  # what has happened since its row was written is newer
        if channel.bridge != bridge:
            keys = [row["Uniqueid"] for row, _ in self._rows if row["BridgeID"] == bridge]
            answered = [self._channels.live[key].up_at for key in keys if key in self._channels.live]
            self._channels.enter(channel, bridge, max((moment for moment in answered if moment), default=at))
        yield self._channels.entered(channel)
        if self._unseen:
            yield from self._hold_of(channel, at)

    def _hold_of(self, channel: Channel, at: datetime) -> Iterator[Fact]:
        """Nothing says who is on hold; but who alone is with a phone that is held must have pressed hold."""
        company = self._channels.company(channel)
        held = len(company) == 1 and self._lines.get(company[0].device) is Line.HELD
        if not held or channel.device not in self._members.agent_at:
            channel.held_since = None  # it may have ended while nothing was heard
            return
        channel.held_since = channel.held_since or at
        yield Hold(channel.held_since, channel.key, True)

    def _calls_of(
        self, caller: Channel, packet: Packet, rows: list[tuple[Channel, Packet, datetime]]
    ) -> Iterator[Fact]:
        if packet["Application"] != "Queue" or caller.key not in self._channels.live:
            return
        queue = packet["Data"].split(",")[0]
        for leg, row, _ in rows:
            agent = self._channels.agent_of(leg) if leg.key in self._channels.live else ""
            if not agent or row["Linkedid"] != packet["Linkedid"] or row["Application"] not in _CALLED_BY:
                continue
            call = self.calls.get((agent, caller.key))
            if call is None:
                number = told(packet["CallerIDNum"])
                call = QueueCall(agent, queue, caller.key, packet["Linkedid"], number, leg.key, leg.began_at)
                self.calls[agent, caller.key] = call
            if call.offered_at is not None:
                yield _offered(call, call.offered_at)
            if leg.up_at is not None and caller.bridge:
                call.connected_at = call.connected_at or leg.up_at
                yield _connected(call, call.connected_at)


def _offered(call: QueueCall, at: datetime) -> Offered:
    return Offered(at, call.agent_number, call.queue, call.key, call.linked_key, call.number, call.channel)


def _connected(call: QueueCall, at: datetime) -> Connected:
    return Connected(at, call.agent_number, call.queue, call.key, call.linked_key, call.number, call.channel)
