from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.sign_on import SignOn
from console.domain.faults import FaultKind, InputFault
from console.domain.people import Person, Role
from console.widgets.sign_on import SignOnScreen

PEOPLE = [
    Person(UUID(int=3), "3001", "马超", Role.SUPERVISOR),
    Person(UUID(int=1), "2001", "孙悦", Role.INSPECTOR),
    Person(UUID(int=9), "1001", "王芳", Role.AGENT),
]


class Accounts:
    def sign_on(self, number: str, password: str) -> Person:
        for person in PEOPLE:
            if (person.number, password) == (number, "demo"):
                return person
        raise InputFault(FaultKind.WRONG_SIGN_ON)

    def list_people(self) -> list[Person]:
        return PEOPLE


@pytest.fixture
def desk(qapp: QCoreApplication) -> Iterator[SignOn]:
    background = Background(qapp)
    yield SignOn(background, Accounts())
    background.close()


def shown(qtbot: QtBot, screen: SignOnScreen) -> SignOnScreen:
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
    return screen


def test_number_enter_password_enter(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk))
    screen.start()
    assert screen.number.hasFocus()
    QTest.keyClicks(screen.number, "2001")
    QTest.keyClick(screen.number, Qt.Key.Key_Return)
    assert screen.password.hasFocus()
    QTest.keyClicks(screen.password, "demo")
    with qtbot.waitSignal(desk.signed_on) as signed_on:
        QTest.keyClick(screen.password, Qt.Key.Key_Return)
    assert signed_on.args == [PEOPLE[1]]
    assert screen.password.text() == ""


def test_a_wrong_password_is_said_beside_it_and_forgotten_while_typing(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk, last_number="2001"))
    screen.start()
    assert screen.password.hasFocus()
    QTest.keyClicks(screen.password, "nope")
    with qtbot.waitSignal(desk.refused):
        QTest.keyClick(screen.password, Qt.Key.Key_Return)
    assert screen._problem.text() == "Work number or password is not right."
    assert screen.password.selectedText() != ""
    assert screen._enter.isEnabled()
    QTest.keyClicks(screen.password, "d")
    assert screen._problem.text() == ""


def test_an_empty_box_is_gone_to(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk))
    with qtbot.assertNotEmitted(desk.busy_changed):
        screen.sign_on()
    assert screen.number.hasFocus()


def test_the_demo_centre_offers_its_people(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk, demo_password="demo"))
    with qtbot.waitSignal(desk.people_listed):
        screen.start()
    assert [button.text() for button in screen._offered] == ["孙悦 · Inspector", "马超 · Supervisor"]
    assert "demo" in screen._hint.text()
    screen._offered[1].click()
    assert screen.number.text() == "3001"
    with qtbot.waitSignal(desk.signed_on) as signed_on:
        QTest.keyClick(screen.password, Qt.Key.Key_Return)
    assert signed_on.args == [PEOPLE[0]]


def test_elsewhere_nobody_is_offered(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk))
    with qtbot.waitSignal(desk.people_listed):
        screen.start()
    assert screen._offered == []
    assert not screen._hint.isVisible()


def test_the_language_can_be_chosen_before_signing_on(qtbot: QtBot, desk: SignOn) -> None:
    screen = shown(qtbot, SignOnScreen(desk))
    for button in screen._languages:
        button.setEnabled(True)
    with qtbot.waitSignal(screen.language_asked) as asked:
        screen._languages[0].click()
    assert asked.args == ["zh_CN"]
