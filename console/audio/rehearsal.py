"""Hears a moment of a call that nobody speaks: what the first real one needs has been loaded and reckoned then."""

from __future__ import annotations

import codecs

from console.audio.live_call import ULAW, LiveCall
from console.audio.live_out import LiveOut
from console.audio.outputs import NullDevice
from console.audio.ring import Ring
from console.audio.rtp import RtpPacket, make_rtp

FRAME = 160
PACKETS = 10


def rehearse() -> None:
    """Some ms of work; off the GUI thread."""
    codecs.lookup("idna")  # by which a switch's name is looked up
    now_s = 0.0
    call, device = LiveCall(clock=lambda: now_s), NullDevice()
    out = LiveOut(call, Ring(device.rate_hz, device.channels), device)
    out.go(None)
    for number in range(PACKETS):
        now_s += 0.02
        for lane in (0, 1):
            call.take_rtp(lane, make_rtp(RtpPacket(ULAW, number, number * FRAME, 1, b"\xff" * FRAME)), now_s)
        out.take(device.rate_hz // 50)
    call.figures(now_s)
