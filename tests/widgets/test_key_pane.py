from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.key_defaults import Chords
from console.desk.key_table import KeyColumn, KeyTable
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.desk.preferences import Preferences
from console.widgets.key_pane import KeyPane

Key = Qt.Key
Held = Qt.KeyboardModifier


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Preferences:
    del qtbot
    return Preferences(tmp_path / "settings.json")


@pytest.fixture
def pane(qtbot: QtBot, preferences: Preferences) -> KeyPane:
    made = KeyPane(preferences)
    qtbot.addWidget(made)
    made.resize(760, 600)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_qt_finds_nothing_wrong_with_the_table(qtmodeltester: ModelTester) -> None:
    model = KeyTable(Keymap())
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.search("loop")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("qapp")
def test_every_action_is_listed_and_can_be_found() -> None:
    model = KeyTable(Keymap())
    assert all(model.row_of(action) >= 0 for action in Action)
    model.search("ctrl space")
    assert [model.at(row) for row in range(model.rowCount())] == [KeyGroup.PLAYING, Action.PLAY]
    model.search("no such thing")
    assert model.rowCount(QModelIndex()) == 0


@pytest.mark.parametrize(
    ("key", "held", "chord"),
    [
        (Key.Key_J, Held.NoModifier, "J"),
        (Key.Key_Tab, Held.NoModifier, "Tab"),
        (Key.Key_Backtab, Held.ShiftModifier, "Shift+Tab"),
        (Key.Key_Return, Held.ControlModifier | Held.ShiftModifier, "Ctrl+Shift+Return"),
        (Key.Key_Plus, Held.ShiftModifier, "+"),
        (Key.Key_F7, Held.NoModifier, "F7"),
        (Key.Key_5, Held.KeypadModifier, "5"),
        (Key.Key_Left, Held.AltModifier, "Alt+Left"),
    ],
)
def test_a_key_is_recorded(
    pane: KeyPane, preferences: Preferences, key: Qt.Key, held: Qt.KeyboardModifier, chord: str
) -> None:
    pane.select(Action.MARK)
    pane.plain.click()
    QTest.keyClick(pane.plain, Key.Key_Control, Held.ControlModifier)  # a modifier alone is not a chord yet
    QTest.keyClick(pane.plain, key, held)
    assert preferences.keymap.chords(Action.MARK) == Chords(chord, "Ctrl+M")
    assert pane.action is Action.MARK


def test_enter_on_a_row_records_escape_leaves_backspace_takes_away(pane: KeyPane, preferences: Preferences) -> None:
    pane.select(Action.LOOP)
    pane.table.activated.emit(pane.table.currentIndex())
    assert pane.plain.isChecked()
    QTest.keyClick(pane.plain, Key.Key_Escape)
    assert preferences.keymap == Keymap()
    pane.plain.click()
    QTest.keyClick(pane.plain, Key.Key_Backspace)
    assert preferences.keymap.chords(Action.LOOP) == Chords("", "")


def test_a_conflict_is_shown_and_resets_undo_it(pane: KeyPane, preferences: Preferences) -> None:
    pane.select(Action.MARK)
    pane.plain.chord_recorded.emit("L")
    row = pane.model.row_of(Action.MARK)
    assert pane.model.conflicts(Action.MARK)
    assert pane.model.data(pane.model.index(row, KeyColumn.REMARK)) == "Same key as: Loop on / off"
    pane._reset.click()
    assert preferences.keymap == Keymap()
    pane.plain.chord_recorded.emit("F7")
    assert pane.model.data(pane.model.index(row, KeyColumn.REMARK)) == "Changed"
    pane._reset_all.click()
    assert preferences.keymap == Keymap()


def test_a_key_that_types_is_refused_for_text_boxes(pane: KeyPane, preferences: Preferences) -> None:
    pane.select(Action.MARK)
    pane.in_text.chord_recorded.emit("K")
    assert preferences.keymap == Keymap()
    assert pane._problem.isVisible()
    pane.in_text.chord_recorded.emit("Ctrl+J")
    assert preferences.keymap.chords(Action.MARK).in_text == "Ctrl+J"
    assert not pane._problem.isVisible()


def test_searching_keeps_headings_whole(pane: KeyPane) -> None:
    pane.search.setText("loop")
    assert pane.table.columnSpan(0, 0) == len(KeyColumn)
    assert pane.table.columnSpan(1, 0) == 1
    assert pane.action is Action.LOOP_IN
    pane.grab()
