"""A microphone spoken into by hand, a line that keeps what it is given, and a clock that a test turns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.audio.g711 import ALAW_SAMPLES, ULAW_SAMPLES
from console.audio.uplink import Uplink

Floats = NDArray[np.float64]

DEVICE_HZ = 48000


class KeptLine:
    """A line that goes nowhere. `frames` are what was sent, `at_s` when by `clock_s`."""

    def __init__(self, form: str = "slin16") -> None:
        self.form = form
        self.frames: list[bytes] = []
        self.at_s: list[float] = []
        self.now_s = 0.0
        self.tended = 0
        self.started = self.stopped = 0

    def start(self) -> None:
        self.started += 1

    def stop(self) -> None:
        self.stopped += 1

    def send(self, frame: bytes) -> None:
        self.frames.append(frame)
        self.at_s.append(self.now_s)

    def tend(self, now_s: float) -> None:
        self.now_s = now_s
        self.tended += 1

    def sound(self) -> Floats:
        """All that was sent, full scale 1.0."""
        return decoded(b"".join(self.frames), self.form)


def decoded(sound: bytes, form: str) -> Floats:
    if form == "ulaw":
        return ULAW_SAMPLES[np.frombuffer(sound, np.uint8)] / 32768
    if form == "alaw":
        return ALAW_SAMPLES[np.frombuffer(sound, np.uint8)] / 32768
    return np.frombuffer(sound, "<i2") / 32768


def tone(hz: float, seconds: float, rate_hz: int = DEVICE_HZ, size: float = 0.25, at_s: float = 0.0) -> Floats:
    at = at_s + np.arange(round(seconds * rate_hz)) / rate_hz
    return np.asarray(size * np.sin(2 * np.pi * hz * at))


def as_bytes(sound: Floats, channels: int = 1) -> bytes:
    return np.repeat(np.rint(sound * 32767).astype("<i2"), channels).tobytes()


def pitch(sound: Floats, rate_hz: int) -> float:
    """The strongest tone, in Hz."""
    windowed = sound * np.hanning(len(sound))
    return float(np.argmax(np.abs(np.fft.rfft(windowed, 1 << 18))) * rate_hz / (1 << 18))


class HandUplink:
    """An uplink whose microphone says a tone in pieces of 10 ms, by a clock that may be wrong."""

    def __init__(self, form: str = "slin16", *, hz: float = 1000.0, clock_error: float = 0.0) -> None:
        self.line = KeptLine(form)
        self.now_s = 50.0
        self.uplink = Uplink(self.line, self.now_s)
        self.uplink.listen_at(DEVICE_HZ, 1)
        self._hz, self._error = hz, clock_error
        self._said = 0
        self._began_s = self.now_s

    def turn(self, seconds: float, *, step_s: float = 0.005, speaks: bool = True) -> None:
        """Let time go by for microphone and sender."""
        until = self.now_s + seconds
        while self.now_s < until - 1e-9:
            self.now_s += step_s
            if speaks:
                self.speak()
            self.uplink.turn(self.now_s)

    def speak(self) -> None:
        """The device gives all whole pieces that its clock has by now."""
        piece = DEVICE_HZ // 100
        while self._said + piece <= (self.now_s - self._began_s) * (1 + self._error) * DEVICE_HZ:
            at_s = self._said / DEVICE_HZ
            self._said += piece
            self.uplink.give(as_bytes(tone(self._hz, 0.01, at_s=at_s)))
