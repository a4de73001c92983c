"""What the picture of a call shows besides its sound, as one value that every part draws from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from console.audio.listening import Passage, PassageKind
from console.domain.ledger import Ledger
from console.domain.sheet import Pin, Span
from console.widgets.wave_geometry import View, stacked


@dataclass(frozen=True)
class EvidenceMark:
    """A span bound to an item; `number` is the item's number on the form, its name on the picture."""

    item_key: str
    number: int
    span: Span


@dataclass(frozen=True)
class Scene:
    """Everything laid over the lanes. `loop` is (start, end) in ms, kept while it is off.

    Of a `live` call, `duration_ms` is how much there is room for; what is not known yet is left empty.
    """

    duration_ms: int = 0
    passages: tuple[Passage, ...] = ()
    evidence: tuple[EvidenceMark, ...] = ()
    pins: tuple[Pin, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    loop: tuple[int, int] | None = None
    loop_on: bool = False
    selection: Span | None = None
    skip_silence: bool = False
    live: bool = False

    @property
    def praised(self) -> tuple[tuple[int, int], ...]:
        """The stretches that were praised."""
        return tuple((clip.start_ms, clip.end_ms) for pin in self.pins if (clip := pin.clip) is not None)

    @property
    def skipped(self) -> tuple[tuple[int, int], ...]:
        """The spans that playing jumps over."""
        if not self.skip_silence:
            return ()
        return tuple((p.start_ms, p.end_ms) for p in self.passages if p.kind is PassageKind.SILENCE)


BADGE_PX = 20
"""The least width of an evidence mark, so that its number fits and a finger finds it."""


@dataclass(frozen=True)
class PlacedMark:
    """An evidence mark on screen: columns from `left` to `right` on `row` of the evidence stripe."""

    mark: EvidenceMark
    left: float
    right: float
    row: int


def placed_marks(view: View, evidence: Iterable[EvidenceMark], ratio: float, most_rows: int) -> list[PlacedMark]:
    """Where each mark that can be seen is drawn; widths are at least `BADGE_PX` and none covers another.

    All marks take part in the stacking, so that scrolling never moves a mark to another row.
    """
    marks = list(evidence)
    extents = [
        (left := view.column_of(m.span.start_ms), max(left + BADGE_PX * ratio, view.column_of(m.span.end_ms)))
        for m in marks
    ]
    placed = zip(marks, extents, stacked(extents, most_rows), strict=True)
    return [PlacedMark(m, left, right, row) for m, (left, right), row in placed if right >= 0 and left <= view.columns]


def praise_at(pins: Iterable[Pin], at_ms: int) -> Pin | None:
    """The praise that `at_ms` is in; the last one where they overlap."""
    found = [pin for pin in pins if pin.clip is not None and pin.clip.start_ms <= at_ms <= pin.clip.end_ms]
    return max(found, key=lambda pin: pin.at_ms, default=None)


def passage_at(passages: Iterable[Passage], at_ms: int) -> Passage | None:
    """The passage that `at_ms` is in; talk-over before silence where both touch."""
    found = [p for p in passages if p.start_ms <= at_ms <= p.end_ms]
    return min(found, key=lambda p: p.end_ms - p.start_ms, default=None)
