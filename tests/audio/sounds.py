"""Sounds and files for the tests, made by means that the code under test does not share."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

Int16s = npt.NDArray[np.int16]


def babble(seconds: float, lanes: int = 2, rate_hz: int = 8000, seed: int = 7) -> Int16s:
    """Bursts of noise and pauses, as speech looks from far: (frames, lanes)."""
    random = np.random.default_rng(seed)
    frames = int(seconds * rate_hz)
    sound = random.normal(0, 3500, (frames, lanes))
    gate = np.repeat(random.random((frames // (rate_hz // 4) + 1, lanes)) > 0.4, rate_hz // 4, axis=0)[:frames]
    return np.clip(np.where(gate, sound, sound / 200), -32768, 32767).astype(np.int16)


def write(
    path: Path, samples: npt.NDArray[np.generic], subtype: str, file_format: str = "WAV", rate_hz: int = 8000
) -> Path:
    """A file written by libsndfile, a second at a time: its Vorbis has no stack for a minute at once on Windows."""
    with soundfile.SoundFile(str(path), "w", rate_hz, samples.shape[1], subtype, format=file_format) as sound:
        for at in range(0, len(samples), rate_hz):
            sound.write(samples[at : at + rate_hz])
    return path


def wav(
    samples: Int16s,
    *,
    rate_hz: int = 8000,
    channels: int | None = None,
    stated_bytes: int | None = None,
    extensible: bool = False,
    before: Sequence[tuple[bytes, bytes]] = (),
    after: Sequence[tuple[bytes, bytes]] = (),
) -> bytes:
    """A PCM 16 WAV built by hand, with whatever header one wants."""
    data = samples.astype("<i2").tobytes()
    lanes = samples.shape[1] if channels is None else channels
    tag = 0xFFFE if extensible else 1
    fmt = struct.pack("<HHIIHH", tag, lanes, rate_hz, rate_hz * lanes * 2, lanes * 2, 16)
    if extensible:
        fmt += struct.pack("<HHI", 22, 16, 3) + struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    chunks = [(b"fmt ", fmt), *before]
    body = b"".join(name + struct.pack("<I", len(raw)) + raw + b"\0" * (len(raw) & 1) for name, raw in chunks)
    size = len(data) if stated_bytes is None else stated_bytes
    body += b"data" + struct.pack("<I", size) + data
    body += b"".join(name + struct.pack("<I", len(raw)) + raw for name, raw in after)
    return b"RIFF" + struct.pack("<I", min(4 + len(body), 0xFFFFFFFF)) + b"WAVE" + body


def library_samples(path: Path, **raw: object) -> Int16s:
    """The whole file as libsndfile reads it: (frames, channels); floats rounded at full scale 32768 and clipped."""
    with soundfile.SoundFile(str(path), **raw) as sound:
        floats = sound.subtype in ("FLOAT", "DOUBLE", "VORBIS", "OPUS")
        blocks = []
        while True:
            block = sound.read(65536, dtype="float64" if floats else "int16", always_2d=True)
            if not len(block):
                break
            blocks.append(block)
        read = np.concatenate(blocks)
    return np.clip(np.rint(read * 32768), -32768, 32767).astype(np.int16) if floats else np.asarray(read)


def bins_of(samples: Int16s, frames: int = 256) -> tuple[Int16s, Int16s]:
    """Lows and highs, each (lanes, bins), by plain slicing: the independent reading."""
    starts = range(0, len(samples), frames)
    lows = np.array([samples[at : at + frames].min(axis=0) for at in starts], dtype=np.int16)
    highs = np.array([samples[at : at + frames].max(axis=0) for at in starts], dtype=np.int16)
    return lows.T, highs.T
