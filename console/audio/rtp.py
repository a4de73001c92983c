"""Sound packets of a live call (RFC 3550, 3551) put on one unbroken time axis; whatever else arrives is left out."""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEADER = 12
_VERSION = 2
FAR_FRAMES = 3_000
"""Steps of the sequence beyond this (RFC 3550, MAX_DROPOUT) are another stream under the same name."""


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One packet as it came. `stamp` counts samples modulo 2**32, `seq` packets modulo 2**16."""

    kind: int
    seq: int
    stamp: int
    source: int
    payload: bytes


def read_rtp(datagram: bytes) -> RtpPacket | None:
    """The packet in a datagram; None for anything that is no RTP packet with sound in it."""
    if len(datagram) <= HEADER:
        return None
    first, second, seq, stamp, source = struct.unpack_from("!BBHII", datagram)
    if first >> 6 != _VERSION:
        return None
    begin = HEADER + 4 * (first & 0x0F)
    if first & 0x10:
        if len(datagram) < begin + 4:
            return None
        begin += 4 + 4 * struct.unpack_from("!H", datagram, begin + 2)[0]
    end = len(datagram)
    if first & 0x20:
        end -= datagram[-1]
    return RtpPacket(second & 0x7F, seq, stamp, source, datagram[begin:end]) if begin < end else None


def make_rtp(packet: RtpPacket, *, first: bool = False) -> bytes:
    """The datagram of a packet; `first` of a spell of talk carries the marker."""
    kind = packet.kind | (0x80 if first else 0)
    return struct.pack("!BBHII", _VERSION << 6, kind, packet.seq, packet.stamp, packet.source) + packet.payload


@dataclass(frozen=True, slots=True)
class Placed:
    """A packet's place: `at` counts samples from the stream's first one; `begins` when it is another stream."""

    at: int
    seq: int
    begins: bool


class Placing:
    """Unwraps the counters of one leg. A new source, or a step nobody can have lost, begins another stream."""

    def __init__(self) -> None:
        self._source: int | None = None
        self._seq = 0
        self._stamp = 0
        self._at = 0
        self._strange: tuple[int, int] | None = None
        self.lost = 0
        """Packets that never came, as far as is known now; one that comes late is taken off again."""

    def place(self, packet: RtpPacket) -> Placed | None:
        """Where the packet belongs; None for a stray one."""
        if packet.source != self._source:
            return self._begin(packet)
        step = _signed(packet.seq - self._seq, 16)
        if abs(step) > FAR_FRAMES:
            expected, self._strange = self._strange, (packet.source, (packet.seq + 1) & 0xFFFF)
            return self._begin(packet) if expected == (packet.source, packet.seq) else None
        self._strange = None
        at = self._at + _signed(packet.stamp - self._stamp, 32)
        if step > 0:
            self.lost += step - 1
            self._seq, self._stamp, self._at = packet.seq, packet.stamp, at
        elif step < 0:
            self.lost = max(0, self.lost - 1)
        return Placed(at, packet.seq, begins=False)

    def _begin(self, packet: RtpPacket) -> Placed:
        self._source, self._seq, self._stamp, self._at = packet.source, packet.seq, packet.stamp, 0
        self._strange = None
        return Placed(0, packet.seq, begins=True)


def _signed(step: int, bits: int) -> int:
    """`step` of a counter of `bits` bits, the short way round."""
    half = 1 << (bits - 1)
    return ((step + half) & ((1 << bits) - 1)) - half
