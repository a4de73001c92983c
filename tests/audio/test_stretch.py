"""Speed with the pitch kept: exact length, no drift, no seams, the same whatever the pieces it is fed in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.audio.stretch import FASTEST, SLOWEST, Stretcher

RATE_HZ = 8000
Wave = np.ndarray[Any, np.dtype[np.float32]]


def stretched(sound: Wave, speed: float, piece: int) -> Wave:
    stretcher = Stretcher(RATE_HZ, sound.shape[1], speed)
    parts = [stretcher.push(sound[i : i + piece]) for i in range(0, len(sound), piece)]
    return np.concatenate([*parts, stretcher.finish()])


def voice(seconds: float) -> Wave:
    """A voiced buzz at 120 Hz with a slow glide, in both lanes."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(120 + 20 * np.sin(at)) / RATE_HZ
    wave = sum(np.sin(k * phase) / k for k in range(1, 12)) * 0.2
    return np.asarray(np.stack((wave, wave), axis=1), dtype=np.float32)


@given(speed=st.floats(SLOWEST, FASTEST).filter(lambda s: abs(s - 1) > 0.01), piece=st.integers(80, 2000))
@settings(max_examples=25, deadline=None)
@example(speed=1.15625, piece=456)
def test_length_is_the_input_over_the_speed(speed: float, piece: int) -> None:
    sound = voice(3)
    assert len(stretched(sound, round(speed, 2), piece)) == round(len(sound) / round(speed, 2))


@pytest.mark.parametrize("speed", [0.5, 0.75, 0.9, 1.1, 1.5, 2.0, 3.0])
def test_a_click_stays_in_its_place_to_the_end_of_a_long_call(speed: float) -> None:
    rng = np.random.default_rng(5)
    sound = (rng.standard_normal((RATE_HZ * 60, 1)) * 0.002).astype(np.float32)
    click = (np.hanning(40) * np.sin(np.arange(40) * 0.8)).astype(np.float32)
    places = [int(s * RATE_HZ) for s in (2.1, 20.3, 40.7, 57.9)]
    for place in places:
        sound[place : place + 40, 0] += click
    made = stretched(sound, speed, int(480 * speed))[:, 0]
    for place in places:
        near = round(place / speed)
        around = made[near - 800 : near + 800]
        found = int(np.argmax(np.abs(np.correlate(around, click, "same")))) - 800 - 20
        assert abs(found * speed) <= RATE_HZ * 0.025


@pytest.mark.parametrize("speed", [0.7, 1.5, 2.5])
def test_a_tone_has_no_seams_and_keeps_its_pitch(speed: float) -> None:
    at = np.arange(RATE_HZ * 6) / RATE_HZ
    tone = (0.5 * np.sin(2 * np.pi * 203.7 * at)).astype(np.float32)[:, None]
    made = stretched(tone, speed, 480)[:, 0]
    middle = made[2000:-2000]
    bend = np.abs(np.diff(middle, 2))
    assert bend.max() < 3 * np.median(bend)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE_HZ / len(middle) == pytest.approx(203.7, abs=2)


def test_lanes_stay_together() -> None:
    made = stretched(voice(3), 1.7, 500)
    assert np.array_equal(made[:, 0], made[:, 1])
