"""The words between the player and its engine: what a sound is, how to play it, what happened."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from console.audio.live_call import LiveCall
from console.audio.render import Mix, Readable, Recent, Rendering, Walker
from console.audio.route import FOREVER, Route, skips_of
from console.domain.calls import SoundSource
from console.domain.faults import BugFault, Fault, FaultKind
from console.domain.ledger import Heard

log = logging.getLogger(__name__)


class Info(Protocol):
    """The part of `console.audio.reader.SoundInfo` that the engine needs."""

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        ...

    @property
    def frames(self) -> int:
        """Length."""
        ...

    @property
    def lanes(self) -> int:
        """2: agent and customer, 1: mixed."""
        ...

    @property
    def duration_ms(self) -> int:
        """Length in ms, rounded down."""
        ...


class Sound(Readable, Protocol):
    """The part of `console.audio.reader.Reader` that the engine needs."""

    @property
    def info(self) -> Info:
        """Rate, length, lanes."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


Opener = Callable[[SoundSource], Sound]


class PlayState(StrEnum):
    """What the player is doing."""

    EMPTY = "empty"
    LOADING = "loading"
    PAUSED = "paused"
    PLAYING = "playing"
    ENDED = "ended"


@dataclass(frozen=True)
class Wishes:
    """How to play; one value, replaced as a whole. Frames of the sound; `quiet` in ms."""

    speed: float = 1.0
    mix: Mix = field(default_factory=Mix)
    loop: tuple[int, int] | None = None
    stop: int | None = None
    quiet: tuple[tuple[int, int], ...] = ()
    skip_silence: bool = False

    def rendering(
        self, sound: Recent, info: Info, live: LiveCall | None, at: int, device_hz: int, channels: int
    ) -> Rendering:
        """A rendering of `sound`, which may be that of a `live` call, from frame `at` on as this says."""
        frames = length_of(info, live)
        skips = skips_of(self.quiet, info.rate_hz, frames) if self.skip_silence else ()
        route = Route(frames, self.loop, self.stop, skips)
        return Rendering(
            Walker(sound, route, at, info.rate_hz, info.lanes),
            self.mix,
            self.speed,
            lanes=info.lanes,
            rate_hz=info.rate_hz,
            device_hz=device_hz,
            channels=channels,
        )


@dataclass(frozen=True)
class Opened:
    """The sound asked for with `ticket` is there."""

    ticket: int
    info: Info


@dataclass(frozen=True)
class NotOpened:
    """The sound asked for with `ticket` cannot be had."""

    ticket: int
    fault: Fault


@dataclass(frozen=True)
class DeviceTaken:
    """Sound goes out on `name` from now on."""

    name: str


@dataclass(frozen=True)
class DevicesListed:
    """The outputs there are, best first."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class EdgeReached:
    """The newest of a live call is heard from now on, or no longer."""

    at_edge: bool


Event = Heard | PlayState | Fault | Opened | NotOpened | DeviceTaken | DevicesListed | EdgeReached


def extent_of(info: Info, live: LiveCall | None) -> tuple[int, int]:
    """The first frame there is, and the one behind the last; both move while a live call goes on."""
    return 0 if live is None else live.begin, length_of(info, live)


def length_of(info: Info, live: LiveCall | None) -> int:
    """Frames of a sound, FOREVER of a live call that goes on."""
    return info.frames if live is None or live.ended else FOREVER


def fault_of(error: Exception) -> Fault:
    """What is told of `error`; what nobody foresaw goes into the log."""
    if isinstance(error, Fault):
        return error
    log.error("playing failed", exc_info=error)
    return BugFault(FaultKind.BUG, what=type(error).__name__)
