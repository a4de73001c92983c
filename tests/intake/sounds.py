"""Sound files made on the spot, each different in content, small enough to make thousands."""

from __future__ import annotations

import struct
import wave
from collections.abc import Sequence
from pathlib import Path

from console.domain.calls import Call
from console.domain.people import Person
from console.store.ids import new_id


def write_wav(path: Path, *, seed: int = 1, channels: int = 2, rate_hz: int = 8000, frames: int = 800) -> Path:
    """A PCM 16 WAV whose samples depend on `seed`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        pattern = struct.pack("<4h", seed & 0x7FFF, (seed >> 15) & 0x7FFF, 1000, -1000)
        file.writeframes((pattern * (frames * channels))[: frames * channels * 2])
    return path


class KeptCalls:
    """The store's calls in memory, with its promises: all or none, and each content once."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.batches: list[int] = []
        self.fault: Exception | None = None
        self.faults_after = 0

    def known_hashes(self, hashes: Sequence[str]) -> set[str]:
        return set(hashes) & set(self.calls)

    def add_many(self, calls: Sequence[Call], person: Person | None = None) -> None:
        del person
        if self.fault and len(self.batches) >= self.faults_after:
            raise self.fault
        self.batches.append(len(calls))
        for call in calls:
            assert call.content_hash not in self.calls
            self.calls[call.content_hash] = call

    def by_name(self) -> dict[str, Call]:
        return {Path(call.sound.paths[0]).name: call for call in self.calls.values()}


__all__ = ["KeptCalls", "new_id", "write_wav"]
