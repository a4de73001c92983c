from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.sign_on import SignOn
from console.domain.faults import FaultKind, InputFault
from console.domain.people import Person, Role

WANG = Person(UUID(int=1), "2001", "王芳", Role.INSPECTOR)
LI = Person(UUID(int=2), "1001", "李雷", Role.AGENT)
GONE = Person(UUID(int=3), "2009", "走了", Role.INSPECTOR, active=False)


class Accounts:
    """Three people, one password."""

    def sign_on(self, number: str, password: str) -> Person:
        for person in self.list_people():
            if person.number == number and password == "right":
                return person
        raise InputFault(FaultKind.WRONG_SIGN_ON)

    def list_people(self) -> list[Person]:
        return [LI, WANG, GONE]


@pytest.fixture
def background(qapp: QCoreApplication) -> Iterator[Background]:
    made = Background(qapp)
    yield made
    made.close()


def test_only_those_who_can_use_the_console_are_offered(qtbot: QtBot, background: Background) -> None:
    desk = SignOn(background, Accounts())
    with qtbot.waitSignal(desk.people_listed) as listed:
        desk.list_people()
    assert listed.args == [(WANG,)]


def test_right_and_wrong(qtbot: QtBot, background: Background) -> None:
    desk = SignOn(background, Accounts())
    with qtbot.waitSignal(desk.refused) as refused:
        desk.sign_on("2001", "wrong")
    assert refused.args is not None
    assert refused.args[0].kind is FaultKind.WRONG_SIGN_ON
    assert desk.person is None
    assert not desk.busy
    with qtbot.waitSignal(desk.signed_on) as signed_on:
        desk.sign_on(" 2001 ", "right")
        assert desk.busy
        desk.sign_on("2001", "right")  # a second Enter while it is checked does nothing
    assert signed_on.args == [WANG]
    with qtbot.waitSignal(desk.signed_off):
        desk.sign_off()
    assert desk.person is None


class Shelf:
    """A memory that always answers."""

    usable = True

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def get(self, number: str) -> str:
        return self.held.get(number, "")

    def keep(self, number: str, password: str) -> None:
        self.held[number] = password

    def forget(self, number: str) -> None:
        self.held.pop(number, None)


def settle(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: background.pending == 0)


def test_a_password_is_remembered_when_asked_and_forgotten_when_not(qtbot: QtBot, background: Background) -> None:
    shelf = Shelf()
    desk = SignOn(background, Accounts(), kept=shelf)
    desk.sign_on("2001", "right", remember=True)
    settle(qtbot, background)
    assert shelf.held == {"2001": "right"}
    with qtbot.waitSignal(desk.recalled) as recalled:
        desk.recall(" 2001 ")
    assert recalled.args == ["2001", "right", True]
    desk.sign_on("2001", "right")
    settle(qtbot, background)
    assert shelf.held == {}


def test_a_wrong_password_is_not_remembered_any_longer(qtbot: QtBot, background: Background) -> None:
    shelf = Shelf()
    shelf.held = {"2001": "old", "1001": "hers"}
    desk = SignOn(background, Accounts(), kept=shelf)
    desk.sign_on("2001", "old", remember=True)
    settle(qtbot, background)
    assert shelf.held == {"1001": "hers"}


def test_a_changed_password_replaces_only_one_that_was_remembered(qtbot: QtBot, background: Background) -> None:
    shelf = Shelf()
    shelf.held = {"2001": "old"}
    desk = SignOn(background, Accounts(), kept=shelf)
    desk.replace_kept("2001", "new")
    desk.replace_kept("1001", "new")
    settle(qtbot, background)
    assert shelf.held == {"2001": "new"}
