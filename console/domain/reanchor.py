"""Moves what was marked on a live call's tape to its recording, and keeps what was moved and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from console.domain.ledger import Heard, Ledger
from console.domain.sheet import MadeLive, Mark, Pin, Sheet, Span


class PlacedBy(StrEnum):
    """How a tape's place in the recording was found."""

    SOUND = "sound"
    """The same sound was found in both."""
    TIMES = "times"
    """By the clocks of console and switch alone: seconds off where those are."""


@dataclass(frozen=True)
class TapePlace:
    """Where a tape lies in the recording: from each `pieces[i][0]` ms of the tape on, `pieces[i][1]` ms are added.

    What lies before the first piece goes with it.
    """

    pieces: tuple[tuple[int, int], ...]
    how: PlacedBy

    def __post_init__(self) -> None:
        if not self.pieces or list(self.pieces) != sorted(self.pieces):
            raise ValueError(f"no place of a tape: {self.pieces}")

    def offset_at(self, at_ms: int) -> int:
        """What is to be added there, ms."""
        add = self.pieces[0][1]
        for begins, offset in self.pieces:
            if begins > at_ms:
                break
            add = offset
        return add

    def moved(self, at_ms: int) -> int:
        """The place in the recording that was heard at `at_ms` of the tape; never before its start."""
        return max(0, at_ms + self.offset_at(at_ms))

    def moved_span(self, span: Span) -> Span:
        """The stretch in the recording; one that lies before its start is kept as its first moment."""
        start = self.moved(span.start_ms)
        return Span(start, max(start + 1, self.moved(span.end_ms)))

    def counted_from(self, by_ms: int) -> TapePlace:
        """The same place in times that are `by_ms` more than the tape's."""
        return replace(self, pieces=tuple((begins + by_ms, add - by_ms) for begins, add in self.pieces))


def place_by_times(zero_at: datetime, sound_at: datetime) -> TapePlace:
    """The place of a tape that began at `zero_at` in a recording whose first sound is of `sound_at`."""
    return TapePlace(((0, round((zero_at - sound_at).total_seconds() * 1000)),), PlacedBy.TIMES)


def on_tape(sheet: Sheet) -> bool:
    """Whether the times of `sheet` are of a tape and not of a recording."""
    return sheet.live is not None and not sheet.live.placed


def later_ms(sheet: Sheet, zero_at: datetime) -> int:
    """How much later than what the times of `sheet` count from a tape began at `zero_at`.

    0 but for one who listened again: the sheet goes on counting from the first tape.
    """
    return 0 if sheet.live is None else round((zero_at - sheet.live.zero_at).total_seconds() * 1000)


def place_for(sheet: Sheet, place: TapePlace, zero_at: datetime) -> TapePlace:
    """`place` of the tape that began at `zero_at`, in the times of `sheet`."""
    return place.counted_from(later_ms(sheet, zero_at))


def moved_sheet(sheet: Sheet, place: TapePlace) -> Sheet:
    """`sheet` with its evidence and pins where they are in the recording; one that is there already stays."""
    live = sheet.live
    if live is None or not on_tape(sheet):
        return sheet
    return replace(
        sheet,
        marks={key: _moved_mark(mark, place) for key, mark in sheet.marks.items()},
        pins=tuple(sorted({_moved_pin(pin, place) for pin in sheet.pins})),
        live=MadeLive(live.zero_at, live.length_ms, place.pieces, place.how.value, beside=live.beside),
    )


def moved_ledger(ledger: Ledger, place: TapePlace) -> Ledger:
    """What was heard of the tape as heard of the recording; where a place changes, each part goes with its own."""
    found = Ledger()
    for span in ledger.spans:
        cuts = [begins for begins, _ in place.pieces[1:] if span.start_ms < begins < span.end_ms]
        edges = [span.start_ms, *cuts, span.end_ms]
        for start, end in pairwise(edges):
            add = place.offset_at(start)
            found = found.add(Heard(max(0, start + add), max(0, end + add), span.speed))
    return found


def _moved_mark(mark: Mark, place: TapePlace) -> Mark:
    return replace(mark, evidence=tuple(sorted({place.moved_span(span) for span in mark.evidence})))


def _moved_pin(pin: Pin, place: TapePlace) -> Pin:
    since = None if pin.praised_from_ms is None else place.moved(pin.praised_from_ms)
    return Pin(place.moved(pin.at_ms), pin.text, since)


def place_to_dict(place: TapePlace) -> dict[str, Any]:
    """The JSON shape of a place."""
    return {"pieces": [list(piece) for piece in place.pieces], "how": place.how.value}


def place_from_dict(raw: Mapping[str, Any]) -> TapePlace:
    """The place that `place_to_dict` wrote."""
    return TapePlace(tuple((int(begins), int(add)) for begins, add in raw["pieces"]), PlacedBy(raw["how"]))
