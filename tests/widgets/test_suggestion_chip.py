"""A suggestion at its item: shown in the room there is, played by a click, taken by its +, never in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.scoring import ScoringDesk
from console.desk.suggesting import Suggesting
from console.domain.sheet import Span, Verdict
from console.domain.suggestions import APOLOGY, LONG_WAIT, THREE_RINGS
from console.widgets.language import apply_language
from console.widgets.sheet_panel import SheetPanel
from console.widgets.suggestion_chip import SuggestionChip
from tests.desk.scoring_fakes import FakePlayer, FakeStore, a_person
from tests.desk.test_suggesting import SILENCE, Ear, late_call


class Screen:
    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot, self.background = qtbot, background
        self.desk = ScoringDesk(background, FakeStore(), cast(Any, FakePlayer()), a_person())
        self.ear = Ear()
        self.suggesting = Suggesting(self.desk, cast(Any, self.ear))
        self.panel = SheetPanel(self.desk, suggesting=self.suggesting)
        qtbot.addWidget(self.panel)
        self.panel.resize(1000, 600)
        self.panel.show()
        self.played: list[Span] = []
        self.panel.evidence_clicked.connect(self.played.append)
        call = late_call()
        self.ear.open(call)
        self.desk.open_call(call)
        qtbot.waitUntil(lambda: background.pending == 0)

    def chip(self, key: str) -> SuggestionChip:
        return self.panel.list.rows[key].chip

    def geometries(self) -> list[object]:
        return [
            (row.geometry(), row.words.geometry(), row.switch.geometry(), row.note_button.geometry())
            for row in self.panel.list.rows.values()
        ]


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    background = Background()
    yield Screen(qtbot, background)
    background.close()


def test_it_says_verdict_and_figure_and_its_tooltip_the_rest(screen: Screen) -> None:
    chip = screen.chip(THREE_RINGS)
    assert chip.isVisible()
    assert chip.text() == "Suggested: does not conform · rang 18.2 s"
    tip = chip.toolTip().splitlines()
    assert tip[1:3] == ["rang 18.2 s, at most 15 s", "Measured by the telephone system."]
    assert tip[3:] == ["Play: click, or Shift+V", "Take it: +, or G"]
    assert "rang 18.2 s" in screen.panel.list.rows[THREE_RINGS].accessibleName()
    assert not screen.chip("transfer").isVisible()
    screen.panel.set_keymap(Keymap().with_changed(Action.TAKE_SUGGESTION, plain="Ctrl+G"))
    assert chip.toolTip().endswith("Ctrl+G")


@pytest.mark.parametrize("width", [380, 620, 1000, 1900])
def test_nothing_moves_when_it_comes_and_it_covers_nothing(screen: Screen, width: int) -> None:
    screen.panel.resize(width, 600)
    QApplication.processEvents()
    before = screen.geometries()
    screen.ear.hear(SILENCE)
    QApplication.processEvents()
    assert screen.chip(LONG_WAIT).isVisible()
    assert screen.geometries() == before
    for key in (THREE_RINGS, APOLOGY, LONG_WAIT):
        row, place = screen.panel.list.rows[key], screen.chip(key).geometry()
        words = row.words.geometry()
        said = min(row.words.fontMetrics().horizontalAdvance(row.words.text()), words.width())
        assert place.left() >= words.left() + said
        assert not place.intersects(row.switch.geometry())
        assert not place.intersects(row.note_button.geometry())
        assert row.rect().contains(place)


def test_a_click_plays_it_and_its_plus_takes_it(screen: Screen) -> None:
    chip = screen.chip(THREE_RINGS)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(4, chip.height() // 2))
    assert screen.played == [Span(400, 18_600)]
    assert screen.desk.focused_item == THREE_RINGS
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 6, chip.height() // 2))
    mark = screen.desk.sheet.mark(THREE_RINGS)
    assert (mark.verdict, mark.evidence) == (Verdict.FAILS, (Span(400, 18_600),))
    assert not chip.isVisible()


def test_the_keys_do_the_same_for_the_item_in_focus(screen: Screen) -> None:
    screen.desk.focus_item(APOLOGY)
    screen.panel.perform(Action.PLAY_SUGGESTION)
    assert screen.played == [Span(18_600, 33_600)]
    screen.panel.perform(Action.TAKE_SUGGESTION)  # only listening tells
    assert screen.desk.sheet.marks == {}
    screen.desk.focus_item(THREE_RINGS)
    screen.panel.perform(Action.TAKE_SUGGESTION)
    assert screen.desk.sheet.mark(THREE_RINGS).verdict is Verdict.FAILS
    screen.panel.perform(Action.UNDO)
    assert screen.chip(THREE_RINGS).isVisible()
    screen.desk.focus_item("transfer")
    screen.panel.perform(Action.PLAY_SUGGESTION)
    screen.panel.perform(Action.TAKE_SUGGESTION)
    assert len(screen.played) == 1


def test_it_speaks_chinese(screen: Screen, qapp: QApplication) -> None:
    apply_language(qapp, "zh_CN")
    try:
        screen.qtbot.waitUntil(lambda: screen.chip(THREE_RINGS).text() == "建议：不符合 · 振铃 18.2 秒")
    finally:
        apply_language(qapp, "en")
