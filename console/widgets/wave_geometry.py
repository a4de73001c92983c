"""Where things are in the picture of a call: pure functions from milliseconds to columns, ticks and rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

CLOSEST_MS_PER_PX = 0.1
"""The deepest zoom: 10 ms on 100 pixels."""

FAST = 150
"""Heard faster than this (hundredths) is drawn lighter: it may have been skimmed."""

STEPS_MS = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000),
    *(60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000),
)
SLIDING_BELOW_MS = 6_000
"""Windows shorter than this slide under the playhead; pages would turn too often to read."""

PAGE_LEAD, LIVE_LEAD = 0.05, 0.7
"""Where the playhead stands on a page just turned: what is yet to come of a live call cannot be looked at."""
LEAST_ROOM_MS, ROOM_STEP_MS, ROOM_AHEAD_MS = 60_000, 30_000, 15_000


@dataclass(frozen=True)
class View:
    """The stretch of a call on screen. Columns are device pixels, counted from the start of the call.

    `first_column` is whole, so that scrolling moves cached pixels and never draws them anew.
    """

    duration_ms: int
    columns: int
    ms_per_column: float
    first_column: int = 0

    @property
    def start_ms(self) -> float:
        """Call time at the left edge."""
        return self.first_column * self.ms_per_column

    @property
    def end_ms(self) -> float:
        """Call time at the right edge, at most the call's end."""
        return min(float(self.duration_ms), (self.first_column + self.columns) * self.ms_per_column)

    @property
    def last_first(self) -> int:
        """The first column when scrolled to the very end."""
        return max(0, math.ceil(self.duration_ms / self.ms_per_column - 1e-9) - self.columns)

    @property
    def shows_all(self) -> bool:
        """Whether the whole call is on screen."""
        return self.last_first == 0

    def column_of(self, at_ms: float) -> float:
        """Column on screen of `at_ms`; may be left or right of the picture."""
        return at_ms / self.ms_per_column - self.first_column

    def ms_of(self, column: float) -> int:
        """Call time under a column on screen, held inside the call."""
        at_ms = round((self.first_column + column) * self.ms_per_column)
        return max(0, min(self.duration_ms, at_ms))


def whole_call(duration_ms: int, columns: int) -> View:
    """The whole call on `columns`."""
    columns = max(1, columns)
    return View(max(0, duration_ms), columns, max(1, duration_ms) / columns)


def held(view: View, closest_ms_per_column: float) -> View:
    """`view` brought back inside the call and the zoom limits."""
    widest = max(1, view.duration_ms) / view.columns
    per_column = min(widest, max(closest_ms_per_column, view.ms_per_column))
    fixed = replace(view, ms_per_column=per_column)
    return replace(fixed, first_column=max(0, min(fixed.last_first, fixed.first_column)))


def zoomed(view: View, factor: float, at_column: float, closest_ms_per_column: float) -> View:
    """`view` closer by `factor` (above 1) or wider (below 1); the time under `at_column` stays there."""
    at_ms = (view.first_column + at_column) * view.ms_per_column
    closer = held(replace(view, ms_per_column=view.ms_per_column / factor, first_column=0), closest_ms_per_column)
    return held(replace(closer, first_column=round(at_ms / closer.ms_per_column - at_column)), closest_ms_per_column)


def scrolled(view: View, by_columns: int) -> View:
    """`view` moved along the call, stopping at its ends."""
    return replace(view, first_column=max(0, min(view.last_first, view.first_column + by_columns)))


def centred(view: View, at_ms: float) -> View:
    """`view` moved so that `at_ms` is in the middle, as far as the ends allow."""
    return scrolled(view, round(view.column_of(at_ms) - view.columns / 2))


def resized(view: View, columns: int) -> View:
    """`view` on another width: the whole call stays whole, otherwise the scale and the left edge stay."""
    if view.shows_all:
        return whole_call(view.duration_ms, columns)
    wider = replace(view, columns=max(1, columns))
    return held(wider, min(view.ms_per_column, max(1, view.duration_ms) / wider.columns))


def spanning(view: View, start_ms: float, end_ms: float, closest_ms_per_column: float) -> View:
    """`view` zoomed so that start..end fills it but for a twentieth at each side."""
    per_column = max(1.0, end_ms - start_ms) * 1.1 / view.columns
    closer = held(replace(view, ms_per_column=per_column, first_column=0), closest_ms_per_column)
    return centred(closer, (start_ms + end_ms) / 2)


def followed(view: View, position_ms: float, lead: float = PAGE_LEAD) -> View:
    """`view` moved so that the playhead is in it: turns a page, or slides when the window is short.

    On the new page the playhead stands at the share `lead` of the width.
    """
    if view.shows_all:
        return view
    if view.columns * view.ms_per_column < SLIDING_BELOW_MS:
        return centred(view, position_ms)
    column = view.column_of(position_ms)
    if -1e-6 < column < view.columns * 0.98:  # dividing may put the very left edge a hair outside
        return view
    return scrolled(view, round(column - view.columns * lead))


def live_room_ms(known_ms: int) -> int:
    """How much time the picture of a live call has room for; it changes seldom, so that the picture stands still."""
    return max(LEAST_ROOM_MS, -(-(known_ms + ROOM_AHEAD_MS) // ROOM_STEP_MS) * ROOM_STEP_MS)


def clock(at_ms: float, decimals: int = 0) -> str:
    """`at_ms` as 05:01, 05:01.2 or 1:05:01; cut, never rounded up to a time not reached."""
    whole_ms = max(0, math.floor(at_ms))
    seconds, rest_ms = divmod(whole_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"{text}.{rest_ms:03}"[: len(text) + 1 + decimals] if decimals else text


class Tick(NamedTuple):
    """A mark on the ruler; `text` is empty for the small ones. A tuple: a frame makes two hundred."""

    at_ms: int
    text: str


def ticks(view: View, columns_between: float) -> list[Tick]:
    """Ruler marks in view: labelled ones at least `columns_between` apart, on round times, small ones between."""
    least_ms = columns_between * view.ms_per_column
    step = next((s for s in STEPS_MS if s >= least_ms), STEPS_MS[-1] * math.ceil(least_ms / STEPS_MS[-1]))
    small = next(
        (
            step // n
            for n in (10, 5, 4, 3, 2)
            if step % n == 0 and step / n / view.ms_per_column >= columns_between / 12
        ),
        step,
    )
    decimals = 0 if step >= 1000 else 1 if step >= 100 else 2 if step >= 10 else 3
    first = math.ceil(view.start_ms / small)
    last = math.floor(view.end_ms / small)
    return [
        Tick(n * small, clock(n * small, decimals) if n * small % step == 0 else "") for n in range(first, last + 1)
    ]


@dataclass(frozen=True)
class Band:
    """A horizontal stripe of the picture in logical pixels."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The first pixel below."""
        return self.top + self.height

    def holds(self, y: float) -> bool:
        """Whether `y` is in the stripe."""
        return self.top <= y < self.bottom


@dataclass(frozen=True)
class Rows:
    """The stripes of the picture, top to bottom."""

    ruler: Band
    evidence: Band
    lanes: tuple[Band, ...]
    passages: Band


RULER_PX = 20
EVIDENCE_PX = 18
PASSAGES_PX = 16
MOST_EVIDENCE_ROWS = 3


def rows(height_px: int, lanes: int, evidence_rows: int) -> Rows:
    """How `height_px` is shared out; lanes get equal heights of what the fixed stripes leave."""
    evidence = EVIDENCE_PX * max(1, min(MOST_EVIDENCE_ROWS, evidence_rows))
    top = RULER_PX + evidence
    left = max(lanes * 8, height_px - top - PASSAGES_PX)
    each = left // lanes
    bands = tuple(Band(top + each * n, each) for n in range(lanes))
    return Rows(
        ruler=Band(0, RULER_PX),
        evidence=Band(RULER_PX, evidence),
        lanes=bands,
        passages=Band(bands[-1].bottom, PASSAGES_PX),
    )


def stacked(extents: Sequence[tuple[float, float]], most: int) -> list[int]:
    """A row for each extent (start, end) so that none covers another; when `most` rows are full, the last is shared."""
    taken: list[float] = []
    placed = [0] * len(extents)
    for index in sorted(range(len(extents)), key=lambda n: extents[n]):
        start, end = extents[index]
        row = next((n for n, until in enumerate(taken) if until <= start), len(taken))
        row = min(row, most - 1)
        if row == len(taken):
            taken.append(end)
        else:
            taken[row] = max(taken[row], end)
        placed[index] = row
    return placed


def in_view(view: View, spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Columns (left, right) of those `spans` in ms that touch the view, cut a little outside its edges."""
    edge = view.columns + 4.0
    found = []
    for start_ms, end_ms in spans:
        left, right = view.column_of(start_ms), view.column_of(end_ms)
        if right >= 0 and left <= view.columns:
            found.append((max(-4.0, left), min(edge, right)))
    return found


def near_edge(column: float, start_column: float, end_column: float, reach: float) -> str:
    """Which edge of a range the pointer would take hold of: "start", "end", or "" for none."""
    to_start, to_end = abs(column - start_column), abs(column - end_column)
    if min(to_start, to_end) > reach:
        return ""
    return "start" if to_start < to_end else "end"
