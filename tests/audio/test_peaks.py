"""The summary: bin for bin what an independent reading says, at any zoom, while it grows and when it is stopped."""

from __future__ import annotations

import itertools
import math
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.audio.peaks import SEGMENT_BINS, Peaks, make_peaks
from console.audio.reader import SoundInfo, open_sound
from console.domain.calls import AgentSide, SoundSource
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.sounds import Int16s, babble, bins_of, library_samples, wav, write

SEGMENT_FRAMES = SEGMENT_BINS * Peaks.BASE


def source(*paths: Path, side: AgentSide = AgentSide.LEFT) -> SoundSource:
    return SoundSource(tuple(str(path) for path in paths), side)


def filled(lows: Int16s, highs: Int16s, frames: int) -> Peaks:
    peaks = Peaks(SoundInfo(8000, frames, lows.shape[0], "test"))
    peaks.put(0, lows, highs)
    return peaks


def columns_by_hand(samples: Int16s, start: float, per_column: float, columns: int, *, by_bins: bool) -> Int16s:
    """The contract of Peaks.columns, column by column."""
    out = np.zeros((2, samples.shape[1], columns), dtype=np.int16)
    for column in range(columns):
        first = math.floor(start + per_column * column)
        last = max(first + 1, math.floor(start + per_column * (column + 1)))
        if last <= 0 or first >= len(samples):
            continue
        first, last = max(first, 0), min(last, len(samples))
        if by_bins:
            first, last = first // 256 * 256, -(-last // 256) * 256
        out[0, :, column] = samples[first:last].min(axis=0)
        out[1, :, column] = samples[first:last].max(axis=0)
    return out


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Int16s, Peaks]:
    samples = babble(97.3)
    path = tmp_path_factory.mktemp("peaks") / "call.wav"
    path.write_bytes(wav(samples))
    return path, samples, filled(*bins_of(samples), len(samples))


@given(
    start=st.floats(-50_000, 900_000),
    per_column=st.one_of(st.floats(0.05, 300), st.floats(200, 60_000)),
    columns=st.integers(1, 700),
)
@settings(deadline=None, max_examples=150)
def test_columns_at_any_zoom_are_those_of_the_samples(
    call: tuple[Path, Int16s, Peaks], start: float, per_column: float, columns: int
) -> None:
    path, samples, peaks = call
    with open_sound(source(path)) as reader:
        found = peaks.columns(start, per_column, columns, reader)
    expected = columns_by_hand(samples, start, per_column, columns, by_bins=per_column >= 256)
    assert np.array_equal(found, expected)


@given(
    bins=st.integers(1, 40_000),
    start=st.floats(-1000, 40_000 * 256),
    per_column=st.floats(256, 12_000_000),
    columns=st.integers(1, 40),
    seed=st.integers(0, 5),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.data_too_large])
def test_far_zooms_climb_the_levels_exactly(
    bins: int, start: float, per_column: float, columns: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    lows = random.integers(-32768, 1, (2, bins), dtype=np.int16)
    highs = random.integers(0, 32768, (2, bins), dtype=np.int16)
    found = filled(lows, highs, bins * 256).columns(start, per_column, columns)
    for column in range(columns):
        first = math.floor(start + per_column * column)
        last = max(first + 1, math.floor(start + per_column * (column + 1)))
        first, last = max(first, 0) // 256, -(-max(last, 0) // 256)
        some = first < min(last, bins)
        assert found[0, :, column].tolist() == (lows[:, first:last].min(axis=1).tolist() if some else [0, 0])
        assert found[1, :, column].tolist() == (highs[:, first:last].max(axis=1).tolist() if some else [0, 0])


@pytest.mark.parametrize(
    ("subtype", "file_format", "lanes"),
    [
        *[(s, "WAV", 2) for s in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW", "IMA_ADPCM")],
        ("GSM610", "WAV", 1),
        ("ULAW", "WAV", 1),
        ("PCM_16", "FLAC", 2),
    ],
)
@pytest.mark.parametrize("side", list(AgentSide))
def test_every_format_is_summarised_bin_for_bin(
    tmp_path: Path, subtype: str, file_format: str, lanes: int, side: AgentSide
) -> None:
    path = write(tmp_path / "call.x", babble(75.2, lanes), subtype, file_format)
    samples = library_samples(path)
    if side is AgentSide.RIGHT:
        samples = samples[:, ::-1]
    elif side is AgentSide.MIXED and lanes == 2:
        samples = (samples.astype(int).sum(axis=1, keepdims=True) // 2).astype(np.int16)
    peaks = make_peaks(source(path, side=side))
    samples = samples[: peaks.frames]
    assert peaks.done_frames == peaks.frames
    assert np.array_equal(peaks.base, np.stack(bins_of(samples)))


@pytest.mark.parametrize(("subtype", "file_format"), [("MPEG_LAYER_III", "MP3"), ("VORBIS", "OGG"), ("OPUS", "OGG")])
def test_lossy_formats_are_summarised_within_one_step(tmp_path: Path, subtype: str, file_format: str) -> None:
    path = write(tmp_path / "call.x", babble(75.2), subtype, file_format)
    expected = np.stack(bins_of(library_samples(path))).astype(int)
    assert np.abs(make_peaks(source(path)).base - expected).max() <= 1


def test_a_pair_is_summarised_lane_by_lane(tmp_path: Path) -> None:
    agent = write(tmp_path / "a.wav", babble(40, 1, seed=1), "ULAW")
    customer = write(tmp_path / "b.flac", babble(50, 1, seed=2), "PCM_16", "FLAC")
    peaks = make_peaks(source(agent, customer))
    both = np.zeros((400_000, 2), dtype=np.int16)
    both[:320_000, :1], both[:, 1:] = library_samples(agent), library_samples(customer)
    assert np.array_equal(peaks.base, np.stack(bins_of(both)))


def test_done_frames_is_the_exact_beginning_only() -> None:
    peaks = Peaks(SoundInfo(8000, 3 * SEGMENT_FRAMES + 5, 1, "test"))
    ones = np.ones((1, SEGMENT_BINS), dtype=np.int16)
    assert peaks.done_frames == 0
    peaks.put(SEGMENT_BINS, -ones, ones)
    assert peaks.done_frames == 0
    peaks.put(0, -ones, ones)
    assert peaks.done_frames == 2 * SEGMENT_FRAMES
    peaks.put(3 * SEGMENT_BINS, -ones[:, :1], ones[:, :1])
    peaks.put(2 * SEGMENT_BINS, -ones, ones)
    assert peaks.done_frames == peaks.frames


def test_a_sketch_fills_the_gaps_and_gives_way_to_what_is_exact() -> None:
    peaks = Peaks(SoundInfo(8000, 2 * SEGMENT_FRAMES, 1, "test"))
    ones = np.ones((1, SEGMENT_BINS), dtype=np.int16)
    peaks.put(0, -ones, ones)
    guess = np.full((1, 2 * SEGMENT_BINS), 9, dtype=np.int16)
    peaks.sketch(-guess, guess)
    assert peaks.columns(0, SEGMENT_FRAMES, 2).tolist() == [[[-1, -9]], [[1, 9]]]
    assert peaks.done_frames == SEGMENT_FRAMES
    peaks.put(SEGMENT_BINS, -ones, ones)
    assert peaks.columns(0, 2 * SEGMENT_FRAMES, 1).tolist() == [[[-1]], [[1]]]


def test_slow_formats_show_a_sparse_preview_of_the_whole_call_first(tmp_path: Path) -> None:
    path = write(tmp_path / "call.mp3", babble(400, 1), "MPEG_LAYER_III", "MP3")
    first: list[Int16s] = []
    make_peaks(source(path), on_progress=lambda peaks: first.append(peaks.columns(0, peaks.frames / 8, 8)))
    assert (first[0][1, 0] > 0).all()


def test_progress_is_told_in_the_callers_thread_and_ends_complete(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", babble(75), "PCM_16")
    told: list[tuple[int, int]] = []
    peaks = make_peaks(source(path), on_progress=lambda p: told.append((p.done_frames, threading.get_ident())))
    assert told[-1][0] == peaks.frames
    assert {thread for _, thread in told} == {threading.get_ident()}


def test_stopping_ends_early_with_what_there_is(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", babble(400), "PCM_16")
    asked = itertools.count()
    peaks = make_peaks(source(path), stop=lambda: next(asked) > 2)
    assert peaks.done_frames < peaks.frames


def test_a_file_cut_short_meanwhile_is_a_fault_in_the_callers_thread(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", babble(400), "PCM_16")
    asked = itertools.count()

    def cut() -> bool:
        if next(asked) == 1:
            with path.open("r+b") as file:
                file.truncate(60_000)
        return False

    with pytest.raises(PlaceFault) as caught:
        make_peaks(source(path), stop=cut)
    assert caught.value.kind is FaultKind.FILE_MISSING


def test_the_base_cannot_be_written() -> None:
    peaks = Peaks(SoundInfo(8000, 1000, 2, "test"))
    with pytest.raises(ValueError, match="read-only"):
        peaks.base[0, 0, 0] = 1


@pytest.mark.parametrize("frames", [1, 255, 256, 257, 1024, 1025, SEGMENT_FRAMES, SEGMENT_FRAMES + 1])
def test_sounds_of_any_length(tmp_path: Path, frames: int) -> None:
    samples = babble(40)[:frames]
    path = tmp_path / "call.wav"
    path.write_bytes(wav(samples))
    peaks = make_peaks(source(path))
    assert np.array_equal(peaks.base, np.stack(bins_of(samples)))
    whole = peaks.columns(0, frames, 1)
    assert np.array_equal(whole[0, :, 0], samples.min(axis=0))
    assert np.array_equal(whole[1, :, 0], samples.max(axis=0))
