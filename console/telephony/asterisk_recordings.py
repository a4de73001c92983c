"""When the recordings of an Asterisk begin and end: only their end says where in them anything lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from console.telephony.ami_packets import Packet
from console.telephony.asterisk_channels import Channels
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import RecordingEnded


class Recordings:
    """What is being recorded now, by the channel that is. `paths` are by the key of the whole call.

    MixMonitor writes nothing before the first sound of either side, and from then on without a gap until it stops.
    """

    def __init__(self, site: AsteriskSite, channels: Channels, paths: Mapping[str, str]) -> None:
        self._site = site
        self._channels = channels
        self._paths = paths
        self._running: dict[str, tuple[datetime, bool]] = {}

    def take(self, packet: Packet, at: datetime) -> Iterator[RecordingEnded]:
        """One event that happened at `at`, before anybody forgets the channel it ends."""
        key = packet["Uniqueid"]
        if packet.event == "MixMonitorStart":
            channel = self._channels.live.get(key)
            self._running[key] = at, channel is not None and bool(self._channels.agent_of(channel))
        elif packet.event in ("MixMonitorStop", "Hangup") and key in self._running:
            began_at, of_agent = self._running.pop(key)
            address = self._site.address(self._paths.get(packet["Linkedid"], ""))
            if address is not None:
                yield RecordingEnded(address, began_at, at, of_agent)

    def lost(self) -> None:
        """The connection is gone: ends may be missed, and what is not known is not told."""
        self._running.clear()
