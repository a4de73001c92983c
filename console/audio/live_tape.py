"""All that was heard of one side of a live call, kept in memory only: a byte a sample, holes where nothing came."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from console.audio.g711 import ALAW_SAMPLES, ULAW_SAMPLES

Bytes = NDArray[np.uint8]
Samples = NDArray[np.int16]

HOLE = 0x7F
"""The mu-law code of minus zero stands for what never came; a real one is kept as plus zero, which sounds the same."""
_PLUS_ZERO = 0xFF

NOTHING = 1 << 62
"""Behind every place."""

PIECE_S = 10
MOST_S = 7200
"""Two hours of one side are 58 MB at 8 kHz."""


def _coded() -> Bytes:
    """The mu-law code of every 16-bit sample (ITU-T G.711), by the sample's own bits."""
    order = np.argsort(ULAW_SAMPLES, kind="stable").astype(np.int64)
    values = ULAW_SAMPLES[order].astype(np.int32)
    middles = (values[1:] + values[:-1]) / 2
    samples = np.arange(65536, dtype=np.uint16).view(np.int16)
    codes = order[np.searchsorted(middles, samples)].astype(np.uint8)
    codes[codes == HOLE] = _PLUS_ZERO
    return codes


_OF_SAMPLE = _coded()
_OF_ALAW = _OF_SAMPLE[ALAW_SAMPLES.view(np.uint16)].tobytes()
_OF_ULAW = np.where(np.arange(256) == HOLE, _PLUS_ZERO, np.arange(256)).astype(np.uint8).tobytes()


def from_ulaw(payload: bytes) -> Bytes:
    """Codes of a mu-law payload."""
    return np.frombuffer(payload.translate(_OF_ULAW), np.uint8)


def from_alaw(payload: bytes) -> Bytes:
    """Codes of an A-law payload."""
    return np.frombuffer(payload.translate(_OF_ALAW), np.uint8)


def from_samples(samples: Samples) -> Bytes:
    """Codes of 16-bit samples."""
    return _OF_SAMPLE[samples.view(np.uint16)]


class LiveTape:
    """Grows at its end, filled in behind when something comes late. Places are in samples from its beginning.

    Written in one thread, read in any. Beyond `most_s` the oldest pieces go; never anything to a disk.
    """

    def __init__(self, rate_hz: int, most_s: int = MOST_S) -> None:
        self.rate_hz = rate_hz
        self._piece = rate_hz * PIECE_S
        self.keep(most_s)
        self._pieces: dict[int, Bytes] = {}
        self._oldest = 0
        self._lock = Lock()
        self._changed = NOTHING
        self.end = 0
        """Behind the last sample that came."""

    def keep(self, most_s: int) -> None:
        """How much is kept from now on; what has gone does not come back."""
        self._most = max(1, -(-most_s // PIECE_S))

    @property
    def begin(self) -> int:
        """The first place that is still kept."""
        return self._oldest * self._piece

    def write(self, at: int, codes: Bytes) -> int:
        """Keep `codes` from `at` on; how many of them are in time to be kept. Nothing is kept twice: the first wins."""
        kept = 0
        with self._lock:
            until = at + len(codes)
            while at < until:
                number, inside = divmod(at, self._piece)
                length = min(until - at, self._piece - inside)
                if number >= self._oldest:
                    place = self._piece_of(number)[inside : inside + length]
                    new = codes[len(codes) - (until - at) :][:length]
                    if at >= self.end:  # nearly always: nothing is there yet
                        place[:] = new
                        kept += length
                    else:
                        holes = place == HOLE
                        place[holes] = new[holes]
                        kept += int(np.count_nonzero(holes))
                    self._changed = min(self._changed, at)
                at += length
            self.end = max(self.end, until)
        return kept

    def take_changed(self) -> int:
        """The first place that was written since this was asked last, NOTHING for none. For one asker."""
        with self._lock:
            changed, self._changed = self._changed, NOTHING
        return changed

    def read(self, start: int, count: int) -> Samples:
        """Samples from `start`; silence where nothing is."""
        return ULAW_SAMPLES[self.codes(start, count)]

    def codes(self, start: int, count: int) -> Bytes:
        """Codes from `start`; HOLE where nothing is."""
        number, inside = divmod(start, self._piece)
        with self._lock:
            piece = self._pieces.get(number)
            if piece is not None and inside + count <= self._piece and start + count <= self.end:  # nearly always
                return piece[inside : inside + count].copy()
        found = np.full(count, HOLE, np.uint8)
        with self._lock:
            at, until = max(start, self.begin), min(start + count, self.end)
            while at < until:
                number, inside = divmod(at, self._piece)
                length = min(until - at, self._piece - inside)
                piece = self._pieces.get(number)
                if piece is not None:
                    found[at - start : at - start + length] = piece[inside : inside + length]
                at += length
        return found

    def _piece_of(self, number: int) -> Bytes:
        piece = self._pieces.get(number)
        if piece is None:
            piece = self._pieces[number] = np.full(self._piece, HOLE, np.uint8)
            while len(self._pieces) > self._most or self._oldest + self._most <= max(self._pieces):
                self._pieces.pop(self._oldest, None)
                self._oldest += 1
        return piece
