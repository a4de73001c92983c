"""A tape finds its place in the recording: through loss, jitter, drift, cuts and swapped sides; or has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from console.audio.anchoring import Anchored, Sketch, anchor, sketch_of_recording, sketch_of_tape
from console.audio.live_call import ULAW, LiveCall
from console.audio.live_tape import from_samples
from console.audio.reader import open_sound
from console.audio.rtp import RtpPacket, make_rtp
from console.domain.calls import SoundSource
from tests.audio.live_calls import RATE, Line, Samples, jitter, loss, packets, speech, through
from tests.requirements_met import missing

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


class Recorded:
    """A recording in memory."""

    def __init__(self, sound: Samples) -> None:
        self.sound = sound
        self.info = self

    rate_hz = RATE

    @property
    def frames(self) -> int:
        return len(self.sound)

    @property
    def lanes(self) -> int:
        return int(self.sound.shape[1])

    def read(self, start: int, frames: int) -> Samples:
        return self.sound[start : start + frames]


def two_sides(seconds: float) -> Samples:
    """Agent and customer, who mostly speak in turn."""
    sides = [speech(seconds, seed=seed) for seed in (21, 22)]
    turn = (np.arange(len(sides[0])) // (6 * RATE)) % 2
    return np.stack([np.where(turn == 0, sides[0], sides[0] // 50), np.where(turn == 1, sides[1], sides[1] // 50)], 1)


def taped(sound: Samples, *lines: Line, clock: float = 1.0) -> LiveCall:
    """The call as it came in, its zero at the first moment of `sound`."""
    call = LiveCall(clock=lambda: 10.0)
    for lane in (0, 1):
        for one in through(packets(np.ascontiguousarray(sound[:, lane]), clock=clock), *lines):
            packet = RtpPacket(ULAW, one.at // 160 & 0xFFFF, one.at, 7 + lane, from_samples(one.samples).tobytes())
            call.take_rtp(lane, make_rtp(packet), one.came_s)
    return call


def off_by(found: Anchored, truth: Callable[[float], float], length_s: float) -> float:
    """The farthest that a place of the tape lies from where it is in the recording, ms."""
    return max(abs(found.place.moved(round(at)) - truth(at)) for at in np.arange(1000, length_s * 1000 - 1000, 250))


def recording(sound: Samples, lead_s: float) -> Samples:
    """The same, with something else before it."""
    lead = np.stack([speech(lead_s + 1, seed=51), speech(lead_s + 1, seed=52)], 1)[: round(lead_s * RATE)]
    return np.concatenate([lead, sound])


SOUND_S = 60.0


@pytest.fixture(scope="module")
def sound() -> Samples:
    return two_sides(SOUND_S)


LINES: dict[str, tuple[Line, ...]] = {
    "clean": (),
    "5 % lost": (loss(0.05),),
    "20 % lost": (loss(0.2),),
    "jitter of 60 ms": (jitter(60),),
    "jitter of 150 ms, 3 % lost": (jitter(150), loss(0.03)),
}


@pytest.mark.parametrize("name", LINES)
def test_the_place_is_found_to_a_few_ms(sound: Samples, name: str) -> None:
    lead_s = 7.333
    tape = sketch_of_tape(taped(sound[20 * RATE :], *LINES[name]))
    found = anchor(tape, sketch_of_recording(Recorded(recording(sound, lead_s))))
    assert found is not None
    assert not found.crossed
    # jitter moves the tape itself: its zero is the first packet's, which may have been held up
    assert off_by(found, lambda at: at + 20_000 + lead_s * 1000, SOUND_S - 20) < (30 if "jitter" in name else 10)


@pytest.mark.parametrize("clock", [0.99, 1.01])
def test_a_clock_that_is_wrong_by_a_hundredth_is_followed(sound: Samples, clock: float) -> None:
    """The recording was written by a clock of its own."""
    at = np.arange(0, len(sound), clock)
    other = np.stack([np.interp(at, np.arange(len(sound)), sound[:, lane]) for lane in (0, 1)], 1).astype(np.int16)
    found = anchor(sketch_of_tape(taped(sound)), sketch_of_recording(Recorded(recording(other, 3.0))))
    assert found is not None
    assert off_by(found, lambda at: at / clock + 3000, SOUND_S) < 30


@pytest.mark.parametrize("clock", [0.99, 1.01])
def test_a_sender_whose_clock_is_wrong_is_on_the_tape_as_it_counts(sound: Samples, clock: float) -> None:
    tape = sketch_of_tape(taped(sound, clock=clock))
    found = anchor(tape, sketch_of_recording(Recorded(recording(sound, 3.0))))
    assert found is not None
    assert off_by(found, lambda at: at + 3000, SOUND_S) < 30


def test_sides_that_changed_places_are_seen(sound: Samples) -> None:
    found = anchor(
        sketch_of_tape(taped(sound)), sketch_of_recording(Recorded(recording(sound, 2.0)[:, ::-1])), expected_ms=1500
    )
    assert found is not None
    assert found.crossed
    assert off_by(found, lambda at: at + 2000, SOUND_S) < 10


def test_a_recording_of_both_together_will_do(sound: Samples) -> None:
    mixed = recording(sound, 2.0).astype(np.int32).sum(axis=1, keepdims=True)
    found = anchor(sketch_of_tape(taped(sound)), sketch_of_recording(Recorded(np.asarray(mixed, np.int16))))
    assert found is not None
    assert off_by(found, lambda at: at + 2000, SOUND_S) < 20


def test_what_was_cut_out_of_the_recording_makes_a_leap(sound: Samples) -> None:
    cut = np.concatenate([sound[: 24 * RATE], sound[36 * RATE :]])
    found = anchor(sketch_of_tape(taped(sound)), sketch_of_recording(Recorded(recording(cut, 5.0))))
    assert found is not None
    assert abs(found.place.moved(10_000) - 15_000) < 20
    assert abs(found.place.moved(50_000) - 43_000) < 20


def test_a_hole_of_ten_seconds_and_music_on_hold_do_not_matter(sound: Samples) -> None:
    tune = np.asarray(6000 * np.sin(np.arange(12 * RATE) * 0.2), np.int16)
    with_hold = sound.copy()
    with_hold[30 * RATE : 42 * RATE, 1] = tune
    holed: Line = lambda sent: [one for one in sent if not 15 * RATE <= one.at < 25 * RATE]  # noqa: E731
    found = anchor(sketch_of_tape(taped(with_hold, holed)), sketch_of_recording(Recorded(recording(with_hold, 4.0))))
    assert found is not None
    assert off_by(found, lambda at: at + 4000, SOUND_S) < 20


@pytest.mark.parametrize("seed", range(4))
def test_another_call_has_no_place_for_it(sound: Samples, seed: int) -> None:
    other = np.stack([speech(90, seed=100 + seed), speech(90, seed=200 + seed)], 1)
    tape = sketch_of_tape(taped(sound))
    assert anchor(tape, sketch_of_recording(Recorded(other))) is None
    assert anchor(tape, sketch_of_recording(Recorded(other)), expected_ms=5000) is None


def test_a_tone_alone_has_no_place() -> None:
    tone = np.repeat(np.asarray(8000 * np.sin(np.arange(40 * RATE) * 0.34), np.int16)[:, None], 2, axis=1)
    assert anchor(sketch_of_tape(taped(tone[: 20 * RATE])), sketch_of_recording(Recorded(tone))) is None


def test_silence_and_nothing_have_no_place(sound: Samples) -> None:
    there = sketch_of_recording(Recorded(sound))
    assert anchor(sketch_of_tape(taped(np.zeros_like(sound))), there) is None
    assert anchor(sketch_of_tape(LiveCall(clock=lambda: 10.0)), there) is None
    assert anchor(sketch_of_tape(taped(sound)), sketch_of_recording(Recorded(sound[:0]))) is None


def test_a_few_seconds_are_enough(sound: Samples) -> None:
    part = sound[31 * RATE : 40 * RATE]
    found = anchor(sketch_of_tape(taped(part)), sketch_of_recording(Recorded(sound)))
    assert found is not None
    assert off_by(found, lambda at: at + 31_000, 9) < 10


def test_a_sketch_is_small_and_holds_no_sound(sound: Samples) -> None:
    tape = sketch_of_tape(taped(sound))
    assert isinstance(tape, Sketch)
    assert sum(lane.nbytes for lane in tape.steps) <= 1100 * SOUND_S


def test_a_real_call_with_loss_and_jitter() -> None:
    paths = [str(SHARED / f"call-a-{side}.flac") for side in ("agent", "customer")]
    if not all(Path(path).is_file() for path in paths):
        missing("the real call", "a copy of shared/data beside the project")
    with open_sound(SoundSource(tuple(paths))) as reader:
        call = np.asarray(reader.read(0, reader.info.frames))
    begins_s = 41.0
    tape = sketch_of_tape(taped(call[round(begins_s * RATE) :], loss(0.03), jitter(20)))
    lead = np.zeros((round(1.77 * RATE), 2), np.int16)
    found = anchor(tape, sketch_of_recording(Recorded(np.concatenate([lead, call]))))
    assert found is not None
    assert off_by(found, lambda at: at + (begins_s + 1.77) * 1000, len(call) / RATE - begins_s) < 30
