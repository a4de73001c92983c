"""Guards against a PySide6 that loses a reference to None in every call that returns nothing (decision 0001)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 500
SLACK = 100
"""What other threads and the interpreter itself may take or give meanwhile."""


def test_none_keeps_its_references(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("name")
        widget.setEnabled(True)
        widget.update()
    lost = before - sys.getrefcount(None)
    assert lost < SLACK, (
        f"{lost} references to None were lost in {3 * CALLS} calls: see docs/decisions/0001-versions.md"
    )
