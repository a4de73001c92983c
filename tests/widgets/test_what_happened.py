"""The page after a fault: says what is known, is left by Enter or Esc, and everything on it is reached by key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.widgets.what_happened import WhatHappened
from tests.widgets.chinese import in_chinese

AT = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)


def page(qtbot: QtBot, tmp_path: Path, *, ended: bool = True, shared: bool = False) -> WhatHappened:
    file = tmp_path / "crash-1.txt"
    made = WhatHappened(file, AT, "Segmentation fault", "console/a.py:7", ended=ended, shared=shared)
    qtbot.addWidget(made)
    made.set_report("Deskside 1\nError")
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    return made


def said(made: WhatHappened) -> str:
    return "\n".join(label.text() for label in made.findChildren(QLabel))


def test_it_says_what_it_was_and_that_only_what_is_known_is_safe(qtbot: QtBot, tmp_path: Path) -> None:
    made = page(qtbot, tmp_path)
    assert "ended unexpectedly" in said(made)
    assert "Segmentation fault, at console/a.py:7" in said(made)
    assert str(tmp_path / "crash-1.txt") in said(made)
    assert "to be shared" not in said(made)
    went_on = page(qtbot, tmp_path, ended=False)
    assert "went on" in said(went_on)
    assert "unexpectedly" not in said(went_on)


def test_on_a_shared_database_it_counts_what_waits(qtbot: QtBot, tmp_path: Path) -> None:
    made = page(qtbot, tmp_path, shared=True)
    assert "being counted" in said(made)
    made.set_waiting([("1001", 2), ("", 1)])
    assert "3 thing" in said(made)
    made.set_waiting([])
    assert "Nothing waits" in said(made)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_or_esc_go_on(qtbot: QtBot, tmp_path: Path, key: Qt.Key) -> None:
    made = page(qtbot, tmp_path)
    qtbot.waitUntil(made.go_on.hasFocus)
    with qtbot.waitSignal(made.went_on):
        QTest.keyClick(made.go_on, key)


def test_keys_reach_the_other_buttons(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    made = page(qtbot, tmp_path)
    qtbot.waitUntil(made.go_on.hasFocus)
    with qtbot.assertNotEmitted(made.went_on):
        QTest.keyClick(made.go_on, Qt.Key.Key_Tab)
        assert made.copy.hasFocus()
        QTest.keyClick(made.copy, Qt.Key.Key_Return)
        assert QGuiApplication.clipboard().text() == "Deskside 1\nError"
        QTest.keyClick(made.copy, Qt.Key.Key_Tab)
        QTest.keyClick(made.folder, Qt.Key.Key_Space)
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]


def test_it_follows_the_language(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    made = page(qtbot, tmp_path)
    with in_chinese(qapp):
        assert "意外" in said(made)
        assert made.go_on.text() == "继续"
