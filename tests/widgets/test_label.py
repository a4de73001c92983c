"""Words that people wrote are shown as they are: nowhere does a label or a tool tip take them for markup."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.desk.plain_tip import plain_tip
from console.widgets.label import Label
from tests.store.hostile import HOSTILE

CONSOLE = Path(__file__).resolve().parents[2] / "console"


def test_every_label_of_the_console_is_a_plain_one() -> None:
    rich = []
    for path in sorted(CONSOLE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            makers = [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []
            rich += [f"{path.name}:{of.lineno}" for of in makers if isinstance(of, ast.Name) and of.id == "QLabel"]
    assert [place.split(":")[0] for place in rich] == ["label.py"], rich


@pytest.mark.parametrize("name", HOSTILE)
def test_a_label_shows_what_it_was_given(qtbot: QtBot, name: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    for label in (Label(HOSTILE[name]), Label(HOSTILE[name], parent)):
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == QLabel(HOSTILE[name]).text()
    assert Label(parent).parent() is parent


@pytest.mark.parametrize("words", [*HOSTILE.values(), "plain", "two\nlines <b>"], ids=[*HOSTILE, "plain", "lines"])
def test_a_tool_tip_shows_what_it_was_given(words: str) -> None:
    tip = plain_tip(words)
    if tip == words:
        assert "<" not in words
    else:
        shown = QTextDocument()
        shown.setHtml(tip)
        assert shown.toPlainText().split() == words.split()
