"""The microphone's row by keyboard and mouse: heard exactly while held, and nobody mistakes muted for on air."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.audio.live_talk import TalkStage
from console.desk.keys import TALK_ACTIONS, Action
from console.domain.floor import FloorAction
from console.widgets import theme
from console.widgets.keyboard import Keyboard
from console.widgets.talk_part import TalkPart
from tests.desk.test_talking import TalkRig


class Place:
    """The row in a window with a text box, and the window's keys."""

    def __init__(self, rig: TalkRig, qtbot: QtBot) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.part = TalkPart(rig.talking, rig.preferences, self.window)
        self.text = QLineEdit(self.window)
        column = QVBoxLayout(self.window)
        column.addWidget(self.part)
        column.addWidget(self.text)
        self.keyboard = Keyboard(self.window, rig.preferences.keymap)
        self.keyboard.set_idle(TALK_ACTIONS, idle=False)
        self.keyboard.action_triggered.connect(self.part.act)
        self.window.resize(1000, 120)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        self.text.setFocus()

    @property
    def heard(self) -> bool:
        return self.rig.talking.now.heard

    def down(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        self.qtbot.keyPress(widget or self.text, key)  # type: ignore[no-untyped-call]

    def up(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        self.qtbot.keyRelease(widget or self.text, key)  # type: ignore[no-untyped-call]


@pytest.fixture
def place(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Place]:
    theme.apply_theme(qapp, "light")
    rig = TalkRig(tmp_path, qtbot)
    yield Place(rig, qtbot)
    rig.close()


def test_it_is_there_only_while_one_can_be_heard_and_begins_muted(place: Place) -> None:
    assert not place.part.isVisible()
    place.down(Qt.Key.Key_F8)
    assert place.rig.inputs.opened == 0
    place.up(Qt.Key.Key_F8)
    place.rig.open()
    assert place.part.isVisible()
    assert place.part.state.text() == "MUTED: nobody hears you"
    assert not place.part.open.isChecked()
    place.rig.talking.close()
    assert not place.part.isVisible()


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (FloorAction.WHISPER, "ON AIR: the agent hears you"),
        (FloorAction.JOIN, "ON AIR: agent and customer hear you"),
        (FloorAction.TAKE_OVER, "ON AIR: the customer hears you"),
    ],
)
def test_the_key_is_held_to_speak_even_while_typing(place: Place, mode: FloorAction, said: str) -> None:
    place.rig.open(mode)
    place.down(Qt.Key.Key_F8)
    assert place.heard
    assert place.part.state.text() == said
    assert place.part.talk.isDown()
    place.down(Qt.Key.Key_A)
    place.up(Qt.Key.Key_A)
    assert place.heard, "another key's coming up is not this one's"
    place.up(Qt.Key.Key_F8, place.part.open)
    assert not place.heard
    assert place.part.state.text() == "MUTED: nobody hears you"
    assert place.text.text() == "a"


@pytest.mark.parametrize("key", [Qt.Key.Key_V, Qt.Key.Key_F8])
def test_either_key_is_waited_for_where_both_act(place: Place, key: Qt.Key) -> None:
    preferences = place.rig.preferences
    preferences.change_keymap(preferences.keymap.with_changed(Action.TALK, plain="V"))
    place.keyboard.set_keymap(preferences.keymap)
    place.rig.open()
    place.part.talk.setFocus()
    place.down(key, place.part.talk)
    assert place.heard
    place.up(key, place.part.talk)
    assert not place.heard


def test_a_letter_typed_while_the_key_is_held_is_no_key_coming_up(place: Place) -> None:
    preferences = place.rig.preferences
    preferences.change_keymap(preferences.keymap.with_changed(Action.TALK, plain="V"))
    place.keyboard.set_keymap(preferences.keymap)
    place.rig.open()
    place.down(Qt.Key.Key_F8)
    place.down(Qt.Key.Key_V)
    place.up(Qt.Key.Key_V)
    assert place.heard
    assert place.text.text() == "v"
    place.up(Qt.Key.Key_F8)
    assert not place.heard


def test_leaving_the_program_lets_the_key_go(place: Place, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    place.rig.open()
    place.down(Qt.Key.Key_F8)
    assert place.heard
    monkeypatch.setattr(QApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationInactive)
    qapp.sendEvent(qapp, QEvent(QEvent.Type.ApplicationStateChange))
    assert not place.heard


def test_a_key_that_toggles_does_not_wait_for_its_release(place: Place) -> None:
    place.rig.preferences.change(talk_key="toggle")
    assert place.part.talk.text() == "Speak  F8"
    place.rig.open()
    place.down(Qt.Key.Key_F8)
    place.up(Qt.Key.Key_F8)
    assert place.heard
    place.down(Qt.Key.Key_F8)
    place.up(Qt.Key.Key_F8)
    assert not place.heard


def test_the_buttons_do_the_same(place: Place) -> None:
    place.rig.open()
    place.qtbot.mousePress(place.part.talk, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert place.heard
    place.qtbot.mouseRelease(place.part.talk, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert not place.heard
    place.qtbot.mouseClick(place.part.open, Qt.MouseButton.LeftButton)
    assert place.heard
    assert (place.part.open.isChecked(), place.part.open.text()) == (True, "Mute")
    place.qtbot.keyClick(place.text, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert not place.heard
    assert place.part.talk.toolTip() == "You are heard while you hold this, or its key (F8)"
    assert place.part.open.toolTip() == "You are heard until you press it again (Shift F8)"


def test_a_lost_microphone_is_said_where_one_speaks(place: Place) -> None:
    place.rig.open()
    place.down(Qt.Key.Key_F8)
    place.rig.inputs.present = False
    place.rig.inputs.device.lost = True
    place.rig.until(TalkStage.NO_MICROPHONE)
    assert place.part.state.text() == "NO MICROPHONE: nobody hears you"
    assert "is gone" in place.part.trouble.toolTip()
    assert place.part.trouble.text().startswith("The microphone")
    assert not place.part.talk.isEnabled()
    place.up(Qt.Key.Key_F8)


def test_the_level_is_seen_and_a_microphone_chosen(place: Place) -> None:
    place.rig.open()
    place.qtbot.waitUntil(lambda: place.part.level.full >= 8)
    with place.qtbot.waitSignal(place.rig.talking.inputs_listed):
        place.part.menu._menu.aboutToShow.emit()
    place.part.menu._menu.aboutToShow.emit()
    texts = [entry.text() for entry in place.part.menu._menu.actions()]
    assert texts == ["System default", "null microphone", "", "I hear through a headset", "I hear through loudspeakers"]
    place.part.menu._menu.actions()[4].trigger()
    assert place.rig.preferences.settings.speakers
    assert place.rig.ear.wanted
    place.part.menu._menu.actions()[1].trigger()
    assert place.rig.preferences.settings.input_device == "null microphone"
    place.rig.until(TalkStage.READY)
    assert place.part.menu.toolTip() == "Microphone: null microphone"
