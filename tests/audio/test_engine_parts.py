"""The parts of playing that are pure: routes, rate conversion, ring and timeline, the count of what was heard."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.audio.render import LaneState, Mix, Pan, Recent, Walker
from console.audio.resample import Resampler
from console.audio.ring import Ring, Segment, Timeline
from console.audio.route import Route, Run, skips_of
from console.audio.tally import Tally
from console.domain.ledger import Heard
from tests.audio.players import MemorySound, noise

FRAMES = 10_000


def walked(route: Route, at: int, most: int = 40_000, piece: int = 700) -> list[int]:
    """The source frame of every frame played, in order."""
    walker = Walker(Recent(MemorySound(noise(FRAMES / 8000)), 8000, 2), route, at, 8000, 2)
    frames: list[int] = []
    while not walker.ended and len(frames) < most:
        sound, pieces = walker.read(piece)
        assert len(sound) == sum(count for _, count in pieces)
        for start, count in pieces:
            frames.extend(range(start, start + count))
    return frames


def test_a_loop_goes_round_without_losing_or_repeating_a_frame() -> None:
    frames = walked(Route(FRAMES, loop=(2000, 3001)), 1000, most=6000)
    assert frames[:2001] == list(range(1000, 3001))
    assert frames[2001:3002] == list(range(2000, 3001))


def test_past_its_end_a_loop_is_left_alone() -> None:
    assert Route(FRAMES, loop=(2000, 3000)).run_from(3000) == Run(3000, FRAMES, None)


@given(
    st.lists(st.tuples(st.integers(0, 1300), st.integers(0, 1300)).filter(lambda q: q[0] < q[1]), max_size=6),
    st.integers(0, FRAMES),
)
def test_skipping_plays_everything_but_the_skips_once_and_in_order(quiet: list[tuple[int, int]], at: int) -> None:
    skips = skips_of(quiet, 8000, FRAMES)
    frames = walked(Route(FRAMES, skips=skips), at)
    assert frames == [f for f in range(at, FRAMES) if not any(a <= f < b for a, b in skips)]


def test_a_span_is_played_whole_through_silence() -> None:
    assert Route(FRAMES, stop=5000).run_from(5000) == Run(5000, 5000, None)
    assert walked(Route(FRAMES, stop=5000, skips=((1000, 4000),)), 500) == list(range(500, 5000))


@pytest.mark.parametrize(
    ("source", "device"), [(8000, 48000), (8000, 44100), (44100, 48000), (192000, 48000), (48000, 48000)]
)
def test_a_tone_keeps_level_phase_and_length_in_any_pieces(source: int, device: int) -> None:
    at = np.arange(source) / source
    tone = (0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)[:, None]
    resampler = Resampler(source, device, 1)
    made = np.concatenate([*(resampler.push(tone[i : i + 777]) for i in range(0, source, 777)), resampler.finish()])
    assert len(made) == device
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(device) / device)
    inner = slice(device // 50, -device // 50)
    assert np.abs(made[inner, 0] - wanted[inner]).max() < 2e-3


def test_an_odd_rate_is_near_enough_and_its_step_is_what_it_does() -> None:
    resampler = Resampler(7999, 48000, 1)
    assert resampler.step == pytest.approx(7999 / 48000, rel=2e-4)
    made = resampler.push(np.zeros((7999, 1), np.float32))
    assert len(made) == pytest.approx(7999 / resampler.step, abs=48000 / 50)


class Model:
    """The ring as a plain list."""

    def __init__(self) -> None:
        self.sound: list[int] = []
        self.read = 0


@given(st.lists(st.tuples(st.sampled_from(["put", "take", "cut"]), st.integers(1, 300)), max_size=60))
def test_the_ring_is_a_list_that_can_be_rewritten_ahead_of_the_reader(deeds: list[tuple[str, int]]) -> None:
    ring, model, value = Ring(1000, 1), Model(), 0
    for deed, amount in deeds:
        if deed == "put" and ring.queued + amount <= 900:
            value += 1
            ring.put(ring.write, np.full((amount, 1), value, np.int16))
            model.sound += [value] * amount
        elif deed == "cut":
            ring.cut(max(ring.read, ring.write - amount))
            del model.sound[max(model.read, len(model.sound) - amount) :]
        elif deed == "take":
            expected = model.sound[model.read : model.read + amount]
            model.read += len(expected)
            taken = np.frombuffer(ring.take(amount), np.int16)
            assert list(taken) == expected + [0] * (amount - len(expected))
    assert ring.queued == len(model.sound) - model.read


def test_starving_is_counted_only_while_sound_is_expected() -> None:
    ring = Ring(100, 2)
    ring.take(10)
    assert ring.starved == 0
    ring.live = True
    ring.take(10)
    assert ring.starved == 10


def test_the_timeline_knows_each_frame_after_cuts() -> None:
    timeline = Timeline()
    timeline.append(Segment(0, 600, 1000.0, 0.5))
    timeline.append(Segment(600, 600, 1300.0, 0.5))
    timeline.cut(900)
    timeline.append(Segment(900, 100, 5000.0, 1.0, 200))
    assert timeline.source_at(599) == 1299.5
    assert timeline.source_at(899) == 1449.5
    assert timeline.source_at(950) == 5050.0
    assert timeline.source_at(9999) == 5100.0
    assert [(s.source, s.count) for s in timeline.between(800, 910)] == [(1400.0, 100), (5000.0, 10)]


def test_neighbouring_reports_share_their_edge() -> None:
    told: list[Heard] = []
    tally = Tally(told.append)
    tally.begin(8000, lambda: (0, 80_000))
    for i in range(40):
        tally.add([Segment(i * 777, 777, i * 129.5, 1 / 6)])
    tally.close()
    assert told[0].start_ms == 0
    assert all(a.end_ms == b.start_ms for a, b in pairwise(told))
    assert told[-1].end_ms == round(40 * 129.5 / 8)


def test_nothing_is_counted_beyond_an_end_that_becomes_known_while_it_is_heard() -> None:
    told: list[Heard] = []
    ends = [1 << 62]
    tally = Tally(told.append)
    tally.begin(8000, lambda: (0, ends[0]))
    tally.add([Segment(0, 80_000, 0.0, 1.0)])
    ends[0] = 84_000
    tally.add([Segment(80_000, 80_000, 80_000.0, 1.0), Segment(160_000, 80_000, 160_000.0, 1.0)])
    tally.close()
    assert told[0].start_ms == 0
    assert told[-1].end_ms == max(one.end_ms for one in told) == 10_500


def test_mix_of_mono_solo_mute_and_a_one_eared_headset() -> None:
    loud = Mix()
    assert loud.matrix(2, 2).tolist() == [[1, 0], [0, 1]]
    assert loud.matrix(1, 2).tolist() == [[1, 1]]
    assert loud.matrix(1, 1).tolist() == [[1]]
    assert loud.matrix(2, 1).tolist() == [[1], [1]]
    assert Mix(solo=1).matrix(1, 2).tolist() == [[1, 1]]
    assert Mix(solo=1).matrix(2, 2).tolist() == [[0, 0], [1, 1]]
    assert Mix(solo=1).matrix(2, 1).tolist() == [[0], [1]]
    assert not Mix(lanes=(LaneState(muted=True), LaneState(gain_db=-60))).matrix(2, 2).any()
    assert Mix(pan=Pan.MIDDLE).matrix(2, 2)[0, 0] == pytest.approx(0.707, abs=0.001)


def test_what_is_kept_of_a_recording_serves_a_step_back() -> None:
    sound = MemorySound(noise(5))
    recent = Recent(sound, 8000, 2)
    for start in range(0, 24_000, 500):
        assert np.array_equal(recent.read(start, 500), sound.samples[start : start + 500])
    sound.gone = True
    assert np.array_equal(recent.read(20_000, 500), sound.samples[20_000:20_500])
