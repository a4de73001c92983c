"""The kills again through the scoring desk itself: event loop, database thread, and no delay before saving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.forms import Form
from console.domain.sheet import Sheet, Verdict, blank_sheet, set_verdict
from console.store.store import Store
from tests.end_to_end.killing import INTENDED, SAVED, Bench, Killer, Report, shipped_form
from tests.end_to_end.test_kill import ROUNDS, WINDOWS_S, assert_clean, centre_at


def _verdict(number: int) -> Verdict:
    return Verdict.CONFORMS if number // 60 % 2 else Verdict.FAILS


def keystroke(form: Form, sheet: Sheet, number: int) -> Sheet:
    """The sheet after keystroke `number`: item keys and words in turn."""
    if number % 3 == 0:
        return set_verdict(form, sheet, form.items[number // 3 % len(form.items)].key, _verdict(number))
    return replace(sheet, notes=f"第 {number} 次")


class Typist(QObject):
    """Presses a key, waits until the window says that it is saved, presses the next."""

    def __init__(self, desk: ScoringDesk, bench: Bench, report: Report) -> None:
        super().__init__(desk)
        self._desk, self._report = desk, report
        self._number = bench.first_edit
        self._waiting = False
        desk.opened.connect(self._begin)
        desk.saved_changed.connect(self._look)

    @Slot(object)
    def _begin(self, view: OpenSheet) -> None:
        if view.state is SheetState.DRAFT and not self._waiting:
            QTimer.singleShot(0, self._press)

    @Slot()
    def _press(self) -> None:
        desk, number = self._desk, self._number
        assert desk.form is not None
        self._report(INTENDED, number)
        self._waiting = True
        if number % 3 == 0:
            desk.judge(desk.form.items[number // 3 % len(desk.form.items)].key, _verdict(number))
        else:
            desk.set_notes(f"第 {number} 次")

    @Slot(object)
    def _look(self, state: SaveState) -> None:
        if state is SaveState.SAVED and self._waiting:
            self._waiting = False
            self._report(SAVED, self._number)
            self._number += 1
            QTimer.singleShot(0, self._press)


def type_at_the_desk(bench: Bench, report: Report) -> None:
    """A console without its window: the desk, its player and its store, until it is killed."""
    app = QCoreApplication([])
    background = Background()
    store = Store.open(bench.path)
    desk = ScoringDesk(background, store, Player(outputs=NullOutputs()), bench.inspector)
    typist = Typist(desk, bench, report)
    desk.open_call(store.calls.get(bench.call_id))
    assert typist.parent() is desk
    app.exec()


def _states(form: Form, kept: Sheet, first: int, last: int) -> Iterator[tuple[int, Sheet]]:
    sheet = kept
    yield first - 1, sheet
    for number in range(first, last + 1):
        sheet = keystroke(form, sheet, number)
        yield number, sheet


@pytest.mark.slow
def test_two_hundred_kills_at_the_desk_lose_one_keystroke_at_most(tmp_path: Path) -> None:
    form = shipped_form()
    inspector, (bench,) = centre_at(tmp_path / "deskside.db")
    killer = Killer(seed=11, loop=type_at_the_desk)
    kept, number, cut_short = blank_sheet(form), -1, 0
    for turn in range(ROUNDS):
        left = killer.round(Bench(bench.path, bench.call_id, inspector, number + 1), WINDOWS_S[turn % len(WINDOWS_S)])
        cut_short += left.intended > left.saved
        assert left.saved <= left.intended <= left.saved + 1
        states = dict(_states(form, kept, number + 1, left.intended))
        with Store.open(bench.path) as store:
            draft = store.evaluations.open_draft(bench.call_id, inspector, form)
            if turn % 20 == 0:
                assert_clean(store)
        assert draft.sheet in (states[left.saved], states[left.intended]), f"round {turn}"
        kept = draft.sheet
        number = left.intended if kept == states[left.intended] else left.saved
    with Store.open(bench.path) as store:
        assert_clean(store)
    assert number > ROUNDS // 2
    assert cut_short >= ROUNDS // 20
