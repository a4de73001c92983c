"""One side of a live call: packets in, sound on a tape at the moments it belongs to, and how the line does."""

from __future__ import annotations

from dataclasses import dataclass

from console.audio.arrivals import LISTENING, Arrivals, Patience
from console.audio.live_tape import MOST_S, Bytes, LiveTape

YOUNG_S = 2.0
"""A stream so young may find that its first packets had come late."""
SLIP_S = 0.06
"""A way that grew so much longer for a whole second lost sound on it: what follows belongs later."""
SLIP_AFTER_S = 1.0
FAR_S = 60.0
"""A place so far from where it would belong by its arrival is another count."""


@dataclass(frozen=True)
class LegFigures:
    """How one leg does. `age_s` since the last packet; None before the first. `gone`: nothing of it is waited for."""

    packets: int = 0
    lost: int = 0
    late: int = 0
    jitter_ms: float = 0.0
    target_ms: float = 0.0
    age_s: float | None = None
    gone: bool = False


class LiveLeg:
    """Fed by one thread. Its tape is on local time: place 0 is the second `zero_s` of the monotonic clock.

    Sender and PC have clocks of their own: `anchor_s` is how much later than on the tape a packet comes that nothing
    held up. It starts at 0 and follows the clocks' drift.
    """

    def __init__(self, rate_hz: int, zero_s: float, patience: Patience = LISTENING, *, most_s: int = MOST_S) -> None:
        self.tape = LiveTape(rate_hz, most_s)
        self.zero_s = zero_s
        self.anchor_s = 0.0
        self.target_ms = patience.start_ms
        self.heard_until = 0
        """What the ear has passed: a packet that ends before it came too late to be heard live."""
        self.gone = False
        """Whoever spoke here has left the call: nothing of it is missed."""
        self._arrivals = Arrivals(patience)
        self._offset: int | None = None
        self._begun_s = 0.0
        self._packets = self._late = 0
        self.lost = 0

    def take(self, at: int, codes: Bytes, came_s: float, *, begins: bool = False) -> None:
        """A packet whose first sample is number `at` of its stream, which `begins` with it or goes on."""
        rate = self.tape.rate_hz
        belongs = round((came_s - self.zero_s - self.anchor_s) * rate) - len(codes)
        if self._offset is None or begins or abs(at + self._offset - belongs) > FAR_S * rate:
            self._offset = max(belongs, self.tape.end) - at
            self._begun_s = came_s
        self._packets += 1
        place = at + self._offset
        self._arrivals.note((place + len(codes)) / rate, len(codes) / rate, came_s - self.zero_s)
        place += self._put_right(came_s)
        if place >= 0:
            self.tape.write(place, codes)
        if place + len(codes) <= self.heard_until:
            self._late += 1
        self.target_ms = self._arrivals.target_ms

    def _put_right(self, came_s: float) -> int:
        """Move the stream on the tape when its arrivals show that it lies wrong; by how many samples."""
        least_s = self._arrivals.least_s
        assert least_s is not None
        rate = self.tape.rate_hz
        off_s = least_s - self.anchor_s
        early = off_s < -0.005 and came_s - self._begun_s < YOUNG_S
        slipped = off_s > SLIP_S and self._arrivals.span_s >= SLIP_AFTER_S
        if not (early or slipped):
            if self._arrivals.span_s >= SLIP_AFTER_S:
                self.anchor_s += min(max(off_s, -0.001), 0.001)
            return 0
        by = round(off_s * rate)
        self._offset = (self._offset or 0) + by
        self._arrivals.move(by / rate)
        return by

    def take_ahead(self, ahead_ms: float) -> None:
        """The ear takes its sound so long before it is heard."""
        self._arrivals.ahead_ms = ahead_ms

    def figures(self, now_s: float) -> LegFigures:
        """How it does."""
        last_s = self._arrivals.last_s
        return LegFigures(
            self._packets,
            self.lost,
            self._late,
            self._arrivals.jitter_ms,
            self.target_ms,
            None if last_s is None else now_s - self.zero_s - last_s,
            self.gone,
        )
