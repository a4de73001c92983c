"""A console's side of live calls before a real Asterisk: its ears, its microphone, and what it measures."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator
from itertools import pairwise

import numpy as np

from console.audio.live_call import LiveCall, Samples
from console.audio.live_lines import RATES, Line, MediaSocket, RtpLine
from console.audio.uplink import encoded
from console.telephony.live import MediaWish, Offer, Transport
from tests.pbx.sound_stream import FRAME, RATE, purity_db, strength

AGENT, CUSTOMER = 0, 1
HERE = "127.0.0.1"
"""Where the switch sends from when it sends here."""


class Ears(LiveCall):
    """A live call that notes when each side's sound came."""

    def __init__(self, rate_hz: int = RATE) -> None:
        super().__init__(rate_hz)
        self.came_s: tuple[list[float], list[float]] = ([], [])

    def take_samples(self, lane: int, samples: Samples, rate_hz: int, came_s: float, *, begins: bool = False) -> None:
        self.came_s[lane].append(came_s)
        super().take_samples(lane, samples, rate_hz, came_s, begins=begins)

    def take_rtp(self, lane: int, datagram: bytes, came_s: float) -> None:
        self.came_s[lane].append(came_s)
        super().take_rtp(lane, datagram, came_s)

    def tones(self, lane: int, *tones_hz: float, seconds: float = 0.8) -> list[float]:
        """How strong each tone is in the last of what that side said."""
        tape = self.legs[lane].tape
        frames = int(self.rate_hz * seconds)
        last = tape.read(tape.end - frames, frames).astype(np.float64)
        return [strength(last, hz, self.rate_hz) for hz in tones_hz]

    def purity_db(self, lane: int, hz: float, seconds: float = 0.8) -> float:
        """How much louder a tone is than all else in the last of what that side said."""
        tape = self.legs[lane].tape
        frames = int(self.rate_hz * seconds)
        return purity_db(tape.read(tape.end - frames, frames).astype(np.float64), hz, self.rate_hz)

    def longest_gap_s(self, lane: int, since_s: float) -> float:
        """The longest time without sound of that side."""
        came = [at for at in self.came_s[lane] if at >= since_s]
        return max((later - at for at, later in pairwise(came)), default=math.inf)


class ConsoleSide:
    """One console: `wish` is what it would send along with the asking."""

    def __init__(self, rate_hz: int = RATE) -> None:
        self.ears = Ears(rate_hz)
        self.ends: list[str] = []
        self._lines: dict[str, Line] = {}
        self._speaking: dict[str, asyncio.Task[None]] = {}
        self._rtp = [RtpLine(self.ears, lane, HERE, at=HERE) for lane in (AGENT, CUSTOMER)]
        self.wish = MediaWish(HERE, self._rtp[AGENT].port, self._rtp[CUSTOMER].port)
        for line in self._rtp:
            line.start()

    async def open(self, offer: Offer) -> None:
        """Fetch whatever is offered."""
        if offer.transport is Transport.RTP:
            if offer.customer_url and not offer.agent_url:  # from another port of the switch than before
                self._rtp[CUSTOMER].turn_to(offer.customer_url)
            return
        for name, lane in (("agent", AGENT), ("customer", CUSTOMER), ("talk", AGENT)):
            url = getattr(offer, f"{name}_url")
            if url:
                call = self.ears if name != "talk" else LiveCall()
                line = MediaSocket(call, lane, url, offer.form, authority=offer.authority, ended=self.ends.append)
                await asyncio.to_thread(line.start)
                await self.shut(name)
                self._lines[name] = line

    async def shut(self, name: str) -> None:
        """Close one way."""
        speaking, line = self._speaking.pop(name, None), self._lines.pop(name, None)
        if speaking is not None:
            speaking.cancel()
        if line is not None:
            await asyncio.to_thread(line.stop)

    def say(self, name: str, hz: float) -> None:
        """Speak a tone on a way: agent, customer or talk. Whoever speaks there already goes on."""
        if name in self._speaking:
            return
        line = self._lines.get(name) or self._rtp[CUSTOMER if name == "customer" else AGENT]
        self._speaking[name] = asyncio.create_task(_speak(line, hz))

    async def heard(self, lane: int, hz: float, least: float = 4000, within_s: float = 3.0) -> None:
        """Wait until that side is heard saying a tone."""
        async with asyncio.timeout(within_s):
            while self.ears.tones(lane, hz, seconds=0.3)[0] < least:
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        """Hang up."""
        for name in (*self._lines, *self._speaking):
            await self.shut(name)
        for line in self._rtp:
            await asyncio.to_thread(line.stop)


async def _speak(line: Line, hz: float) -> None:
    began, number, rate_hz = time.monotonic(), 0, RATES[line.form]
    frame = FRAME * rate_hz // RATE
    while True:
        times = np.arange(number * frame, (number + 1) * frame)
        tone = 8000 / 32768 * np.sin(2 * np.pi * hz * times / rate_hz)
        line.send(encoded(tone.astype(np.float32), line.form))
        number += 1
        await asyncio.sleep(max(0.0, began + number * FRAME / RATE - time.monotonic()))


@contextlib.asynccontextmanager
async def console_side(rate_hz: int = RATE) -> AsyncIterator[ConsoleSide]:
    """A console until the end of the block; its tape has `rate_hz`."""
    console = ConsoleSide(rate_hz)
    try:
        yield console
    finally:
        await console.close()
