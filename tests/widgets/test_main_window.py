from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.desk.telephony_link import Telephony, TelephonyNow
from console.domain.faults import FaultKind, PlaceFault
from console.domain.people import Person, Right, Role
from console.widgets.main_window import MainWindow
from console.widgets.message_strip import MessageStrip
from console.widgets.status_line import Link, Saving

INSPECTOR = Person(UUID(int=1), "2001", "孙悦", Role.INSPECTOR)
ADMINISTRATOR = Person(UUID(int=2), "9009", "管理员", Role.ADMINISTRATOR)


class Screen(QWidget):
    """Two panes with a box each."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = QLineEdit(self), QLineEdit(self)
        row = QHBoxLayout(self)
        row.addWidget(self.left)
        row.addWidget(self.right)

    def panes(self) -> Sequence[QWidget]:
        return (self.left, self.right)


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Preferences:
    del qtbot
    return Preferences(tmp_path / "settings.json")


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> MainWindow:
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.set_sign_on(QWidget())
    made.add_screen("review", Screen(), Right.SCORE)
    made.add_screen("coaching", Screen(), Right.COACH)
    made.add_screen("settings", Screen(), None)
    with qtbot.waitActive(made):
        made.show()
    return made


def offered(window: MainWindow) -> list[str]:
    return [key for key, button in window.rail._buttons.items() if button.isVisible()]


def test_nobody_sees_a_screen_before_signing_on(window: MainWindow) -> None:
    assert window.current_screen == ""
    assert not window.rail.isVisible()
    window.show_screen("review")
    assert window.current_screen == ""


def test_the_rail_offers_what_the_role_may_use(window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    assert offered(window) == ["review", "coaching", "settings", "keyboard", "sign-off"]
    assert window.current_screen == "review"
    window.set_person(ADMINISTRATOR)
    assert offered(window) == ["settings", "keyboard", "sign-off"]
    assert window.current_screen == "settings"
    window.set_person(None)
    assert window.current_screen == ""


def test_keys_go_to_screens_and_panes(qtbot: QtBot, window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    with qtbot.waitSignal(window.screen_changed) as changed:
        QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert changed.args == ["coaching"]
    screen = window._screens["coaching"][0]
    assert isinstance(screen, Screen)
    assert screen.left.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert screen.right.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.rail.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert screen.right.hasFocus()


def test_what_the_window_does_not_do_itself_is_told(qtbot: QtBot, window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    window._screens["review"][0].setFocus()
    with qtbot.waitSignal(window.action_triggered) as told:
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [Action.SUBMIT]
    window.show_screen("settings")
    with qtbot.assertNotEmitted(window.action_triggered):
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.sign_off_asked):
        window.rail._buttons["sign-off"].click()


def test_faults_wait_in_the_strip_and_go_at_a_key(window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    window.show_fault(PlaceFault(FaultKind.DISK_FULL))
    window.show_fault(PlaceFault(FaultKind.DEVICE_LOST))
    window.show_fault(PlaceFault(FaultKind.DEVICE_LOST))
    assert window.messages.isVisible()
    assert "sound output" in window.messages.text
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert "disk" in window.messages.text
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.messages.isVisible()


def test_a_message_has_an_age_and_news_leave_by_themselves(qtbot: QtBot) -> None:
    now = [100.0]
    strip = MessageStrip(Preferences(Path("nowhere")).keymap, clock=lambda: now[0])
    qtbot.addWidget(strip)
    strip.show_fault(PlaceFault(FaultKind.DISK_FULL))
    now[0] += 45
    strip._tick()
    assert strip._age.text() == "40 s ago"
    now[0] += 100
    strip._tick()
    assert strip._age.text() == "2 min ago"
    strip.show_news("12 calls imported")
    assert strip.text == "12 calls imported"
    strip._leaving.timeout.emit()
    assert "disk" in strip.text
    strip.show_news("Submitted: 94", "Coach this", "deed")
    with qtbot.waitSignal(strip.action_taken) as taken:
        strip._button.click()
    assert taken.args == ["deed"]
    strip.dismiss()
    strip._leaving.stop()


def test_a_damaged_settings_file_is_said_in_the_strip(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    window = MainWindow(Preferences(path))
    qtbot.addWidget(window)
    assert "settings.json.broken" in window.messages.text


def test_the_status_line_says_who_where_and_how(window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    window.set_database("Demo centre")
    window.set_link(Link.LOST, "10:20")
    window.set_saving(Saving.NOT_SAVED)
    assert said(window) == [
        "孙悦  2001  Inspector",
        "Demo centre",
        "No connection · 10:20",
        "Not saved yet; trying again",
    ]


def said(window: MainWindow) -> list[str]:
    """What the status line shows, from left to right."""
    parts = (label for _, label in window.status._parts.values())
    return [label.text() for label in parts if not label.isHidden()]


def test_the_status_line_says_how_telephony_stands_to_who_may_see_it(window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    window.set_link(Link.CONNECTED)
    window.set_telephony(TelephonyNow(Telephony.CONNECTED))
    assert said(window)[1:] == ["Connected", "Telephony connected"]
    window.set_telephony(TelephonyNow(Telephony.DOWN, words="10.0.0.1 does not answer"))
    assert said(window)[-1] == "Telephony not connected: 10.0.0.1 does not answer"
    window.set_telephony(None)
    assert said(window)[1:] == ["Connected"]


def test_the_place_is_remembered(qtbot: QtBot, window: MainWindow, preferences: Preferences) -> None:
    window.resize(1030, 700)
    with qtbot.waitSignal(window.closing):
        window.close()
    preferences.close()
    again = MainWindow(preferences)
    qtbot.addWidget(again)
    assert again.height() == 700


def test_an_unknown_screen_is_our_mistake(window: MainWindow) -> None:
    with pytest.raises(KeyError):
        window.add_screen("kitchen", QWidget(), None)
    assert window.current_screen == ""


def test_f1_opens_the_key_sheet_once(window: MainWindow) -> None:
    window.set_person(INSPECTOR)
    QTest.keyClick(window, Qt.Key.Key_F1)
    sheet = window._key_sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert not sheet.isModal()
    window.set_person(None)
    assert not sheet.isVisible()
