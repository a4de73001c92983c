"""Reading: every format, at any place, both lanes the right way round."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from G722 import G722
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.audio.reader import open_sound
from console.domain.calls import AgentSide, SoundSource
from console.domain.faults import FaultKind, InputFault
from tests.audio.sounds import Int16s, babble, library_samples, wav, write

EXACT = [
    ("PCM_U8", "WAV", "wav"),
    ("PCM_16", "WAV", "wav"),
    ("PCM_24", "WAV", "wav"),
    ("PCM_32", "WAV", "wav"),
    ("FLOAT", "WAV", "wav"),
    ("DOUBLE", "WAV", "wav"),
    ("ULAW", "WAV", "wav"),
    ("ALAW", "WAV", "wav"),
    ("IMA_ADPCM", "WAV", "wav"),
    ("MS_ADPCM", "WAV", "wav"),
    ("PCM_16", "RF64", "wav"),
    ("PCM_24", "WAVEX", "wav"),
    ("ULAW", "WAVEX", "wav"),
    ("PCM_16", "W64", "w64"),
    ("PCM_16", "AIFF", "aiff"),
    ("ULAW", "AU", "au"),
    ("PCM_16", "FLAC", "flac"),
    ("PCM_24", "FLAC", "flac"),
]
LOSSY = [("MPEG_LAYER_III", "MP3", "mp3"), ("VORBIS", "OGG", "ogg"), ("OPUS", "OGG", "opus")]


def source(*paths: Path, side: AgentSide = AgentSide.LEFT) -> SoundSource:
    return SoundSource(tuple(str(path) for path in paths), side)


@pytest.fixture(scope="module")
def sound() -> Int16s:
    samples = babble(6.1)
    samples[:5000] = np.where(samples[:5000] > 0, 32767, -32768)
    return samples


@pytest.mark.parametrize(("subtype", "file_format", "ending"), EXACT)
def test_any_stretch_is_what_libsndfile_reads(
    tmp_path: Path, sound: Int16s, subtype: str, file_format: str, ending: str
) -> None:
    path = write(tmp_path / f"call.{ending}", sound, subtype, file_format)
    whole = library_samples(path)
    with open_sound(source(path)) as reader:
        assert reader.info.frames == len(whole)
        assert (reader.info.rate_hz, reader.info.lanes, reader.info.truncated) == (8000, 2, False)
        assert np.array_equal(reader.read(0, len(whole)), whole)
        for start, frames in [(4321, 999), (12, 1), (40_000, 5000), (0, 700), (len(whole) - 10, 10)]:
            assert np.array_equal(reader.read(start, frames), whole[start : start + frames])


@pytest.mark.parametrize(("subtype", "file_format", "ending"), LOSSY)
def test_lossy_stretches_are_one_step_off_at_most(
    tmp_path: Path, sound: Int16s, subtype: str, file_format: str, ending: str
) -> None:
    path = write(tmp_path / f"call.{ending}", sound, subtype, file_format)
    whole = library_samples(path).astype(int)
    with open_sound(source(path)) as reader:
        assert reader.info.frames == len(whole)
        for start, frames in [(0, 8000), (30_000, 4000), (11_111, 4000), (4000, 100)]:
            assert np.abs(reader.read(start, frames) - whole[start : start + frames]).max() <= 1


@pytest.mark.parametrize("subtype", ["FLOAT", "VORBIS", "OPUS"])
def test_sound_louder_than_full_scale_is_clipped_not_wrapped(tmp_path: Path, subtype: str) -> None:
    loud = (1.8 * np.sin(np.arange(16000) / 7))[:, None]
    path = write(tmp_path / "loud.wav", loud, subtype, "WAV" if subtype == "FLOAT" else "OGG")
    with open_sound(source(path)) as reader:
        samples = reader.read(0, 16000)[:, 0].astype(int)
    assert samples.max() == 32767
    assert samples.min() == -32768
    assert np.abs(np.diff(samples)).max() < 30_000


def test_what_is_not_a_number_is_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.wav", np.array([[0.5], [np.nan], [np.inf], [-np.inf]]), "FLOAT")
    with open_sound(source(path)) as reader:
        assert reader.read(0, 4)[:, 0].tolist() == [16384, 0, 32767, -32768]


@pytest.mark.parametrize("ending", ["wav", "gsm"])
def test_gsm_is_sought_bit_exactly(tmp_path: Path, ending: str) -> None:
    as_wav = ending == "wav"
    path = write(tmp_path / f"call.{ending}", babble(9, 1), "GSM610", "WAV" if as_wav else "RAW")
    raw = {} if as_wav else {"samplerate": 8000, "channels": 1, "format": "RAW", "subtype": "GSM610"}
    whole = library_samples(path, **raw)
    random = np.random.default_rng(3)
    with open_sound(source(path)) as reader:
        assert reader.info.frames == 72_000
        whole = whole[:72_000]  # libsndfile decodes one block more, out of the byte that pads the chunk
        for start in [0, 1, 319, 320, 321, *random.integers(0, len(whole) - 1, 40).tolist()]:
            assert np.array_equal(reader.read(start, 3000), whole[start : start + 3000])


def test_g722_is_sought_within_a_step(tmp_path: Path) -> None:
    path = tmp_path / "call.g722"
    path.write_bytes(bytes(G722(16000, 64000).encode(babble(20, 1, rate_hz=16_000)[:, 0].tolist())))
    whole = np.asarray(G722(16000, 64000).decode(path.read_bytes()), dtype=np.int16)[:, None]
    with open_sound(source(path)) as reader:
        assert (reader.info.rate_hz, reader.info.lanes, reader.info.frames) == (16_000, 1, len(whole))
        assert np.array_equal(reader.read(0, 5001), whole[:5001])
        for start in [5001, 5002, 100_001, 40_000, 319_000]:
            assert np.abs(reader.read(start, 4001) - whole[start : start + 4001].astype(int)).max() <= 1


@pytest.mark.parametrize(
    ("ending", "subtype", "raw_rate_hz", "rate_hz"),
    [
        *[(e, "ULAW", 8000, 8000) for e in ("ul", "ulaw", "pcmu", "mulaw")],
        *[(e, "ALAW", 16000, 16000) for e in ("al", "alaw", "pcma")],
        ("sln", "PCM_16", 8000, 8000),
        ("sln16", "PCM_16", 8000, 16000),
        ("sln48", "PCM_16", 8000, 48000),
    ],
)
def test_headerless_sound_is_known_by_its_ending(
    tmp_path: Path, ending: str, subtype: str, raw_rate_hz: int, rate_hz: int
) -> None:
    path = write(tmp_path / f"call.{ending}", babble(2, 1), subtype, "RAW")
    whole = library_samples(path, samplerate=rate_hz, channels=1, format="RAW", subtype=subtype, endian="LITTLE")
    with open_sound(SoundSource((str(path),), raw_rate_hz=raw_rate_hz)) as reader:
        assert (reader.info.rate_hz, reader.info.lanes) == (rate_hz, 1)
        assert np.array_equal(reader.read(0, 99_999), whole)


def test_silence_in_ulaw_is_not_taken_for_mp3(tmp_path: Path) -> None:
    path = tmp_path / "quiet.ulaw"
    path.write_bytes(b"\xff" * 8000)
    with open_sound(source(path)) as reader:
        assert not reader.read(0, 8000).any()


def test_the_side_says_which_channel_is_the_agent(tmp_path: Path) -> None:
    samples = np.array([[100, -7], [200, -9], [-300, 4]], dtype=np.int16)
    path = tmp_path / "call.wav"
    path.write_bytes(wav(samples))
    with open_sound(source(path, side=AgentSide.LEFT)) as reader:
        assert reader.read(0, 3).tolist() == samples.tolist()
    with open_sound(source(path, side=AgentSide.RIGHT)) as reader:
        assert reader.read(0, 3).tolist() == samples[:, ::-1].tolist()
        lows, highs = reader.extremes(0, 3)
        assert (lows[:, 0].tolist(), highs[:, 0].tolist()) == ([-9, -300], [4, 200])
    with open_sound(source(path, side=AgentSide.MIXED)) as reader:
        assert reader.info.lanes == 1
        assert reader.read(0, 3)[:, 0].tolist() == [46, 95, -148]


def test_a_pair_is_agent_then_customer_and_the_shorter_is_padded(tmp_path: Path) -> None:
    agent = write(tmp_path / "a-in.wav", babble(1.5, 1, seed=1), "PCM_16")
    customer = write(tmp_path / "a-out.wav", babble(2.0, 1, seed=2), "ULAW")
    with open_sound(source(agent, customer)) as reader:
        assert (reader.info.lanes, reader.info.frames, reader.info.duration_ms) == (2, 16_000, 2000)
        both = reader.read(0, 16_000)
        assert np.array_equal(both[:12_000, 0], library_samples(agent)[:, 0])
        assert not both[12_000:, 0].any()
        assert np.array_equal(both[:, 1], library_samples(customer)[:, 0])
        lows, highs = reader.extremes(11_776, 4224)
        assert lows[0, 5:].tolist() == highs[0, 5:].tolist() == [0] * (lows.shape[1] - 5)


def test_a_pair_of_different_rates_is_refused(tmp_path: Path) -> None:
    slow = write(tmp_path / "a-in.wav", babble(1, 1), "PCM_16", rate_hz=8000)
    fast = write(tmp_path / "a-out.wav", babble(1, 1), "PCM_16", rate_hz=16000)
    with pytest.raises(InputFault) as caught:
        open_sound(source(slow, fast))
    assert caught.value.kind is FaultKind.PAIR_MISMATCH
    assert caught.value.facts["other_rate_hz"] == 16000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-3000, 9000), frames=st.integers(-5, 12_000))
def test_reading_at_and_over_the_edges_never_raises(tmp_path: Path, start: int, frames: int) -> None:
    path = tmp_path / "call.wav"
    samples = babble(0.5)
    if not path.exists():
        path.write_bytes(wav(samples))
    with open_sound(source(path)) as reader:
        read = reader.read(start, frames)
    assert np.array_equal(read, samples[max(0, start) : max(0, start + frames)])


def test_what_was_read_stays_when_more_is_read(tmp_path: Path, sound: Int16s) -> None:
    path = write(tmp_path / "call.wav", sound, "PCM_16")
    with open_sound(source(path)) as reader:
        first = reader.read(0, 1000)
        kept = first.copy()
        reader.read(5000, 1000)
        assert np.array_equal(first, kept)


def test_a_recording_at_192_khz(tmp_path: Path) -> None:
    path = write(tmp_path / "studio.wav", babble(0.5, rate_hz=192_000), "PCM_24", rate_hz=192_000)
    with open_sound(source(path)) as reader:
        assert (reader.info.rate_hz, reader.info.duration_ms) == (192_000, 500)
