from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.audio.g711 import ALAW_SAMPLES, ULAW_SAMPLES
from console.audio.live_tape import HOLE, PIECE_S, LiveTape, from_alaw, from_samples, from_ulaw


def test_every_sample_gets_the_nearest_code() -> None:
    samples = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)
    back = ULAW_SAMPLES[from_samples(samples)].astype(np.int32)
    nearest = np.sort(ULAW_SAMPLES.astype(np.int32))
    at = np.clip(np.searchsorted(nearest, samples.astype(np.int32)), 1, 255)
    best = np.minimum(np.abs(nearest[at] - samples), np.abs(nearest[at - 1] - samples))
    assert np.array_equal(np.abs(back - samples), best)


def test_both_laws_sound_as_before_and_none_says_hole() -> None:
    every = bytes(range(256))
    assert np.array_equal(ULAW_SAMPLES[from_ulaw(every)], ULAW_SAMPLES)
    off = np.abs(ULAW_SAMPLES[from_alaw(every)].astype(int) - ALAW_SAMPLES)
    assert np.all(off <= np.maximum(8, np.abs(ALAW_SAMPLES.astype(int)) // 32))
    assert HOLE not in from_ulaw(every)
    assert HOLE not in from_alaw(every)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 400)), max_size=30))
def test_a_tape_is_an_array_with_holes_where_the_first_word_counts(writes: list[tuple[int, int]]) -> None:
    tape, plain = LiveTape(100), np.full(4000, HOLE, np.uint8)
    for number, (at, count) in enumerate(writes):
        codes = np.full(count, 1 + number, np.uint8)
        span = plain[at : at + count]
        free = span == HOLE
        assert tape.write(at, codes) == int(free.sum())
        span[free] = codes[free]
    assert np.array_equal(tape.codes(-50, 4050), np.concatenate((np.full(50, HOLE, np.uint8), plain)))
    assert tape.end == max((at + count for at, count in writes), default=0)


def test_the_oldest_goes_when_it_is_too_much_and_comes_back_as_silence() -> None:
    tape = LiveTape(10, most_s=3 * PIECE_S)
    tape.write(0, np.full(10 * 100, 5, np.uint8))
    assert tape.begin == 700
    assert set(tape.codes(0, 700)) == {HOLE}
    assert set(tape.codes(700, 300)) == {5}
    assert tape.write(10, np.full(10, 6, np.uint8)) == 0, "too late to be kept"
    assert np.all(tape.read(0, 700) == 0)


def test_how_much_is_kept_may_be_settled_while_it_grows() -> None:
    tape = LiveTape(10, most_s=3 * PIECE_S)
    tape.write(0, np.full(300, 5, np.uint8))
    tape.keep(5 * PIECE_S)
    tape.write(300, np.full(200, 5, np.uint8))
    assert tape.begin == 0
    tape.keep(2 * PIECE_S)
    tape.write(500, np.full(10, 5, np.uint8))
    assert tape.begin == 400


def test_two_hours_of_one_side_are_under_sixty_megabytes() -> None:
    tape = LiveTape(8000)
    minute = np.full(8000 * 60, 5, np.uint8)
    for at in range(125):
        tape.write(at * len(minute), minute)
    kept = sum(piece.nbytes for piece in tape._pieces.values())
    assert kept == pytest.approx(8000 * 7200, rel=0.01)
