"""The sound in a packet capture: RTP payloads in the order of their sequence numbers."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_IPV4, _UDP = 0x0800, 17


def _udp_payloads(capture: bytes) -> Iterator[bytes]:
    """What each UDP packet of a classic pcap file (Ethernet, IPv4) carries."""
    order = "<" if capture[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    at = 24
    while at + 16 <= len(capture):
        (length,) = struct.unpack_from(f"{order}I", capture, at + 8)
        frame = capture[at + 16 : at + 16 + length]
        at += 16 + length
        packet = frame[14:]
        if struct.unpack_from(">H", frame, 12)[0] == _IPV4 and packet[9] == _UDP:
            header = (packet[0] & 0x0F) * 4
            yield packet[header + 8 : struct.unpack_from(">H", packet, 2)[0]]


def rtp_sound(path: Path, payload_type: int) -> bytes:
    """All payloads of `payload_type` (0 µ-law, 8 A-law) of the one stream in the capture at `path`."""
    parts = {}
    for payload in _udp_payloads(path.read_bytes()):
        if payload[0] >> 6 == 2 and payload[1] & 0x7F == payload_type:
            contributors = payload[0] & 0x0F
            parts[struct.unpack_from(">H", payload, 2)[0]] = payload[12 + 4 * contributors :]
    return b"".join(parts[number] for number in sorted(parts))
