"""Where sound goes out, as a player sees it, and a null device for tests and tours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from console.domain.faults import FaultKind, PlaceFault

Take = Callable[[int], bytes]
"""Gives that many frames of interleaved int16; called in the device's own thread."""

PERIOD_MS = 40
"""Length of one callback. PyAudio cannot ask for a latency; a host queues two or three periods, so this is 100 ms."""
LIVE_PERIOD_MS = 10
"""The same during a live call, where each period is heard as delay."""
NULL_NAME = "null"
MOMENT_S = 0.5
"""How long a clock turned by hand waits for a player to begin."""


class OutputDevice(Protocol):
    """An open output. `start`, `stop`, `close` come from one thread; `take` is called from the device's."""

    name: str
    rate_hz: int
    channels: int
    period_frames: int
    latency_ms: float
    real_time: bool
    """Whether it calls by itself: then a missing call means that it is lost."""

    def start(self, take: Take) -> None:
        """Begin calling `take`; PlaceFault(DEVICE_LOST) when the device is gone."""
        ...

    def stop(self) -> None:
        """No `take` is called after this returns."""
        ...

    def alive(self) -> bool:
        """False once the device is known to be lost."""
        ...

    def close(self) -> None:
        """Stop and give the device back."""
        ...


class Outputs(Protocol):
    """The outputs of a machine. All calls from one thread."""

    def names(self) -> tuple[str, ...]:
        """Names that `open` takes, best first; looks anew when nothing is open."""
        ...

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """The device called `name`, else the system's default, called every `period_ms`.

        PlaceFault(NO_OUTPUT_DEVICE) when there is none.
        """
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class NullDevice:
    """A device nobody hears. `turn` moves its clock by hand and returns what would have sounded."""

    def __init__(self, rate_hz: int = 48000, channels: int = 2) -> None:
        self.name = NULL_NAME
        self.rate_hz = rate_hz
        self.channels = channels
        self.period_frames = rate_hz * PERIOD_MS // 1000
        self.latency_ms = 0.0
        self.real_time = False
        self.lost = False
        self._take: Take | None = None
        self._started = threading.Condition()

    def start(self, take: Take) -> None:
        """Begin."""
        if self.lost:
            raise PlaceFault(FaultKind.DEVICE_LOST, device=self.name)
        with self._started:
            self._take = take
            self._started.notify_all()

    def turn(self, frames: int) -> bytes:
        """Let `frames` frames go by; a player just asked to play gets a moment to begin; silence otherwise."""
        with self._started:
            self._started.wait_for(lambda: self._take is not None, MOMENT_S)
        return self._go_by(frames)

    def _go_by(self, frames: int) -> bytes:
        sound = b""
        while frames > 0:
            part = min(frames, self.period_frames)
            sound += self._take(part) if self._take else bytes(2 * self.channels * part)
            frames -= part
        return sound

    def stop(self) -> None:
        """Stop."""
        self._take = None

    def alive(self) -> bool:
        """False after `lost` was set."""
        return not self.lost

    def close(self) -> None:
        """Stop."""
        self.stop()


class RunningNullDevice(NullDevice):
    """The null device with a clock of its own: a thread takes one period after another in real time."""

    def __init__(self, rate_hz: int = 48000, channels: int = 2) -> None:
        super().__init__(rate_hz, channels)
        self.real_time = True
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, take: Take) -> None:
        """Begin the clock."""
        super().start(take)
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="null-output", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        period_s = self.period_frames / self.rate_hz
        due = time.perf_counter()
        while not self._ended.is_set():
            self._go_by(self.period_frames)
            due = max(due + period_s, time.perf_counter() - 0.5)
            self._ended.wait(max(0.0, due - time.perf_counter()))

    def stop(self) -> None:
        """End the clock."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        super().stop()


class NullOutputs:
    """A machine whose only output is the null device: for tests (hand-turned) and for tours (`running=True`)."""

    def __init__(self, *, running: bool = False, rate_hz: int = 48000, channels: int = 2) -> None:
        self.device: NullDevice = (RunningNullDevice if running else NullDevice)(rate_hz, channels)
        self.present = True

    def names(self) -> tuple[str, ...]:
        """The one name, or none when `present` is False."""
        return (self.device.name,) if self.present else ()

    def open(self, name: str | None, period_ms: int = PERIOD_MS) -> OutputDevice:
        """The one device, whatever the name."""
        if not self.present:
            raise PlaceFault(FaultKind.NO_OUTPUT_DEVICE, device=name or "")
        self.device.lost = False
        self.device.period_frames = self.device.rate_hz * period_ms // 1000
        return self.device

    def close(self) -> None:
        """Nothing to give back."""
