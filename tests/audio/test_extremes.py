"""Bins of 256 frames: the halving against plain slicing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.audio.extremes import extremes
from tests.audio.sounds import bins_of


@given(frames=st.integers(1, 200_000), lanes=st.sampled_from([1, 2]), seed=st.integers(0, 99))
def test_extremes_are_those_of_plain_slicing(frames: int, lanes: int, seed: int) -> None:
    samples = np.random.default_rng(seed).integers(-32768, 32768, (frames, lanes), dtype=np.int16)
    lows, highs = extremes(samples)
    expected_lows, expected_highs = bins_of(samples)
    assert np.array_equal(lows, expected_lows)
    assert np.array_equal(highs, expected_highs)


@pytest.mark.parametrize("frames", [1, 255, 256, 257, 256 * 256, 256 * 257 + 3])
def test_bytes_stay_bytes(frames: int) -> None:
    codes = np.random.default_rng(1).integers(-128, 128, (frames, 2), dtype=np.int8)
    lows, highs = extremes(codes)
    assert lows.dtype == highs.dtype == np.int8
    assert lows.shape == highs.shape == (2, -(-frames // 256))
    assert lows.min() == codes.min()
    assert highs.max() == codes.max()
