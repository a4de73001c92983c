"""The lanes' pixels, kept in strips of columns, so that scrolling draws only what comes into view."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from console.audio.peaks import Peaks
from console.widgets.wave_geometry import View
from console.widgets.waveform_raster import Bytes, columns_of_samples, joined, lane_pixels

STRIP = 256
"""Columns of one strip: small enough to draw in a blink while scrolling."""

KEPT = 96
"""Strips kept: some screens in each direction."""

JOIN_BELOW_FRAMES = 64.0
"""Closer than this a column and its neighbour are drawn touching, as a line."""

Samples = Callable[[int, int], tuple[int, NDArray[np.int16]] | None]


@dataclass(frozen=True)
class LaneLook:
    """How a lane is painted: height in device pixels, ink, paper, and the factor its gain puts on the amplitude."""

    height: int
    ink: int
    paper: int
    gain: float = 1.0


@dataclass(frozen=True)
class _Strip:
    pixmaps: tuple[QPixmap, ...]
    at: int
    settled: bool


def picture_of(pixels: Bytes, columns: int, colours: Sequence[int]) -> QPixmap:
    """`pixels` (rows, padded columns) of colour indices as a pixmap of `columns`."""
    height, stride = pixels.shape
    image = QImage(pixels.data, columns, height, stride, QImage.Format.Format_Indexed8)
    image.setColorTable(list(colours))
    return QPixmap.fromImage(image)


def rgb(colour: QColor) -> int:
    """The opaque colour as Qt's colour tables take it."""
    return 0xFF000000 | (colour.rgb() & 0xFFFFFF)


class StripCache:
    """Strips of one zoom and one look; anything else empties it. GUI thread only."""

    def __init__(self) -> None:
        self._strips: dict[int, _Strip] = {}
        self._key: tuple[object, ...] = ()
        self._peaks: Peaks | None = None
        self._revision = 0
        self._samples: Samples | None = None
        self.edge_ms: float | None = None
        """Up to where a sound that grows was known when it was last shown; None for one that is whole.

        It may have grown since, in another thread: what is told to be drawn must not be more than what is.
        """

    def show(self, peaks: Peaks | None, samples: Samples | None) -> bool:
        """Draw from `peaks`, and from `samples` where the zoom is closer than their bins.

        True where it is what was drawn before, grown at its end.
        """
        revision = peaks.revision if peaks is not None else 0
        same = peaks is self._peaks and revision == self._revision
        if not same:
            self._strips.clear()
        grown = same and peaks is not None and peaks.grows and samples == self._samples
        self._peaks, self._samples, self._revision = peaks, samples, revision
        self.edge_ms = peaks.frames * 1000 / peaks.rate_hz if peaks is not None and peaks.grows else None
        self.drop_unsettled()
        return grown

    @property
    def has_sound(self) -> bool:
        """Whether there is a summary to draw from."""
        return self._peaks is not None

    def drop_unsettled(self) -> None:
        """Forget strips drawn before their sound was known: more of it is."""
        self._strips = {at: strip for at, strip in self._strips.items() if strip.settled}

    def clear(self) -> None:
        """Forget all strips."""
        self._strips.clear()

    def draw(
        self, painter: QPainter, view: View, looks: Sequence[LaneLook], tops: Sequence[float], ratio: float
    ) -> None:
        """Paint the view's lanes, lane n with its top at logical `tops[n]`; `ratio` device pixels to a logical one."""
        if self._peaks is None:
            return
        key = (view.ms_per_column, tuple(looks))
        if key != self._key:
            self._strips.clear()
            self._key = key
        first = view.first_column // STRIP
        last = (view.first_column + view.columns - 1) // STRIP
        self._make_missing(view, looks, first, last)
        for index in range(first, last + 1):
            strip = self._strips[index]
            x = (index * STRIP - view.first_column) / ratio
            for pixmap, look, top in zip(strip.pixmaps, looks, tops, strict=False):
                painter.drawPixmap(
                    QRectF(x, top, STRIP / ratio, look.height / ratio), pixmap, QRectF(strip.at, 0, STRIP, look.height)
                )
        self._forget_far(first, last)

    def _make_missing(self, view: View, looks: Sequence[LaneLook], first: int, last: int) -> None:
        index = first
        while index <= last:
            if index in self._strips:
                index += 1
                continue
            end = index
            while end <= last and end not in self._strips:
                end += 1
            self._make(view, looks, index, end)
            index = end

    def _make(self, view: View, looks: Sequence[LaneLook], first: int, end: int) -> None:
        """Draw strips first..end in one go: numpy's cost is by the call, not by the column."""
        peaks = self._peaks
        if peaks is None:
            return
        per_column = view.ms_per_column * peaks.rate_hz / 1000.0
        columns = (end - first) * STRIP
        start_frame = first * STRIP * per_column
        lows_highs, settled_frame = self._columns(peaks, start_frame, per_column, columns)
        pixmaps = []
        for lane, look in enumerate(looks):
            lows, highs = lows_highs[0, lane], lows_highs[1, lane]
            if per_column < JOIN_BELOW_FRAMES:
                lows, highs = joined(lows, highs)
            pixels = lane_pixels(lows, highs, look.height, look.gain)
            pixmaps.append(picture_of(pixels, columns, (look.paper, look.ink)))
        for index in range(first, end):
            settled = (index + 1) * STRIP * per_column <= settled_frame
            self._strips[index] = _Strip(tuple(pixmaps), (index - first) * STRIP, settled)

    def _columns(
        self, peaks: Peaks, start_frame: float, per_column: float, columns: int
    ) -> tuple[NDArray[np.int16], float]:
        """Lows and highs, and the frame up to which they will not get any better."""
        settled = peaks.settled_frames
        if per_column >= peaks.BASE or self._samples is None:
            return peaks.columns(start_frame, per_column, columns), settled
        frames = peaks.frames  # once: it may grow meanwhile
        first = max(0, min(frames, math.floor(start_frame) - 1))
        end = min(frames, math.ceil(start_frame + columns * per_column) + 2)
        found = self._samples(first, end) if first < end else None
        if found is None:
            # bins are coarser than columns here: the shape stays, the detail follows
            return peaks.columns(start_frame, per_column, columns), 0.0
        kept_from, samples = found
        found_columns = columns_of_samples(samples, start_frame - kept_from, per_column, columns)
        return found_columns, settled if peaks.grows else math.inf

    def _forget_far(self, first: int, last: int) -> None:
        if len(self._strips) > KEPT:
            near = KEPT // 3
            self._strips = {at: s for at, s in self._strips.items() if first - near <= at <= last + near}
