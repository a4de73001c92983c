"""What a sound file is, judged by its content first and its name second, with our own reading of RIFF headers."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from console.audio.mpeg import has_mpeg_sync
from console.domain.faults import FaultKind, InputFault, PlaceFault

MOST_CHANNELS: Final = 2
HIGHEST_RATE_HZ: Final = 768_000
HEAD_BYTES: Final = 4096
OPEN_ENDED: Final = frozenset({0xFFFFFFFF, *range(0x7FFFF000, 0x80000000)})
"""Data sizes that writers to a pipe leave in the header, meaning "to the end"."""


class Coding(StrEnum):
    """How samples lie in a file. LIBRARY is for everything that libsndfile reads better than we would."""

    PCM_8 = "PCM 8"
    PCM_16 = "PCM 16"
    PCM_24 = "PCM 24"
    PCM_32 = "PCM 32"
    FLOAT_32 = "float 32"
    FLOAT_64 = "float 64"
    ULAW = "µ-law"
    ALAW = "A-law"
    GSM_WAV = "GSM 6.10 WAV"
    GSM_RAW = "GSM 6.10"
    G722 = "G.722"
    LIBRARY = "library"


SAMPLE_BYTES: Final = {
    Coding.PCM_8: 1,
    Coding.PCM_16: 2,
    Coding.PCM_24: 3,
    Coding.PCM_32: 4,
    Coding.FLOAT_32: 4,
    Coding.FLOAT_64: 8,
    Coding.ULAW: 1,
    Coding.ALAW: 1,
}


@dataclass(frozen=True)
class Layout:
    """Where and how the samples of one file lie. For LIBRARY only `truncated` counts."""

    coding: Coding
    rate_hz: int = 0
    channels: int = 1
    data_offset: int = 0
    data_bytes: int = 0
    truncated: bool = False


_RAW_NAMES: Final = {
    **dict.fromkeys(("ul", "ulaw", "ulw", "pcmu", "mulaw", "mu", "pcm"), Coding.ULAW),
    **dict.fromkeys(("al", "alaw", "alw", "pcma"), Coding.ALAW),
    **dict.fromkeys(("sln", "slin", "raw"), Coding.PCM_16),
    "gsm": Coding.GSM_RAW,
    "g722": Coding.G722,
}
_SLIN_RATES_HZ: Final = {f"sln{k}": k * 1000 for k in (8, 12, 16, 24, 32, 48, 96, 192)} | {"sln44": 44_100}
_WAVE_PCM, _WAVE_FLOAT, _WAVE_ALAW, _WAVE_ULAW, _WAVE_GSM, _WAVE_EXTENSIBLE = 1, 3, 6, 7, 0x31, 0xFFFE
_PCM_BY_BYTES: Final = {1: Coding.PCM_8, 2: Coding.PCM_16, 3: Coding.PCM_24, 4: Coding.PCM_32}
_LIBRARY_WAVE: Final = frozenset({0x02, 0x11, 0x38, 0x40})
"""MS ADPCM, IMA ADPCM, NMS ADPCM, G.721: what libsndfile decodes inside a WAV."""
_WAVE_NAMES: Final = {0x45: "G.726", 0x64: "G.726", 0x65: "G.722", 0x28F: "G.722", 0x83: "G.729", 0x55: "MP3 in WAV"}
_FOREIGN_HEADS: Final = (
    (b"#!AMR", "AMR"),
    (b"\x30\x26\xb2\x75", "WMA"),
    (b"\x1a\x45\xdf\xa3", "WebM"),
    (b"#!SILK", "SILK"),
    (b"\xff\xf1", "AAC"),
    (b"\xff\xf9", "AAC"),
)
_FOREIGN_NAMES: Final = {
    **dict.fromkeys(("aac", "m4a"), "AAC"),
    "amr": "AMR",
    "g719": "G.719",
    "g723": "G.723",
    "g729": "G.729",
    "ilbc": "iLBC",
    "siren7": "Siren7",
    "siren14": "Siren14",
    "vox": "VOX ADPCM",
    "wma": "WMA",
}
_LIBRARY_HEADS: Final = (b"fLaC", b"OggS", b"FORM", b".snd", b"caff", b"RIFX", b"riff", b"ID3", b"NIST", b"wvpk")


def name_of(path: str) -> str:
    """What the user knows a file by."""
    return Path(path).name


def refuse(kind: FaultKind, path: str, **facts: str | int | float) -> NoReturn:
    """Raise the InputFault of `kind` with the file's name in it."""
    raise InputFault(kind, name=name_of(path), path=path, **facts)


def place_fault(error: OSError, path: str) -> PlaceFault:
    """What `error` on `path` means to the user: gone, or there but not readable."""
    gone = isinstance(error, FileNotFoundError | NotADirectoryError)
    kind = FaultKind.FILE_MISSING if gone else FaultKind.FILE_UNREADABLE
    return PlaceFault(kind, name=name_of(path), path=path, why=error.strerror or type(error).__name__)


def layout_of(path: str, raw_rate_hz: int = 8000) -> Layout:
    """How to read the file at `path`. `raw_rate_hz` is the rate of headerless µ-law, A-law and slin.

    Raises PlaceFault (missing, unreadable) or InputFault (AUDIO_EMPTY, NOT_AUDIO, AUDIO_UNSUPPORTED).
    """
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                refuse(FaultKind.AUDIO_EMPTY, path)
            head = file.read(HEAD_BYTES)
            if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
                return _riff_layout(file, size, path)
    except OSError as error:
        raise place_fault(error, path) from error
    ending = Path(path).suffix.lower().lstrip(".")
    if head.startswith(_LIBRARY_HEADS):
        return Layout(Coding.LIBRARY)
    if head[4:8] == b"ftyp":
        refuse(FaultKind.AUDIO_UNSUPPORTED, path, format="MP4 / AAC")
    raw = _raw_layout(ending, size, raw_rate_hz)
    if raw is not None:
        if _is_text(head) or (raw.coding is Coding.GSM_RAW and head[0] >> 4 != 0xD):
            refuse(FaultKind.NOT_AUDIO, path)
        return raw
    for magic, format_name in _FOREIGN_HEADS:
        if head.startswith(magic):
            refuse(FaultKind.AUDIO_UNSUPPORTED, path, format=format_name)
    if ending in _FOREIGN_NAMES and not _is_text(head):
        refuse(FaultKind.AUDIO_UNSUPPORTED, path, format=_FOREIGN_NAMES[ending])
    if _is_text(head) or not has_mpeg_sync(head):
        refuse(FaultKind.NOT_AUDIO, path)
    return Layout(Coding.LIBRARY)


def _raw_layout(ending: str, size: int, raw_rate_hz: int) -> Layout | None:
    if ending in _SLIN_RATES_HZ:
        return Layout(Coding.PCM_16, _SLIN_RATES_HZ[ending], 1, 0, size & ~1)
    coding = _RAW_NAMES.get(ending)
    if coding is None:
        return None
    rate_hz = {Coding.GSM_RAW: 8000, Coding.G722: 16000}.get(coding, raw_rate_hz)
    return Layout(coding, rate_hz, 1, 0, size & ~1 if coding is Coding.PCM_16 else size)


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(letter.isprintable() or letter.isspace() for letter in text)


def _riff_layout(file: BinaryIO, size: int, path: str) -> Layout:
    """The layout of a RIFF, RF64 or BW64 file of `size` bytes."""
    big_data_bytes: int | None = None
    header: tuple[int, int, int, int] | None = None
    at = 12
    while at + 8 <= size:
        file.seek(at)
        chunk, length = struct.unpack("<4sI", file.read(8))
        body = at + 8
        if chunk == b"ds64":
            big_data_bytes = struct.unpack("<8xQ", file.read(16))[0] if length >= 16 else None
        elif chunk == b"fmt ":
            header = _wave_header(file.read(min(length, 40)), path)
        elif chunk == b"data":
            if header is None:
                refuse(FaultKind.NOT_AUDIO, path)
            if length == 0xFFFFFFFF and big_data_bytes is not None:
                length = big_data_bytes
            return _with_data(file, header, body, length, size, path)
        at = body + length + (length & 1)
    refuse(FaultKind.AUDIO_EMPTY if header else FaultKind.NOT_AUDIO, path)


def _wave_header(fmt: bytes, path: str) -> tuple[int, int, int, int]:
    """Tag, channels, rate, sample bits. Raises InputFault where they make no sound."""
    if len(fmt) < 16:
        refuse(FaultKind.NOT_AUDIO, path)
    tag, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", fmt)
    if tag == _WAVE_EXTENSIBLE and len(fmt) >= 26:
        tag = struct.unpack_from("<H", fmt, 24)[0]
    if channels == 0 or not 0 < rate_hz <= HIGHEST_RATE_HZ:
        refuse(FaultKind.NOT_AUDIO, path, channels=channels, rate_hz=rate_hz)
    if channels > MOST_CHANNELS:
        refuse(FaultKind.AUDIO_UNSUPPORTED, path, format=f"WAV, {channels} channels")
    return tag, channels, rate_hz, bits


def _with_data(
    file: BinaryIO, header: tuple[int, int, int, int], body: int, length: int, size: int, path: str
) -> Layout:
    tag, channels, rate_hz, bits = header
    there = size - body
    open_ended = length in OPEN_ENDED or (length == 0 and not _chunk_at(file, body, size))
    data_bytes = there if open_ended else min(length, there)
    truncated = not open_ended and length > there
    if data_bytes <= 0:
        refuse(FaultKind.AUDIO_EMPTY, path)
    coding = _wave_coding(tag, bits, path)
    return Layout(coding, rate_hz, channels, body, data_bytes, truncated)


def _wave_coding(tag: int, bits: int, path: str) -> Coding:
    if tag == _WAVE_PCM and (bits + 7) // 8 in _PCM_BY_BYTES:
        return _PCM_BY_BYTES[(bits + 7) // 8]
    if tag == _WAVE_FLOAT and bits in (32, 64):
        return Coding.FLOAT_32 if bits == 32 else Coding.FLOAT_64
    known = {_WAVE_ULAW: Coding.ULAW, _WAVE_ALAW: Coding.ALAW, _WAVE_GSM: Coding.GSM_WAV}
    if tag in known:
        return known[tag]
    if tag in _LIBRARY_WAVE:
        return Coding.LIBRARY
    refuse(FaultKind.AUDIO_UNSUPPORTED, path, format=_WAVE_NAMES.get(tag, f"WAV 0x{tag:04X}"))


def _chunk_at(file: BinaryIO, at: int, size: int) -> bool:
    """Whether a whole RIFF chunk stands at `at`: then a data size of 0 means no data, not "to the end"."""
    if at + 8 > size:
        return at >= size
    file.seek(at)
    name, length = struct.unpack("<4sI", file.read(8))
    return bool(name.isascii() and name.decode().isprintable() and at + 8 + length <= size)
