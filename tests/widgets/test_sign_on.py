from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.sign_on import SignOn
from console.domain.faults import FaultKind, InputFault, PlaceFault
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


class Shelf:
    """Remembers one password; `usable` as the test sets it."""

    def __init__(self, *, usable: bool = True) -> None:
        self.usable = usable
        self.held = {"2001": "demo"}

    def get(self, number: str) -> str:
        return self.held.get(number, "") if self.usable else ""

    def keep(self, number: str, password: str) -> None:
        self.held[number] = password

    def forget(self, number: str) -> None:
        self.held.pop(number, None)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def shared(qtbot: QtBot, qapp: QCoreApplication, shelf: Shelf) -> Iterator[SignOnScreen]:
    background = Background(qapp)
    screen = shown(qtbot, SignOnScreen(SignOn(background, Accounts(), kept=shelf), shared=True, last_number="2001"))
    yield screen
    background.close()


def test_a_shared_database_lists_nobody_and_fills_in_what_is_remembered(qtbot: QtBot, shared: SignOnScreen) -> None:
    shared.start()
    qtbot.waitUntil(lambda: shared.password.text() == "demo")
    assert shared._offered == []
    assert shared.remember.isChecked()
    assert not shared.command.isVisible()
    assert not shared._hint.isVisible()
    with qtbot.waitSignal(shared._desk.signed_on):
        QTest.keyClick(shared.password, Qt.Key.Key_Return)


def test_another_number_does_not_get_the_remembered_password(qtbot: QtBot, shared: SignOnScreen, shelf: Shelf) -> None:
    shared.start()
    qtbot.waitUntil(shared.remember.isChecked)
    QTest.keyClick(shared.number, Qt.Key.Key_End)
    QTest.keyClicks(shared.number, "7")
    assert shared.password.text() == ""
    assert not shared.remember.isChecked()
    QTest.keyClick(shared.number, Qt.Key.Key_Backspace)
    QTest.keyClick(shared.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shared.password.text() == "demo")
    assert shelf.held == {"2001": "demo"}


def test_unticking_forgets_at_once(qtbot: QtBot, shared: SignOnScreen, shelf: Shelf) -> None:
    shared.start()
    qtbot.waitUntil(shared.remember.isChecked)
    QTest.keyClick(shared.remember, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shelf.held == {})
    assert shared.password.text() == "demo"


def test_without_a_keyring_the_box_says_why_it_is_off(qtbot: QtBot, shared: SignOnScreen, shelf: Shelf) -> None:
    shelf.usable = False
    shared.start()
    qtbot.waitUntil(shared._not_kept.isVisible)
    assert not shared.remember.isEnabled()
    assert "keyring" in shared._not_kept.text()


def test_a_fault_of_the_place_leaves_the_password_to_try_again(qtbot: QtBot, shared: SignOnScreen) -> None:
    shared.password.setText("demo")
    shared._desk.refused.emit(PlaceFault(FaultKind.DATABASE_UNREACHABLE))
    assert shared._problem.text().startswith("The database cannot be reached.")
    assert shared.password.selectedText() == ""
    assert shared.password.property("wrong") != "true"
    with qtbot.waitSignal(shared._desk.signed_on):
        QTest.keyClick(shared.password, Qt.Key.Key_Return)
