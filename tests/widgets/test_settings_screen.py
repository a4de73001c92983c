from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk.preferences import Preferences
from console.domain.faults import FaultKind, PlaceFault
from console.policy import Policy
from console.widgets.settings_screen import PAGES, SettingsScreen


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Preferences:
    del qtbot
    return Preferences(tmp_path / "settings.json")


@pytest.fixture
def screen(qtbot: QtBot, preferences: Preferences) -> SettingsScreen:
    made = SettingsScreen(preferences)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_every_choice_holds_at_once(screen: SettingsScreen, preferences: Preferences) -> None:
    screen.set_devices(["USB Headset", "HDMI"])
    for box, value in (
        (screen.language, "zh_CN"),
        (screen.theme, "dark"),
        (screen.text_size, 125),
        (screen.device, "HDMI"),
        (screen.suggestions, False),
    ):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    screen.evidence.setValue(12.5)
    screen.step_back.setValue(0)
    screen.silence.setValue(20)
    screen.live_hours.setValue(5)
    screen.database.setText(" postgresql+psycopg://server/deskside ")
    QTest.keyClick(screen.database, Qt.Key.Key_Return)
    chosen = preferences.settings
    assert (chosen.language, chosen.theme, chosen.text_percent, chosen.output_device) == ("zh_CN", "dark", 125, "HDMI")
    assert (chosen.evidence_ms, chosen.step_back_ms, chosen.silence_ms) == (12_500, 0, 20_000)
    assert chosen.live_hours == 5
    assert not chosen.suggestions
    assert chosen.database_url == "postgresql+psycopg://server/deskside"
    preferences.close()


def test_a_device_that_is_not_plugged_in_stays_chosen(screen: SettingsScreen, preferences: Preferences) -> None:
    preferences.change(output_device="USB Headset")
    screen.set_devices(["HDMI"])
    assert screen.device.currentText() == "USB Headset (not plugged in)"
    screen.set_devices(["HDMI", "USB Headset"])
    assert screen.device.currentText() == "USB Headset"
    preferences.close()


def test_a_choice_made_elsewhere_is_shown(screen: SettingsScreen, preferences: Preferences) -> None:
    preferences.change(theme="light")
    assert screen.theme.currentData() == "light"
    preferences.close()


def test_devices_are_asked_for_when_they_are_about_to_be_seen(qtbot: QtBot, screen: SettingsScreen) -> None:
    with qtbot.waitSignal(screen.devices_asked):
        screen.show_page("sound")
    for row, page in enumerate(PAGES):
        screen.show_page(page)
        assert screen._stack.currentIndex() == row


def test_the_database_is_tried_without_changing_anything(
    qtbot: QtBot, screen: SettingsScreen, preferences: Preferences
) -> None:
    screen.show_page("database")
    with qtbot.waitSignal(screen.database_test_asked) as asked:
        screen.test.click()
    assert asked.args == [""]
    assert not screen.test.isEnabled()
    screen.show_database_answer(PlaceFault(FaultKind.DATABASE_UNREACHABLE))
    assert "cannot be reached" in screen._database_answer.text()
    screen.show_database_answer("PostgreSQL 15.4")
    assert screen._database_answer.text() == "✓ PostgreSQL 15.4"
    assert screen.test.isEnabled()
    assert preferences.settings.database_url == ""


def test_a_server_for_reports_is_kept(screen: SettingsScreen, preferences: Preferences) -> None:
    screen.show_page("database")
    screen.reports.setText(" postgresql://standby/deskside ")
    QTest.keyClick(screen.reports, Qt.Key.Key_Return)
    assert preferences.settings.reports_url == "postgresql://standby/deskside"
    with_password = "postgresql://li:s3cret@standby/deskside"
    screen.reports.setText(with_password)
    QTest.keyClick(screen.reports, Qt.Key.Key_Return)
    assert preferences.settings.reports_url == "postgresql://standby/deskside"
    preferences.close()


def test_what_an_administrator_settled_is_dimmed_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    locked = {"theme": "dark", "database_url": "postgresql://server/deskside", "talk_key": "toggle", "silence_ms": 4000}
    preferences = Preferences(tmp_path / "settings.json", policy=Policy(tmp_path, locked=locked))
    screen = SettingsScreen(preferences, speaks=True)
    qtbot.addWidget(screen)
    assert screen.microphone is not None
    for field in (screen.theme, screen.database, screen.microphone.key, screen.silence):
        assert not field.isEnabled()
        assert "administrator" in field.accessibleDescription()
    for field in (screen.language, screen.reports, screen.microphone.device, screen.evidence):
        assert field.isEnabled()
        assert "administrator" not in field.accessibleDescription()
    assert screen.database.text() == "postgresql://server/deskside"
    assert screen.theme.currentData() == "dark"
    assert screen.test.isEnabled()
    preferences.close()
