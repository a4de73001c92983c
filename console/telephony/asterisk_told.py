"""An agent is told that somebody listens, where a centre has to: a short tone, which the customer does not hear."""

from __future__ import annotations

import asyncio
import math
import secrets
import socket
import struct
from collections.abc import Iterator

TONE_HZ = 1400
TOLD_S = 0.4
TONE = f"tone:!{TONE_HZ}/{TOLD_S * 1000:.0f}"
"""As ARI plays it: once."""
UNTOLD = "the agent could not be told that somebody listens"

_FRAME, _RATE, _PEAK = 160, 8000, 6000
_HEADER = struct.Struct("!BBHII")


def ear_towards(host: str) -> socket.socket:
    """A UDP port of ours at the address that `host` can send to. OSError, ValueError for no IPv4 address of ours."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect((host, 9))  # nothing is sent
        ours = asking.getsockname()[0]
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((ours, 0))
    return made


async def say_tone(ear: socket.socket, to: tuple[str, int]) -> None:
    """The tone, as RTP in mu-law, in its own time."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    for number, packet in enumerate(_packets()):
        await asyncio.sleep(max(0.0, began_s + number * _FRAME / _RATE - loop.time()))
        ear.sendto(packet, to)


def _packets() -> Iterator[bytes]:
    source, seq = secrets.randbelow(1 << 32), secrets.randbelow(1 << 15)
    for number in range(round(TOLD_S * _RATE / _FRAME)):
        times = range(number * _FRAME, (number + 1) * _FRAME)
        sound = bytes(_mu_law(round(_PEAK * math.sin(2 * math.pi * TONE_HZ * at / _RATE))) for at in times)
        yield _HEADER.pack(0x80, 0, seq + number, number * _FRAME, source) + sound


def _mu_law(sample: int) -> int:
    """ITU-T G.711."""
    height = min(abs(sample), 32635) + 132
    step = height.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | step << 4 | height >> step + 3 & 0x0F) & 0xFF
