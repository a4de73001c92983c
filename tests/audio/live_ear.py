"""A console's ear on this computer: two ports held before it asks, and both sides in one live call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from console.audio.live_call import LANES, LiveCall
from console.audio.live_lines import RtpLine, bound_port
from console.audio.live_tape import from_samples

RATE = 8000


def tone(hz: float, seconds: float, level: float = 0.25) -> bytes:
    """A sine in mu-law, at 8 kHz."""
    at = np.arange(round(seconds * RATE))
    return from_samples(np.asarray(np.rint(32767 * level * np.sin(2 * np.pi * hz * at / RATE)), np.int16)).tobytes()


@dataclass
class Ear:
    """`ports` are held from the beginning; `listen` hears what comes from `host` there."""

    host: str = "127.0.0.1"
    call: LiveCall = field(default_factory=LiveCall)
    lines: list[RtpLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._bound = [bound_port(self.host) for _ in range(LANES)]
        self.ports: tuple[int, int] = (self._bound[0].getsockname()[1], self._bound[1].getsockname()[1])

    def listen(self) -> None:
        """From now on."""
        self.lines = [RtpLine(self.call, lane, self.host, bound=bound) for lane, bound in enumerate(self._bound)]
        for line in self.lines:
            line.start()

    def stop(self) -> None:
        """Close the ports."""
        for line in self.lines:
            line.stop()
        for bound in self._bound:
            bound.close()

    def heard_s(self) -> float:
        """How much has come."""
        return self.call.sound.info.frames / RATE

    def levels(self, *tones_hz: float) -> list[list[float]]:
        """Of each lane, how loud each tone is in dB below full scale, over what was heard."""
        frames = self.call.sound.info.frames
        sound = self.call.sound.read(0, frames).astype(np.float64) / 32768
        window = np.hanning(frames)
        turns = [2 * np.pi * hz * np.arange(frames) / RATE for hz in tones_hz]
        found = []
        for lane in range(LANES):
            heard = sound[:, lane] * window
            # Not by complex numbers, which Wine's C library cannot do whole.
            mixed = [np.hypot(heard @ np.cos(turn), heard @ np.sin(turn)) for turn in turns]
            found.append([float(20 * np.log10(one * 2 / window.sum() + 1e-9)) for one in mixed])
        return found


@contextmanager
def ear() -> Iterator[Ear]:
    """Closed at the end."""
    made = Ear()
    try:
        yield made
    finally:
        made.stop()
