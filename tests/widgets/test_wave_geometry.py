from __future__ import annotations

import itertools
import math

from hypothesis import example, given
from hypothesis import strategies as st

from console.widgets.wave_geometry import (
    View,
    centred,
    clock,
    followed,
    held,
    in_view,
    near_edge,
    resized,
    rows,
    scrolled,
    spanning,
    stacked,
    ticks,
    whole_call,
    zoomed,
)

CLOSEST = 0.1
durations = st.integers(1, 4 * 3_600_000)
widths = st.integers(1, 4000)


@st.composite
def views(draw: st.DrawFn) -> View:
    whole = whole_call(draw(durations), draw(widths))
    view = zoomed(whole, draw(st.floats(1, 5000)), draw(st.floats(0, whole.columns)), CLOSEST)
    return scrolled(view, draw(st.integers(-5_000, 5_000)))


def inside(view: View) -> bool:
    widest = max(1, view.duration_ms) / view.columns
    right_scale = min(CLOSEST, widest) - 1e-12 <= view.ms_per_column <= widest + 1e-12
    return right_scale and 0 <= view.first_column <= view.last_first


@given(durations, widths)
def test_the_whole_call_fills_the_width(duration: int, width: int) -> None:
    view = whole_call(duration, width)
    assert view.shows_all
    assert view.start_ms == 0
    assert math.isclose(view.column_of(duration), width)


@given(views(), st.floats(0.05, 20), st.floats(0, 1))
def test_zoom_keeps_the_time_under_the_pointer(view: View, factor: float, share: float) -> None:
    at = share * view.columns
    before = (view.first_column + at) * view.ms_per_column
    after = zoomed(view, factor, at, CLOSEST)
    assert inside(after)
    moved = abs(after.column_of(before) - at)
    at_an_end = after.first_column in (0, after.last_first)
    assert moved <= 0.51 or at_an_end


@given(views(), st.integers(-10_000_000, 10_000_000))
def test_scroll_stops_at_the_ends(view: View, by: int) -> None:
    moved = scrolled(view, by)
    assert inside(moved)
    assert moved.ms_per_column == view.ms_per_column


@given(views(), widths)
def test_another_width_stays_inside(view: View, width: int) -> None:
    again = resized(view, width)
    assert again.columns == width
    assert 0 <= again.first_column <= again.last_first
    assert again.shows_all or not view.shows_all


@given(views(), st.floats(0, 1))
def test_following_shows_the_playhead(view: View, share: float) -> None:
    position = share * view.duration_ms
    column = followed(view, position).column_of(position)
    assert -0.5 <= column <= view.columns + 0.5


@given(views(), st.floats(0, 1))
@example(View(1451661, 97, 14539.612120737886, 3), 0.0)
def test_following_leaves_a_page_alone_while_the_playhead_is_in_it(view: View, share: float) -> None:
    if view.columns * view.ms_per_column >= 6_000:
        position = (view.first_column + share * view.columns * 0.97) * view.ms_per_column
        assert followed(view, position) == view


@given(views(), st.floats(0, 1), st.floats(0, 1))
def test_a_span_asked_for_is_all_in_view(view: View, one: float, other: float) -> None:
    start, end = sorted((one * view.duration_ms, other * view.duration_ms))
    shown = spanning(view, start, end, CLOSEST)
    assert inside(shown)
    slack = shown.ms_per_column
    assert shown.start_ms <= start + slack
    assert end <= (shown.first_column + shown.columns) * shown.ms_per_column + slack


@given(views(), st.floats(0, 1))
def test_column_and_time_agree(view: View, share: float) -> None:
    column = share * view.columns
    at_ms = view.ms_of(column)
    assert 0 <= at_ms <= view.duration_ms
    if at_ms < view.duration_ms:
        assert abs(view.column_of(at_ms) - column) * view.ms_per_column <= 0.51


@given(views())
def test_ticks_are_round_ordered_and_apart(view: View) -> None:
    found = ticks(view, 80)
    assert [tick.at_ms for tick in found] == sorted({tick.at_ms for tick in found})
    assert len(found) <= view.columns / 6 + 3
    named = [view.column_of(tick.at_ms) for tick in found if tick.text]
    assert all(b - a >= 79 for a, b in itertools.pairwise(named))
    assert all(view.start_ms - 1e-6 <= tick.at_ms <= view.end_ms + 1e-6 for tick in found)
    texts = [tick.text for tick in found if tick.text]
    assert len(set(texts)) == len(texts)


def test_ticks_of_an_hour_and_of_a_tenth_of_a_second() -> None:
    hour = whole_call(3_600_000, 1000)
    assert [tick.text for tick in ticks(hour, 80) if tick.text][:3] == ["00:00", "05:00", "10:00"]
    close = held(View(3_600_000, 1000, 0.1, 600_000), CLOSEST)
    assert [tick.text for tick in ticks(close, 80) if tick.text][:2] == ["01:00.00", "01:00.01"]


def test_the_clock_is_cut_and_never_ahead() -> None:
    assert clock(301_299, 1) == "05:01.2"
    assert clock(3_661_999) == "1:01:01"
    assert clock(59_999, 3) == "00:59.999"
    assert clock(-5, 1) == "00:00.0"


@given(st.integers(160, 600), st.integers(1, 2), st.integers(1, 5))
def test_rows_lie_below_each_other_inside_the_height(height: int, lanes: int, evidence: int) -> None:
    found = rows(height, lanes, evidence)
    bands = [found.ruler, found.evidence, *found.lanes, found.passages]
    assert all(a.bottom == b.top for a, b in itertools.pairwise(bands))
    assert bands[0].top == 0
    assert bands[-1].bottom <= height
    assert len({band.height for band in found.lanes}) == 1


spans = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 100)).map(lambda s: (s[0], s[0] + s[1])), max_size=30)


@given(spans, st.integers(1, 40))
def test_stacked_marks_do_not_cover_each_other_while_there_are_rows(found: list[tuple[int, int]], most: int) -> None:
    placed = stacked(found, most)
    assert all(0 <= row < most for row in placed)
    if max(placed, default=0) < most - 1:
        for n, (start, end) in enumerate(found):
            others = [s for m, s in enumerate(found) if m != n and placed[m] == placed[n]]
            assert all(end <= a or b <= start for a, b in others)


def test_only_what_touches_the_view_is_drawn_and_cut_at_its_edges() -> None:
    view = View(100_000, 100, 10.0, 1000)
    assert in_view(view, [(0, 5_000), (9_000, 10_500), (10_200, 90_000), (50_000, 60_000)]) == [
        (-4.0, 50.0),
        (20.0, 104.0),
    ]


def test_edges_to_take_hold_of() -> None:
    assert near_edge(11, 10, 50, 4) == "start"
    assert near_edge(48, 10, 50, 4) == "end"
    assert near_edge(30, 10, 50, 4) == ""


@given(views(), st.floats(0, 1))
def test_centring_is_in_the_middle_unless_an_end_is_near(view: View, share: float) -> None:
    at = share * view.duration_ms
    shown = centred(view, at)
    assert abs(shown.column_of(at) - shown.columns / 2) <= 0.51 or shown.first_column in (0, shown.last_first)
