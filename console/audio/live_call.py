"""A live call as it comes: packets of both sides in, a sound that grows, an ear at its edge, and how the line does."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from console.audio.g711 import ULAW_SAMPLES
from console.audio.live_head import LiveHead
from console.audio.live_leg import LegFigures, LiveLeg
from console.audio.live_tape import MOST_S, Bytes, from_alaw, from_samples, from_ulaw
from console.audio.rtp import Placing, RtpPacket, read_rtp

Samples = NDArray[np.int16]

LANES = 2
ULAW, ALAW, SLIN16 = 0, 8, 118
"""Payload kinds: RFC 3551, and what Asterisk calls 16-bit samples at 16 kHz without asking."""

QUIET_S = 2.0
"""So long without a packet is said to be trouble; a side that is not speaking still sends."""
WINDOW_S = 10.0
FEW, MANY = 0.01, 0.04
"""Shares of made-up sound that are noticed, and that hurt."""
FAR_MS = 120.0


class Quality(StrEnum):
    """What the light shows."""

    NONE = "none"
    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"


class Trouble(StrEnum):
    """Why it is not good."""

    NOTHING = ""
    NO_PACKETS = "no_packets"
    ONE_SIDE = "one_side"
    LOSS = "loss"
    UNREST = "unrest"
    ENDED = "ended"


@dataclass(frozen=True)
class LineFigures:
    """How the line does now. `concealed` is the share of made-up sound in the last 10 s, None before it is known."""

    legs: tuple[LegFigures, LegFigures]
    behind_ms: float
    drift_ppm: float
    concealed: float | None
    quality: Quality
    trouble: Trouble


class LiveInfo:
    """As `playing.Info`; it grows."""

    lanes = LANES

    def __init__(self, legs: tuple[LiveLeg, LiveLeg]) -> None:
        self._legs = legs
        self.rate_hz = legs[0].tape.rate_hz

    @property
    def frames(self) -> int:
        """Length so far."""
        return max(leg.tape.end for leg in self._legs)

    @property
    def duration_ms(self) -> int:
        """Length so far in ms, rounded down."""
        return self.frames * 1000 // self.rate_hz


class LiveSound:
    """What was heard of a live call up to now, as `playing.Sound`; silence where nothing came, and behind its end."""

    def __init__(self, legs: tuple[LiveLeg, LiveLeg]) -> None:
        self._legs = legs
        self.info = LiveInfo(legs)

    def read(self, start_frame: int, frames: int) -> Samples:
        """As `Readable.read`, but never shorter."""
        return np.stack([leg.tape.read(start_frame, frames) for leg in self._legs], axis=1)

    def close(self) -> None:
        """The call is kept by whoever listens to it."""


class LiveCall:
    """Both sides of a call, lane 0 the agent, lane 1 the customer. Packets of a lane come from one thread.

    It begins with its making; nothing of it is ever on a disk. `clock` gives the monotonic seconds that `came_s` is of.
    """

    def __init__(self, rate_hz: int = 8000, most_s: int = MOST_S, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_hz = rate_hz
        self.clock = clock
        self.zero_s = clock()
        self.legs = (LiveLeg(rate_hz, self.zero_s, most_s=most_s), LiveLeg(rate_hz, self.zero_s, most_s=most_s))
        self.sound = LiveSound(self.legs)
        self.ended = False
        self.ended_words = ""
        self._intakes = (_Intake(self.legs[0]), _Intake(self.legs[1]))
        self._heads: list[LiveHead] = []
        self._past: deque[tuple[float, float, float]] = deque()
        self._lock = Lock()

    def take_rtp(self, lane: int, datagram: bytes, came_s: float) -> None:
        """A datagram of that side; what is no sound is left out."""
        if not self.ended:
            self._intakes[lane].take_rtp(datagram, came_s)

    def take_samples(self, lane: int, samples: Samples, rate_hz: int, came_s: float, *, begins: bool = False) -> None:
        """Samples of that side that follow the last ones; `begins` after a gap of unknown length."""
        if not self.ended:
            self._intakes[lane].take_samples(samples, rate_hz, came_s, begins=begins)

    def keep(self, most_s: int) -> None:
        """How much of it is kept from now on; the oldest goes."""
        for leg in self.legs:
            leg.tape.keep(most_s)

    @property
    def begin(self) -> int:
        """The first frame from which on all that came is still kept."""
        return max(leg.tape.begin for leg in self.legs)

    def end(self, words: str = "") -> None:
        """The call, or our listening to it, is over; what was heard stays."""
        self.ended, self.ended_words = True, words

    def let_agent_go(self) -> None:
        """The agent was released and the customer is talked to from here: the line is judged by the customer alone."""
        with self._lock:
            self.legs[0].gone = True
            self._past.clear()

    def head(self, device_hz: int) -> LiveHead:
        """An ear at the live edge for a device of that rate."""
        head = LiveHead(self.legs, device_hz)
        with self._lock:
            self._heads.append(head)
        return head

    def figures(self, now_s: float | None = None) -> LineFigures:
        """How the line does. Asked about once a second."""
        now_s = self.clock() if now_s is None else now_s
        legs = (self.legs[0].figures(now_s), self.legs[1].figures(now_s))
        with self._lock:
            played = sum(head.figures.played_ms for head in self._heads)
            made_up = sum(head.figures.concealed_ms for head in self._heads)
            last = self._heads[-1].figures if self._heads else None
            self._past.append((now_s, played, made_up))
            while len(self._past) > 2 and self._past[1][0] <= now_s - WINDOW_S:
                self._past.popleft()
            first = self._past[0]
        span = played - first[1]
        expected = [leg for leg in legs if not leg.gone]
        concealed = (made_up - first[2]) / len(expected) / span if span > 0 else None
        quality, trouble = self._judge(expected, concealed)
        behind_ms, drift_ppm = (last.behind_ms, last.drift_ppm) if last else (0.0, 0.0)
        return LineFigures(legs, behind_ms, drift_ppm, concealed, quality, trouble)

    def _judge(self, legs: Sequence[LegFigures], concealed: float | None) -> tuple[Quality, Trouble]:
        if self.ended:
            return Quality.NONE, Trouble.ENDED
        silent = [leg.age_s is None or leg.age_s > QUIET_S for leg in legs]
        young = self.clock() - self.zero_s < QUIET_S
        if all(silent):
            return Quality.NONE, Trouble.NOTHING if young else Trouble.NO_PACKETS
        if any(silent) and not young:
            return Quality.POOR, Trouble.ONE_SIDE
        if concealed is not None and concealed > FEW:
            return (Quality.POOR if concealed > MANY else Quality.FAIR), Trouble.LOSS
        if max(leg.target_ms for leg in legs) > FAR_MS:
            return Quality.FAIR, Trouble.UNREST
        return Quality.GOOD, Trouble.NOTHING


class _Intake:
    """One side's packets made codes of its tape's rate. A change of kind, rate or source begins the counting anew."""

    def __init__(self, leg: LiveLeg) -> None:
        self._leg = leg
        self._placing = Placing()
        self._rate_hz = leg.tape.rate_hz
        self._from_hz = 0
        self._turned = _Turned()
        self._next = 0

    def take_rtp(self, datagram: bytes, came_s: float) -> None:
        packet = read_rtp(datagram)
        if packet is None or packet.kind not in (ULAW, ALAW, SLIN16) or (packet.kind == SLIN16 and _odd(packet)):
            return
        placed = self._placing.place(packet)
        if placed is None:
            return
        self._leg.lost = self._placing.lost
        from_hz = 16000 if packet.kind == SLIN16 else 8000
        if packet.kind == SLIN16:
            codes = self._coded(np.frombuffer(packet.payload, ">i2").astype(np.int16), from_hz)
        else:
            codes = (from_ulaw if packet.kind == ULAW else from_alaw)(packet.payload)
            codes = codes if self._rate_hz == from_hz else self._coded(ULAW_SAMPLES[codes], from_hz)
        self._put(placed.at * self._rate_hz // from_hz, codes, came_s, from_hz, begins=placed.begins)

    def take_samples(self, samples: Samples, rate_hz: int, came_s: float, *, begins: bool) -> None:
        if begins or rate_hz != self._from_hz:
            self._next = 0
        codes = self._coded(np.ascontiguousarray(samples), rate_hz)
        self._put(self._next, codes, came_s, rate_hz, begins=begins)
        self._next += len(codes)

    def _coded(self, samples: Samples, from_hz: int) -> Bytes:
        """ValueError for a rate that is neither the tape's nor half or double it."""
        if from_hz == self._rate_hz:
            return from_samples(samples)
        if from_hz == 2 * self._rate_hz:
            return from_samples(self._turned.halved(samples))
        if 2 * from_hz == self._rate_hz:
            return from_samples(self._turned.doubled(samples))
        raise ValueError(f"{from_hz} Hz does not go onto a tape of {self._rate_hz} Hz")

    def _put(self, at: int, codes: Bytes, came_s: float, from_hz: int, *, begins: bool) -> None:
        if len(codes):
            self._leg.take(at, codes, came_s, begins=begins or from_hz != self._from_hz)
            self._from_hz = from_hz


def _odd(packet: RtpPacket) -> bool:
    return len(packet.payload) % 2 == 1


class _Turned:
    """A stream at half or double the rate, by a Kaiser-windowed half-band filter (beta 6, 1 ms late)."""

    TAPS = 31

    def __init__(self) -> None:
        at = np.arange(self.TAPS) - self.TAPS // 2
        kernel = np.sinc(at / 2 * 0.94) * np.kaiser(self.TAPS, 6.0)
        self._kernel = (kernel / kernel.sum()).astype(np.float32)
        self._kept = np.zeros(self.TAPS - 1, np.float32)

    def halved(self, samples: Samples) -> Samples:
        return self._filtered(samples.astype(np.float32))[::2]

    def doubled(self, samples: Samples) -> Samples:
        wide = np.zeros(2 * len(samples), np.float32)
        wide[::2] = 2.0 * samples
        return self._filtered(wide)

    def _filtered(self, sound: NDArray[np.float32]) -> Samples:
        joined = np.concatenate((self._kept, sound))
        self._kept = joined[-(self.TAPS - 1) :]
        made = np.convolve(joined, self._kernel, "valid")
        return np.asarray(np.rint(np.clip(made, -32768, 32767)), np.int16)
