"""A player on the null device with a sound in memory, for tests that turn the clock by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from console.audio.outputs import NullOutputs
from console.audio.player import Player, PlayState
from console.audio.reader import SoundInfo
from console.domain.calls import SoundSource
from console.domain.faults import FaultKind, PlaceFault
from console.domain.ledger import Heard, Ledger

RATE_HZ = 8000
DEVICE_HZ = 48000
SOURCE = SoundSource(("memory.wav",))


def noise(seconds: float, lanes: int = 2, rate_hz: int = RATE_HZ, seed: int = 3) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Noise band-limited to half of Nyquist, so that a rate conversion keeps all of it; never repeats."""
    rng = np.random.default_rng(seed)
    frames = int(seconds * rate_hz)
    spectrum = np.fft.rfft(rng.standard_normal((frames, lanes)), axis=0)
    spectrum[len(spectrum) // 2 :] = 0
    wave = np.fft.irfft(spectrum, frames, axis=0)
    return np.asarray(wave / np.abs(wave).max() * 20000, dtype=np.int16)


class MemorySound:
    """A reader over an array. `gone` makes it fail like a file that was removed."""

    def __init__(self, samples: np.ndarray[Any, np.dtype[np.int16]], rate_hz: int = RATE_HZ) -> None:
        self.samples = samples
        self.info = SoundInfo(rate_hz, len(samples), samples.shape[1], "memory")
        self.gone = False
        self.closed = False

    def read(self, start_frame: int, frames: int) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Like `Reader.read`."""
        if self.gone:
            raise PlaceFault(FaultKind.FILE_MISSING, path="memory.wav")
        return self.samples[max(0, start_frame) : max(0, start_frame + frames)]

    def close(self) -> None:
        """Remember it."""
        self.closed = True


class Bench:
    """A player, the null device it plays on, and all it told."""

    def __init__(
        self, wait: Callable[[Callable[[], bool]], None], sound: MemorySound, rate_hz: int = DEVICE_HZ
    ) -> None:
        self.sound = sound
        self.outputs = NullOutputs(rate_hz=rate_hz)
        self.player = Player(outputs=self.outputs, opener=lambda _source: sound)
        self.wait = wait
        self.heard: list[Heard] = []
        self.states: list[PlayState] = []
        self.faults: list[FaultKind] = []
        self.player.heard.connect(self._hear)
        self.player.state_changed.connect(self._note_state)
        self.player.fault_happened.connect(self._note_fault)

    def _hear(self, heard: Heard) -> None:
        self.heard.append(heard)

    def _note_state(self, state: PlayState) -> None:
        self.states.append(state)

    def _note_fault(self, fault: PlaceFault) -> None:
        self.faults.append(fault.kind)

    def open(self) -> None:
        """Open the sound and wait until it is there."""
        self.player.open(SOURCE)
        self.wait(lambda: self.player.state is PlayState.PAUSED)

    def turn(self, ms: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Let `ms` go by on the device; what sounded, shape (n, 2), -1..1."""
        raw = self.outputs.device.turn(round(ms * self.outputs.device.rate_hz / 1000))
        return np.frombuffer(raw, dtype=np.int16).reshape(-1, self.outputs.device.channels) / 32768

    @property
    def ledger(self) -> Ledger:
        """Everything reported as heard."""
        ledger = Ledger()
        for heard in self.heard:
            ledger = ledger.add(heard)
        return ledger
