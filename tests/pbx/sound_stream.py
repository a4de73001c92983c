"""The sound of one call as RTP: a tone or a voice going out, and what came in, in G.711 µ-law, G.722, or wide."""

from __future__ import annotations

import asyncio
import secrets
import struct

import numpy as np
from G722 import G722
from numpy.typing import NDArray

from tests.pbx.sip_messages import HD, NARROW, WIDE

RATE = 8000
FRAME = 160
_KEPT_FRAMES = 100
"""Two seconds of what came in."""


def _tables() -> tuple[NDArray[np.int16], NDArray[np.uint8]]:
    """Sample by µ-law code (ITU-T G.711), and the nearest code by sample + 32768."""
    codes = np.arange(256, dtype=np.int32) ^ 0xFF
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    samples = (((mantissa << 3) + 0x84) << exponent) - 0x84
    samples = np.where(codes & 0x80, -samples, samples)
    order = np.argsort(samples, kind="stable")
    wanted = np.arange(-32768, 32768)
    places = np.clip(np.searchsorted(samples[order], wanted), 1, 255)
    below, above = samples[order][places - 1], samples[order][places]
    nearest = np.where(wanted - below <= above - wanted, places - 1, places)
    return samples.astype(np.int16), order[nearest].astype(np.uint8)


_SAMPLES, _CODES = _tables()


def strength(samples: NDArray[np.float64], hz: float, rate_hz: int = RATE) -> float:
    """How strong a tone of `hz` is in `samples`: its amplitude, in the samples' own unit."""
    if not len(samples):
        return 0.0
    turn = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / rate_hz)
    return float(2 * np.abs(np.dot(samples, turn)) / len(samples))


def purity_db(samples: NDArray[np.float64], hz: float, rate_hz: int = RATE) -> float:
    """How much more power a tone of `hz` has than all else in `samples`, whatever its phase."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    at = round(hz * len(samples) / rate_hz)
    tone = power[at - 3 : at + 4].sum()
    return float(10 * np.log10(tone / max(power.sum() - tone, 1e-9)))


class SoundStream(asyncio.DatagramProtocol):
    """Sends `tone_hz`, or a voice, to `target` in frames of 20 ms while it is set; keeps the last two seconds heard."""

    def __init__(self, kind: int = NARROW) -> None:
        self._kind, self._rate_hz = kind, RATE if kind == NARROW else 2 * RATE
        self._frame = self._rate_hz // RATE * FRAME
        self._ticks = self._frame if kind == WIDE else FRAME
        self._coder, self._decoder = G722(16000, 64000), G722(16000, 64000)
        self.target: tuple[str, int] | None = None
        self.tone_hz = 0.0
        self._voice: NDArray[np.int16] | None = None
        self.received = 0
        self._frames: list[NDArray[np.int16]] = []
        self._transport: asyncio.DatagramTransport | None = None
        self._sender: asyncio.Task[None] | None = None

    async def open(self, host: str) -> int:
        """Take a free port at `host`; its number."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        return int(self._transport.get_extra_info("sockname")[1])

    def play(self, hz: float) -> None:
        """Send this tone from now on."""
        self.tone_hz, self._voice = hz, None
        self._begin()

    def speak(self, voice: NDArray[np.int16]) -> None:
        """Send these samples from now on, and silence after them."""
        self._voice = voice
        self._begin()

    def _begin(self) -> None:
        if self._sender is None:
            self._sender = asyncio.create_task(self._send())

    def heard(self, hz: float) -> float:
        """How strong a tone of `hz` came in over the last two seconds; about 8000 for one of ours."""
        came = np.concatenate(self._frames) if self._frames else np.zeros(0)
        return strength(came.astype(np.float64), hz, self._rate_hz)

    def purity_db(self, hz: float, seconds: float) -> float:
        """How much louder a tone of `hz` came in of late than all else together."""
        came = np.concatenate(self._frames[-round(50 * seconds) :]).astype(np.float64)
        return purity_db(came, hz, self._rate_hz)

    def forget(self) -> None:
        """From here on only what comes in later is heard."""
        self._frames.clear()

    def close(self) -> None:
        """Stop sending and give the port back."""
        if self._sender is not None:
            self._sender.cancel()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:  # noqa: ARG002
        if len(data) > 12 and data[1] & 0x7F == self._kind:
            self.received += 1
            self._frames.append(self._decoded(data[12:]))
            del self._frames[:-_KEPT_FRAMES]

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        source, began = secrets.randbits(32), loop.time()
        number = 0
        while True:
            stamp = number * self._ticks & 0xFFFFFFFF
            header = struct.pack(">BBHII", 0x80, self._kind, number & 0xFFFF, stamp, source)
            if self.target is not None and self._transport is not None:
                self._transport.sendto(header + self._coded(self._next(number)), self.target)
            number += 1
            await asyncio.sleep(max(0.0, began + number * FRAME / RATE - loop.time()))

    def _coded(self, samples: NDArray[np.int32]) -> bytes:
        if self._kind == HD:
            return bytes(self._coder.encode(samples.astype(np.int16)))
        return samples.astype(">i2").tobytes() if self._kind == WIDE else _CODES[samples + 32768].tobytes()

    def _decoded(self, payload: bytes) -> NDArray[np.int16]:
        if self._kind == HD:
            return np.asarray(self._decoder.decode(payload), np.int16)
        wide = self._kind == WIDE
        return np.frombuffer(payload, ">i2").astype(np.int16) if wide else _SAMPLES[np.frombuffer(payload, np.uint8)]

    def _next(self, number: int) -> NDArray[np.int32]:
        """The samples of a frame."""
        if self._voice is not None:
            part, self._voice = self._voice[: self._frame], self._voice[self._frame :]
            return np.pad(part.astype(np.int32), (0, self._frame - len(part)))
        times = np.arange(number * self._frame, (number + 1) * self._frame)
        return np.asarray(np.rint(8000 * np.sin(2 * np.pi * self.tone_hz * times / self._rate_hz)), np.int32)
