"""The ledger against the plainest model there is: for each millisecond, the slowest speed it was heard at."""

from __future__ import annotations

import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from console.domain.ledger import GAP_MS, Heard, Ledger, ledger_from_list, ledger_to_list
from tests.domain.values import heard

stretches = st.lists(heard(), max_size=15)


def _ledger(reports: list[Heard]) -> Ledger:
    ledger = Ledger()
    for report in reports:
        ledger = ledger.add(report)
    return ledger


def _model(reports: list[Heard]) -> dict[int, int]:
    slowest: dict[int, int] = {}
    for report in reports:
        for at in range(report.start_ms, report.end_ms):
            slowest[at] = min(report.speed, slowest.get(at, report.speed))
    return slowest


@given(stretches)
def test_it_knows_each_millisecond_and_its_slowest_speed(reports: list[Heard]) -> None:
    ledger, model = _ledger(reports), _model(reports)
    told = {at: span.speed for span in ledger.spans for at in range(span.start_ms, span.end_ms)}
    assert told == model
    assert ledger.heard_ms == len(model)


@given(stretches)
def test_its_spans_are_in_order_apart_and_as_few_as_can_be(reports: list[Heard]) -> None:
    spans = _ledger(reports).spans
    for left, right in itertools.pairwise(spans):
        assert left.end_ms <= right.start_ms
        assert left.end_ms < right.start_ms or left.speed != right.speed
    assert all(span.start_ms < span.end_ms for span in spans)


@given(stretches, st.randoms())
def test_the_order_of_reports_does_not_matter_and_repeating_adds_nothing(reports: list[Heard], random: object) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _ledger(shuffled) == _ledger(reports)
    assert _ledger([*reports, *reports]) == _ledger(reports)


@given(stretches, stretches)
def test_two_of_them_merged_know_what_both_did(reports: list[Heard], more: list[Heard]) -> None:
    assert _ledger(reports).merged(_ledger(more)) == _ledger([*reports, *more])


@given(stretches, st.integers(0, 400), st.integers(1, 100))
def test_what_was_missed_is_exactly_the_rest(reports: list[Heard], start: int, length: int) -> None:
    end = start + length
    missed = _ledger(reports).missed(start, end)
    assert {at for a, b in missed for at in range(a, b)} == set(range(start, end)) - _model(reports).keys()
    assert all(a < b for a, b in missed)


@given(stretches, st.integers(0, 400), st.integers(1, 100), st.integers(0, 30))
def test_covered_means_something_was_heard_and_no_gap_is_too_long(
    reports: list[Heard], start: int, length: int, gap: int
) -> None:
    model = _model(reports)
    inside = [at in model for at in range(start, start + length)]
    longest = run = 0
    for was_heard in inside:
        run = 0 if was_heard else run + 1
        longest = max(longest, run)
    assert _ledger(reports).covers(start, start + length, gap) == (any(inside) and longest <= gap)


@given(stretches, st.integers(0, 400), st.integers(0, 200), st.integers(0, 30))
def test_the_run_before_a_moment_goes_back_to_the_first_long_gap(
    reports: list[Heard], at_ms: int, length: int, gap: int
) -> None:
    model = _model(reports)
    start, at, quiet = at_ms, at_ms - 1, 0
    while at >= 0:
        quiet = 0 if at in model else quiet + 1
        if quiet > gap:
            break
        if quiet == 0:
            start = at
        at -= 1
    assert _ledger(reports).run_before(at_ms, length, gap) == max(start, at_ms - length, 0)


def test_seams_of_the_player_do_not_count_as_missed() -> None:
    ledger = _ledger([Heard(0, 1_000), Heard(1_000 + GAP_MS, 2_000)])
    assert ledger.covers(0, 2_000)
    assert GAP_MS <= 100, "a tenth of a second is a word, not a seam"
    assert not _ledger([Heard(0, 1_000), Heard(1_001 + GAP_MS, 2_000)]).covers(0, 2_000)


@given(stretches)
def test_what_is_kept_reads_back_the_same(reports: list[Heard]) -> None:
    ledger = _ledger(reports)
    assert ledger_from_list(json.loads(json.dumps(ledger_to_list(ledger)))) == ledger


def test_the_share_of_a_call() -> None:
    ledger = _ledger([Heard(0, 500), Heard(250, 750, 200)])
    assert ledger.share_of(1_500) == 0.5
    assert ledger.share_of(100) == 1.0
    assert ledger.share_of(0) == 0.0
