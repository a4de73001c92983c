"""What was marked on a tape goes where it is in the recording, all of it, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.ledger import Heard, Ledger
from console.domain.reanchor import (
    PlacedBy,
    TapePlace,
    moved_ledger,
    moved_sheet,
    on_tape,
    place_by_times,
    place_for,
    place_from_dict,
    place_to_dict,
)
from console.domain.sheet import MadeLive, Mark, Pin, Sheet, Span, Verdict, praise, sheet_from_dict, sheet_to_dict

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIVE = MadeLive(AT, 60_000)
PLACE = TapePlace(((0, 7_000), (20_000, 7_040), (40_000, -3_000)), PlacedBy.SOUND)

places = st.builds(
    lambda cuts, adds: TapePlace(tuple(zip(sorted(cuts), adds, strict=False)), PlacedBy.SOUND),
    st.lists(st.integers(0, 100_000), min_size=1, max_size=5, unique=True),
    st.lists(st.integers(-20_000, 20_000), min_size=5, max_size=5),
)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 90_000), st.integers(1, 20_000))


def test_each_part_goes_with_its_own_piece() -> None:
    mark = Mark(Verdict.FAILS, "loud", (Span(1_000, 5_000), Span(19_000, 21_000), Span(50_000, 51_000)))
    sheet = Sheet("monitoring", 1, {"no_argument": mark}, (Pin(41_000), Pin(30_000, "well done", 10_000)), live=LIVE)
    moved = moved_sheet(sheet, PLACE)
    evidence = moved.mark("no_argument").evidence
    assert evidence == (Span(8_000, 12_000), Span(26_000, 28_040), Span(47_000, 48_000))
    assert moved.pins == (Pin(37_040, "well done", 17_000), Pin(38_000))
    assert not on_tape(moved)
    assert moved.live == MadeLive(AT, 60_000, PLACE.pieces, "sound")
    assert moved_sheet(moved, PLACE) is moved, "once is enough"
    assert sheet_from_dict(sheet_to_dict(moved)) == moved


def test_what_was_heard_is_cut_where_the_place_changes() -> None:
    ledger = moved_ledger(Ledger((Heard(10_000, 30_000, 150), Heard(50_000, 52_000))), PLACE)
    assert ledger.covers(17_000, 37_040)
    assert ledger.covers(47_000, 49_000)
    assert not ledger.covers(38_000, 46_000)


def test_a_place_by_times() -> None:
    place = place_by_times(AT, AT - timedelta(seconds=7.25))
    assert place.how is PlacedBy.TIMES
    assert place.moved(1_000) == 8_250


def test_an_ordinary_sheet_stays() -> None:
    sheet = Sheet("monitoring", 1)
    assert moved_sheet(sheet, PLACE) is sheet
    assert not on_tape(sheet)
    assert "live" not in sheet_to_dict(sheet)


def test_no_place_without_pieces_in_order() -> None:
    for pieces in ((), ((10, 0), (0, 0))):
        with pytest.raises(ValueError, match="no place"):
            TapePlace(pieces, PlacedBy.SOUND)


@given(places, st.lists(spans, max_size=6), st.lists(st.integers(0, 100_000), max_size=4))
def test_nothing_marked_is_lost_or_before_the_begin(place: TapePlace, marked: list[Span], pinned: list[int]) -> None:
    marks = {f"item{at}": Mark(Verdict.FAILS, "", (span,)) for at, span in enumerate(marked)}
    sheet = Sheet("monitoring", 1, marks, tuple(sorted({Pin(at) for at in pinned})), live=LIVE)
    moved = moved_sheet(sheet, place)
    assert moved.marks.keys() == sheet.marks.keys()
    assert all(len(mark.evidence) == 1 for mark in moved.marks.values())
    assert {place.moved(at) for at in pinned} == {pin.at_ms for pin in moved.pins}
    assert place_from_dict(place_to_dict(place)) == place


@given(st.integers(-30_000, 30_000), st.lists(spans, max_size=5))
def test_what_was_heard_lasts_as_long_but_for_what_came_before(add: int, heard: list[Span]) -> None:
    ledger = Ledger()
    for span in heard:
        ledger = ledger.add(Heard(span.start_ms, span.end_ms))
    moved = moved_ledger(ledger, TapePlace(((0, add),), PlacedBy.TIMES))
    before = sum(max(0, min(-add, span.end_ms) - span.start_ms) for span in ledger.spans if span.start_ms < -add)
    assert moved.heard_ms == ledger.heard_ms - before


def test_praise_needs_something_said() -> None:
    sheet = Sheet("monitoring", 1, live=LIVE)
    assert praise(sheet, 0, 20_000, "well done") == sheet
    assert praise(sheet, 5_000, 20_000, "well done").pins[0].clip == Span(0, 5_000)
    assert replace(sheet, live=None) == Sheet("monitoring", 1)


def test_a_sheet_that_counts_from_an_earlier_tape_goes_to_the_same_place() -> None:
    """Listened to again 20 s after the first begin: 1 s of the new tape is 21 s of the sheet."""
    place = TapePlace(((0, 26_400), (30_000, 26_440)), PlacedBy.SOUND)
    first = place_for(Sheet("monitoring", 1, live=MadeLive(AT)), place, AT + timedelta(seconds=20))
    assert first == TapePlace(((20_000, 6_400), (50_000, 6_440)), PlacedBy.SOUND)
    assert first.moved(12_000) == 18_400
    assert first.moved(21_000) == place.moved(1_000)
    assert first.moved(50_000) == place.moved(30_000)
    assert place_for(Sheet("monitoring", 1), place, AT) == place
