"""A live call whose packets come when a test says so, on a clock that the test turns."""

from __future__ import annotations

import numpy as np

from console.audio.live_call import ULAW, LiveCall
from console.audio.live_tape import MOST_S, from_samples
from console.audio.rtp import RtpPacket, make_rtp
from tests.audio.live_calls import FRAME, RATE, Samples, speech


class HandLine:
    """Both sides of a call, `sound` over and over, in packets of `frame` samples. Nothing comes while not `sending`."""

    def __init__(self, sound_s: float = 20.0, *, most_s: int = MOST_S, frame: int = FRAME) -> None:
        self.now_s = 100.0
        self.call = LiveCall(most_s=most_s, clock=lambda: self.now_s)
        self._frame = frame
        self.sending = [True, True]
        self.sound: tuple[Samples, Samples] = (speech(sound_s, seed=3), speech(sound_s, seed=8))
        self._sent = 0

    def turn(self, seconds: float) -> None:
        """Let time go by."""
        packet_s = self._frame / RATE
        for _ in range(round(seconds / packet_s)):
            self.now_s += packet_s
            self._send()

    def _send(self) -> None:
        at = self._sent * self._frame
        self._sent += 1
        for lane, sound in enumerate(self.sound):
            if self.sending[lane]:
                part = np.take(sound, np.arange(at, at + self._frame), mode="wrap")
                packet = RtpPacket(ULAW, self._sent & 0xFFFF, at & 0xFFFFFFFF, 70 + lane, from_samples(part).tobytes())
                self.call.take_rtp(lane, make_rtp(packet), self.now_s)
