from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.widgets.waveform_raster import columns_of_samples, heights, joined, lane_pixels, mirrored_pixels

shorts = st.integers(-32768, 32767)


@given(st.lists(st.tuples(shorts, shorts), min_size=1, max_size=40), st.integers(8, 400))
def test_a_column_is_filled_from_its_low_to_its_high_and_nowhere_else(
    pairs: list[tuple[int, int]], height: int
) -> None:
    lows = np.array([min(pair) for pair in pairs], dtype=np.int16)
    highs = np.array([max(pair) for pair in pairs], dtype=np.int16)
    pixels = lane_pixels(lows, highs, height)
    assert pixels.shape == (height, len(pairs) + -len(pairs) % 4)
    assert not pixels[:, len(pairs) :].any()
    middle, half = (height - 1) / 2, (height - 1) / 2 - 1
    for column in range(len(pairs)):
        rows = np.flatnonzero(pixels[:, column])
        assert rows.size >= 1
        assert rows.size == rows[-1] - rows[0] + 1
        top = middle - heights(highs[column : column + 1], half)[0]
        bottom = middle - heights(lows[column : column + 1], half)[0]
        assert abs(rows[0] - top) <= 0.51
        assert abs(rows[-1] - bottom) <= 0.51


def test_gain_makes_louder_taller_and_stops_at_the_edge() -> None:
    sound = np.array([1000, 30_000], dtype=np.int16)
    plain, loud = heights(sound, 100), heights(sound, 100, gain=4.0)
    assert loud[0] > plain[0]
    assert loud[1] == pytest.approx(100)


@given(
    st.integers(1, 400),
    st.integers(1, 2),
    st.floats(0, 300),
    st.floats(1, 40),
    st.integers(1, 60),
)
def test_columns_hold_the_extremes_of_exactly_their_frames(
    frames: int, lanes: int, start: float, per_column: float, columns: int
) -> None:
    samples = np.random.default_rng(frames).integers(-32768, 32768, (lanes, frames)).astype(np.int16)
    found = columns_of_samples(samples, start, per_column, columns)
    assert found.shape == (2, lanes, columns)
    edges = np.floor(start + np.arange(columns + 1) * per_column).astype(int)
    for column in range(columns):
        first, last = edges[column], max(edges[column + 1], edges[column] + 1)
        piece = samples[:, first:last]
        wanted = (piece.min(axis=1), piece.max(axis=1)) if piece.shape[1] else (np.zeros(lanes), np.zeros(lanes))
        assert np.array_equal(found[0, :, column], wanted[0])
        assert np.array_equal(found[1, :, column], wanted[1])


def test_between_two_samples_the_line_is_straight() -> None:
    samples = np.array([[0, 100, 0]], dtype=np.int16)
    found = columns_of_samples(samples, 0.0, 0.25, 12)
    assert found[0, 0, :9].tolist() == [0, 25, 50, 75, 100, 75, 50, 25, 0]
    assert not found[:, :, 9:].any()


@given(st.lists(shorts, min_size=2, max_size=50))
def test_joined_columns_touch(values: list[int]) -> None:
    line = np.array(values, dtype=np.int16)
    lows, highs = joined(line, line)
    assert (lows <= line).all()
    assert (line <= highs).all()
    assert (np.maximum(lows[1:], lows[:-1]) <= np.minimum(highs[1:], highs[:-1])).all()


def test_the_overview_grows_up_for_the_agent_and_down_for_the_customer() -> None:
    pixels = mirrored_pixels(np.array([32767, 0], dtype=np.int16), np.array([0, 32767], dtype=np.int16), 40)
    assert (pixels[:20, 0] == 1).sum() == 20
    assert (pixels[20:, 0] == 2).sum() == 1
    assert (pixels[:20, 1] == 1).sum() == 1
    assert (pixels[20:, 1] == 2).sum() == 20
    assert math.prod(pixels.shape) == 40 * 4
