"""The ear on a live call: plays both sides just behind their newest sound, fills holes, and holds its distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from console.audio.concealment import Concealer, pitch_period
from console.audio.g711 import ULAW_SAMPLES
from console.audio.live_leg import LiveLeg
from console.audio.live_tape import HOLE, Bytes
from console.audio.resample import between, fraction_bank

Floats = NDArray[np.float32]

BLOCK_MS = 5
STEADY = 0.006
"""Most that speed changes to hold the distance; a tenth of a semitone, which nobody hears in speech."""
DRIFT = 0.012
"""Most that two clocks may differ: cheap ones by 0.0003, broken ones by 0.01."""
NEAR_S = 0.02
FAR_S = 0.06
LOST_S = 1.5
"""Off by more than NEAR a quiet spot is cut or stretched, by more than FAR any period, by more than LOST it jumps."""
BETWEEN_MS = 40
"""Speech between two cuts of it: faster would be gabble."""
QUIET = 0.004
"""Root mean square of what counts as quiet: -48 dB of full scale."""
TAPS = 24
_SCALE = np.float32(1 / 32768)
_SOUND = ULAW_SAMPLES.astype(np.float32) * _SCALE


@dataclass
class HeadFigures:
    """What the ear did so far, in ms of sound; `behind_ms` is the distance to the newest sound on its way."""

    played_ms: float = 0.0
    concealed_ms: float = 0.0
    spliced: int = 0
    jumped: int = 0
    behind_ms: float = 0.0
    drift_ppm: float = 0.0


class LiveHead:
    """Both legs at one distance, so that they stay together. `render` is for one thread, in or before the device's.

    Legs have one rate. Lanes in the order of `legs`.
    """

    def __init__(self, legs: Sequence[LiveLeg], rate_hz: int) -> None:
        self.legs = tuple(legs)
        self.native_hz = self.legs[0].tape.rate_hz
        self.rate_hz = rate_hz
        self.figures = HeadFigures()
        self._block = self.native_hz * BLOCK_MS // 1000
        self._ahead = self.native_hz // 50
        self._fill = [Concealer(self.native_hz) for _ in self.legs]
        self._sound = np.zeros((len(self.legs), TAPS), np.float32)
        self._phase = 0.0
        self._steps = np.arange(0)
        self._place: float | None = None
        self._drift = 0.0
        self._whole = 0
        self._bank = fraction_bank(TAPS, min(1.0, rate_hz / self.native_hz) * 0.95)

    @property
    def place(self) -> float:
        """What is heard next, in samples of the tapes."""
        return 0.0 if self._place is None else self._place - self._buffered

    @property
    def _buffered(self) -> float:
        return len(self._sound[0]) - TAPS // 2 - self._phase

    def begin_at(self, place: float | None) -> None:
        """Go on from `place` and catch up from there; None: from where the ear should be."""
        self._place = place
        self._sound = np.zeros((len(self.legs), TAPS), np.float32)
        self._phase = 0.0
        if place is not None:
            self._place = place + self._buffered

    def render(self, frames: int, now_s: float) -> Floats:
        """The next `frames` at the device's rate, shape (frames, lanes), to be heard at `now_s` and after."""
        wanted = self._wanted(now_s)
        if wanted is None:
            return np.zeros((frames, len(self.legs)), np.float32)
        if self._place is None:
            self.begin_at(wanted)
        for leg in self.legs:
            # half a block: with so much of it there it is not made up
            leg.take_ahead(frames * 1000 / self.rate_hz + BLOCK_MS / 2 + TAPS * 500 / self.native_hz)
        off_s = (wanted - self.place) / self.native_hz
        self.figures.behind_ms = self._behind_ms(off_s)
        step = self.native_hz / self.rate_hz * self._speed(off_s, frames / self.rate_hz)
        needed = int(self._phase + step * frames) + TAPS + 1
        while (missing := needed - len(self._sound[0])) > 0:
            more = self._next(missing, (wanted - self.place) / self.native_hz)
            self._sound = np.concatenate((self._sound, more), axis=1)
        if len(self._steps) != frames:
            self._steps = np.arange(frames)
        out = between(self._sound, self._phase + step * self._steps, self._bank)
        self._phase += step * frames
        gone = int(self._phase)
        self._sound = self._sound[:, gone:]
        self._phase -= gone
        self.figures.played_ms += frames * 1000 / self.rate_hz
        return out.T

    def _wanted(self, now_s: float) -> float | None:
        """Where on the tapes the ear should be; None while nothing came."""
        begun = [leg for leg in self.legs if leg.tape.end]
        if not begun:
            return None
        distance_s = max(leg.anchor_s + leg.target_ms / 1000 for leg in begun)
        return (now_s - self.legs[0].zero_s - distance_s) * self.native_hz

    def _behind_ms(self, off_s: float) -> float:
        return max(leg.target_ms for leg in self.legs) + off_s * 1000

    def _speed(self, off_s: float, lasts_s: float) -> float:
        """A little faster when late, slower when early; what is always so becomes the drift."""
        if abs(off_s) < FAR_S:
            self._drift = min(max(self._drift + off_s * lasts_s * 0.05, -DRIFT), DRIFT)
        self.figures.drift_ppm = self._drift * 1e6
        return 1 + self._drift + min(max(off_s * 0.5, -STEADY), STEADY)

    def _next(self, missing: int, off_s: float) -> Floats:
        """What is `missing`, a block at least; where the ear is off, a block with more or less of the call in it."""
        assert self._place is not None
        place = round(self._place)
        if abs(off_s) > LOST_S:
            return self._lead_over(place, place + round(off_s * self.native_hz), jump=True)
        by = self._splice(place, off_s)
        if by:
            return self._lead_over(place, place + by)
        return self._play(place, self._block if abs(off_s) > NEAR_S else max(missing, self._block))

    def _play(self, place: int, count: int) -> Floats:
        sound = np.empty((len(self.legs), count), np.float32)
        for lane, (leg, fill) in enumerate(zip(self.legs, self._fill, strict=True)):
            codes = leg.tape.codes(place, count)
            if HOLE in codes.tobytes() and leg.tape.end:
                sound[lane] = self._filled(place, codes, leg, fill)
            else:
                sound[lane] = fill.heard(_SOUND.take(codes))
            leg.heard_until = place + count
        self._place = (self._place or 0.0) + count
        self._whole += count
        return sound

    def _filled(self, place: int, codes: Bytes, leg: LiveLeg, fill: Concealer) -> Floats:
        """A block with holes; what comes after one leads back into what is known."""
        ahead = leg.tape.codes(place + len(codes), 2 * self._ahead)
        known = np.concatenate((codes, ahead)) != HOLE
        turns = np.flatnonzero(np.diff(known[: len(codes)])) + 1
        parts = []
        for begin, end in pairwise((0, *turns.tolist(), len(codes))):
            if known[begin]:
                parts.append(fill.heard(_SOUND[codes[begin:end]]))
                continue
            if not leg.gone:
                self.figures.concealed_ms += (end - begin) * 1000 / self.native_hz
            after = int(np.argmax(known[begin:])) if known[begin:].any() else 0
            follows = None
            if after:
                come = leg.tape.codes(place + begin + after, self._ahead)
                follows = _SOUND[come] if not np.any(come == HOLE) else None
            parts.append(fill.missing(end - begin, follows, after))
        return np.concatenate(parts)

    def _lead_over(self, place: int, to: int, *, jump: bool = False) -> Floats:
        """One block from `place` that ends as the one at `to`; the ear goes on from there."""
        rise = np.linspace(0, 1, self._block, endpoint=False, dtype=np.float32)
        before = self._play(place, self._block)
        after = np.stack([_SOUND[leg.tape.codes(to, self._block)] for leg in self.legs])
        assert self._place is not None
        self._place += to - place
        self._whole = 0
        if jump:
            self.figures.jumped += 1
        else:
            self.figures.spliced += 1
        return np.asarray(before * (1 - rise) + after * rise, np.float32)

    def _splice(self, place: int, off_s: float) -> int:
        """By how many samples to skip (or, below 0, to go back) here; 0 where it would be heard or is not needed."""
        if abs(off_s) < NEAR_S or self._whole < self.native_hz * BETWEEN_MS // 1000:
            return 0
        span = self.native_hz * 40 // 1000
        begin = place - (span if off_s < 0 else 0)
        around = [leg.tape.codes(begin, span + self._block) for leg in self.legs]
        if any(np.any(codes == HOLE) for codes, leg in zip(around, self.legs, strict=True) if leg.tape.end > begin):
            return 0
        sound = np.sum([_SOUND[codes] for codes in around], axis=0)
        quiet = float(np.sqrt(np.mean(sound * sound))) < QUIET
        if not quiet and abs(off_s) < FAR_S:
            return 0
        lag = self.native_hz * 10 // 1000 if quiet else pitch_period(sound, self.native_hz)
        return lag if off_s > 0 else -lag
