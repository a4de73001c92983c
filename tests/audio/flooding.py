"""Speaks both sides of a call in a process of its own: as many packets as its input says, as fast as a wire does."""

from __future__ import annotations

import socket
import sys
import time

from console.audio.rtp import RtpPacket, make_rtp
from tests.audio.live_calls import FRAME

HOST = "127.0.0.1"


def main(on_wire_s: float, ports: list[int]) -> None:
    """`on_wire_s` is how long the wire takes for a packet.

    Each packet of a side is loud all through, so that a hole on the tape is one that was lost.
    """
    at = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        for line in sys.stdin:
            made = [
                (make_rtp(RtpPacket(0, number & 0xFFFF, number * FRAME, port, b"\x20" * FRAME)), (HOST, port))
                for number in range(at, at + int(line))
                for port in ports
            ]
            began_s = time.perf_counter()
            for number, (datagram, where) in enumerate(made):
                while time.perf_counter() < began_s + number * on_wire_s:
                    pass
                mouth.sendto(datagram, where)
            at += int(line)
            sys.stdout.write(f"{at}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]), [int(port) for port in sys.argv[2:]])
