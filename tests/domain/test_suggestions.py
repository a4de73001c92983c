"""What is suggested follows from what was measured, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.calls import Call, CallStretch, Direction, SoundSource, StretchKind
from console.domain.forms import Form, FormGroup
from console.domain.sheet import Span, Verdict, blank_sheet, set_item_note
from console.domain.suggestions import (
    APOLOGY,
    LONG_WAIT,
    THREE_RINGS,
    EvidenceSource,
    Reason,
    SoundFound,
    Suggestion,
    suggestions_for,
    take,
)
from console.store.ids import new_id
from tests.domain.values import monitoring
from tests.store.centres import START

FORM = monitoring()
CALL = Call(new_id(), START, 60_000, SoundSource(("/r/1.wav",)), "hash", direction=Direction.INBOUND)
QUIET = SoundFound(least_ms=3000)


def ring(start_ms: int, end_ms: int) -> CallStretch:
    return CallStretch(start_ms, end_ms, StretchKind.RING)


def hold(start_ms: int, end_ms: int) -> CallStretch:
    return CallStretch(start_ms, end_ms, StretchKind.HOLD)


def with_limit(key: str, limit_ms: int) -> Form:
    def changed(group: FormGroup) -> FormGroup:
        return replace(group, items=tuple(replace(i, limit_ms=limit_ms) if i.key == key else i for i in group.items))

    return replace(FORM, groups=tuple(changed(group) for group in FORM.groups))


def test_nothing_measured_suggests_nothing() -> None:
    assert suggestions_for(FORM, CALL) == {}
    assert suggestions_for(FORM, CALL, QUIET) == {}


def test_a_late_answer_fails_the_first_and_makes_the_apology_due() -> None:
    found = suggestions_for(FORM, replace(CALL, ring_ms=18_200, stretches=(ring(400, 18_600),)))
    telephone, measured = EvidenceSource.TELEPHONE, (18_200, 15_000)
    assert found == {
        THREE_RINGS: Suggestion(THREE_RINGS, Verdict.FAILS, Reason.RANG, *measured, telephone, (Span(400, 18_600),)),
        APOLOGY: Suggestion(APOLOGY, None, Reason.RANG, *measured, telephone, (Span(18_600, 33_600),)),
    }


def test_an_answer_in_time_conforms_and_owes_no_apology() -> None:
    found = suggestions_for(FORM, replace(CALL, ring_ms=15_000))
    assert {key: one.verdict for key, one in found.items()} == {
        THREE_RINGS: Verdict.CONFORMS,
        APOLOGY: Verdict.NOT_APPLICABLE,
    }


def test_how_long_it_rang_at_the_customers_is_nobodys_fault() -> None:
    assert suggestions_for(FORM, replace(CALL, ring_ms=40_000, direction=Direction.OUTBOUND)) == {}


@pytest.mark.parametrize(
    ("rings", "verdict"),
    [
        (Span(400, 16_400), Verdict.FAILS),  # four rings
        (Span(400, 11_400), Verdict.CONFORMS),  # three, and the fourth was not heard
        (Span(0, 11_000), None),  # nobody knows how many came before
        (Span(30_000, 51_000), None),  # a transfer's
    ],
)
def test_ring_back_tells_where_the_telephone_system_does_not(rings: Span, verdict: Verdict | None) -> None:
    found = suggestions_for(FORM, CALL, replace(QUIET, rings=(rings,))).get(THREE_RINGS)
    assert (found.verdict if found else None) is verdict
    if found:
        assert (found.reason, found.source, found.spans) == (Reason.RANG_HEARD, EvidenceSource.SOUND, (rings,))


def test_a_hold_too_long_fails_with_its_place() -> None:
    held = replace(
        CALL, ring_ms=3000, hold_ms=27_100, stretches=(ring(0, 3000), hold(5000, 10_000), hold(20_000, 42_100))
    )
    found = suggestions_for(FORM, held)[LONG_WAIT]
    assert (found.verdict, found.reason, found.measured_ms) == (Verdict.FAILS, Reason.HELD, 22_100)
    assert found.spans == (Span(20_000, 42_100),)
    assert suggestions_for(with_limit(LONG_WAIT, 30_000), held).get(LONG_WAIT) is None  # nobody has listened yet
    conforming = suggestions_for(with_limit(LONG_WAIT, 30_000), held, QUIET)[LONG_WAIT]
    assert (conforming.verdict, conforming.measured_ms) == (Verdict.CONFORMS, 22_100)


def test_a_silence_too_long_fails_and_a_hold_in_it_is_one_place_with_it() -> None:
    sound = replace(QUIET, silences=(Span(1000, 2900), Span(19_000, 44_000)))
    found = suggestions_for(FORM, replace(CALL, stretches=(ring(0, 3000), hold(20_000, 42_000))), sound)[LONG_WAIT]
    assert (found.reason, found.source, found.measured_ms) == (Reason.SILENT, EvidenceSource.SOUND, 25_000)
    assert found.spans == (Span(19_000, 44_000),)


def test_the_silence_of_the_ringing_is_no_wait() -> None:
    sound = replace(QUIET, silences=(Span(0, 24_000),))
    call = replace(CALL, ring_ms=3000, hold_ms=0, stretches=(ring(18_000, 21_000),))
    assert suggestions_for(FORM, call, sound)[LONG_WAIT].verdict is Verdict.CONFORMS


def test_a_sum_of_holds_says_nothing_of_one() -> None:
    assert LONG_WAIT not in suggestions_for(FORM, replace(CALL, hold_ms=25_000), QUIET)
    assert suggestions_for(FORM, replace(CALL, hold_ms=12_000), QUIET)[LONG_WAIT].measured_ms == 12_000


def test_who_listens_for_long_silences_only_may_have_missed_one() -> None:
    assert LONG_WAIT not in suggestions_for(FORM, replace(CALL, hold_ms=0), SoundFound(least_ms=25_000))


def test_taking_gives_verdict_place_and_note_and_keeps_what_was_written() -> None:
    late = suggestions_for(FORM, replace(CALL, ring_ms=18_200, stretches=(ring(400, 18_600),)))
    sheet = take(FORM, blank_sheet(FORM), late[THREE_RINGS], "rang 18.2 s")
    mark = sheet.mark(THREE_RINGS)
    assert (mark.verdict, mark.evidence, mark.note) == (Verdict.FAILS, (Span(400, 18_600),), "rang 18.2 s")
    written = set_item_note(FORM, blank_sheet(FORM), THREE_RINGS, "busy day")
    assert take(FORM, written, late[THREE_RINGS], "rang").mark(THREE_RINGS).note == "busy day"
    assert take(FORM, sheet, late[APOLOGY], "rang") == sheet
    early = suggestions_for(FORM, replace(CALL, ring_ms=3000, stretches=(ring(400, 3400),)))
    mark = take(FORM, blank_sheet(FORM), early[THREE_RINGS], "rang").mark(THREE_RINGS)
    assert (mark.verdict, mark.evidence, mark.note) == (Verdict.CONFORMS, (), "")


def test_a_suggestion_stands_until_it_is_followed() -> None:
    late = suggestions_for(FORM, replace(CALL, ring_ms=18_200))
    assert late[THREE_RINGS].stands(Verdict.UNSCORED)
    assert late[THREE_RINGS].stands(Verdict.CONFORMS)
    assert not late[THREE_RINGS].stands(Verdict.FAILS)
    assert late[APOLOGY].stands(Verdict.UNSCORED)
    assert not late[APOLOGY].stands(Verdict.CONFORMS)


stretches = st.lists(
    st.builds(
        lambda start, long, kind: CallStretch(start, start + long, kind),
        st.integers(0, 59_000),
        st.integers(1, 40_000),
        st.sampled_from(StretchKind),
    ),
    max_size=5,
).map(tuple)
silences = st.lists(
    st.builds(lambda start, long: Span(start, start + long), st.integers(0, 59_000), st.integers(1, 40_000)), max_size=5
).map(tuple)
lengths = st.none() | st.integers(0, 60_000)


@given(lengths, lengths, stretches, silences, st.none() | st.sampled_from([500, 3000, 60_000]))
def test_every_suggestion_can_be_taken_and_its_figures_agree_with_it(
    ring_ms: int | None, hold_ms: int | None, parts: tuple[CallStretch, ...], quiet: tuple[Span, ...], least: int | None
) -> None:
    call = replace(CALL, ring_ms=ring_ms, hold_ms=hold_ms, stretches=parts)
    sound = None if least is None else SoundFound(quiet, (), least)
    for key, one in suggestions_for(FORM, call, sound).items():
        sheet = take(FORM, blank_sheet(FORM), one, "note")
        assert sheet.mark(key).verdict is (one.verdict or Verdict.UNSCORED)
        assert (one.measured_ms > one.limit_ms) == (one.verdict in (None, Verdict.FAILS))
        if key == LONG_WAIT and one.verdict is Verdict.FAILS:
            assert one.spans
            assert all(span.end_ms - span.start_ms > one.limit_ms for span in one.spans)
            assert all(before.end_ms < after.start_ms for before, after in zip(one.spans, one.spans[1:], strict=False))
