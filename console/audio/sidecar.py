"""Kept summaries: reopening a call shows its picture at once. They hold loudness per 32 ms, never speech."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import struct
from pathlib import Path
from typing import Final

import numpy as np

from console.audio.peaks import Peaks
from console.audio.reader import SoundInfo
from console.domain.calls import SoundSource

log = logging.getLogger(__name__)

_MAGIC: Final = b"DSPK"
_VERSION: Final = 1
_HEAD: Final = struct.Struct("<4sHHIQHH")
_ENDING: Final = ".peaks"
MOST_BYTES: Final = 512 * 1024 * 1024
"""Room for about 600 hours of 8 kHz stereo."""


def peaks_key(content_hash: str, source: SoundSource) -> str:
    """The key of a call's summary: its content and what else decides how the lanes look."""
    return f"{content_hash}:{source.side}:{source.raw_rate_hz}:{len(source.paths)}"


class PeakShelf:
    """Summaries in a cache folder, one file each. A damaged or missing one is simply not there. Any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> Peaks | None:
        """The whole summary kept under `key`, or None."""
        try:
            raw = self._path(key).read_bytes()
        except OSError:
            return None
        try:
            return _unpacked(raw)
        except (ValueError, struct.error, UnicodeDecodeError):
            log.warning("a kept summary is damaged and is made anew")
            return None

    def save(self, key: str, peaks: Peaks) -> bool:
        """Keep a finished summary; False when it is not finished or cannot be written: it is only a shortcut."""
        if peaks.done_frames < peaks.frames:
            return False
        path = self._path(key)
        part = path.with_suffix(f".{os.getpid()}-{id(peaks):x}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_packed(peaks))
            part.replace(path)
            self.prune()
        except OSError as error:
            log.warning("a summary could not be kept: %s", error.strerror)
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            return False
        return True

    def prune(self, most_bytes: int = MOST_BYTES) -> int:
        """Drop the oldest summaries until the rest fit into `most_bytes`; how many were dropped."""
        kept = []
        for path in self._folder.glob(f"*{_ENDING}"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                kept.append((stat.st_mtime_ns, stat.st_size, path))
        total, dropped = sum(size for _, size, _ in kept), 0
        for _, size, path in sorted(kept):
            if total <= most_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total, dropped = total - size, dropped + 1
        return dropped

    def _path(self, key: str) -> Path:
        return self._folder / (hashlib.sha256(key.encode()).hexdigest()[:40] + _ENDING)


def _packed(peaks: Peaks) -> bytes:
    info = peaks.info
    name = info.format_name.encode()
    flags = info.lanes | (0x100 if info.truncated else 0)
    head = _HEAD.pack(_MAGIC, _VERSION, Peaks.BASE, info.rate_hz, info.frames, flags, len(name))
    return head + name + peaks.base.astype("<i2").tobytes()


def _unpacked(raw: bytes) -> Peaks:
    """The summary in `raw`; ValueError or struct.error when it is none of ours."""
    magic, version, base, rate_hz, frames, flags, name_bytes = _HEAD.unpack_from(raw)
    if (
        (magic, version, base) != (_MAGIC, _VERSION, Peaks.BASE)
        or not frames
        or not rate_hz
        or flags & 0xFF not in (1, 2)
    ):
        raise ValueError("not a summary")
    name = raw[_HEAD.size : _HEAD.size + name_bytes].decode()
    peaks = Peaks(SoundInfo(rate_hz, frames, flags & 0xFF, name, bool(flags & 0x100)))
    lows, highs = np.frombuffer(raw, "<i2", offset=_HEAD.size + name_bytes).reshape(2, peaks.lanes, peaks.bins)
    peaks.put(0, lows, highs)
    return peaks
