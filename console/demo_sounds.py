"""The demo centre's recordings as the speech of its live calls: in the agent's language, of the call's queue."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from console.audio.live_tape import from_samples
from console.audio.reader import open_sound
from console.domain.calls import SoundSource
from console.domain.floor import AgentNow
from console.telephony.simulated_live import CallSound

RATE_HZ = 8000
"""Of the demo's recordings, and of live sound."""


class Recorded:
    """A recording as mu-law, decoded a second at a time when it is asked for: to begin costs 10 ms, all of it 500."""

    def __init__(self, path: Path) -> None:
        self._source = SoundSource((str(path),))
        self._seconds: dict[int, tuple[bytes, ...]] = {}
        with open_sound(self._source) as reader:
            self.length = reader.info.frames

    def read(self, lane: int, start: int, stop: int) -> bytes:
        """Codes of a lane; what of them lies inside."""
        stop = min(stop, self.length)
        parts = []
        for second in range(start // RATE_HZ, -(-stop // RATE_HZ)):
            begins = second * RATE_HZ
            parts.append(self._second(second)[lane][max(0, start - begins) : max(0, stop - begins)])
        return b"".join(parts)

    def _second(self, second: int) -> tuple[bytes, ...]:
        if second not in self._seconds:
            with open_sound(self._source) as reader:
                samples = reader.read(second * RATE_HZ, RATE_HZ)
            codes = from_samples(np.ascontiguousarray(samples.T))
            self._seconds[second] = (codes[0].tobytes(), codes[-1].tobytes())
        return self._seconds[second]


@dataclass(frozen=True)
class Side:
    """One lane of it, as a `Speech`."""

    of: Recorded
    lane: int

    def __len__(self) -> int:
        return self.of.length

    def __getitem__(self, place: slice, /) -> bytes:
        start, stop, _ = place.indices(self.of.length)
        return self.of.read(self.lane, start, stop)


class DemoSounds:
    """Called with an agent on a call gives its speech; the same call always sounds the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._truths: list[dict[str, Any]] = []
        self._known: dict[str, Recorded] = {}

    def __call__(self, agent: AgentNow) -> CallSound:
        """PlaceFault and InputFault as `open_sound`."""
        name = self.chosen(agent)
        if name not in self._known:
            self._known[name] = Recorded(self._folder / name)
        return CallSound(Side(self._known[name], 0), Side(self._known[name], 1))

    def chosen(self, agent: AgentNow) -> str:
        """The file's name."""
        if not self._truths:
            self._truths = json.loads((self._folder / "truth.json").read_text(encoding="utf-8"))["sounds"]
        languages = {truth["agent"]: truth["language"] for truth in self._truths}
        language = languages.get(agent.agent_number)
        spoken = [truth for truth in self._truths if language in (None, truth["language"])]
        fitting = [truth for truth in spoken if truth["queue"] == agent.queue] or spoken
        return str(fitting[zlib.crc32(agent.call_key.encode()) % len(fitting)]["file"])
