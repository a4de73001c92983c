"""What only the site knows of its Asterisk: who is a queue's member, where customers are sent, where sound lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from console.telephony.rules import SiteRules

PHONES = ("PJSIP", "SIP", "IAX2", "DAHDI", "SCCP")
"""Where a phone is looked for whose detour says only its number."""

_NO_PHONES = frozenset(
    ("Local", "Agent", "Queue", "hint", "Custom", "Snoop", "CBAnn", "CBRec", "Announcer", "Recorder", "UnicastRTP")
) | frozenset(
    ("MulticastRTP", "WebSocket", "AudioSocket", "Message", "Surrogate", "Bridge", "Conf", "MWI", "Stasis", "Park")
)
"""Detours, taps, announcers and states of other things: whatever else has channels is somebody's telephone."""

_NUMBER = re.compile(r"^[^/]+/(?P<number>[^@/&]+)")
_CHANNEL = re.compile(r"^(?P<device>(?P<kind>[A-Za-z0-9]+)/.+)-[0-9a-f]{1,12}$")
_HALF = re.compile(r"^(?P<both>Local/.+-[0-9a-f]{8});[12]$")
_DIALLED = re.compile(r"[0-9A-Za-z+*#_.-]{1,40}")


@dataclass(frozen=True)
class AsteriskSite:
    """`numbers`: agent numbers by interface or member name where the interface does not say them.

    `take_over_context`: where in the dialplan the phone of a supervisor is dialled. `recordings`: what the switch's
    recording paths begin with, and what stands for it in an address that we can open.
    """

    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    take_over_context: str = "console"
    recordings: tuple[str, str] = ("", "")
    rules: SiteRules = field(default_factory=SiteRules)

    def number(self, interface: str, member_name: str = "") -> str:
        """The number of the agent who is this member."""
        told = self.numbers.get(interface) or self.numbers.get(member_name)
        if told:
            return told
        found = _NUMBER.match(interface)
        return found["number"] if found else interface

    def address(self, path: str) -> str | None:
        """Where a recording can be opened; None when there is none."""
        there, here = self.recordings
        return (here + path.removeprefix(there) if there and path.startswith(there) else path) or None


def phone_of(channel_name: str) -> str:
    """The device of a channel (`PJSIP/1001` of `PJSIP/1001-0000000a`); empty for what is no telephone."""
    found = _CHANNEL.match(channel_name)
    return found["device"] if found and found["kind"] not in _NO_PHONES else ""


def is_phone(device: str) -> bool:
    """Whether a device is somebody's telephone."""
    kind, slash, _ = device.partition("/")
    return bool(slash) and ":" not in kind and kind not in _NO_PHONES


def joined_by(channel_name: str) -> str:
    """What both halves of a detour have in common; empty for anything else."""
    found = _HALF.match(channel_name)
    return found["both"] if found else ""


def can_be_dialled(number: str) -> bool:
    """Whether this may be given to the switch as somewhere to send a call."""
    return _DIALLED.fullmatch(number) is not None


class Devices:
    """The telephones and hints that the switch has told of, to find the phone behind a detour."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self._hints: dict[str, str] = {}

    def hint(self, place: str, devices: Iterable[str]) -> None:
        """The state of `place` (`1001@ext-local`) is that of these devices."""
        for device in devices:
            if is_phone(device):
                self._hints[place] = device
                return

    def behind(self, interface: str, state_interface: str, number: str) -> str:
        """The phone of a member; empty when it cannot be known."""
        for name in (state_interface, interface):
            if is_phone(name):
                return name
            kind, _, rest = name.partition("/")
            place = rest.partition("/")[0] if kind == "Local" else name.removeprefix("hint:")
            found = self._hints.get(place)
            if found:
                return found
        guesses = (f"{kind}/{number}" for kind in PHONES)
        return next((guess for guess in guesses if guess in self.known), "")
