"""Who is in which queue, as Asterisk tells it: what is needed to read its events and to act on a member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from console.telephony.ami_packets import Packet
from console.telephony.asterisk_site import AsteriskSite, Devices, is_phone
from console.telephony.facts import Line, Member


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One membership, with all that is needed to make it again."""

    queue: str
    interface: str
    agent_number: str
    name: str = ""
    state_interface: str = ""
    membership: str = "dynamic"
    penalty: int = 0
    wrap_up_s: int = 0
    paused: bool = False
    reason: str = ""

    @property
    def dynamic(self) -> bool:
        """Whether it can be removed and added."""
        return self.membership == "dynamic"


class Members:
    """All memberships, by queue and interface; and whose phone is which."""

    def __init__(self, site: AsteriskSite) -> None:
        self.devices = Devices()
        self.agent_at: dict[str, str] = {}
        self.by_detour: set[str] = set()
        self._site = site
        self._rows: dict[tuple[str, str], MemberRow] = {}
        self._of: dict[str, dict[tuple[str, str], MemberRow]] = {}

    def of(self, agent_number: str) -> tuple[MemberRow, ...]:
        """The memberships of an agent, by queue."""
        return tuple(row for _, row in sorted(self._of.get(agent_number, {}).items()))

    def row(self, queue: str, interface: str) -> MemberRow | None:
        """One membership."""
        return self._rows.get((queue, interface))

    def is_agent(self, number: str) -> bool:
        """Whether anybody in any queue has this number, now or before."""
        return number in self._of

    def take(self, packet: Packet, at: datetime) -> Member | None:
        """A member as a list or an event tells it (the two name things otherwise)."""
        queue = packet["Queue"]
        interface = packet["Interface"] or packet["Location"]
        if not queue or not interface:
            return None
        name = packet["MemberName"] or packet["Name"]
        number = self._site.number(interface, name)
        state_interface = packet["StateInterface"] or interface
        paused = packet["Paused"] == "1"
        row = MemberRow(
            queue,
            interface,
            number,
            name,
            state_interface,
            packet["Membership"] or "dynamic",
            packet.whole("Penalty"),
            packet.whole("Wrapuptime"),
            paused,
            packet["PausedReason"] if paused else "",
        )
        self._rows[queue, interface] = row
        self._of.setdefault(number, {})[queue, interface] = row
        device = self.devices.behind(interface, state_interface, number)
        if device:
            self.agent_at[device] = number
        if device and not is_phone(state_interface):
            self.by_detour.add(device)
        told = is_phone(state_interface) or state_interface.startswith("hint:")
        return Member(
            at,
            number,
            queue,
            device,
            _line(packet["Status"]) if told else None,
            paused,
            row.reason,
            packet.whole("LastPause"),
            packet.whole("LastCall"),
            row.wrap_up_s,
            packet.whole("LoginTime"),
        )

    def names_a_stranger(self, packet: Packet) -> bool:
        """Whether an event is about a member that no list and no event has brought: a queue's file was read anew."""
        if packet.event == "DeviceStateChange" and packet["Device"].startswith("Queue:"):
            queue, pause, interface = packet["Device"].removeprefix("Queue:").partition("_pause_")
            return bool(pause) and packet["State"] != "INVALID" and (queue, interface) not in self._rows
        if packet.event in ("AgentCalled", "AgentConnect"):
            return (packet["Queue"], packet["Interface"]) not in self._rows
        return False

    def drop(self, queue: str, interface: str) -> MemberRow | None:
        """A member has left; this it was."""
        row = self._rows.pop((queue, interface), None)
        if row is not None:
            self._of[row.agent_number].pop((queue, interface), None)
        return row

    def keep_only(self, listed: set[tuple[str, str]]) -> None:
        """A list has ended: who is not on it is in no queue any more."""
        for queue, interface in self._rows.keys() - listed:
            self.drop(queue, interface)

    def __iter__(self) -> Iterator[MemberRow]:
        return iter(self._rows.values())


def _line(status: str) -> Line | None:
    return Line(int(status)) if status in "012345678" and len(status) == 1 else None


DEVICE_STATES = {
    "UNKNOWN": Line.UNKNOWN,
    "NOT_INUSE": Line.FREE,
    "INUSE": Line.IN_USE,
    "BUSY": Line.BUSY,
    "INVALID": Line.INVALID,
    "UNAVAILABLE": Line.OFFLINE,
    "RINGING": Line.RINGING,
    "RINGINUSE": Line.RINGING_IN_USE,
    "ONHOLD": Line.HELD,
}
