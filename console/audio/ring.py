"""Between the renderer and the device: a ring the callback can read without waiting, and what each frame in it is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

LOST_TICKS = 150
IDLE_TICKS = 1500
"""Of 20 ms: three seconds without a call, half a minute of silence."""


@dataclass(frozen=True)
class Segment:
    """`count` device frames from index `first` on: source frame `source` advancing by `step` per device frame.

    `speed` is in hundredths; `audible` is False when every lane was silenced.
    """

    first: int
    count: int
    source: float
    step: float
    speed: int = 100
    audible: bool = True

    @property
    def end(self) -> int:
        """The index after the last frame."""
        return self.first + self.count

    def source_at(self, index: float) -> float:
        """The source frame that device frame `index` carries."""
        return self.source + (index - self.first) * self.step


class Ring:
    """Device frames by absolute index. `take` runs in the device's thread; everything else under the engine's lock.

    The reader owns `read`, the writer owns `write`; the writer may take back what lies ahead of the reader.
    """

    def __init__(self, frames: int, channels: int) -> None:
        self._sound = np.zeros((frames, channels), dtype=np.int16)
        self._size = frames
        self._frame_bytes = 2 * channels
        self._silence = bytes(frames * self._frame_bytes)
        self.read = 0
        self.write = 0
        self.calls = 0
        self.starved = 0
        self.taken_from = 0
        self.taken_at = 0.0
        self.live = False
        """Whether sound is expected: running dry then counts as starving."""

    def take(self, frames: int) -> bytes:
        """The next `frames` frames as interleaved int16, silence where there are none."""
        start = self.read
        count = self.write - start
        if count > frames:
            count = frames
        elif count < 0:
            count = 0
        self.read = start + count  # first, so that the writer keeps off what is copied below
        at = start % self._size
        sound = self._sound[at : at + count].tobytes()
        if at + count > self._size:
            sound += self._sound[: at + count - self._size].tobytes()
        self.taken_from = start
        self.taken_at = time.perf_counter()
        self.calls += 1
        if count == frames:
            return sound
        if self.live:
            self.starved += frames - count
        return sound + self._silence[: (frames - count) * self._frame_bytes]

    @property
    def queued(self) -> int:
        """Frames waiting."""
        return max(0, self.write - self.read)

    def peek(self, first: int, count: int) -> Samples:
        """A copy of up to `count` written frames from index `first`."""
        count = max(0, min(count, self.write - first))
        return self._sound.take(np.arange(first, first + count) % self._size, axis=0)

    def put(self, first: int, sound: Samples) -> None:
        """Write `sound` at index `first`; what was written behind it is gone."""
        at = first % self._size
        head = min(len(sound), self._size - at)
        self._sound[at : at + head] = sound[:head]
        self._sound[: len(sound) - head] = sound[head:]
        self.write = first + len(sound)

    def cut(self, end: int) -> None:
        """Forget what is written from index `end` on."""
        self.write = min(self.write, end)

    def fall_silent(self, frames: int) -> None:
        """Let what is taken next die away over `frames`; what is written behind it is gone."""
        edge = min(self.write, self.read)
        fade = min(self.write - edge, frames)
        if fade > 0:
            fall = np.linspace(1, 0, fade, dtype=np.float32)[:, None]
            self.put(edge, np.rint(self.peek(edge, fade) * fall).astype(np.int16))
        self.cut(edge + fade)


class Pulse:
    """Whether a device still calls, and whether anybody still needs it. Counted in ticks, so that a PC may sleep."""

    def __init__(self) -> None:
        self._seen = -1
        self._without_call = 0
        self._without_need = 0

    def feel(self, calls: int, *, playing: bool, ticks: int = 1) -> None:
        """So many ticks more, after which the device has called `calls` times."""
        self._without_call = 0 if calls != self._seen else self._without_call + ticks
        self._without_need = 0 if playing else self._without_need + ticks
        self._seen = calls

    @property
    def lost(self) -> bool:
        """It has not called for so long that it is gone."""
        return self._without_call > LOST_TICKS

    @property
    def idle(self) -> bool:
        """Nothing was to be heard for so long that it should be given back."""
        return self._without_need > IDLE_TICKS


class Timeline:
    """Which source frame each device frame carries, in order of index."""

    def __init__(self) -> None:
        self._segments: deque[Segment] = deque()

    def append(self, segment: Segment) -> None:
        """Add `segment` at the end; one that goes on where the last ended is joined to it."""
        last = self._segments[-1] if self._segments else None
        if (
            last is not None
            and last.end == segment.first
            and (last.step, last.speed, last.audible) == (segment.step, segment.speed, segment.audible)
            and abs(last.source_at(segment.first) - segment.source) < 1e-3
        ):
            self._segments[-1] = replace(last, count=last.count + segment.count)
        else:
            self._segments.append(segment)

    def cut(self, end: int) -> None:
        """Forget everything from index `end` on."""
        while self._segments and self._segments[-1].first >= end:
            self._segments.pop()
        if self._segments and self._segments[-1].end > end:
            last = self._segments[-1]
            self._segments[-1] = replace(last, count=end - last.first)

    def forget_before(self, index: int) -> None:
        """Drop segments that ended at or before `index`, keeping at least one."""
        while len(self._segments) > 1 and self._segments[0].end <= index:
            self._segments.popleft()

    def clear(self) -> None:
        """Forget all."""
        self._segments.clear()

    def source_at(self, index: float) -> float | None:
        """The source frame at `index`, held at the ends; None when nothing was ever written."""
        found = None
        for segment in reversed(self._segments):
            found = segment
            if segment.first <= index:
                break
        if found is None:
            return None
        return found.source_at(min(max(index, found.first), found.end))

    def between(self, first: int, end: int) -> Iterator[Segment]:
        """The parts of segments that lie in [first, end)."""
        for segment in self._segments:
            start, stop = max(first, segment.first), min(end, segment.end)
            if start < stop:
                yield replace(segment, first=start, count=stop - start, source=segment.source_at(start))


def blended(old: Samples, new: Samples, fade_frames: int) -> Samples:
    """`new` risen out of `old`: a cross-fade over all of `old`, or a fade-in over `fade_frames` where there is none."""
    length = min(len(old), len(new))
    if length == 0:
        length = min(fade_frames, len(new))
        old = np.zeros((length, new.shape[1]), np.int16)
    rise = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)[:, None]
    out = new.copy()
    out[:length] = np.rint(old[:length] * (1 - rise) + new[:length] * rise).astype(np.int16)
    return out
