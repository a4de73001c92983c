"""Finds where the tape of a live call lies in its recording: by what both sound like, never by guessing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from console.audio.live_call import LiveCall
from console.audio.live_tape import HOLE
from console.domain.reanchor import PlacedBy, TapePlace

Floats = NDArray[np.float32]
Steps = NDArray[np.uint8]

STEP_MS = 10
_PER_S = 1000 // STEP_MS
EDGES_HZ = (150, 400, 800, 1500, 2500, 3500)
"""Five bands of speech on a telephone."""
BANDS = len(EDGES_HZ) - 1
FLOOR_DB, STEP_DB = -75.0, 0.5
NOTHING = 255
"""Stands where nothing came: such a moment is like no other."""

BLOCK = 4 * _PER_S
"""Places are found for so much sound at a time: a clock 1 % wrong moves it by 40 ms from its begin to its end."""
LONG_BLOCK = 10 * _PER_S
LIKE, VERY_LIKE = 0.55, 0.7
"""From which likeness on a place near the expected one is believed, and one anywhere."""
ALONE = 0.9
"""What another place of the recording may come to, as a share of the best one: else it is a tone or a melody."""
NEAR = round(0.6 * _PER_S)
"""How far the next block may lie off, as the clocks run."""
LEAST_BLOCKS = 2
LEAST_SHARE = 0.4
"""So many of the blocks with speech in them have a place, or the tape is not of this recording."""
LOUD_SHARE = 0.1
LOUD = 60
"""30 dB above the floor."""
SAME_MS = 4
"""Places that differ by less are one."""
LEAP_MS = 150
"""Neighbours that differ by more are no drift: sound is missing on one side."""
ANCHORS = 8


class Lanes(Protocol):
    """What is needed of a recording that is open."""

    @property
    def info(self) -> Shape:
        """Its rate and length."""
        ...

    def read(self, start_frame: int, frames: int) -> NDArray[np.int16]:
        """Frames by lanes; short at the end."""
        ...


class Shape(Protocol):
    """Rate, length and lanes."""

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        ...

    @property
    def frames(self) -> int:
        """Length."""
        ...

    @property
    def lanes(self) -> int:
        """1 or 2."""
        ...


@dataclass(frozen=True)
class Sketch:
    """How loud a sound is in a few bands, every 10 ms: enough to know it again by, and nobody understands a word.

    `steps[lane]` is moments by bands, in half decibels above the floor. In memory only, 1 kB a second.
    """

    steps: tuple[Steps, ...] = field(repr=False)

    @property
    def moments(self) -> int:
        """Length in steps of 10 ms."""
        return len(self.steps[0])


@dataclass(frozen=True)
class Anchored:
    """Where a tape lies in a recording. `likeness` 0 to 1 is the mean over the blocks placed, `share` how many were.

    `crossed`: the recording has the agent where the customer should be.
    """

    place: TapePlace
    likeness: float
    share: float
    crossed: bool = False


def sketch_of_tape(call: LiveCall) -> Sketch:
    """The sketch of what came of a live call so far."""
    rate, frames = call.rate_hz, call.sound.info.frames
    lanes = []
    for leg in call.legs:
        found = _sketched(leg.tape.read, frames, rate)
        size = rate // _PER_S
        whole = leg.tape.codes(0, len(found) * size).reshape(-1, size) == HOLE
        found[whole.mean(axis=1) > LOUD_SHARE] = NOTHING
        lanes.append(found)
    return Sketch(tuple(lanes))


def sketch_of_recording(sound: Lanes) -> Sketch:
    """The sketch of a recording of one or two lanes."""
    info = sound.info

    def lane(number: int) -> Steps:
        return _sketched(lambda start, frames: sound.read(start, frames)[:, number], info.frames, info.rate_hz)

    return Sketch(tuple(lane(number) for number in range(info.lanes)))


def _sketched(read: Callable[[int, int], NDArray[np.int16]], frames: int, rate: int) -> Steps:
    """Energies by band, of windows of 20 ms every 10 ms."""
    moments = frames * _PER_S // rate
    window = rate // 50
    shape = np.hanning(window).astype(np.float32)
    hertz = np.fft.rfftfreq(window, 1 / rate)
    edges = [int(np.searchsorted(hertz, edge)) for edge in EDGES_HZ]
    found = np.zeros((moments, BANDS), np.uint8)
    for first in range(0, moments, 30 * _PER_S):
        many = min(30 * _PER_S, moments - first)
        begin = first * rate // _PER_S
        part = np.zeros(many * rate // _PER_S + 2 * window, np.float32)
        came = np.asarray(read(begin, len(part)), np.float32) / 32768
        part[: len(came)] = came
        at = np.arange(many) * rate // _PER_S
        power = np.abs(np.fft.rfft(part[at[:, None] + np.arange(window)] * shape)) ** 2 / window
        sums = np.stack([power[:, low:high].sum(axis=1) for low, high in pairwise(edges)], axis=1)
        level = 10 * np.log10(np.maximum(sums, 1e-12))
        found[first : first + many] = np.clip((level - FLOOR_DB) / STEP_DB, 0, NOTHING - 1)
    return found


def anchor(tape: Sketch, recording: Sketch, expected_ms: int | None = None) -> Anchored | None:
    """Where `tape` lies in `recording`; None where that cannot be said. `expected_ms`: its offset by the clocks.

    Whoever was cut out of one of them, or held up on the way, moves what follows: so the place is in pieces.
    """
    tape, recording = _as_few_lanes(tape, recording)
    best: Anchored | None = None
    for crossed in (False, True)[: len(tape.steps)]:
        found = _Search(tape, recording, crossed=crossed).place(expected_ms)
        if found is not None and (best is None or found.likeness * found.share > best.likeness * best.share):
            best = found
    return best


def _as_few_lanes(*sketches: Sketch) -> tuple[Sketch, ...]:
    """Both sides together, where one of the two has them together."""
    if len({len(one.steps) for one in sketches}) == 1:
        return sketches
    return tuple(Sketch((_together(one.steps),)) for one in sketches)


def _together(lanes: tuple[Steps, ...]) -> Steps:
    if len(lanes) == 1:
        return lanes[0]
    power = sum(10 ** (np.where(lane == NOTHING, 0, lane) * np.float32(STEP_DB / 10)) for lane in lanes)
    both = np.asarray(np.clip(10 * np.log10(power) / STEP_DB, 0, NOTHING - 1), np.uint8)
    both[(lanes[0] == NOTHING).all(axis=1) | (lanes[1] == NOTHING).all(axis=1)] = NOTHING
    return both


class _Search:
    """Blocks of a tape looked for in a recording, likeness being the correlation of loudness over bands and lanes."""

    def __init__(self, tape: Sketch, recording: Sketch, *, crossed: bool) -> None:
        self._crossed = crossed
        lanes = range(len(tape.steps))
        self._tape = [_risen(tape.steps[lane]) for lane in lanes]
        self._there = [_risen(recording.steps[lane]) for lane in (reversed(lanes) if crossed else lanes)]
        self._length = recording.moments
        size = 1 << (recording.moments + LONG_BLOCK + 1).bit_length()
        self._size = size
        self._turned = [np.fft.rfft(values, size, axis=0) for values, _ in self._there]
        self._power = [np.fft.rfft((values**2).sum(axis=1) * weight, size) for values, weight in self._there]
        self._speech = np.zeros(tape.moments, bool)
        for lane in lanes:
            loud = tape.steps[lane].max(axis=1)
            self._speech |= (loud > LOUD) & (loud < NOTHING)
        self.moments = tape.moments

    def place(self, expected_ms: int | None) -> Anchored | None:
        if not self.moments or not self._length:
            return None
        starts = [at for at in range(0, max(1, self.moments - BLOCK // 2), BLOCK) if self._is_lively(at, BLOCK)]
        if not starts:
            return None
        found = self._anchored(starts, expected_ms)
        if not found:
            return None
        self._follow(starts, found)
        _drop_strays(found)
        share = len(found) / len(starts)
        enough = min(LEAST_BLOCKS, len(starts))
        if len(found) < enough or share < LEAST_SHARE:
            return None
        likeness = float(np.mean([like for _, like in found.values()]))
        if len(found) < LEAST_BLOCKS and likeness < VERY_LIKE:
            return None
        offsets = {at: offset * STEP_MS for at, (offset, _) in found.items()}
        return Anchored(TapePlace(_pieces(offsets), PlacedBy.SOUND), likeness, share, self._crossed)

    def _is_lively(self, at: int, length: int) -> bool:
        return bool(self._speech[at : at + length].mean() > LOUD_SHARE)

    def _anchored(self, starts: list[int], expected_ms: int | None) -> dict[int, tuple[float, float]]:
        """A few long blocks, spread over the tape, each looked for in the whole recording."""
        found: dict[int, tuple[float, float]] = {}
        picked = starts[:: max(1, len(starts) // ANCHORS)]
        for at in picked:
            likeness = self._likeness(at, LONG_BLOCK)
            best = int(np.argmax(likeness))
            first = at + round((expected_ms or 0) / STEP_MS)
            near = slice(max(0, first - 2 * _PER_S), max(0, first + 2 * _PER_S))
            if expected_ms is not None and len(likeness[near]) and likeness[near].max() >= LIKE:
                by_times = near.start + int(np.argmax(likeness[near]))
                best = by_times if likeness[by_times] > ALONE * likeness[best] else best
            elsewhere = likeness.copy()
            elsewhere[max(0, best - _PER_S) : best + _PER_S] = -1
            if likeness[best] < VERY_LIKE or elsewhere.max() > ALONE * likeness[best]:
                continue
            found[at] = self._refined(likeness, best, at)
        return found

    def _follow(self, starts: list[int], found: dict[int, tuple[float, float]]) -> None:
        """From each block that has a place to its neighbours, whose places are near its own."""
        anchors = sorted(found, key=lambda at: -found[at][1])
        sure = {at: found[at] for at in anchors}
        found.clear()
        for order in (starts, starts[::-1]):
            last: float | None = None
            for at in order:
                last = sure[at][0] if at in sure else last
                if last is None:
                    continue
                first = at + round(last) - NEAR
                likeness = self._likeness_near(at, first)
                best = int(np.argmax(likeness))
                if likeness[best] < LIKE or best in (0, len(likeness) - 1):
                    continue
                by, like = self._refined(likeness, best, 0)
                here = (by + first - at, like)
                last = here[0]
                if at not in found or here[1] > found[at][1]:
                    found[at] = here

    def _refined(self, likeness: Floats, best: int, at: int) -> tuple[float, float]:
        """The top between the steps, by the parabola through its neighbours: offset in steps, and how like."""
        by = 0.0
        if 0 < best < len(likeness) - 1:
            left, top, right = (float(likeness[best + step]) for step in (-1, 0, 1))
            bend = left - 2 * top + right
            by = 0.5 * (left - right) / bend if bend < 0 else 0.0
        return best + by - at, float(likeness[best])

    def _likeness(self, at: int, length: int) -> Floats:
        """How like the recording is, from each of its moments on, to `length` of the tape from `at` on."""
        products = np.zeros(self._size, np.float64)
        norm_here = 0.0
        norm_there = np.zeros(self._size, np.float64)
        for lane, (values, weight) in enumerate(self._tape):
            block, counts = values[at : at + length], weight[at : at + length]
            if not counts.any():
                continue
            turned = np.conj(np.fft.rfft(block, self._size, axis=0))
            products += np.fft.irfft(np.einsum("ij,ij->i", turned, self._turned[lane]), self._size)
            norm_here += float((block**2).sum())
            mask = np.conj(np.fft.rfft(counts, self._size))
            norm_there += np.fft.irfft(mask * self._power[lane], self._size)
        norm = np.sqrt(np.maximum(norm_there, 0.05 * norm_there.max() + 1e-6) * max(norm_here, 1e-6))
        return np.asarray((products / norm)[: max(1, self._length - length // 4)], np.float32)

    def _likeness_near(self, at: int, first: int) -> Floats:
        """How like a block of the tape is to the recording from each of the moments `first` to `first` + 2 NEAR on."""
        products, norm_there = np.zeros(2 * NEAR), np.zeros(2 * NEAR)
        norm_here = 0.0
        for (values, weight), (there, _) in zip(self._tape, self._there, strict=True):
            block, counts = values[at : at + BLOCK], weight[at : at + BLOCK]
            part = np.zeros((2 * NEAR + len(block) - 1, BANDS), np.float32)
            begin, end = max(0, first), min(len(there), first + len(part))
            if begin < end:
                part[begin - first : end - first] = there[begin:end]
            for band in range(BANDS):
                products += np.correlate(part[:, band], block[:, band], "valid")
            norm_there += np.correlate((part**2).sum(axis=1), counts, "valid")
            norm_here += float((block**2).sum())
        return np.asarray(products / np.sqrt(np.maximum(norm_there * norm_here, 1e-6)), np.float32)


def _risen(steps: Steps) -> tuple[Floats, Floats]:
    """Loudness against its own surroundings of 2 s, so that no gain counts; and 0 where nothing came, else 1."""
    weight = (steps != NOTHING).all(axis=1).astype(np.float32)
    values = np.where(weight[:, None] > 0, steps, 0).astype(np.float32)
    ground = 40.0
    values = np.maximum(values, ground) * weight[:, None]
    around = np.ones(2 * _PER_S + 1, np.float32)
    if len(values) < len(around):
        many = max(float(weight.sum()), 1.0)
        return (values - values.sum(axis=0) / many) * weight[:, None], weight
    many_near = np.maximum(np.convolve(weight, around, "same"), 1)
    mean = np.stack([np.convolve(values[:, band], around, "same") for band in range(BANDS)], axis=1)
    return (values - mean / many_near[:, None]) * weight[:, None], weight


def _drop_strays(found: dict[int, tuple[float, float]]) -> None:
    """A block that lies far from both its neighbours, who lie by each other, was mistaken."""
    order = sorted(found)
    for before, at, after in zip(order, order[1:], order[2:], strict=False):
        left, here, right = (found[one][0] for one in (before, at, after))
        apart = abs(left - right)
        if min(abs(here - left), abs(here - right)) > apart + LEAP_MS / STEP_MS / 4:
            found.pop(at)


def _pieces(offsets: dict[int, float]) -> tuple[tuple[int, int], ...]:
    """Offsets in ms, by the begin of their blocks, as pieces: a drift in small ones, a leap in the middle between."""
    middles = [(at + BLOCK // 2) * STEP_MS for at in sorted(offsets)]
    values = [offsets[at] for at in sorted(offsets)]
    pieces = [(0, round(values[0]))]
    for left, right, before, after in zip(middles, middles[1:], values, values[1:], strict=False):
        parts = 1 if abs(after - before) > LEAP_MS else max(1, round(abs(after - before) / SAME_MS))
        for part in range(parts):
            begins = left + round((right - left) * (part + 0.5) / parts)
            value = before + (after - before) * ((part + 1) / parts)
            if abs(value - pieces[-1][1]) >= SAME_MS:
                pieces.append((begins, round(value)))
    return tuple(pieces)
