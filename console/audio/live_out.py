"""The live edge on a device: its own thread renders what it takes, so that nothing waits in a ring; Qt-free."""

from __future__ import annotations

import time
from collections import deque

import numpy as np
from numpy.typing import NDArray

from console.audio.live_call import LiveCall
from console.audio.outputs import OutputDevice
from console.audio.render import Mix
from console.audio.ring import Ring, Segment

Floats = NDArray[np.float32]

FULL = np.float32(32768)
FADE_MS = 5
NEAR_MS = 300
"""Nearer than this to what is not rendered yet, playing goes over to the edge and catches up there."""
MOST_STEP = 2.0
"""The ear that goes on by more than so many times its pace has leapt: what it leapt over was not heard."""


class LiveOut:
    """Between a live call and a device. `take` runs in the device's thread; the rest in the engine's, under its lock.

    While `at_edge` the device hears the call's edge, else the ring; each gives way to the other over a few ms.
    """

    def __init__(self, call: LiveCall, ring: Ring, device: OutputDevice) -> None:
        self.call = call
        self._ring = ring
        self._channels = device.channels
        self._latency_ms = device.latency_ms
        self._real_time = device.real_time
        device_hz = device.rate_hz
        self._step = call.rate_hz / device_hz
        self._head = call.head(device_hz)
        self.mix(Mix())
        self._fade = np.linspace(0, 1, device_hz * FADE_MS // 1000, dtype=np.float32)[:, None]
        self.at_edge = False
        self._was_at_edge = False
        self._from: float | None = None
        self._heard: deque[Segment] = deque()
        self._taken = 0
        self._place = 0.0
        self._taken_at_s = 0.0

    def mix(self, mix: Mix) -> None:
        """How the sides become left and right from now on."""
        self._matrix = mix.matrix(2, self._channels) * FULL
        self._audible = bool(self._matrix.any())

    def go(self, place: float | None) -> None:
        """To the edge: from `place` of the call, catching up, or with None at once."""
        self._from = place
        self.at_edge = True

    def leave(self) -> float:
        """Leave the edge; where the ear was."""
        place = self.place(time.perf_counter())
        self.at_edge = False
        return place

    def place(self, now_s: float) -> float:
        """What is heard now, in frames of the call; `now_s` of the performance counter."""
        if not self._real_time:
            return max(0.0, self._head.place)
        passed_s = max(0.0, now_s - self._taken_at_s) - self._latency_ms / 1000
        return max(0.0, self._place + min(passed_s, 0.1) * self.call.rate_hz)

    @property
    def is_over(self) -> bool:
        """Whether the call has ended and all of it was heard."""
        return self.call.ended and self.place(time.perf_counter()) >= self.call.sound.info.frames

    def is_near(self, place: float, ahead_ms: float) -> bool:
        """Whether what is rendered `ahead_ms` ahead of `place` soon reaches the edge."""
        info = self.call.sound.info
        return info.frames - place < (ahead_ms + NEAR_MS) * info.rate_hz / 1000

    def heard(self) -> list[Segment]:
        """What the device has taken of the edge since this was asked last."""
        found = []
        while self._heard:
            found.append(self._heard.popleft())
        return found

    def take(self, frames: int) -> bytes:
        """As `Ring.take`."""
        if not (self.at_edge or self._was_at_edge):
            return self._ring.take(frames)
        if self.at_edge and not self._was_at_edge:
            self._head.begin_at(self._from)
        edge = self._edge(frames) if self.at_edge else self._render(frames)
        self._ring.calls += 1
        if self.at_edge is not self._was_at_edge:
            edge = self._led_over(edge, self._of_ring(frames), into=self.at_edge)
        self._was_at_edge = self.at_edge
        np.rint(edge, out=edge)
        np.minimum(edge, FULL - 1, out=edge)
        np.maximum(edge, -FULL, out=edge)
        sound: bytes = edge.astype(np.int16).tobytes()
        return sound

    def _edge(self, frames: int) -> Floats:
        """The edge's sound, counted as heard."""
        began = self._head.place
        sound = self._render(frames)
        step = (self._head.place - began) / frames
        if not 0 <= step <= MOST_STEP * self._step:
            began, step = self._head.place - frames * self._step, self._step
        if self._head.place > 0:
            self._heard.append(Segment(self._taken, frames, began, max(step, 0.0), 100, self._audible))
        self._taken += frames
        self._place, self._taken_at_s = began, time.perf_counter()
        return sound

    def _render(self, frames: int) -> Floats:
        """The edge's sound in steps of 16 bits, not yet clipped."""
        return np.asarray(self._head.render(frames, self.call.clock()) @ self._matrix, np.float32)

    def _of_ring(self, frames: int) -> Floats:
        sound = np.frombuffer(self._ring.take(frames), np.int16).reshape(-1, self._channels)
        return sound.astype(np.float32)

    def _led_over(self, edge: Floats, ring: Floats, *, into: bool) -> Floats:
        """From the ring to the edge, or back, within the first ms of a period."""
        length = min(len(self._fade), len(edge))
        rise = self._fade[:length]
        old, new = (ring, edge) if into else (edge, ring)
        out = new.copy()
        out[:length] = old[:length] * (1 - rise) + new[:length] * rise
        return out
