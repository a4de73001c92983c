"""The coaching screen with a hand on it: a note from beginning to the agent's signature, by keys where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.appeals import AppealsDesk
from console.desk.background import Background
from console.desk.coaching import CoachingDesk
from console.desk.keeping import SaveState
from console.desk.scoring import ScoringDesk
from console.domain.appeals import Outcome
from console.domain.coaching import Clip, FollowUp
from console.domain.people import Role
from console.domain.sheet import Span
from console.store.store import Store
from console.widgets.coaching_screen import CoachingScreen
from tests.desk.scoring_fakes import FakePlayer
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    clock = HandClock()
    with Store.open(f"sqlite:///{(tmp_path / 'c.db').as_posix()}", now=clock, hasher=QUICK_HASHES) as store:
        yield make_centre(store, clock)


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre) -> Iterator[CoachingDesk]:
    assert qtbot
    background = Background()
    made = CoachingDesk(background, centre.store, centre.li, now=centre.clock)
    yield made
    made.close()
    background.close()


@pytest.fixture
def screen(qtbot: QtBot, desk: CoachingDesk) -> CoachingScreen:
    made = CoachingScreen(desk)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    with qtbot.waitSignals([desk.asks_changed, desk.notes_changed]):
        made.show()
    return made


def _named(screen: QWidget, kind: type, name: str) -> QWidget:
    found: list[QWidget] = screen.findChildren(kind)
    return next(one for one in found if one.accessibleName() == name)


def _calm(qtbot: QtBot, desk: CoachingDesk) -> None:
    """Nothing under way in the database thread: the test may use its store now."""
    qtbot.waitUntil(lambda: desk._background.pending == 0)


def _begin(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    _calm(qtbot, desk)
    call = centre.add_call(1)
    revision = centre.score(call.id, "no_argument", "no_long_wait")
    desk.start_from(centre.store.calls.get(call.id), revision.sheet, centre.form)
    qtbot.waitUntil(lambda: desk.saved is SaveState.SAVED)
    _calm(qtbot, desk)


def _says(screen: QWidget, words: str) -> bool:
    return any(words in label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_an_empty_screen_says_what_can_be_done(screen: CoachingScreen, desk: CoachingDesk) -> None:
    assert _says(screen, "No note in hand")
    assert _says(screen, "Nobody right now")
    assert _says(screen, "No notes yet")
    new = next(b for b in screen.findChildren(QPushButton) if b.text() == "New note")
    QTest.mouseClick(new, Qt.MouseButton.LeftButton)
    assert desk.note is not None
    assert _says(screen, "Not kept until the agent is chosen")
    agents = _named(screen, QComboBox, "Agent")
    assert isinstance(agents, QComboBox)


def test_a_note_from_the_failed_items_to_the_agents_signature(
    qtbot: QtBot, screen: CoachingScreen, desk: CoachingDesk, centre: Centre
) -> None:
    _begin(qtbot, desk, centre)
    share = next(b for b in screen.findChildren(QPushButton) if b.text() == "Share with the agent")
    assert not share.isEnabled()
    assert _says(screen, "needed before sharing")
    strength = _named(screen, QPlainTextEdit, "One strength")
    assert screen.focusWidget() is strength
    QTest.keyClicks(strength, "calm voice")
    QTest.keyClicks(_named(screen, QLineEdit, "First priority"), "say how long")
    assert _says(screen, "Agree on an action")
    QTest.keyClicks(_named(screen, QPlainTextEdit, "The agent's own words"), "the system is slow")
    QTest.keyClicks(_named(screen, QPlainTextEdit, "Agreed action"), "listen to two calls")
    assert _says(screen, "Set a date for the action")
    due, day = screen.findChild(QCheckBox), screen.findChild(QDateEdit)
    assert due is not None
    assert day is not None
    due.setChecked(True)
    day.setDate(QDate(2026, 3, 9))
    assert _says(screen, "Ready to share")
    with qtbot.waitSignal(desk.note_changed):
        QTest.mouseClick(share, Qt.MouseButton.LeftButton)
    number = _named(screen, QLineEdit, "Agent's work number")
    pin = _named(screen, QLineEdit, "Agent's PIN")
    assert isinstance(pin, QLineEdit)
    QTest.keyClicks(number, "1001")
    QTest.keyClicks(pin, "9999")
    with qtbot.waitSignal(desk.acknowledge_refused):
        QTest.keyClick(pin, Qt.Key.Key_Return)
    assert _says(screen, "Work number or PIN is not right.")
    assert pin.text() == ""
    QTest.keyClicks(pin, "1234")
    with qtbot.waitSignal(desk.note_changed):
        QTest.keyClick(pin, Qt.Key.Key_Return)
    assert _says(screen, "Acknowledged by")
    assert isinstance(strength, QPlainTextEdit)
    assert strength.isReadOnly()
    assert not pin.isVisible()
    _calm(qtbot, desk)
    (kept,) = centre.store.coaching.list_notes()
    assert (kept.strength, kept.priorities, kept.action) == ("calm voice", ("say how long",), "listen to two calls")
    assert str(kept.action_due) == "2026-03-09"
    assert kept.acknowledged_at is not None


def test_a_clip_is_played_and_taken_out(
    qtbot: QtBot, screen: CoachingScreen, desk: CoachingDesk, centre: Centre
) -> None:
    _begin(qtbot, desk, centre)
    assert desk.note is not None
    clips = desk.note.clips
    play = next(b for b in screen.findChildren(QPushButton) if b.text().startswith("00:03"))
    with qtbot.waitSignal(screen.clip_clicked) as heard:
        play.setFocus()
        QTest.keyClick(play, Qt.Key.Key_Space)
    assert heard.args == [clips[0]]
    assert clips[0] == Clip(desk.note.call_ids[0], Span(3000, 4000), "no_long_wait")
    remove = next(b for b in screen.findChildren(QToolButton) if b.accessibleName() == "Take this clip out")
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert desk.note.clips == clips[1:]


def test_lists_open_notes_and_begin_them(
    qtbot: QtBot, screen: CoachingScreen, desk: CoachingDesk, centre: Centre
) -> None:
    _begin(qtbot, desk, centre)
    centre.score(centre.add_call(3, agent_number="1002").id, "confidentiality")
    with qtbot.waitSignals([desk.asks_changed, desk.notes_changed]):
        desk.refresh()
    asks, notes = _named(screen, QListView, "Asks for coaching"), _named(screen, QListView, "Coaching notes")
    assert isinstance(asks, QListView)
    assert isinstance(notes, QListView)
    assert "Critical" in str(asks.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    asks.setCurrentIndex(asks.model().index(0, 0))
    asks.activated.emit(asks.currentIndex())
    assert desk.note is not None
    assert desk.note.agent_id == centre.chen.id
    assert _says(screen, "Kept from the first word on")
    _calm(qtbot, desk)
    assert len(centre.store.coaching.list_notes()) == 1
    with qtbot.waitSignal(desk.note_changed):
        notes.activated.emit(notes.model().index(0, 0))
    assert desk.note.agent_id == centre.wang.id
    follow = _named(screen, QComboBox, "Follow-up state")
    assert isinstance(follow, QComboBox)
    at = follow.findData(FollowUp.CLOSED)
    follow.setCurrentIndex(at)
    with qtbot.waitSignal(desk.notes_changed):
        follow.activated.emit(at)
    assert notes.model().rowCount() == 0
    assert _says(screen, "No such note")


def test_every_control_has_a_name_and_a_hint_and_the_language_can_turn(
    qtbot: QtBot, screen: CoachingScreen, desk: CoachingDesk, centre: Centre
) -> None:
    _begin(qtbot, desk, centre)
    QApplication.sendEvent(screen, QEvent(QEvent.Type.LanguageChange))
    for kind in (QPushButton, QComboBox, QPlainTextEdit, QCheckBox, QDateEdit, QListView):
        for control in screen.findChildren(kind):
            if control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert control.accessibleName(), control
                assert control.toolTip(), control.accessibleName()
    assert desk.note is not None
    assert desk.saved is SaveState.SAVED


def test_the_models_keep_the_rules_of_models(qtmodeltester: ModelTester, screen: CoachingScreen) -> None:
    for view in screen.findChildren(QListView):
        if view.accessibleName():
            qtmodeltester.check(view.model())  # type: ignore[no-untyped-call]


def test_appeals_that_wait_stand_on_top_for_who_settles_them(qtbot: QtBot, centre: Centre) -> None:
    background = Background()
    manager = replace(centre.zhao, role=Role.MANAGER)
    call = centre.add_call(1, agent_id=centre.wang.id)
    revision = centre.score(call.id, "no_argument")
    appeal = centre.store.appeals.appeal(revision.id, "no_argument", "I stayed calm", centre.wang)
    desk = CoachingDesk(background, centre.store, manager)
    scoring = ScoringDesk(background, centre.store, cast(Any, FakePlayer()), manager)
    appeals = AppealsDesk(background, centre.store.appeals, scoring, manager)
    made = CoachingScreen(desk, appeals=appeals)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    with qtbot.waitSignal(appeals.waiting_changed):
        made.show()
    (waiting,) = (made._appeals_model.index(row) for row in range(made._appeals_model.rowCount()))
    assert "I stayed calm" in str(made._appeals_model.data(waiting, Qt.ItemDataRole.ToolTipRole))
    made._appeals.setCurrentIndex(waiting)
    with qtbot.waitSignal(made.appeal_chosen) as chosen:
        QTest.keyClick(made._appeals, Qt.Key.Key_Return)
    assert chosen.args == [appeal]
    centre.store.appeals.settle(appeal.id, Outcome.REJECTED, "listen again", manager)
    with qtbot.waitSignal(appeals.waiting_changed):
        appeals.refresh_waiting()
    assert not made._appeals.isVisible()
    qtbot.waitUntil(lambda: background.pending == 0)
    desk.close()
    background.close()


def test_an_agent_reads_and_signs_with_one_secret(qtbot: QtBot, centre: Centre, desk: CoachingDesk) -> None:
    _begin(qtbot, desk, centre)
    desk.set_strength("calm")
    desk.set_action("")
    qtbot.waitUntil(lambda: desk.saved is SaveState.SAVED)
    desk.share()
    qtbot.waitUntil(lambda: desk.note is not None and desk.note.shared)
    _calm(qtbot, desk)
    background = Background()
    agents = CoachingDesk(background, centre.store, centre.wang)
    made = CoachingScreen(agents)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    with qtbot.waitSignal(agents.notes_changed):
        made.show()
    assert not any(widget.isVisible() for widget in (made._asks, made._new, made._follow, made._agent))
    agents.open_note(agents.notes[0].id)
    qtbot.waitUntil(lambda: agents.note is not None)
    note, signing = made._note, made._note._signing
    assert note._strength.isReadOnly()
    assert not note._sections["priorities"].isVisible()
    assert not signing._share.isVisible()
    assert not signing._number.isVisible()
    QTest.keyClicks(signing._pin, "1234")
    QTest.keyClick(signing._pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: agents.signed)
    _calm(qtbot, agents)
    agents.close()
    background.close()
