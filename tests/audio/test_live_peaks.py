"""The picture of a live call grows to what a recording of the same sound would show, whatever came late."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.audio.live_call import LANES, LiveCall
from console.audio.live_peaks import PIECE_BINS, ROOM_BINS, LivePeaks
from console.audio.live_tape import from_samples
from console.audio.peaks import Peaks, make_peaks
from console.domain.calls import SoundSource
from tests.audio.sounds import Int16s, babble, wav

RATE = 8000
BIN = Peaks.BASE


def tell(call: LiveCall, samples: Int16s, start: int, end: int, lane: int | None = None) -> None:
    """Put a stretch of `samples` where it belongs."""
    for one in range(LANES) if lane is None else (lane,):
        call.legs[one].tape.write(start, from_samples(np.ascontiguousarray(samples[start:end, one])))


def as_recorded(call: LiveCall, folder: Path) -> Peaks:
    """What a recording of all that the call has shows."""
    path = folder / "recorded.wav"
    path.write_bytes(wav(call.sound.read(0, call.sound.info.frames)))
    return make_peaks(SoundSource((str(path),)))


def assert_same(live: Peaks, recorded: Peaks) -> None:
    assert live.frames == recorded.frames == live.done_frames
    assert np.array_equal(live.base, recorded.base)
    for per_column in (300.0, 5_000.0, 77_777.0, 400_000.0):
        columns = int(live.frames / per_column) + 3
        assert np.array_equal(live.columns(-1000, per_column, columns), recorded.columns(-1000, per_column, columns))


@pytest.mark.parametrize("seconds", [0.01, 2.0, 131.3, 300.0])
def test_it_grows_to_the_picture_of_the_recording(seconds: float, tmp_path: Path) -> None:
    samples = babble(seconds)
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    assert (peaks.frames, peaks.done_frames, peaks.base.shape) == (0, 0, (2, 2, 0))
    assert not peaks.columns(0, 500, 10).any()
    step = max(1, len(samples) // 37)
    for start in range(0, len(samples), step):
        tell(call, samples, start, start + step)
        assert peaks.grow()
        assert peaks.frames == min(len(samples), start + step)
    assert not peaks.grow(), "nothing more came"
    assert_same(peaks, as_recorded(call, tmp_path))


@given(
    pieces=st.lists(st.integers(0, 99), min_size=1, max_size=60, unique=True),
    lanes=st.lists(st.sampled_from([0, 1, None]), min_size=60, max_size=60),
    grow_at=st.sets(st.integers(0, 60)),
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_order_it_comes_in(
    pieces: list[int], lanes: list[int | None], grow_at: set[int], tmp_path: Path
) -> None:
    samples = babble(20.0)
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    for n, piece in enumerate(pieces):
        tell(call, samples, piece * 1600, (piece + 1) * 1600, lanes[n])
        if n in grow_at:
            peaks.grow()
    peaks.grow()
    assert_same(peaks, as_recorded(call, tmp_path))


def test_a_hole_that_is_filled_late_is_drawn_anew() -> None:
    samples = babble(30.0)
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    tell(call, samples, 0, 5 * RATE)
    tell(call, samples, 15 * RATE, 30 * RATE)
    peaks.grow()
    assert not peaks.base[:, :, 6 * RATE // BIN : 14 * RATE // BIN].any()
    was = peaks.revision
    tell(call, samples, 5 * RATE, 15 * RATE)
    assert peaks.grow()
    assert peaks.revision != was
    assert peaks.base[:, :, 6 * RATE // BIN : 14 * RATE // BIN].any(axis=2).all()


def test_what_comes_on_time_lets_the_drawn_picture_stand() -> None:
    samples = babble(20.0)
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    for start in range(0, len(samples), 160):
        tell(call, samples, start, start + 160, 0)
        tell(call, samples, max(0, start - 1600), max(0, start - 1440), 1)  # 200 ms behind
        peaks.grow()
        assert peaks.settled_frames == peaks.frames - RATE
    assert peaks.revision == 0


def test_it_stops_when_asked_and_goes_on_later(tmp_path: Path) -> None:
    samples = babble(120.0)
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    tell(call, samples, 0, len(samples))
    asked: list[int] = []
    peaks.grow(lambda: len(asked) == 2 or asked.append(1) is not None)  # type: ignore[func-returns-value]
    assert peaks.frames == 2 * PIECE_BINS * BIN
    peaks.grow()
    assert_same(peaks, as_recorded(call, tmp_path))


def test_two_hours_grow_in_small_pieces_and_little_memory() -> None:
    minute = from_samples(np.ascontiguousarray(babble(60.0)[:, 0]))
    call = LiveCall(clock=lambda: 0.0)
    peaks = LivePeaks(call)
    for n in range(120):
        for leg in call.legs:
            leg.tape.write(n * len(minute), minute)
    peaks.grow()
    assert peaks.frames == 120 * len(minute)
    assert peaks.bins > 32 * ROOM_BINS
    size = sum(level.nbytes for level in peaks._levels)
    assert size < 6_000_000
    taken = []
    for n in range(40):  # a quarter of a second more, at the end of two hours
        for leg in call.legs:
            leg.tape.write(120 * len(minute) + n * 2000, minute[:2000])
        began = time.perf_counter()
        assert peaks.grow()
        taken.append(time.perf_counter() - began)
    assert sorted(taken)[20] < 0.004, "it does not begin from the start"


def test_what_the_tape_let_go_stays_in_the_picture() -> None:
    samples = babble(60.0)
    call = LiveCall(most_s=20, clock=lambda: 0.0)
    peaks = LivePeaks(call)
    for start in range(0, len(samples), RATE):
        tell(call, samples, start, start + RATE)
        peaks.grow()
    tell(call, samples, 0, RATE)  # far too late
    peaks.grow()
    assert not call.sound.read(0, RATE).any()
    assert peaks.base[:, :, : RATE // BIN].any(axis=2).all()
