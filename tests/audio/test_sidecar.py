"""Kept summaries: what was saved comes back, and what is damaged is simply not there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from console.audio.peaks import Peaks
from console.audio.reader import SoundInfo
from console.audio.sidecar import PeakShelf, peaks_key
from console.domain.calls import AgentSide, SoundSource


def some_peaks(bins: int = 3000) -> Peaks:
    random = np.random.default_rng(1)
    peaks = Peaks(SoundInfo(8000, bins * 256 - 17, 2, "µ-law", truncated=True))
    peaks.put(
        0, random.integers(-999, 0, (2, bins), dtype=np.int16), random.integers(0, 999, (2, bins), dtype=np.int16)
    )
    return peaks


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    shelf, peaks = PeakShelf(tmp_path / "peaks"), some_peaks()
    assert shelf.load("abc") is None
    assert shelf.save("abc", peaks)
    loaded = shelf.load("abc")
    assert loaded is not None
    assert loaded.info == peaks.info
    assert loaded.done_frames == loaded.frames
    assert np.array_equal(loaded.base, peaks.base)
    assert np.array_equal(loaded.columns(0, 100_000, 8), peaks.columns(0, 100_000, 8))
    assert shelf.load("abd") is None


def test_an_unfinished_summary_is_not_kept(tmp_path: Path) -> None:
    shelf = PeakShelf(tmp_path)
    assert not shelf.save("abc", Peaks(SoundInfo(8000, 100_000, 1, "PCM 16")))
    assert shelf.load("abc") is None


@pytest.mark.parametrize("damage", ["cut", "empty", "magic", "long", "zeros"])
def test_a_damaged_summary_is_not_there(tmp_path: Path, damage: str) -> None:
    shelf = PeakShelf(tmp_path)
    shelf.save("abc", some_peaks())
    (path,) = tmp_path.iterdir()
    raw = path.read_bytes()
    broken = {"cut": raw[:-100], "empty": b"", "magic": b"X" + raw[1:], "long": raw + b"1", "zeros": bytes(len(raw))}
    path.write_bytes(broken[damage])
    assert shelf.load("abc") is None


def test_a_folder_that_cannot_be_written_costs_only_the_shortcut(tmp_path: Path) -> None:
    in_the_way = tmp_path / "peaks"
    in_the_way.write_text("a file where the folder should be")
    assert not PeakShelf(in_the_way).save("abc", some_peaks())
    assert PeakShelf(in_the_way).load("abc") is None


def test_the_oldest_summaries_make_room(tmp_path: Path) -> None:
    shelf = PeakShelf(tmp_path)
    for age, key in enumerate(["old", "middle", "new"]):
        before = set(tmp_path.iterdir())
        shelf.save(key, some_peaks())
        (path,) = set(tmp_path.iterdir()) - before
        os.utime(path, (1000 + age, 1000 + age))
    assert shelf.prune(most_bytes=2 * path.stat().st_size) == 1
    assert shelf.load("old") is None
    assert shelf.load("new") is not None


def test_the_key_tells_apart_what_looks_different() -> None:
    keys = {peaks_key("abc", SoundSource(("a.wav",), side)) for side in AgentSide}
    keys.add(peaks_key("abc", SoundSource(("a.ul",), raw_rate_hz=16000)))
    assert len(keys) == 4
