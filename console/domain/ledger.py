"""The coverage ledger: which stretches of a call were actually heard, and how fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

GAP_MS = 50
"""Unheard gaps up to this are the seams between reports of the player, not something missed."""


@dataclass(frozen=True, order=True)
class Heard:
    """A stretch that reached the output device; `speed` is in hundredths (150 = 1.5 x)."""

    start_ms: int
    end_ms: int
    speed: int = 100


@dataclass(frozen=True)
class Ledger:
    """Disjoint heard stretches in order; where one was heard twice, the slowest speed stands."""

    spans: tuple[Heard, ...] = ()

    def add(self, heard: Heard) -> Ledger:
        """The ledger with `heard` in it; an empty stretch changes nothing. Only its neighbours are looked at."""
        if heard.end_ms <= heard.start_ms:
            return self
        before = [s for s in self.spans if s.end_ms < heard.start_ms]
        after = [s for s in self.spans if s.start_ms > heard.end_ms]
        touched = self.spans[len(before) : len(self.spans) - len(after)]
        everything = [*touched, heard]
        cuts = sorted({edge for s in everything for edge in (s.start_ms, s.end_ms)})
        pieces = []
        for start, end in pairwise(cuts):
            speeds = [s.speed for s in everything if s.start_ms <= start and end <= s.end_ms]
            if speeds:
                pieces.append(Heard(start, end, min(speeds)))
        return Ledger((*before, *_joined(pieces), *after))

    def merged(self, other: Ledger) -> Ledger:
        """The ledger with everything of `other` in it."""
        ledger = self
        for span in other.spans:
            ledger = ledger.add(span)
        return ledger

    def covers(self, start_ms: int, end_ms: int, gap_ms: int = GAP_MS) -> bool:
        """Whether start..end was heard, seams up to `gap_ms` forgiven; never a stretch of which nothing was heard."""
        gaps = self.missed(start_ms, end_ms)
        return gaps != ((start_ms, end_ms),) and all(end - start <= gap_ms for start, end in gaps)

    def missed(self, start_ms: int, end_ms: int) -> tuple[tuple[int, int], ...]:
        """The parts of start..end never heard."""
        gaps = []
        at = start_ms
        for span in self.spans:
            if span.end_ms <= at:
                continue
            if span.start_ms >= end_ms:
                break
            if span.start_ms > at:
                gaps.append((at, span.start_ms))
            at = max(at, span.end_ms)
        if at < end_ms:
            gaps.append((at, end_ms))
        return tuple(gaps)

    def run_before(self, at_ms: int, length_ms: int, gap_ms: int = GAP_MS) -> int:
        """Where the unbroken heard stretch that ends at `at_ms` begins, at most `length_ms` back.

        `at_ms` itself when the moment before it was not heard; seams up to `gap_ms` do not break the stretch.
        """
        start = at_ms
        for span in reversed(self.spans):
            if span.start_ms >= start:
                continue
            if start - span.end_ms > gap_ms:
                break
            start = span.start_ms
        return max(start, at_ms - length_ms, 0)

    @property
    def heard_ms(self) -> int:
        """Call time heard at least once."""
        return sum(span.end_ms - span.start_ms for span in self.spans)

    def share_of(self, duration_ms: int) -> float:
        """The heard share of a call, 0..1; 0 for a call of no length."""
        return min(1.0, self.heard_ms / duration_ms) if duration_ms > 0 else 0.0


def _joined(pieces: Iterable[Heard]) -> tuple[Heard, ...]:
    joined: list[Heard] = []
    for piece in pieces:
        if joined and joined[-1].end_ms == piece.start_ms and joined[-1].speed == piece.speed:
            joined[-1] = Heard(joined[-1].start_ms, piece.end_ms, piece.speed)
        else:
            joined.append(piece)
    return tuple(joined)


def ledger_to_list(ledger: Ledger) -> list[list[int]]:
    """The JSON shape of a ledger."""
    return [[s.start_ms, s.end_ms, s.speed] for s in ledger.spans]


def ledger_from_list(raw: Iterable[Iterable[int]]) -> Ledger:
    """The ledger that `ledger_to_list` wrote."""
    return Ledger(tuple(Heard(*span) for span in raw))
