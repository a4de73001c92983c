"""The demo centre's recordings as the speech of its live calls: in the agent's language, of the call's queue."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from console.audio.live_tape import from_samples
from console.audio.reader import open_sound
from console.audio.resample import Resampler
from console.domain.calls import SoundSource
from console.domain.floor import AgentNow
from console.telephony.simulated_live import CallSound

RATE_HZ = 8000


class DemoSounds:
    """Called with an agent on a call gives its speech; the same call always sounds the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._truths: list[dict[str, Any]] = []
        self._kept: dict[str, CallSound] = {}

    def __call__(self, agent: AgentNow) -> CallSound:
        """PlaceFault and InputFault as `open_sound`."""
        name = self.chosen(agent)
        if name not in self._kept:
            self._kept[name] = _read(self._folder / name)
        return self._kept[name]

    def chosen(self, agent: AgentNow) -> str:
        """The file's name."""
        if not self._truths:
            self._truths = json.loads((self._folder / "truth.json").read_text(encoding="utf-8"))["sounds"]
        languages = {truth["agent"]: truth["language"] for truth in self._truths}
        language = languages.get(agent.agent_number)
        spoken = [truth for truth in self._truths if language in (None, truth["language"])]
        fitting = [truth for truth in spoken if truth["queue"] == agent.queue] or spoken
        return str(fitting[zlib.crc32(agent.call_key.encode()) % len(fitting)]["file"])


def _read(path: Path) -> CallSound:
    with open_sound(SoundSource((str(path),))) as reader:
        lanes = reader.read(0, reader.info.frames).astype(np.float32)
        resampler = Resampler(reader.info.rate_hz, RATE_HZ, lanes.shape[1])
        made = np.concatenate((resampler.push(lanes), resampler.finish()))
    codes = from_samples(np.ascontiguousarray(np.clip(np.rint(made), -32768, 32767).astype(np.int16).T))
    return CallSound(codes[0].tobytes(), codes[-1].tobytes())
