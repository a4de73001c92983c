"""The sheet: the score's arithmetic, each deed's promise, evidence against sets of milliseconds, the JSON kept."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.ledger import Heard, Ledger
from console.domain.sheet import (
    LEAST_EVIDENCE_MS,
    Mark,
    Pin,
    Sheet,
    Span,
    SubmitCheck,
    Verdict,
    add_evidence,
    add_pin,
    blank_sheet,
    changed_keys,
    check_before_submit,
    clear_item,
    fail_with_evidence,
    last_heard,
    remove_evidence,
    remove_pin,
    rest_conform,
    score_of,
    set_item_note,
    set_verdict,
    sheet_from_dict,
    sheet_to_dict,
)
from tests.domain.values import KEYS, keys, monitoring, sheets, spans, texts

FORM = monitoring()
CRITICAL = {"no_argument", "no_misleading", "confidentiality"}
MAY_NOT_APPLY = {FORM.items[number - 1].key for number in (3, 4, 6, 7, 8, 13, 15, 16)}


@given(sheets())
def test_the_score_is_always_100_less_2_for_each_failure(sheet: Sheet) -> None:
    score = score_of(FORM, sheet)
    failed = [key for key in KEYS if sheet.mark(key).verdict is Verdict.FAILS]
    assert score.points == 100 - 2 * len(failed)
    assert 60 <= score.points <= 100
    assert list(score.failed) == failed
    assert set(score.critical) == CRITICAL & set(failed)
    every = [*score.failed, *score.unscored, *score.not_applicable]
    conforming = [key for key in KEYS if sheet.mark(key).verdict is Verdict.CONFORMS]
    assert sorted([*every, *conforming]) == sorted(KEYS), "each item is exactly one thing"


def test_all_failing_is_60_and_a_blank_sheet_100() -> None:
    sheet = blank_sheet(FORM)
    assert score_of(FORM, sheet).points == 100
    for key in KEYS:
        sheet = set_verdict(FORM, sheet, key, Verdict.FAILS)
    assert score_of(FORM, sheet).points == 60
    assert set(score_of(FORM, sheet).critical) == CRITICAL


@given(sheets(), keys, st.sampled_from(list(Verdict)))
def test_a_verdict_touches_its_item_and_nothing_else(sheet: Sheet, key: str, verdict: Verdict) -> None:
    if verdict is Verdict.NOT_APPLICABLE and key not in MAY_NOT_APPLY:
        with pytest.raises(ValueError, match="always applies"):
            set_verdict(FORM, sheet, key, verdict)
        return
    after = set_verdict(FORM, sheet, key, verdict)
    assert after.mark(key) == Mark(verdict, sheet.mark(key).note, sheet.mark(key).evidence)
    assert changed_keys(FORM, sheet, after) in ((), (key,))
    assert set_verdict(FORM, after, key, verdict) == after


@given(sheets(), keys)
def test_clearing_takes_verdict_and_evidence_but_not_the_note(sheet: Sheet, key: str) -> None:
    cleared = clear_item(FORM, sheet, key)
    assert cleared.mark(key) == Mark(note=sheet.mark(key).note)
    assert clear_item(FORM, cleared, key) == cleared


def _ms(evidence: tuple[Span, ...]) -> set[int]:
    return {at for span in evidence for at in range(span.start_ms, span.end_ms)}


@given(st.lists(spans(), min_size=1, max_size=12), keys)
def test_evidence_is_the_union_of_what_was_bound(bound: list[Span], key: str) -> None:
    sheet = blank_sheet(FORM)
    for span in bound:
        sheet = add_evidence(FORM, sheet, key, span)
    evidence = sheet.mark(key).evidence
    assert _ms(evidence) == set().union(*({*range(s.start_ms, s.end_ms)} for s in bound))
    pairs = itertools.pairwise(evidence)
    assert all(left.end_ms < right.start_ms for left, right in pairs), "in order, apart, none touching"
    again = blank_sheet(FORM)
    for span in reversed(bound):
        again = add_evidence(FORM, again, key, span)
    assert again == sheet, "in whatever order it came"
    assert sheet.mark(key).verdict is Verdict.UNSCORED


@given(sheets(), keys, spans())
def test_failing_with_evidence_is_both_in_one(sheet: Sheet, key: str, span: Span) -> None:
    after = fail_with_evidence(FORM, sheet, key, span)
    assert after.mark(key).verdict is Verdict.FAILS
    assert _ms(after.mark(key).evidence) == _ms(sheet.mark(key).evidence) | _ms((span,))
    bare = fail_with_evidence(FORM, sheet, key, None)
    assert bare.mark(key).evidence == sheet.mark(key).evidence
    for bound in after.mark(key).evidence:
        after = remove_evidence(FORM, after, key, bound)
    assert after.mark(key).evidence == ()


@given(sheets())
def test_the_rest_conforming_leaves_what_was_judged(sheet: Sheet) -> None:
    after = rest_conform(FORM, sheet)
    before, then = score_of(FORM, sheet), score_of(FORM, after)
    assert then.unscored == ()
    assert (then.points, then.failed, then.not_applicable) == (before.points, before.failed, before.not_applicable)
    assert set(changed_keys(FORM, sheet, after)) == set(before.unscored)


@given(sheets(), st.integers(0, 10**7), texts)
def test_pins_are_kept_in_order_and_once(sheet: Sheet, at_ms: int, text: str) -> None:
    pin = Pin(at_ms, text)
    after = add_pin(add_pin(sheet, pin), pin)
    assert list(after.pins) == sorted({*sheet.pins, pin})
    assert pin not in remove_pin(after, pin).pins


@given(sheets(), keys, texts)
def test_what_is_kept_reads_back_the_same(sheet: Sheet, key: str, note: str) -> None:
    sheet = set_item_note(FORM, sheet, key, note)
    assert sheet_from_dict(json.loads(json.dumps(sheet_to_dict(sheet)))) == sheet


def test_a_taken_back_mark_leaves_no_trace() -> None:
    sheet = fail_with_evidence(FORM, blank_sheet(FORM), "transfer", Span(0, 10))
    sheet = set_item_note(FORM, sheet, "transfer", "x")
    sheet = set_item_note(FORM, clear_item(FORM, sheet, "transfer"), "transfer", "")
    assert sheet == blank_sheet(FORM)
    assert sheet_to_dict(sheet)["marks"] == {}


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5)])
def test_a_span_runs_forward_from_zero(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_an_item_of_another_form_is_a_mistake() -> None:
    for deed in (clear_item, lambda f, s, k: set_verdict(f, s, k, Verdict.FAILS)):
        with pytest.raises(KeyError):
            deed(FORM, blank_sheet(FORM), "no_such_item")


def test_the_check_names_what_is_unscored_and_what_was_never_heard() -> None:
    sheet = rest_conform(FORM, blank_sheet(FORM))
    sheet = clear_item(FORM, sheet, "transfer")
    sheet = fail_with_evidence(FORM, sheet, "expression", Span(1_000, 9_000))
    sheet = fail_with_evidence(FORM, sheet, "no_argument", Span(50_000, 50_030))
    ledger = Ledger().add(Heard(0, 4_990)).add(Heard(5_020, 10_000))
    check = check_before_submit(FORM, sheet, ledger, 100_000)
    assert check.unscored == ("transfer",)
    assert check.unheard == ("no_argument",), "a seam is forgiven, a stretch nobody heard is not, however short"
    assert check.heard_share == pytest.approx(0.0997)
    assert not check.clean
    assert SubmitCheck((), (), 1.0).clean


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 9_000)), max_size=5), st.integers(0, 30_000))
def test_evidence_of_the_last_seconds_ends_now_and_is_never_too_long(runs: list[tuple[int, int]], now: int) -> None:
    ledger = Ledger()
    for start, length in runs:
        ledger = ledger.add(Heard(start, start + length))
    span = last_heard(ledger, now, 8_000)
    if span is None:
        assert now == 0
        return
    assert span.end_ms == now
    length = span.end_ms - span.start_ms
    assert length <= 8_000
    whole = span.start_ms == max(0, now - 8_000)
    assert whole or length >= LEAST_EVIDENCE_MS
    assert whole or ledger.covers(span.start_ms, span.end_ms)
