"""Real speech and music from Debian's packages: all of it opens and is drawn as its samples are, bin for bin."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
import soundfile
from G722 import G722

from console.audio.listening import PassageKind, find_quiet_and_talkover
from console.audio.peaks import make_peaks
from console.audio.reader import open_sound
from console.domain.calls import SoundSource
from tests.audio.pcap import rtp_sound
from tests.audio.sounds import Int16s, bins_of, library_samples
from tests.requirements_met import missing

ROOT = Path(__file__).resolve().parents[2]
FETCH = "python packaging/real_recordings.py"
CALL = [ROOT.parent / "shared" / "data" / f"call-a-{side}.flac" for side in ("agent", "customer")]

pytestmark = pytest.mark.recordings


def package(name: str) -> Path:
    """The folder that `name` is unpacked in."""
    folder: Path = runpy.run_path(str(ROOT / "packaging" / "real_recordings.py"))["cache_folder"]() / name
    if not folder.is_dir():
        missing("recordings", FETCH)
    return folder


def read_independently(path: Path) -> Int16s:
    if path.suffix == ".gsm":
        return library_samples(path, samplerate=8000, channels=1, format="RAW", subtype="GSM610")
    if path.suffix == ".g722":
        return np.asarray(G722(16000, 64000).decode(path.read_bytes()), dtype=np.int16)[:, np.newaxis]
    return library_samples(path)


def check(path: Path) -> None:
    """`path` opens, and reads and draws as the independent reading says."""
    samples = read_independently(path)
    source = SoundSource((str(path),))
    with open_sound(source) as reader:
        assert np.array_equal(reader.read(0, reader.info.frames), samples), path
        middle = reader.info.frames // 2 + 77
        apart = reader.read(middle, 3000).astype(int) - samples[middle : middle + 3000]
        assert not np.abs(apart).max(initial=0), path
    peaks = make_peaks(source)
    assert np.array_equal(peaks.base, np.stack(bins_of(samples))), path
    find_quiet_and_talkover(peaks)


@pytest.mark.parametrize(
    ("name", "ending", "fewest"),
    [
        ("asterisk-core-sounds-en-wav", "wav", 500),
        ("asterisk-core-sounds-en-gsm", "gsm", 500),
        ("asterisk-core-sounds-en-g722", "g722", 500),
        ("asterisk-moh-opsound-wav", "wav", 5),
    ],
)
def test_every_prompt_and_tune_is_drawn_bin_for_bin(name: str, ending: str, fewest: int) -> None:
    paths = [path for path in sorted(package(name).rglob(f"*.{ending}")) if path.stat().st_size]
    assert len(paths) >= fewest
    for path in paths:
        check(path)


def test_a_captured_call_leg_is_drawn_bin_for_bin(tmp_path: Path) -> None:
    alaw = rtp_sound(package("sip-tester") / "usr" / "share" / "sip-tester" / "g711a.pcap", payload_type=8)
    assert len(alaw) > 50_000
    (tmp_path / "leg.al").write_bytes(alaw)
    samples, _ = soundfile.read(
        str(tmp_path / "leg.al"), samplerate=8000, channels=1, format="RAW", subtype="ALAW", dtype="int16"
    )
    soundfile.write(str(tmp_path / "leg.ul"), samples, 8000, format="RAW", subtype="ULAW")
    for ending, subtype in [("al", "ALAW"), ("ul", "ULAW")]:
        path = tmp_path / f"leg.{ending}"
        expected = library_samples(path, samplerate=8000, channels=1, format="RAW", subtype=subtype)
        assert np.array_equal(make_peaks(SoundSource((str(path),))).base, np.stack(bins_of(expected)))


def test_the_two_sides_of_a_real_call_open_as_a_pair() -> None:
    if not all(path.is_file() for path in CALL):
        pytest.skip("the two-sided call is not beside this checkout")
    peaks = make_peaks(SoundSource(tuple(str(path) for path in CALL)))
    sides = [library_samples(path) for path in CALL]
    both = np.zeros((max(len(side) for side in sides), 2), dtype=np.int16)
    for lane, side in enumerate(sides):
        both[: len(side), lane] = side[:, 0]
    assert (peaks.lanes, peaks.frames) == (2, len(both))
    assert np.array_equal(peaks.base, np.stack(bins_of(both)))
    kinds = [passage.kind for passage in find_quiet_and_talkover(peaks, min_ms=1200, talk_over_min_ms=300)]
    assert 1 <= kinds.count(PassageKind.SILENCE) <= 20
    assert 1 <= kinds.count(PassageKind.TALK_OVER) <= 40
