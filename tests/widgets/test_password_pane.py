from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.password_change import PasswordChange
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Role
from console.widgets.password_pane import PasswordPane


class Door:
    """Knows one password; `away` when its server is."""

    def __init__(self) -> None:
        self.password = "listen-well"
        self.away = False

    def change_password_here(self, old: str, new: str) -> None:
        if self.away:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)
        if len(new) < 8:
            raise InputFault(FaultKind.PASSWORD_TOO_SHORT, least=8)
        if old != self.password:
            raise InputFault(FaultKind.WRONG_SIGN_ON)
        self.password = new


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def pane(qtbot: QtBot, qapp: QCoreApplication, door: Door) -> Iterator[PasswordPane]:
    background = Background(qapp)
    person = Person(UUID(int=1), "2001", "李明", Role.INSPECTOR)
    made = PasswordPane(PasswordChange(background, door, person))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    yield made
    qtbot.waitUntil(lambda: background.pending == 0)
    background.close()


def fill(pane: PasswordPane, *words: str) -> None:
    for box, text in zip(pane.boxes, words, strict=True):
        box.clear()
        QTest.keyClicks(box, text)
    QTest.keyClick(pane.again, Qt.Key.Key_Return)


def test_by_keyboard_from_the_old_one_to_the_new_one(qtbot: QtBot, pane: PasswordPane, door: Door) -> None:
    assert not pane.change.isEnabled()
    with qtbot.waitSignal(pane._desk.changed) as changed:
        fill(pane, "listen-well", "hear-better", "hear-better")
    assert changed.args == ["hear-better"]
    assert door.password == "hear-better"
    assert [box.text() for box in pane.boxes] == ["", "", ""]
    assert pane._answer.text() == "✓ The password is changed."


def test_two_that_are_not_alike_never_reach_the_server(pane: PasswordPane, door: Door) -> None:
    fill(pane, "listen-well", "hear-better", "hear-butter")
    assert pane._answer.text() == "The two new passwords are not alike."
    assert pane.again.selectedText()
    assert door.password == "listen-well"
    QTest.keyClicks(pane.again, "h")
    assert pane._answer.text() == ""


def test_what_the_server_refuses_is_said_where_it_is_mended(qtbot: QtBot, pane: PasswordPane, door: Door) -> None:
    for words, said, box in (
        (("wrong", "hear-better", "hear-better"), "The present password is not right.", pane.old),
        (("listen-well", "short", "short"), "A password has at least 8 characters.", pane.new),
    ):
        with qtbot.waitSignal(pane._desk.refused):
            fill(pane, *words)
        assert pane._answer.text() == said
        assert box.hasFocus()
    door.away = True
    with qtbot.waitSignal(pane._desk.refused):
        fill(pane, "listen-well", "hear-better", "hear-better")
    assert pane._answer.text().startswith("The database cannot be reached.")


def test_an_empty_box_is_gone_to(pane: PasswordPane) -> None:
    pane.old.setText("listen-well")
    QTest.keyClick(pane.old, Qt.Key.Key_Return)
    assert pane.new.hasFocus()
