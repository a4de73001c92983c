from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.domain.appeals import Appeal, Outcome
from console.widgets.appeal_line import AppealLine

OPEN = Appeal(
    UUID(int=1),
    UUID(int=2),
    UUID(int=3),
    1,
    "greeting_with_number",
    UUID(int=4),
    "王芳",
    "I <b>said</b> it",
    datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.fixture
def line(qtbot: QtBot) -> AppealLine:
    made = AppealLine()
    made.resize(420, 120)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_the_agent_says_why_by_keyboard(qtbot: QtBot, line: AppealLine) -> None:
    line.show_appeal(None, may_appeal=True, may_settle=False)
    line.ask.setFocus()
    QTest.keyClick(line.ask, Qt.Key.Key_Space)
    assert line.reason.words.hasFocus()
    assert not line.ask.isVisible()
    QTest.keyClick(line.reason.words, Qt.Key.Key_Escape)
    assert line.ask.hasFocus()
    line.ask.click()
    QTest.keyClicks(line.reason.words, "I said it")
    with qtbot.waitSignal(line.appealed) as told:
        QTest.keyClick(line.reason.words, Qt.Key.Key_Return)
    assert told.args == ["I said it"]


def test_words_are_shown_as_they_were_written(line: AppealLine) -> None:
    line.show_appeal(OPEN, may_appeal=False, may_settle=False)
    assert line.words.text().endswith("I <b>said</b> it")
    assert line.words.textFormat() is Qt.TextFormat.PlainText
    assert not any(button.isVisible() for button in (line.ask, line.uphold, line.reject))


@pytest.mark.parametrize("outcome", [Outcome.UPHELD, Outcome.REJECTED])
def test_a_manager_answers_and_the_answer_is_shown(qtbot: QtBot, line: AppealLine, outcome: Outcome) -> None:
    line.show_appeal(OPEN, may_appeal=False, may_settle=True)
    (line.uphold if outcome is Outcome.UPHELD else line.reject).click()
    QTest.keyClicks(line.reason.words, "heard it")
    with qtbot.waitSignal(line.settled) as told:
        QTest.keyClick(line.reason.words, Qt.Key.Key_Return)
    assert told.args == [OPEN, outcome, "heard it"]
    settled = replace(OPEN, outcome=outcome, answer="heard it", settled_by_name="郑华")
    line.show_appeal(settled, may_appeal=False, may_settle=True)
    assert f"{'Upheld' if outcome is Outcome.UPHELD else 'Rejected'} by 郑华: heard it" in line.words.text()
    assert not line.uphold.isVisible()
    assert not line.reason.isVisible()


def test_what_is_being_written_stays_while_nothing_changes(line: AppealLine) -> None:
    line.show_appeal(OPEN, may_appeal=False, may_settle=True)
    line.uphold.click()
    QTest.keyClicks(line.reason.words, "half a sent")
    line.show_appeal(OPEN, may_appeal=False, may_settle=True)
    QApplication.sendEvent(line, QEvent(QEvent.Type.LanguageChange))
    assert line.reason.words.text() == "half a sent"
    assert line.reason.start.text() == "Uphold"
