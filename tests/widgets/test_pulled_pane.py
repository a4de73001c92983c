"""A pane in a window of its own: it goes, keeps its keys, comes back to its place, and is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter
from pytestqt.qtbot import QtBot

from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.widgets.pulled_pane import PulledPane


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    held = Preferences(tmp_path / "settings.json")
    yield held
    held.close()


@pytest.fixture
def splitter(qtbot: QtBot) -> QSplitter:
    made = QSplitter(Qt.Orientation.Vertical)
    made.addWidget(QPushButton("player"))
    made.addWidget(QLabel("sheet"))
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def test_it_goes_out_and_comes_back_to_its_place(splitter: QSplitter, preferences: Preferences) -> None:
    pane = splitter.widget(0)
    pulled = PulledPane(pane, splitter, "player", preferences)
    moved: list[bool] = []
    pulled.moved.connect(moved.append)
    pulled.set_title("Player")
    pulled.toggle()
    assert pulled.out
    assert pane.window() is not splitter
    assert pane.isVisible()
    assert pane.window().windowTitle() == "Player"
    assert pane.window().close() is False  # closing is putting back
    assert not pulled.out
    assert splitter.indexOf(pane) == 0
    assert pane.isVisible()
    assert moved == [True, False]


def test_keys_act_in_the_window_too(qtbot: QtBot, splitter: QSplitter, preferences: Preferences) -> None:
    pane = splitter.widget(1)
    pulled = PulledPane(pane, splitter, "sheet", preferences)
    asked: list[Action] = []
    pulled.action_triggered.connect(asked.append)
    pulled.pull_out()
    qtbot.waitUntil(pane.window().isActiveWindow)
    QTest.keyClick(pane.window(), Qt.Key.Key_5)
    assert asked == [Action.ITEM_5]
    pulled.put_back()


def test_whoever_left_with_it_out_finds_it_out_and_where_it_stood(
    splitter: QSplitter, preferences: Preferences
) -> None:
    pane = splitter.widget(0)
    pulled = PulledPane(pane, splitter, "player", preferences)
    pulled.pull_out()
    pane.window().resize(700, 333)
    pulled.close()
    assert splitter.indexOf(pane) == 0
    again = PulledPane(pane, splitter, "player", preferences)
    again.restore()
    assert again.out
    assert (pane.window().width(), pane.window().height()) == (700, 333)
    again.put_back()
    last = PulledPane(pane, splitter, "player", preferences)
    last.restore()
    assert not last.out


def test_rubbish_in_the_settings_is_no_reason_to_stay_in(splitter: QSplitter, preferences: Preferences) -> None:
    preferences.keep("pulled.player", {"out": True, "geometry": "not base64 äöü"})
    pulled = PulledPane(splitter.widget(0), splitter, "player", preferences)
    pulled.restore()
    assert pulled.out
    pulled.put_back()
    preferences.keep("pulled.player", "rubbish")
    pulled.restore()
    assert not pulled.out
