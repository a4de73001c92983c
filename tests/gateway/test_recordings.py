"""What lies where in a recording is reckoned from its end, and not told where the clocks contradict each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.calls import CallStretch, StretchKind
from console.gateway.recordings import files_of, first_sound_at, stretches_of
from console.telephony.interface import CallRecord, RecordingEnded
from tests.store.centres import START


def after(ms: float) -> timedelta:
    return timedelta(milliseconds=ms)


BEGAN = RecordingEnded("/r/1.wav", START, START + after(60_000))
CALL = CallRecord(
    "1",
    "1",
    START + after(2000),
    "1001",
    ring_ms=18_200,
    answered_at=START + after(20_200),
    holds=((START + after(30_000), START + after(52_100)),),
    recording="/r/1.wav",
)


def test_ring_and_hold_lie_where_they_are_heard() -> None:
    """The caller's telephone was silent for the first half second, and recording waited for it."""
    assert stretches_of(CALL, BEGAN, 59_500) == (
        CallStretch(1500, 19_700, StretchKind.RING),
        CallStretch(29_500, 51_600, StretchKind.HOLD),
    )


def test_a_recording_from_the_answer_on_has_no_ringing() -> None:
    assert stretches_of(CALL, BEGAN, 39_800) == (CallStretch(9800, 31_900, StretchKind.HOLD),)


@pytest.mark.parametrize("length_ms", [30_000, 60_600])
def test_what_contradicts_the_clock_is_not_told(length_ms: int) -> None:
    """Less sound than talk: gaps were left out. More sound than time: it was written after another's."""
    assert stretches_of(CALL, BEGAN, length_ms) == ()


def test_nothing_is_told_of_a_call_that_nobody_saw() -> None:
    assert stretches_of(CALL, None, 59_500) == ()
    assert stretches_of(replace(CALL, answered_at=None), BEGAN, 59_500) == ()


@given(st.integers(39_300, 60_500), st.lists(st.tuples(st.integers(0, 70_000), st.integers(0, 40_000)), max_size=5))
def test_stretches_lie_inside_in_order_and_end_on_time(length_ms: int, holds: list[tuple[int, int]]) -> None:
    moments = tuple((START + after(begin), START + after(begin + long)) for begin, long in holds)
    found = stretches_of(replace(CALL, holds=moments), BEGAN, length_ms)
    assert list(found) == sorted(found)
    for one in found:
        assert 0 <= one.start_ms < one.end_ms <= length_ms
        if one.end_ms < length_ms:
            end = BEGAN.ended_at - after(length_ms - one.end_ms)
            assert end in {CALL.answered_at, *(until for _, until in moments)}


def test_the_sides_are_told_apart_by_whose_channel_was_recorded(tmp_path: Path) -> None:
    mix, received, sent = (tmp_path / name for name in ("17.4.wav", "17.4-rx.wav", "17.4-tx.wav"))
    mix.touch()
    assert files_of(str(mix), None) == (str(mix),)
    received.touch()
    assert files_of(str(mix), None) == (str(mix),)
    sent.touch()
    ended = replace(BEGAN, recording=str(mix))
    assert files_of(str(mix), ended) == (str(sent), str(received))
    assert files_of(str(mix), replace(ended, of_agent=True)) == (str(received), str(sent))
    mix.unlink()
    assert files_of(str(mix), None) == (str(sent), str(received))


@pytest.mark.parametrize("length_ms", [39_800, 59_500])
def test_the_moment_of_the_first_sound_is_reckoned_from_the_end(length_ms: int) -> None:
    assert first_sound_at(CALL, BEGAN, length_ms) == BEGAN.ended_at - timedelta(milliseconds=length_ms)
    assert first_sound_at(CALL, BEGAN, 120_000) is None, "longer than it was recorded"
    assert first_sound_at(CALL, None, length_ms) is None
