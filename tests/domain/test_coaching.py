"""The coaching note: what it lacks before it may be shared, and what it starts from."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.domain.coaching import Lack, Note, clips_of_failures, clips_of_praise, lacks_of, says_something
from console.domain.sheet import Pin, Sheet, Span, Verdict, praise, score_of
from tests.domain.values import monitoring, sheets

NOTE = Note(
    uuid.uuid4(), uuid.uuid4(), "王磊", uuid.uuid4(), "李晓梅", datetime(2026, 3, 9, tzinfo=UTC), strength="calm"
)
FORM = monitoring()


def test_praise_needs_only_the_strength() -> None:
    assert lacks_of(NOTE) == ()
    assert lacks_of(replace(NOTE, strength=" ")) == (Lack.STRENGTH,)


def test_priorities_need_an_action_and_an_action_a_date() -> None:
    note = replace(NOTE, priorities=("confirm the record", " "))
    assert lacks_of(note) == (Lack.ACTION,)
    note = replace(note, action="read the record back")
    assert lacks_of(note) == (Lack.ACTION_DUE,)
    assert lacks_of(replace(note, action_due=date(2026, 3, 20))) == ()


def test_only_words_of_ones_own_say_something() -> None:
    blank = replace(NOTE, strength=" ", call_ids=(uuid.uuid4(),), priorities=("", " "))
    assert not says_something(blank)
    for words in ({"strength": "calm"}, {"priorities": ("", "pace")}, {"agent_words": "yes"}, {"action": "listen"}):
        assert says_something(replace(blank, **words))


@given(st.lists(st.sampled_from(("", " ", "pace", "tone", "transfer")), max_size=5))
def test_two_priorities_at_most(priorities: list[str]) -> None:
    note = replace(NOTE, priorities=tuple(priorities), action="x", action_due=date(2026, 3, 20))
    said = [p for p in priorities if p.strip()]
    assert (Lack.TOO_MANY_PRIORITIES in lacks_of(note)) == (len(said) > 2)


@given(sheets())
def test_it_starts_from_every_stretch_of_every_failed_item(sheet: Sheet) -> None:
    call = uuid.uuid4()
    clips = clips_of_failures(FORM, sheet, call)
    failed = score_of(FORM, sheet).failed
    told = [(clip.item_key, clip.span, clip.text) for clip in clips]
    assert told == [(key, span, sheet.mark(key).note) for key in failed for span in sheet.mark(key).evidence]
    assert all(clip.call_id == call for clip in clips)
    assert all(sheet.mark(clip.item_key).verdict is Verdict.FAILS for clip in clips)


def test_what_was_praised_is_a_clip_and_a_plain_mark_is_none() -> None:
    call = uuid.uuid4()
    sheet = praise(Sheet("monitoring", 1, pins=(Pin(4_000),)), 30_000, 20_000, "well done")
    (clip,) = clips_of_praise(sheet, call)
    assert (clip.call_id, clip.span, clip.text, clip.item_key) == (call, Span(10_000, 30_000), "well done", "")
