"""The picture of a call: lows and highs per 256 frames, summarised in the background, queried at any zoom."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from console.audio.extremes import BIN_FRAMES
from console.audio.g711 import Int16s
from console.audio.reader import Reader, SoundInfo, open_sound
from console.domain.calls import SoundSource

FANOUT: Final = 4
SEGMENT_BINS: Final = 1024
"""Bins summarised in one go: 33 s and 1 MB of 8 kHz stereo PCM. A power of FANOUT, so that segments share few bins."""

PUBLISH_SECONDS: Final = 0.05
PREVIEW_SECONDS: Final = 0.05
PREVIEW_FROM_MS: Final = 60_000
"""Shorter calls are summarised before a preview would be of use."""

_PROBE_SECONDS: Final = 0.05
_FEWEST_PROBES, _MOST_PROBES = 16, 256
_LOWEST, _HIGHEST = np.int16(-32768), np.int16(32767)
_FEW_BINS: Final = 96
"""Bins per column below which one pass over them beats climbing the levels."""


class Peaks:
    """A pyramid of lows and highs that may be read by any thread while another lets it grow.

    Level 0 has a bin per BASE frames, each next level one per 4 bins.
    Bins not summarised yet hold a sparse preview or 0.
    """

    BASE: Final = BIN_FRAMES

    grows = False
    """Whether `frames` is only the length up to now."""
    revision = 0
    """Another number: what had settled is not as it was."""

    def __init__(self, info: SoundInfo) -> None:
        self.info = info
        self.rate_hz = info.rate_hz
        self.frames = info.frames
        self.lanes = info.lanes
        self.bins = -(-info.frames // BIN_FRAMES)
        self._growing = threading.Lock()
        self._done = np.zeros(-(-self.bins // SEGMENT_BINS), dtype=np.bool_)
        self._levels: list[Int16s] = []
        self._sizes: list[int] = []
        size = self.bins
        while True:
            room = -(-size // FANOUT) * FANOUT
            level = np.zeros((2, self.lanes, room + 1), dtype=np.int16)
            level[0, :, size:], level[1, :, size:] = _HIGHEST, _LOWEST
            self._levels.append(level)
            self._sizes.append(size)
            if size == 1:
                break
            size = room // FANOUT

    @property
    def done_frames(self) -> int:
        """Frames from the start whose summary is exact; equal to `frames` when all is done."""
        pending = np.flatnonzero(~self._done)
        return self.frames if len(pending) == 0 else int(pending[0]) * SEGMENT_BINS * BIN_FRAMES

    @property
    def settled_frames(self) -> float:
        """Frames from the start whose picture will stay as it is; infinite when all of it will."""
        done = self.done_frames
        return math.inf if done >= self.frames else float(done)

    @property
    def base(self) -> Int16s:
        """Level 0, read-only: (2, lanes, bins), lows then highs."""
        view = self._levels[0][:, :, : self.bins]
        view.flags.writeable = False
        return view

    def columns(
        self, start_frame: float, frames_per_column: float, columns: int, reader: Reader | None = None
    ) -> Int16s:
        """Lows and highs of `columns` columns of a picture: int16 (2, lanes, columns), (0, 0) outside the sound.

        Column c covers frames floor(start + c * fpc) to floor(start + (c + 1) * fpc), at least one. From BASE frames
        a column up it counts the bins it touches; below that, samples through `reader`, or bins without one.
        """
        edges = np.floor(start_frame + frames_per_column * np.arange(columns + 1)).astype(np.int64)
        first, last = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
        inside = (last > 0) & (first < self.frames)
        first, last = np.maximum(first, 0), np.minimum(last, self.frames)
        out = np.zeros((2, self.lanes, columns), dtype=np.int16)
        if not inside.any():
            return out
        first, last = first[inside], last[inside]
        if frames_per_column < BIN_FRAMES and reader is not None:
            start, end = int(first[0]), int(last[-1])
            samples = np.zeros((self.lanes, end - start + 1), dtype=np.int16)
            read = reader.read(start, end - start)
            samples[:, : len(read)] = read.T
            out[:, :, inside] = _of_runs(samples, samples, first - start, last - start)
            return out
        out[:, :, inside] = self._of_bins(first // BIN_FRAMES, -(-last // BIN_FRAMES))
        return out

    def _of_bins(self, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> Int16s:
        """Extremes of base bins first..last per column: loose ends on each level, then one pass over the rest."""
        out = np.empty((2, self.lanes, len(first)), dtype=np.int16)
        out[0], out[1] = _HIGHEST, _LOWEST
        level = 0
        while (last - first).max() > _FEW_BINS:
            source = self._levels[level]
            for _ in range(FANOUT - 1):
                _take(out, source, first, (first % FANOUT != 0) & (first < last))
                first = np.where((first % FANOUT != 0) & (first < last), first + 1, first)
                loose = (last % FANOUT != 0) & (first < last)
                _take(out, source, last - 1, loose)
                last = np.where(loose, last - 1, last)
            first, last = first // FANOUT, last // FANOUT
            level += 1
        some = first < last
        if some.any():
            first, last = first[some], last[some]
            start = int(first[0])
            lows, highs = self._levels[level][:, :, start : int(last[-1]) + 1]
            found = _of_runs(lows, highs, first - start, last - start)
            out[0][:, some] = np.minimum(out[0][:, some], found[0])
            out[1][:, some] = np.maximum(out[1][:, some], found[1])
        return out

    def put(self, first_bin: int, lows: Int16s, highs: Int16s) -> None:
        """Take the exact lows and highs (lanes, bins) of whole segments from `first_bin` on."""
        last = first_bin + lows.shape[1]
        with self._growing:
            self._set(first_bin, lows, highs)
            self._done[first_bin // SEGMENT_BINS : -(-last // SEGMENT_BINS)] = True

    def sketch(self, lows: Int16s, highs: Int16s) -> None:
        """Take a guess (lanes, bins) at the whole sound; what is known exactly stays."""
        with self._growing:
            known = np.repeat(self._done, SEGMENT_BINS)[: self.bins]
            old_lows, old_highs = self.base
            self._set(0, np.where(known, old_lows, lows), np.where(known, old_highs, highs))

    def _set(self, first: int, lows: Int16s, highs: Int16s) -> None:
        last = first + lows.shape[1]
        self._levels[0][0, :, first:last] = lows
        self._levels[0][1, :, first:last] = highs
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            first, last = first // FANOUT, -(-last // FANOUT)
            fours = below[:, :, first * FANOUT : last * FANOUT]
            a, b, c, d = (fours[:, :, k::FANOUT] for k in range(FANOUT))
            level[0, :, first:last] = np.minimum(np.minimum(a[0], b[0]), np.minimum(c[0], d[0]))
            level[1, :, first:last] = np.maximum(np.maximum(a[1], b[1]), np.maximum(c[1], d[1]))


def _take(out: Int16s, level: Int16s, at: npt.NDArray[np.int64], where: npt.NDArray[np.bool_]) -> None:
    """Let bin `at` of `level` count in each column of `where`."""
    columns = np.flatnonzero(where)
    found = level[:, :, at[columns]]
    out[0][:, columns] = np.minimum(out[0][:, columns], found[0])
    out[1][:, columns] = np.maximum(out[1][:, columns], found[1])


def _of_runs(lows: Int16s, highs: Int16s, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> Int16s:
    """Least of lows and most of highs over first..last, per run: (2, lanes, runs).

    Runs ascend and hold at least one value; there is one value more than any run counts, because `reduceat` wants
    every cut inside. Between two runs it reduces the gap as well, which is thrown away.
    """
    cuts = np.stack([first, last], axis=1).reshape(-1)
    return np.stack([np.minimum.reduceat(lows, cuts, axis=1)[:, ::2], np.maximum.reduceat(highs, cuts, axis=1)[:, ::2]])


def make_peaks(
    source: SoundSource,
    *,
    on_progress: Callable[[Peaks], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Peaks:
    """The whole summary of a call, made by this thread and one more; ends early when `stop()` is true.

    `on_progress` is called in this thread with the growing Peaks, first with a sparse preview where decoding is slow,
    then every PUBLISH_SECONDS. Raises what `open_sound` and `Reader.read` raise.
    """
    with open_sound(source) as reader:
        return _Maker(source, Peaks(reader.info), on_progress, stop).make(reader)


class _Maker:
    """One making of a summary: runs of segments are handed out in order to two threads."""

    def __init__(
        self,
        source: SoundSource,
        peaks: Peaks,
        on_progress: Callable[[Peaks], None] | None,
        stop: Callable[[], bool],
    ) -> None:
        self._source = source
        self._peaks = peaks
        self._on_progress = on_progress
        self._asked_to_stop = stop
        self._published = time.perf_counter()
        self._lock = threading.Lock()
        self._next_bin = 0
        self._run_segments = 1
        self._failure: BaseException | None = None

    def make(self, reader: Reader) -> Peaks:
        """Summarise everything and return it; the helper is at work already while this thread probes."""
        self._run_segments = self._segments_per_run(reader)
        helper: threading.Thread | None = None
        if self._peaks.bins > self._run_segments * SEGMENT_BINS:
            helper = threading.Thread(target=self._help, name="peaks", daemon=True)
            helper.start()
        try:
            if reader.slow and reader.info.duration_ms >= PREVIEW_FROM_MS:
                self._preview(reader)
            self._work(reader, publish=True)
        except BaseException as error:
            self._fail(error)
        if helper:
            helper.join()
        if self._failure:
            raise self._failure
        self._publish()
        return self._peaks

    def _preview(self, reader: Reader) -> None:
        """Fill the picture from ever denser probes for PREVIEW_SECONDS, then publish it."""
        began = time.perf_counter()
        probe_frames = min(int(self._peaks.rate_hz * _PROBE_SECONDS), self._peaks.frames)
        seen: dict[int, tuple[Int16s, Int16s]] = {}
        probes = _FEWEST_PROBES
        while probes <= _MOST_PROBES and time.perf_counter() - began < PREVIEW_SECONDS:
            for probe in range(probes):
                at = self._peaks.frames * (2 * probe + 1) // (2 * probes)
                at = min(at, self._peaks.frames - probe_frames)
                if at in seen:
                    continue
                if time.perf_counter() - began >= PREVIEW_SECONDS or self._asked_to_stop():
                    break
                samples = reader.read(at, probe_frames)
                if len(samples):
                    seen[at] = samples.min(axis=0), samples.max(axis=0)
            probes *= 2
        if not seen:
            return
        places = np.array(sorted(seen), dtype=np.int64)
        nearest = np.searchsorted((places[1:] + places[:-1]) // 2, np.arange(self._peaks.bins) * BIN_FRAMES)
        lows = np.stack([seen[int(place)][0] for place in places], axis=1)
        highs = np.stack([seen[int(place)][1] for place in places], axis=1)
        self._peaks.sketch(lows[:, nearest], highs[:, nearest])
        self._publish()

    def _segments_per_run(self, reader: Reader) -> int:
        """One segment where seeking is free; 30 s of sound or more where each seek decodes a bit twice."""
        if not reader.slow:
            return 1
        return -(-30 * self._peaks.rate_hz // (SEGMENT_BINS * BIN_FRAMES))

    def _help(self) -> None:
        try:
            with open_sound(self._source) as reader:
                self._work(reader, publish=False)
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            self._failure = self._failure or error

    def _work(self, reader: Reader, *, publish: bool) -> None:
        while not self._failure and not self._asked_to_stop():
            with self._lock:
                first_bin = self._next_bin
                self._next_bin += self._run_segments * SEGMENT_BINS
            if first_bin >= self._peaks.bins:
                return
            for at in range(first_bin, min(self._next_of(first_bin), self._peaks.bins), SEGMENT_BINS):
                self._summarise(reader, at)
            if publish and time.perf_counter() - self._published >= PUBLISH_SECONDS:
                self._publish()

    def _next_of(self, first_bin: int) -> int:
        return first_bin + self._run_segments * SEGMENT_BINS

    def _summarise(self, reader: Reader, first_bin: int) -> None:
        bins = min(SEGMENT_BINS, self._peaks.bins - first_bin)
        start = first_bin * BIN_FRAMES
        lows, highs = reader.extremes(start, min(bins * BIN_FRAMES, self._peaks.frames - start))
        if lows.shape[1] < bins:
            short = ((0, 0), (0, bins - lows.shape[1]))
            lows, highs = np.pad(lows, short), np.pad(highs, short)
        self._peaks.put(first_bin, lows, highs)

    def _publish(self) -> None:
        self._published = time.perf_counter()
        if self._on_progress:
            self._on_progress(self._peaks)
