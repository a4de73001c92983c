"""Silence, talk-over and ring-back: precision and recall against truth that the test made itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from console.audio.listening import Passage, PassageKind, find_quiet_and_talkover
from console.audio.peaks import Peaks, make_peaks
from console.audio.ring_back import Cadence, find_ring_back
from console.audio.sidecar import PeakShelf
from console.domain.calls import AgentSide, SoundSource
from tests.audio.sounds import Int16s, write

Spans = Sequence[tuple[float, float]]


def conversation(seconds: int, agent: Spans, customer: Spans, rate_hz: int, noise_db: float, seed: int = 4) -> Int16s:
    """Speech-like noise, louder and softer by syllable, in the spans (in seconds) of each lane, over line noise."""
    random = np.random.default_rng(seed)
    frames = seconds * rate_hz
    sound = random.normal(0, 32768 * 10 ** (noise_db / 20), (frames, 2))
    syllables = 0.25 + 0.75 * np.abs(np.sin(np.arange(frames) * 2 * np.pi * 2.2 / rate_hz))
    for lane, spans in enumerate((agent, customer)):
        for start, end in spans:
            part = slice(int(start * rate_hz), int(end * rate_hz))
            sound[part, lane] += random.normal(0, 2500, part.stop - part.start) * syllables[part]
    return np.clip(sound, -32768, 32767).astype(np.int16)


def share_found(found: Sequence[Passage], truth: Spans, seconds: float) -> tuple[float, float]:
    """Precision and recall in steps of 10 ms."""
    heard, real = np.zeros(int(seconds * 100), dtype=bool), np.zeros(int(seconds * 100), dtype=bool)
    for passage in found:
        heard[passage.start_ms // 10 : passage.end_ms // 10] = True
    for start, end in truth:
        real[int(start * 100) : int(end * 100)] = True
    both = int((heard & real).sum())
    return both / max(1, int(heard.sum())), both / max(1, int(real.sum()))


def of_kind(passages: Sequence[Passage], kind: PassageKind) -> list[Passage]:
    return [passage for passage in passages if passage.kind is kind]


AGENT = [(1, 6), (14, 20), (22, 30), (55, 60), (61, 66), (70, 74), (80, 84)]
CUSTOMER = [(6.2, 10), (19, 25), (60.5, 64), (66.2, 71.5), (85, 90)]
SILENCES = [(10, 14), (30, 55), (74, 80), (90, 100)]
TALK_OVERS = [(19, 20), (22, 25), (61, 64), (70, 71.5)]


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("noise_db", [-75.0, -50.0])
def test_silence_and_talk_over_are_found_where_they_are(tmp_path: Path, rate_hz: int, noise_db: float) -> None:
    samples = conversation(100, AGENT, CUSTOMER, rate_hz, noise_db)
    path = write(tmp_path / "call.wav", samples, "ULAW", rate_hz=rate_hz)
    passages = find_quiet_and_talkover(make_peaks(SoundSource((str(path),))), talk_over_min_ms=800)
    silences = of_kind(passages, PassageKind.SILENCE)
    assert len(silences) == len(SILENCES)
    precision, recall = share_found(silences, SILENCES, 100)
    assert precision >= 0.97
    assert recall >= 0.95
    precision, recall = share_found(of_kind(passages, PassageKind.TALK_OVER), TALK_OVERS, 100)
    assert precision >= 0.85
    assert recall >= 0.95
    assert passages == tuple(sorted(passages, key=lambda passage: passage.start_ms))


def peaks_of(tmp_path: Path, samples: Int16s, side: AgentSide = AgentSide.LEFT) -> Peaks:
    path = write(tmp_path / "call.wav", samples, "PCM_16")
    return make_peaks(SoundSource((str(path),), side))


def test_the_least_lengths_can_be_set(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, conversation(100, AGENT, CUSTOMER, 8000, -60))
    assert len(of_kind(find_quiet_and_talkover(peaks, min_ms=20_000), PassageKind.SILENCE)) == 1
    assert len(of_kind(find_quiet_and_talkover(peaks, min_ms=500), PassageKind.SILENCE)) >= 5
    assert not of_kind(find_quiet_and_talkover(peaks, talk_over_min_ms=5000), PassageKind.TALK_OVER)


def test_a_click_does_not_end_a_silence(tmp_path: Path) -> None:
    samples = conversation(40, [(0, 5), (35, 40)], [], 8000, -70)
    samples[20 * 8000 : 20 * 8000 + 200] = 20_000
    silences = of_kind(find_quiet_and_talkover(peaks_of(tmp_path, samples)), PassageKind.SILENCE)
    assert len(silences) == 1
    assert silences[0].end_ms - silences[0].start_ms > 29_000


def test_dead_silence_is_one_passage_and_never_stopping_speech_is_none(tmp_path: Path) -> None:
    nothing = find_quiet_and_talkover(peaks_of(tmp_path, np.zeros((80_000, 2), dtype=np.int16)))
    assert nothing == (Passage(PassageKind.SILENCE, 0, 10_000),)
    talk = conversation(10, [(0, 10)], [(0, 10)], 8000, -70)
    assert find_quiet_and_talkover(peaks_of(tmp_path, talk)) == (Passage(PassageKind.TALK_OVER, 0, 10_000),)


def test_a_mixed_recording_has_silence_but_no_talk_over(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, conversation(100, AGENT, CUSTOMER, 8000, -60), AgentSide.MIXED)
    kinds = {passage.kind for passage in find_quiet_and_talkover(peaks)}
    assert kinds == {PassageKind.SILENCE}


def test_a_kept_summary_gives_the_same_passages(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, conversation(100, AGENT, CUSTOMER, 8000, -60))
    shelf = PeakShelf(tmp_path / "peaks")
    shelf.save("abc", peaks)
    kept = shelf.load("abc")
    assert kept is not None
    assert find_quiet_and_talkover(kept) == find_quiet_and_talkover(peaks)


def with_rings(
    samples: Int16s,
    starts: Sequence[float],
    rate_hz: int,
    *,
    on: float = 1.0,
    hz: float = 450,
    lane: int = 1,
    size: float = 6000,
) -> Int16s:
    time = np.arange(int(on * rate_hz)) / rate_hz
    tone = size * np.sin(2 * np.pi * hz * time)
    louder = samples.astype(np.float64)
    for start in starts:
        part = slice(int(start * rate_hz), int(start * rate_hz) + len(time))
        louder[part, lane] += tone[: len(louder[part])]
    return np.clip(louder, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize(("subtype", "rate_hz"), [("PCM_16", 8000), ("ULAW", 8000), ("ALAW", 8000), ("PCM_16", 44_100)])
@pytest.mark.parametrize("noise_db", [-75.0, -40.0])
def test_ring_back_is_found_by_its_cadence(tmp_path: Path, subtype: str, rate_hz: int, noise_db: float) -> None:
    samples = conversation(100, [(25, 50)], [(27, 40), (75, 99)], rate_hz, noise_db)
    samples = with_rings(samples, [2, 7, 12, 17], rate_hz)
    samples = with_rings(samples, [55, 60, 65], rate_hz)
    path = write(tmp_path / "call.wav", samples, subtype, rate_hz=rate_hz)
    found = find_ring_back(SoundSource((str(path),)))
    truth = [(2.0, 18.0), (55.0, 66.0)]
    assert len(found) == 2
    precision, recall = share_found(found, truth, 100)
    assert precision >= 0.97
    assert recall >= 0.97


def test_other_tones_and_speech_are_no_ring_back(tmp_path: Path) -> None:
    samples = conversation(60, [(0, 30)], [(0, 60)], 8000, -60)[:, :2]
    quiet = conversation(60, [], [], 8000, -60)
    sounds = [
        samples,
        with_rings(quiet, [5], 8000, on=20),
        with_rings(quiet, [5 + 0.7 * k for k in range(40)], 8000, on=0.35),
        with_rings(quiet, [5, 10, 15], 8000, hz=1000),
        with_rings(quiet, [5, 10, 15], 8000, hz=350),
        with_rings(np.zeros_like(quiet), [5, 10, 15], 8000, size=30),  # cross-talk of another line
    ]
    for sound in sounds:
        path = write(tmp_path / "call.wav", sound, "PCM_16")
        assert find_ring_back(SoundSource((str(path),))) == ()


def test_a_ring_cut_by_the_start_or_the_answer_belongs_to_its_run(tmp_path: Path) -> None:
    quiet = conversation(20, [(12.5, 20)], [], 8000, -60)
    samples = with_rings(with_rings(with_rings(quiet, [0], 8000, on=0.4), [4.4], 8000), [9.4], 8000, on=0.4)
    path = write(tmp_path / "call.wav", samples, "PCM_16")
    (passage,) = find_ring_back(SoundSource((str(path),)))
    assert passage.start_ms == 0
    assert 9600 <= passage.end_ms <= 9840


def test_another_countrys_cadence(tmp_path: Path) -> None:
    quiet = conversation(30, [], [], 8000, -60)
    path = write(tmp_path / "call.wav", with_rings(quiet, [3, 9, 15], 8000, on=2, hz=425), "PCM_16")
    source = SoundSource((str(path),))
    assert find_ring_back(source) == ()
    assert len(find_ring_back(source, cadence=Cadence(425, 2000, 4000))) == 1


def test_ring_back_stops_when_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", with_rings(conversation(30, [], [], 8000, -60), [3, 8], 8000), "PCM_16")
    assert find_ring_back(SoundSource((str(path),)), lambda: True) == ()
