"""From a recording to device frames: walk the route, stretch, mix the lanes, convert the rate; Qt-free, no threads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from console.audio.resample import Resampler
from console.audio.ring import Samples, Segment
from console.audio.route import FOREVER, Route, Run
from console.audio.stretch import Stretcher

Floats = NDArray[np.float32]

SEAM_MS = 5
"""Crossfade at jumps, fade at ends."""
SILENT_DB = -60.0
"""A lane at or below this gain is not heard."""
LOUDEST_DB = 24.0
KEPT_MS = 2000
"""Sound kept behind the reading place: a change of gain or speed goes back a little, and MP3 seeks are slow."""


class Readable(Protocol):
    """The part of `console.audio.reader.Reader` that rendering needs."""

    def read(self, start_frame: int, frames: int) -> Samples:
        """Int16, shape (n, lanes), shorter at the end."""
        ...


class Pan(StrEnum):
    """Where the two lanes are heard."""

    SIDES = "sides"
    MIDDLE = "middle"


@dataclass(frozen=True)
class LaneState:
    """What one lane's controls say."""

    muted: bool = False
    gain_db: float = 0.0


@dataclass(frozen=True)
class Mix:
    """How lanes become left and right. `solo` names the only lane to be heard and wins over its mute; mono has none."""

    lanes: tuple[LaneState, ...] = (LaneState(), LaneState())
    solo: int | None = None
    pan: Pan = Pan.SIDES

    def matrix(self, lanes: int, channels: int) -> Floats:
        """Shape (lanes, channels). Mono, solo and `MIDDLE` go to both ears, a one-eared headset gets everything."""
        if lanes == 1:
            state = self.lanes[0]
            return np.full((1, channels), 0.0 if state.muted else _factor(state.gain_db), np.float32)
        gains = np.array([self._gain(lane) for lane in range(lanes)], np.float32)
        if channels == 1:
            return gains[:, None]
        if self.solo is None and self.pan is Pan.SIDES:
            return np.diag(gains)
        return np.repeat(gains[:, None], 2, axis=1) * np.float32(1.0 if self.solo is not None else np.sqrt(0.5))

    def _gain(self, lane: int) -> float:
        state = self.lanes[lane]
        if self.solo is not None:
            return _factor(state.gain_db) if lane == self.solo else 0.0
        return 0.0 if state.muted else _factor(state.gain_db)


def _factor(gain_db: float) -> float:
    return 0.0 if gain_db <= SILENT_DB else float(10 ** (min(gain_db, LOUDEST_DB) / 20))


class Recent:
    """A recording read forwards, with its last two seconds kept so that a short step back costs nothing."""

    def __init__(self, reader: Readable, rate_hz: int, lanes: int) -> None:
        self.reader = reader
        self._keep = rate_hz * KEPT_MS // 1000
        self._start = 0
        self._sound: Samples = np.zeros((0, lanes), dtype=np.int16)

    def read(self, start: int, count: int) -> Samples:
        """Like `Reader.read`."""
        end = self._start + len(self._sound)
        if not self._start <= start <= end:
            self._start, self._sound = start, self.reader.read(start, count)
        elif start + count > end:
            more = self.reader.read(end, start + count - end)
            drop = max(0, len(self._sound) + len(more) - max(self._keep, count))
            drop = min(drop, start - self._start)
            self._sound = np.concatenate((self._sound[drop:], more))
            self._start += drop
        return self._sound[start - self._start : start - self._start + count]


class Walker:
    """The sound in the order of a route: jumps blended over 5 ms, `ended` after the last frame."""

    def __init__(self, source: Recent, route: Route, at: int, rate_hz: int, lanes: int) -> None:
        self._source = source
        self._route = route
        self._seam = rate_hz * SEAM_MS // 1000
        self._lanes = lanes
        self._run: Run = route.run_from(at)
        self._at = self._run.start
        self.ended = self._run.start >= self._run.end and self._run.then is None
        self.endless = route.frames == FOREVER
        """Whether no end of the sound was known when this began."""
        self.short = False
        """Whether the recording gave less than it has: it is gone or was cut while open."""

    def read(self, count: int) -> tuple[Floats, list[tuple[int, int]]]:
        """About `count` frames, shape (n, lanes) in -1..1, and where they are from as (source frame, count)."""
        sounds: list[Floats] = []
        pieces: list[tuple[int, int]] = []
        got = 0
        while got < count and not self.ended:
            left = self._run.end - self._at
            take = left if left <= count - got + self._seam else count - got
            sound = self._fetch(self._at, take)
            if take == left:
                self._blend(sound)
            if take:
                sounds.append(sound)
                pieces.append((self._at, take))
            self._at += take
            got += take
            if take == left:
                self._jump()
        return (np.concatenate(sounds) if sounds else np.zeros((0, self._lanes), np.float32)), pieces

    def _jump(self) -> None:
        if self._run.then is None:
            self.ended = True
            return
        self._run = self._route.run_from(self._run.then)
        self._at = self._run.start
        self.ended = self._run.start >= self._run.end and self._run.then is None

    def _blend(self, sound: Floats) -> None:
        """Fade out the last frames of a run, into what leads up to the place it jumps to."""
        length = min(self._seam, len(sound))
        if length == 0:
            return
        rise = np.linspace(0.0, 1.0, length, dtype=np.float32)[:, None]
        sound[-length:] *= 1 - rise
        if self._run.then is not None:
            to = self._route.run_from(self._run.then).start
            lead = min(length, to)
            if lead:
                sound[-lead:] += self._fetch(to - lead, lead) * rise[-lead:]

    def _fetch(self, start: int, count: int) -> Floats:
        sound = self._source.read(start, count).astype(np.float32)
        sound *= 1 / 32768
        if len(sound) < count:
            self.short = True
            sound = np.concatenate((sound, np.zeros((count - len(sound), self._lanes), np.float32)))
        return sound


class Rendering:
    """One unbroken stretch of playing: from a place on, at one speed and one mix. A change starts another one."""

    def __init__(
        self, walker: Walker, mix: Mix, speed: float, *, lanes: int, rate_hz: int, device_hz: int, channels: int
    ) -> None:
        self._walker = walker
        self._matrix = mix.matrix(lanes, channels)
        self._audible = bool(self._matrix.any())
        self._speed = round(speed * 100)
        self._stretcher = None if self._speed == 100 else Stretcher(rate_hz, lanes, speed)
        self._resampler = Resampler(rate_hz, device_hz, channels)
        self._step = self._resampler.step * self._speed / 100
        self._per_device_frame = rate_hz * speed / device_hz
        self._pieces: list[tuple[int, int, int]] = []  # (stream frame, source frame, count)
        self._taken = 0
        self._given = 0
        self.ended = False

    @property
    def endless(self) -> bool:
        """Whether no end of the sound was known when this began."""
        return self._walker.endless

    @property
    def short(self) -> bool:
        """Whether the recording gave less than it has."""
        return self._walker.short

    def more(self, frames: int) -> tuple[Samples, list[Segment]]:
        """About `frames` device frames, shape (n, channels), with segments whose `first` counts from this call's 0.

        Empty only at the end.
        """
        made: list[Floats] = []
        have = 0
        while have < frames and not self.ended:
            sound = self._step_on(int((frames - have) * self._per_device_frame) + 16)
            if len(sound):
                made.append(sound)
                have += len(sound)
        if not made:
            return np.zeros((0, self._matrix.shape[1]), np.int16), []
        joined = np.concatenate(made)
        np.clip(joined, -1.0, 32767 / 32768, out=joined)
        segments = self._segments(len(joined))
        return np.rint(joined * 32768).astype(np.int16), segments

    def _step_on(self, count: int) -> Floats:
        sound, pieces = self._walker.read(count)
        for source, length in pieces:
            self._pieces.append((self._taken, source, length))
            self._taken += length
        if self._stretcher is not None:
            sound = self._stretcher.push(sound)
            if self._walker.ended:
                sound = np.concatenate((sound, self._stretcher.finish()))
        out = self._resampler.push(sound @ self._matrix)
        if self._walker.ended:
            out = np.concatenate((out, self._resampler.finish()))
            self.ended = True
        return out

    def _segments(self, count: int) -> list[Segment]:
        first, end = self._given, self._given + count
        self._given = end
        segments: list[Segment] = []
        for index, (stream, source, length) in enumerate(self._pieces):
            last = index == len(self._pieces) - 1
            start = max(first, int(np.ceil(stream / self._step)))
            stop = end if last else min(end, int(np.ceil((stream + length) / self._step)))
            if start < stop:
                at = source + start * self._step - stream
                segments.append(Segment(start - first, stop - start, at, self._step, self._speed, self._audible))
        self._pieces = [piece for piece in self._pieces if piece[0] + piece[2] > end * self._step] or self._pieces[-1:]
        return segments
