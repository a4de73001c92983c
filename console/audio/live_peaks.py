"""The picture of a live call: as a recording's, but it grows at its end and is mended where something came late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from console.audio.extremes import BIN_FRAMES, extremes
from console.audio.live_call import LANES, LiveCall
from console.audio.peaks import Peaks
from console.audio.reader import SoundInfo

ROOM_BINS: Final = 4096
"""Room to begin with: two minutes at 8 kHz. It doubles."""
PIECE_BINS: Final = 1024
"""Bins summarised in one go: 33 s, some ms."""
SETTLING_S: Final = 1.0
"""The newest of the picture may change while the two sides come in."""


class LivePeaks(Peaks):
    """Peaks of what was heard up to now. `grow` is called in one thread at a time, the rest from any."""

    grows = True

    def __init__(self, call: LiveCall) -> None:
        super().__init__(_info(call, ROOM_BINS * BIN_FRAMES))
        self._call = call
        self._room = ROOM_BINS
        self._from = 0
        """Up to here nothing is owed."""
        self._set_length(0)

    @property
    def done_frames(self) -> int:
        """All of it is exact."""
        return self.frames

    @property
    def settled_frames(self) -> float:
        """As `Peaks.settled_frames`: what lies behind the newest second."""
        return self.frames - SETTLING_S * self.rate_hz

    def grow(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Summarise what came since the last time; whether there was any. What `stop` left is done the next time."""
        before = self.frames
        self._from = min(self._from, before, *(leg.tape.take_changed() for leg in self._call.legs))
        end = self._call.sound.info.frames
        mended = self._from < before - SETTLING_S * self.rate_hz
        first = self._from // BIN_FRAMES
        if self._from >= end:
            return False
        while first * BIN_FRAMES < end and not stop():
            start, until = first * BIN_FRAMES, min(end, (first + PIECE_BINS) * BIN_FRAMES)
            lows, highs = extremes(self._call.sound.read(start, until - start))
            self._make_room(first + lows.shape[1])
            with self._growing:
                self._set(first, lows, highs)
            self._from = until
            self._set_length(max(self.frames, until))
            first += PIECE_BINS
        self.revision += mended
        return True

    def _make_room(self, bins: int) -> None:
        if bins <= self._room:
            return
        room = self._room
        while room < bins:
            room *= 2
        larger = Peaks(_info(self._call, room * BIN_FRAMES))
        larger.put(0, *self.base)
        self._room, self._levels = room, larger._levels  # readers have hold of the ones or of the others

    def _set_length(self, frames: int) -> None:
        self.info = _info(self._call, frames)
        self.bins = -(-frames // BIN_FRAMES)
        self.frames = frames


def _info(call: LiveCall, frames: int) -> SoundInfo:
    return SoundInfo(call.rate_hz, frames, LANES, "live")
