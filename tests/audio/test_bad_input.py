"""Bad input: each broken file is one typed fault, and what can be heard of it is heard."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from console.audio.peaks import make_peaks
from console.audio.reader import open_sound
from console.domain.calls import SoundSource
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from tests.audio.sounds import babble, library_samples, wav, write


def fault_of(path: Path) -> Fault:
    with pytest.raises(Fault) as caught:
        open_sound(SoundSource((str(path),)))
    return caught.value


def frames_of(path: Path) -> tuple[int, bool]:
    with open_sound(SoundSource((str(path),))) as reader:
        assert len(reader.read(0, reader.info.frames)) == reader.info.frames
        return reader.info.frames, reader.info.truncated


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "ul", "gsm"])
def test_an_empty_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"call.{ending}"
    path.touch()
    fault = fault_of(path)
    assert (type(fault), fault.kind, fault.facts["name"]) == (InputFault, FaultKind.AUDIO_EMPTY, path.name)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "no.wav").kind is FaultKind.FILE_MISSING
    fault = fault_of(tmp_path)
    assert (type(fault), fault.kind) == (PlaceFault, FaultKind.FILE_UNREADABLE)


def test_a_header_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(0), after=[(b"LIST", b"INFOabcd")]))
    assert fault_of(path).kind is FaultKind.AUDIO_EMPTY


@pytest.mark.parametrize("kept", [1000, 100, 44 + 4])
def test_a_truncated_wav_opens_with_what_is_there(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(1))[:kept])
    assert frames_of(path) == ((kept - 44) // 4, True)


def test_a_wav_cut_inside_its_header(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    whole = wav(babble(1))
    for kept in range(1, 44):
        path.write_bytes(whole[:kept])
        assert fault_of(path).kind in (FaultKind.NOT_AUDIO, FaultKind.AUDIO_EMPTY)
    path.write_bytes(whole[:44])
    assert fault_of(path).kind is FaultKind.AUDIO_EMPTY


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF])
def test_a_header_that_a_pipe_left_open_means_to_the_end(tmp_path: Path, stated: int) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(1), stated_bytes=stated))
    assert frames_of(path) == (8000, False)


def test_chunks_before_and_after_the_sound_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    samples = babble(1)
    path.write_bytes(wav(samples, extensible=True, before=[(b"LIST", b"odd")], after=[(b"id3 ", b"abcd")]))
    with open_sound(SoundSource((str(path),))) as reader:
        assert np.array_equal(reader.read(0, 99_999), samples)


@pytest.mark.parametrize(("channels", "rate_hz"), [(0, 8000), (2, 0)])
def test_no_channel_or_no_rate(tmp_path: Path, channels: int, rate_hz: int) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(1), channels=channels, rate_hz=rate_hz))
    assert fault_of(path).kind is FaultKind.NOT_AUDIO


def test_more_than_two_channels(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(1, 6)))
    assert fault_of(path).kind is FaultKind.AUDIO_UNSUPPORTED
    assert fault_of(write(tmp_path / "call.flac", babble(1, 6), "PCM_16", "FLAC")).kind is FaultKind.AUDIO_UNSUPPORTED


@pytest.mark.parametrize(
    ("subtype", "file_format", "ending"),
    [("MPEG_LAYER_III", "MP3", "wav"), ("PCM_16", "WAV", "mp3"), ("PCM_16", "FLAC", "ulaw"), ("ULAW", "WAV", "gsm")],
)
def test_a_mislabelled_file_is_opened_by_its_content(
    tmp_path: Path, subtype: str, file_format: str, ending: str
) -> None:
    right = write(tmp_path / f"right.{file_format.lower()}", babble(2), subtype, file_format)
    wrong = right.rename(tmp_path / f"wrong.{ending}")
    whole = library_samples(wrong)
    with open_sound(SoundSource((str(wrong),))) as reader:
        assert reader.info.frames == len(whole)
        assert np.array_equal(reader.read(0, len(whole)), whole)


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "opus", "ulaw", "gsm", "g722", "txt", ""])
@pytest.mark.parametrize("content", ["质检员 said: hello\n" * 700, "x"])
def test_text_is_not_audio(tmp_path: Path, ending: str, content: str) -> None:
    path = tmp_path / f"notes.{ending}"
    path.write_text(content, encoding="utf-8")
    assert fault_of(path).kind is FaultKind.NOT_AUDIO


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "bin"])
def test_noise_and_pictures_are_not_audio(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + np.random.default_rng(5).bytes(20_000))
    assert fault_of(path).kind is FaultKind.NOT_AUDIO
    path.write_bytes(bytes(20_000))
    assert fault_of(path).kind is FaultKind.NOT_AUDIO


@pytest.mark.parametrize(
    ("content", "ending", "format_name"),
    [
        (b"\x12\xfe" * 400, "g729", "G.729"),
        (b"#!AMR\n" + b"\x3c\x91" * 400, "amr", "AMR"),
        (b"\0\0\0\x20ftypM4A " + b"\x00\x91" * 400, "m4a", "MP4 / AAC"),
        (wav(babble(1, 1)).replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 0x28F, 1), 1), "wav", "G.722"),
    ],
)
def test_a_format_that_nothing_here_decodes_is_named(
    tmp_path: Path, content: bytes, ending: str, format_name: str
) -> None:
    path = tmp_path / f"call.{ending}"
    path.write_bytes(content)
    fault = fault_of(path)
    assert (fault.kind, fault.facts["format"]) == (FaultKind.AUDIO_UNSUPPORTED, format_name)


def test_a_truncated_flac_opens_with_what_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "call.flac", babble(20), "PCM_16", "FLAC")
    whole = library_samples(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    frames, truncated = frames_of(path)
    assert truncated
    assert 60_000 < frames < 100_000
    with open_sound(SoundSource((str(path),))) as reader:
        assert np.array_equal(reader.read(0, frames), whole[:frames])


@pytest.mark.parametrize(("subtype", "file_format"), [("MPEG_LAYER_III", "MP3"), ("OPUS", "OGG"), ("VORBIS", "OGG")])
def test_other_truncated_files_open_with_what_is_there(tmp_path: Path, subtype: str, file_format: str) -> None:
    path = write(tmp_path / "call.x", babble(20), subtype, file_format)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with open_sound(SoundSource((str(path),))) as reader:
        assert 60_000 < reader.info.frames < 100_000
        assert reader.info.truncated == (file_format == "MP3")  # Ogg states no length that could be missed
        assert reader.read(reader.info.frames - 8000, 8000).any()


@pytest.mark.parametrize(
    ("subtype", "file_format", "least_same"),
    [("PCM_16", "FLAC", 0.9), ("OPUS", "OGG", 0.5), ("MPEG_LAYER_III", "MP3", 0.45)],
)
def test_a_damaged_stretch_does_not_cost_the_rest(
    tmp_path: Path, subtype: str, file_format: str, least_same: float
) -> None:
    """An MP3 decoder drops broken frames, so what follows them moves; before them all is the same."""
    path = write(tmp_path / "call.x", babble(100), subtype, file_format)
    whole = library_samples(path).astype(int)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 900] = bytes(byte ^ 0x5A for byte in raw[len(raw) // 2 : len(raw) // 2 + 900])
    path.write_bytes(raw)
    with open_sound(SoundSource((str(path),))) as reader:
        read = reader.read(0, reader.info.frames)
    assert len(read) == len(whole)
    same = np.abs(read - whole).max(axis=1) <= 1
    assert same[:300_000].all()
    assert same.mean() >= least_same
    assert read[-100_000:].any()
    assert make_peaks(SoundSource((str(path),))).done_frames == len(whole)


@pytest.mark.parametrize("name", ["客户来电 张三.wav", "📞🎧 call.wav", "长" * 83 + ".wav", "a" * 251 + ".wav"])
@pytest.mark.parametrize(("subtype", "file_format"), [("PCM_16", "WAV"), ("PCM_16", "FLAC")])
def test_names_of_any_kind(tmp_path: Path, name: str, subtype: str, file_format: str) -> None:
    path = write(tmp_path / "call", babble(1), subtype, file_format).rename(tmp_path / name)
    assert frames_of(path) == (8000, False)


def test_a_recording_cut_short_while_it_is_read_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(babble(60)))
    with open_sound(SoundSource((str(path),))) as reader:
        assert len(reader.read(400_000, 8000)) == 8000
        with path.open("r+b") as file:
            file.truncate(50_000)
        with pytest.raises(PlaceFault) as caught:
            reader.read(400_000, 8000)
        assert caught.value.kind is FaultKind.FILE_MISSING
        assert caught.value.facts["name"] == "call.wav"
        assert len(reader.read(0, 8000)) == 8000


def test_a_flac_cut_short_while_it_is_read_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "call.flac", babble(60), "PCM_16", "FLAC")
    with open_sound(SoundSource((str(path),))) as reader:
        with path.open("r+b") as file:
            file.truncate(50_000)
        with pytest.raises(PlaceFault):
            reader.read(470_000, 8000)


def test_a_2_gb_recording_opens_and_reads_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    frames = 2_200_000_000 // 4
    path.write_bytes(wav(babble(0.1), stated_bytes=frames * 4))
    with path.open("r+b") as file:
        file.truncate(44 + frames * 4)
    with open_sound(SoundSource((str(path),))) as reader:
        assert (reader.info.frames, reader.info.truncated) == (frames, False)
        assert reader.read(frames - 10, 100).tolist() == [[0, 0]] * 10
