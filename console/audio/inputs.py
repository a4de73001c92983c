"""Where sound comes in, as whoever listens there sees it, and a null device that tests feed by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Protocol

from console.domain.faults import FaultKind, PlaceFault

Give = Callable[[bytes], object]
"""Takes interleaved int16 frames as they come; called in the device's own thread."""

INPUT_PERIOD_MS = 10
"""Length of one callback: what is said is delayed by it."""
NULL_NAME = "null microphone"


class InputDevice(Protocol):
    """An open input. `start`, `stop`, `close` come from one thread; `give` is called from the device's."""

    name: str
    rate_hz: int
    channels: int
    real_time: bool
    """Whether it calls by itself: then a missing call means that it is lost."""

    def start(self, give: Give) -> None:
        """Begin calling `give`; PlaceFault(INPUT_LOST) when the device is gone."""
        ...

    def alive(self) -> bool:
        """False once the device is known to be lost."""
        ...

    def close(self) -> None:
        """Stop and give the device back; no `give` is called after this returns."""
        ...


class Inputs(Protocol):
    """The inputs of a machine. Several may be open at once; all calls from one thread."""

    def names(self) -> tuple[str, ...]:
        """Names that `open` takes, best first; looks anew when nothing is open."""
        ...

    def open(self, name: str | None, channels: int = 1) -> InputDevice:
        """The device called `name`, or the system's default for None, with as many `channels` as it has of those.

        PlaceFault(NO_INPUT_DEVICE): another one than the chosen one is never listened at instead.
        """
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def names_now(make: Callable[[], Inputs]) -> tuple[str, ...]:
    """The inputs that there are now; looked for with inputs of its own."""
    with closing(make()) as inputs:
        return inputs.names()


class NullInput:
    """A device where nobody speaks. `feed` says something into it by hand."""

    def __init__(self, rate_hz: int = 48000, channels: int = 1, name: str = NULL_NAME) -> None:
        self.name = name
        self.rate_hz = rate_hz
        self.channels = channels
        self.real_time = False
        self.lost = False
        self._give: Give | None = None

    @property
    def running(self) -> bool:
        """Whether anybody listens."""
        return self._give is not None

    def start(self, give: Give) -> None:
        """Begin."""
        if self.lost:
            raise PlaceFault(FaultKind.INPUT_LOST, device=self.name)
        self._give = give

    def feed(self, sound: bytes) -> None:
        """Interleaved int16 frames come in; nobody hears them while nobody listens."""
        if self._give is not None and not self.lost:
            self._give(sound)

    def alive(self) -> bool:
        """False after `lost` was set."""
        return not self.lost

    def close(self) -> None:
        """Stop."""
        self._give = None


class NullInputs:
    """A machine whose only input is the null device. `opened` counts how often it was opened."""

    def __init__(self, rate_hz: int = 48000, channels: int = 1) -> None:
        self.device = NullInput(rate_hz, channels)
        self._channels = channels
        self.present = True
        self.opened = 0

    def names(self) -> tuple[str, ...]:
        """The one name, or none when `present` is False."""
        return (self.device.name,) if self.present else ()

    def open(self, name: str | None, channels: int = 1) -> InputDevice:
        """The one device, whatever the name."""
        if not self.present:
            raise PlaceFault(FaultKind.NO_INPUT_DEVICE, **({"device": name} if name else {}))
        self.opened += 1
        self.device.lost = False
        self.device.channels = min(channels, self._channels)
        return self.device

    def close(self) -> None:
        """Stop the device if it was opened from here."""
        if self.opened:
            self.device.close()
