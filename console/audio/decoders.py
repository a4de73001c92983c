"""One sound file as frames of small integers, read with plain `read` calls so that a vanishing file is an error."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import soundfile
from G722 import G722

from console.audio.extremes import Codes
from console.audio.formats import SAMPLE_BYTES, Coding, Layout, layout_of, place_fault, refuse
from console.audio.g711 import ALAW_FLIP, ALAW_SAMPLES, ULAW_FLIP, ULAW_SAMPLES, Int16s, ranks, samples_by_rank
from console.audio.mpeg import is_cut_short
from console.domain.faults import FaultKind, PlaceFault

_MOST_MENDINGS: Final = 100
"""Failed reads of one file that are looked into; a file with more is beyond help and must not take for ever."""

_ULAW_BY_RANK: Final = samples_by_rank(ULAW_SAMPLES, ULAW_FLIP)
_ALAW_BY_RANK: Final = samples_by_rank(ALAW_SAMPLES, ALAW_FLIP)
_PCM_8_BY_RANK: Final = (np.arange(256, dtype=np.uint8).view(np.int8).astype(np.int16) << 8).astype(np.int16)


class Decoder(Protocol):
    """An open file. `codes` are int16 samples, or int8 ranks in the same order that `table` turns into samples.

    Not thread-safe. What `codes` returns is valid until the next call; it is shorter where the sound ends.
    """

    rate_hz: int
    channels: int
    frames: int
    format_name: str
    truncated: bool
    slow: bool
    """Whether decoding costs so much more than reading that a sparse preview is worth its seeks."""

    table: Int16s | None

    def codes(self, start_frame: int, frames: int) -> Codes:
        """Shape (n, channels); start and frames lie inside the file. Raises PlaceFault when the file went away."""

    def close(self) -> None:
        """Let go of the file."""


def open_decoder(path: str, raw_rate_hz: int = 8000) -> Decoder:
    """A decoder for what the file holds. Raises what `layout_of` raises."""
    layout = layout_of(path, raw_rate_hz)
    if layout.coding is Coding.LIBRARY:
        return LibraryDecoder(path, layout)
    if layout.coding in (Coding.GSM_WAV, Coding.GSM_RAW):
        return GsmDecoder(path, layout)
    if layout.coding is Coding.G722:
        return G722Decoder(path, layout)
    return PlainDecoder(path, layout)


def samples_of(codes: Codes, table: Int16s | None) -> Int16s:
    """`codes` as samples, the same shape."""
    if table is None:
        return codes.astype(np.int16, copy=False)
    return np.asarray(table[codes.view(np.uint8)])


class _OpenFile:
    """A file read by offset into one buffer that is used again and again."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._buffer = bytearray()
        try:
            self._file = io.FileIO(path, "rb")
        except OSError as error:
            raise place_fault(error, path) from error

    def read(self, offset: int, size: int) -> memoryview:
        """Exactly `size` bytes at `offset`, valid until the next call; PlaceFault(FILE_MISSING) when not there."""
        if len(self._buffer) < size:
            self._buffer = bytearray(size)
        view = memoryview(self._buffer)[:size]
        got = 0
        try:
            self._file.seek(offset)
            while got < size:
                more = self._file.readinto(view[got:])
                if not more:
                    break
                got += more
        except OSError as error:
            raise PlaceFault(FaultKind.FILE_MISSING, **place_fault(error, self.path).facts) from error
        if got < size:
            raise _went_away(self.path)
        return view

    def close(self) -> None:
        self._file.close()


def _went_away(path: str) -> PlaceFault:
    return PlaceFault(FaultKind.FILE_MISSING, name=Path(path).name, path=path)


class PlainDecoder:
    """PCM, float, µ-law and A-law: samples that lie in the file one by one."""

    slow = False

    def __init__(self, path: str, layout: Layout) -> None:
        self._coding = layout.coding
        self._offset = layout.data_offset
        self._frame_bytes = SAMPLE_BYTES[layout.coding] * layout.channels
        self.rate_hz = layout.rate_hz
        self.channels = layout.channels
        self.frames = layout.data_bytes // self._frame_bytes
        self.format_name = str(layout.coding)
        self.truncated = layout.truncated
        self.table = {
            Coding.ULAW: _ULAW_BY_RANK,
            Coding.ALAW: _ALAW_BY_RANK,
            Coding.PCM_8: _PCM_8_BY_RANK,
        }.get(layout.coding)
        if self.frames == 0:
            refuse(FaultKind.AUDIO_EMPTY, path)
        self._file = _OpenFile(path)

    def codes(self, start_frame: int, frames: int) -> Codes:
        """See Decoder."""
        raw = self._file.read(self._offset + start_frame * self._frame_bytes, frames * self._frame_bytes)
        return _unpacked(np.frombuffer(raw, dtype=np.uint8), self._coding).reshape(frames, self.channels)

    def close(self) -> None:
        """See Decoder."""
        self._file.close()


def _unpacked(raw: npt.NDArray[np.uint8], coding: Coding) -> Codes:
    """Little-endian bytes as codes: the upper 16 bits of wider integers, floats at full scale 32768, clipped."""
    match coding:
        case Coding.PCM_16:
            return raw.view("<i2")
        case Coding.ULAW:
            return ranks(raw, ULAW_FLIP)
        case Coding.ALAW:
            return ranks(raw, ALAW_FLIP)
        case Coding.PCM_8:
            return (raw ^ np.uint8(0x80)).view(np.int8)
        case Coding.PCM_24:
            return np.ascontiguousarray(raw.reshape(-1, 3)[:, 1:]).view("<i2").reshape(-1)
        case Coding.PCM_32:
            return np.ascontiguousarray(raw.view("<i2")[1::2])
        case _:
            return int16_of(raw.view("<f4" if coding is Coding.FLOAT_32 else "<f8"))


def int16_of(floats: npt.NDArray[Any]) -> Int16s:
    """Floats with full scale 1.0 as samples, rounded and clipped; what is not a number is silence."""
    scaled = np.multiply(floats, 32768.0)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -32768, 32767, out=scaled)
    np.nan_to_num(scaled, copy=False)
    return scaled.astype(np.int16)


class GsmDecoder:
    """GSM 6.10, which libsndfile decodes but cannot seek: blocks are cut out and decoded behind a header of our own.

    A block's sound depends on the ones before it. Two seconds of warm-up make real speech bit-exact; it gets three.
    """

    slow = True
    table: Int16s | None = None

    def __init__(self, path: str, layout: Layout) -> None:
        in_wav = layout.coding is Coding.GSM_WAV
        self._block_bytes, self._block_frames, self._warm_blocks = (65, 320, 75) if in_wav else (33, 160, 150)
        self._in_wav = in_wav
        self._offset = layout.data_offset
        self.rate_hz = layout.rate_hz
        self.channels = 1
        self.frames = layout.data_bytes // self._block_bytes * self._block_frames
        self.format_name = str(layout.coding)
        self.truncated = layout.truncated
        if layout.channels != 1:
            refuse(FaultKind.AUDIO_UNSUPPORTED, path, format="GSM 6.10, 2 channels")
        if self.frames == 0:
            refuse(FaultKind.AUDIO_EMPTY, path)
        self._file = _OpenFile(path)

    def codes(self, start_frame: int, frames: int) -> Codes:
        """See Decoder."""
        first = max(0, start_frame // self._block_frames - self._warm_blocks)
        last = -(-(start_frame + frames) // self._block_frames)
        blocks = self._file.read(self._offset + first * self._block_bytes, (last - first) * self._block_bytes)
        skip = start_frame - first * self._block_frames
        return self._decoded(bytes(blocks), (last - first) * self._block_frames)[skip : skip + frames]

    def _decoded(self, blocks: bytes, frames: int) -> Int16s:
        if self._in_wav:
            header = struct.pack("<HHIIHHHH", 0x31, 1, self.rate_hz, self.rate_hz * 65 // 320, 65, 0, 2, 320)
            head = struct.pack("<4sI4s4sI", b"RIFF", 40 + len(blocks), b"WAVE", b"fmt ", len(header)) + header
            sound = soundfile.SoundFile(io.BytesIO(head + struct.pack("<4sI", b"data", len(blocks)) + blocks))
        else:
            sound = soundfile.SoundFile(
                io.BytesIO(blocks), samplerate=self.rate_hz, channels=1, format="RAW", subtype="GSM610"
            )
        with sound:
            return np.asarray(sound.read(frames, dtype="int16", always_2d=True))

    def close(self) -> None:
        """See Decoder."""
        self._file.close()


class G722Decoder:
    """Headerless G.722 at 64 kbit/s: two samples a byte, predicted from all that went before.

    The predictors forget: after a second of warm-up a stretch of speech is bit-exact, so a second and a half is given.
    """

    slow = True
    table: Int16s | None = None
    channels = 1
    format_name = str(Coding.G722)
    truncated = False

    def __init__(self, path: str, layout: Layout) -> None:
        self.rate_hz = layout.rate_hz
        self.frames = layout.data_bytes * 2
        self._file = _OpenFile(path)
        self._at_byte = -1
        self._codec = G722(16000, 64000)

    def codes(self, start_frame: int, frames: int) -> Codes:
        """See Decoder."""
        first, last = start_frame // 2, (start_frame + frames + 1) // 2
        begin = first
        if first != self._at_byte:
            self._codec = G722(16000, 64000)
            begin = max(0, first - 12_000)
        samples = np.asarray(self._codec.decode(bytes(self._file.read(begin, last - begin))), dtype=np.int16)
        self._at_byte = last
        skip = start_frame - 2 * begin
        return samples[skip : skip + frames, np.newaxis]

    def close(self) -> None:
        """See Decoder."""
        self._file.close()


class LibraryDecoder:
    """Everything libsndfile seeks exactly: FLAC, MP3, Vorbis, Opus, ADPCM, AIFF, AU and more.

    Ogg is decoded as floats because libsndfile's own conversion of those to integers wraps loud samples round.
    """

    slow = True
    table: Int16s | None = None

    def __init__(self, path: str, layout: Layout) -> None:
        self._path = path
        self._size = Path(path).stat().st_size
        self._mendings_left = _MOST_MENDINGS
        self._sound = _library_open(path)
        self.rate_hz = self._sound.samplerate
        self.channels = self._sound.channels
        self.format_name = f"{self._sound.format} {self._sound.subtype}".replace("_", " ")
        self.frames = self._sound.frames
        self.truncated = layout.truncated
        self._as_floats = self._sound.subtype in ("VORBIS", "OPUS", "FLOAT", "DOUBLE")
        self._warm_frames = self.rate_hz // 8 if self._sound.format in ("OGG", "MP3") else 0
        self._at = 0
        try:
            self._check()
        except Exception:
            self._sound.close()
            raise

    def _check(self) -> None:
        if self.channels > 2:
            refuse(FaultKind.AUDIO_UNSUPPORTED, self._path, format=f"{self.format_name}, {self.channels} channels")
        if not self._sound.seekable():
            refuse(FaultKind.AUDIO_UNSUPPORTED, self._path, format=self.format_name)
        doubtful = self._sound.format == "FLAC" or (self._sound.format == "MP3" and is_cut_short(self._path))
        if doubtful and self.frames > 0 and not self._reaches(self.frames - 1):
            self.truncated = True
            self.frames = self._frames_there()
        if self.frames <= 0:
            refuse(FaultKind.AUDIO_EMPTY, self._path)

    def _reaches(self, frame: int) -> bool:
        """Whether `frame` can be decoded. A failed seek leaves libsndfile confused, so the file is opened anew."""
        try:
            self._sound.seek(frame)
            there = len(self._sound.read(1, dtype="int16")) == 1
        except soundfile.LibsndfileError:
            there = False
        self._at = -1
        if not there:
            self._open_anew()
        return there

    def _frames_there(self) -> int:
        """Frames that can be decoded of a file shorter than its header says."""
        low, high = 0, self.frames
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._reaches(middle) else (low, middle)
        return low

    def codes(self, start_frame: int, frames: int) -> Codes:
        """See Decoder. What is damaged is silence."""
        read = self._mended(start_frame, frames)
        return int16_of(read) if self._as_floats else np.asarray(read)

    def _mended(self, start_frame: int, frames: int) -> npt.NDArray[Any]:
        """`frames` frames, zero where they cannot be decoded: halves are tried again, down to an eighth of a second."""
        kind = "float32" if self._as_floats else "int16"
        try:
            if start_frame != self._at:
                warm = min(self._warm_frames, start_frame)
                self._sound.seek(start_frame - warm)
                self._sound.read(warm, dtype=kind)
            read = np.asarray(self._sound.read(frames, dtype=kind, always_2d=True))
        except soundfile.LibsndfileError:
            read = np.zeros((0, self.channels), dtype=kind)
        self._at = start_frame + len(read)
        if len(read) == frames:
            return read
        self._open_anew()
        if frames <= self.rate_hz // 8 or self._mendings_left == 0:
            return np.concatenate([read, np.zeros((frames - len(read), self.channels), dtype=kind)])
        self._mendings_left -= 1
        half = frames // 2
        parts = [self._mended(start_frame, half), self._mended(start_frame + half, frames - half)]
        return np.concatenate(parts)

    def _open_anew(self) -> None:
        """After an error libsndfile must start again. PlaceFault when the file is no longer what it was."""
        self._at = -1
        try:
            if Path(self._path).stat().st_size != self._size:
                raise _went_away(self._path)
        except OSError as error:
            raise _went_away(self._path) from error
        self._sound.close()
        self._sound = _library_open(self._path)

    def close(self) -> None:
        """See Decoder."""
        self._sound.close()


def _library_open(path: str) -> soundfile.SoundFile:
    try:
        return soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError, RuntimeError):
        refuse(FaultKind.NOT_AUDIO, path)
