"""A console killed with -9 while it scores loses the last keystroke at most, and its database opens clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.calls import Progress
from console.domain.people import Person, Role
from console.domain.sheet import Sheet, blank_sheet, score_of
from console.store.people import NewPerson
from console.store.store import Store
from tests.end_to_end.killing import FORKS, INTENDED, SAVED, Bench, Killer, Report, edited, heard_by, shipped_form
from tests.store.centres import a_call

ROUNDS = 200 if FORKS else 4
WINDOWS_S = (0.002, 0.004, 0.008, 0.016, 0.032, 0.064) if FORKS else (2.0, 0.01, 0.5, 0.1)
"""Kills come within one of these in turn, so that they meet the work on a quick disk and on a slow one."""

SUBMITS = 40 if FORKS else 4


def centre_at(path: Path, calls: int = 1) -> tuple[Person, list[Bench]]:
    """A database with an inspector and calls to score."""
    with Store.open(path) as store:
        store.forms.publish(shipped_form())
        inspector = store.people.add(NewPerson("2001", "李明", Role.INSPECTOR))
        made = [a_call(number) for number in range(calls)]
        store.calls.add_many(made)
    return inspector, [Bench(path, call.id, inspector, 0) for call in made]


def assert_clean(store: Store) -> None:
    with store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.slow
def test_two_hundred_kills_while_scoring_lose_one_keystroke_at_most(tmp_path: Path) -> None:
    form = shipped_form()
    inspector, (bench,) = centre_at(tmp_path / "deskside.db")
    killer = Killer(seed=20260302)
    kept, number, edits_lost, cut_short = blank_sheet(form), -1, 0, 0
    for turn in range(ROUNDS):
        left = killer.round(Bench(bench.path, bench.call_id, inspector, number + 1), WINDOWS_S[turn % len(WINDOWS_S)])
        cut_short += left.intended > left.saved
        assert left.saved <= left.intended <= left.saved + 1
        states: dict[int, Sheet] = {number: kept}
        for edit in range(number + 1, left.intended + 1):
            states[edit] = edited(form, states[edit - 1], edit)
        with Store.open(bench.path) as store:
            draft = store.evaluations.open_draft(bench.call_id, inspector, form)
            found = draft.version - 2
            assert found in (left.saved, left.intended), f"round {turn}: said safe {left.saved}, found {found}"
            assert draft.sheet == states[found]
            if found >= 0:
                assert draft.ledger == heard_by(found)
            if turn % 10 == 0:
                assert_clean(store)
        edits_lost += left.intended - found
        kept, number = states[found], found
    with Store.open(bench.path) as store:
        assert_clean(store)
    # The kills must have met consoles at work, some of them within a save.
    assert number > ROUNDS // 2
    assert cut_short >= ROUNDS // 20
    assert edits_lost <= cut_short


def submit_at_once(bench: Bench, report: Report) -> None:
    """Scores a call in a few edits and submits it, over and over: the second time is the same revision."""
    form = shipped_form()
    store = Store.open(bench.path)
    draft = store.evaluations.open_draft(bench.call_id, bench.inspector, form)
    sheet, version = draft.sheet, draft.version
    for number in range(15):
        sheet = edited(form, sheet, number)
        version = store.evaluations.save_draft(draft.id, version, sheet, heard_by(number))
    report(INTENDED, 0)
    store.evaluations.submit(draft.id, version)
    report(SAVED, 0)
    while True:
        store.evaluations.submit(draft.id, version)


@pytest.mark.slow
def test_a_kill_while_submitting_leaves_the_draft_or_the_whole_revision(tmp_path: Path) -> None:
    form = shipped_form()
    inspector, benches = centre_at(tmp_path / "deskside.db", calls=SUBMITS)
    killer = Killer(seed=7, loop=submit_at_once)
    submitted = 0
    for turn, bench in enumerate(benches):
        left = killer.round(bench, WINDOWS_S[turn % len(WINDOWS_S)])
        with Store.open(bench.path) as store:
            revisions = store.evaluations.revisions(bench.call_id)
            draft = store.evaluations.find_draft(bench.call_id)
            row = store.calls.row(bench.call_id, inspector)
            if left.saved == 0:
                assert revisions, "the console was told that it is safe"
            if not revisions:
                assert row.progress is (Progress.DRAFT if draft else Progress.OPEN)
                continue
            (revision,) = revisions
            sheet = blank_sheet(form)
            for number in range(15):
                sheet = edited(form, sheet, number)
            assert draft is None
            assert revision.sheet == sheet
            assert row.progress is Progress.SCORED
            assert row.points == revision.points == score_of(form, sheet).points
            submitted += 1
    with Store.open(benches[0].path) as store:
        assert_clean(store)
    assert submitted > 0
