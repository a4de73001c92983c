"""How loud the ear's own output is: what comes out of speakers comes back in at the microphone."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from console.audio.outputs import PERIOD_MS, OutputDevice, Outputs, Take

LOUD = 10 ** (-42 / 20) * 32768
"""The root mean square above which a microphone before the speakers would hear it."""
HOLD_S = 0.2
"""A room and the device's own queue give it back a little later."""


class EarLevel:
    """Measures while `wanted`. `hear` comes from the device's thread; `loud` from any."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.wanted = False
        self._clock = clock
        self._loud_s = -HOLD_S

    def hear(self, sound: bytes) -> bytes:
        """What goes out now, interleaved int16; given back as it came."""
        if self.wanted and sound:
            heard = np.frombuffer(sound, np.int16).astype(np.float32)
            if float(np.sqrt(np.mean(heard * heard))) > LOUD:
                self._loud_s = self._clock()
        return sound

    def loud(self) -> bool:
        """Whether it was loud within the last HOLD_S."""
        return self._clock() - self._loud_s < HOLD_S


class OverheardOutputs:
    """As `Outputs`, but what they play passes an EarLevel."""

    def __init__(self, outputs: Outputs, ear: EarLevel) -> None:
        self._outputs, self._ear = outputs, ear

    def names(self) -> tuple[str, ...]:
        """As `Outputs.names`."""
        return self._outputs.names()

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """As `Outputs.open`."""
        return _Overheard(self._outputs.open(name, period_ms), self._ear)

    def close(self) -> None:
        """As `Outputs.close`."""
        self._outputs.close()


class _Overheard:
    def __init__(self, device: OutputDevice, ear: EarLevel) -> None:
        self._device, self._ear = device, ear
        self.name, self.rate_hz, self.channels = device.name, device.rate_hz, device.channels
        self.period_frames, self.latency_ms = device.period_frames, device.latency_ms

    @property
    def real_time(self) -> bool:
        return self._device.real_time

    @real_time.setter
    def real_time(self, real_time: bool) -> None:
        self._device.real_time = real_time

    def start(self, take: Take) -> None:
        hear = self._ear.hear
        self._device.start(lambda frames: hear(take(frames)))

    def stop(self) -> None:
        self._device.stop()

    def alive(self) -> bool:
        return self._device.alive()

    def close(self) -> None:
        self._device.close()
