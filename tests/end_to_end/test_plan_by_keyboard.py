"""A supervisor lays out a room at the whole console by keyboard alone, and has the floor in a second window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.plan_drafts import PlanState
from console.domain.people import Role
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import floor_pages
from console.widgets.plan_page import PlanPage
from tests.end_to_end.at_the_floor import CTRL, LEAD, SHIFT, Key, floor_of, hands, seats_of, turn_to
from tests.end_to_end.at_the_floor import small_floor as url
from tests.end_to_end.conftest import PASSWORD, Hands, open_console
from tests.gateway.here_centre import NUMBERS

__all__ = ["hands", "url"]


def test_a_room_is_made_of_whoever_is_heard_and_changed_by_key(hands: Hands, url: str) -> None:
    floor, bot = floor_of(hands), hands.bot
    screen = seats_of(hands)
    bot.waitUntil(screen.make_room.isVisible, timeout=20_000)
    bot.waitUntil(lambda: len(floor.desk.agents) == len(NUMBERS), timeout=20_000)
    for _ in range(30):
        if screen.make_room.hasFocus():
            break
        hands.press(Key.Key_Tab)
    hands.press(Key.Key_Space)
    bot.waitUntil(lambda: len(floor.desk.rooms) == 1)
    assert {seat.agent_id for seat in floor.desk.rooms[0].seats} == set(floor.desk.people)
    assert screen.make_room.isHidden() or not screen.make_room.isVisible()
    page = turn_to(hands, floor_pages.PLAN)
    assert isinstance(page, PlanPage)
    bot.waitUntil(page.view.isVisible)
    while not page.view.hasFocus():
        hands.press(Key.Key_Tab)
    hands.press(Key.Key_Home, CTRL)
    hands.press(Key.Key_Delete)
    plan = floor.plan
    assert plan is not None
    assert len(plan.unseated()) == 1
    hands.press(Key.Key_Z, CTRL)
    assert not plan.unseated()
    hands.press(Key.Key_Y, CTRL)
    last = floor.pages.tabs.count() - 1
    assert floor.pages.tabs.tabText(last) == "Plan (1)", "something is not saved"
    hands.press(Key.Key_Slash)
    assert page.people.search.hasFocus()
    page.view.setFocus()
    hands.press(Key.Key_S, CTRL)
    bot.waitUntil(lambda: plan.state is PlanState.SAVED)
    assert floor.pages.tabs.tabText(last) == "Plan"
    with Store.open(url) as store:
        assert [sum(seat.agent_id is not None for seat in room.seats) for room in store.floor.rooms()] == [3]


def test_the_second_window_comes_and_goes_with_the_person(hands: Hands) -> None:
    floor = floor_of(hands)
    hands.press(Key.Key_F9)
    window = floor.second.window
    assert window is not None
    assert window.isVisible()
    hands.console.window.activateWindow()
    hands.bot.waitUntil(hands.console.window.isActiveWindow)
    hands.press(Key.Key_L, CTRL | SHIFT)
    hands.bot.waitUntil(lambda: hands.console.workplace is None)
    assert floor.second.window is None
    hands.sign_on(LEAD, PASSWORD)
    again = floor_of(hands).second.window
    assert again is not None
    hands.bot.waitUntil(again.isVisible)
    again.activateWindow()
    hands.bot.waitUntil(again.isActiveWindow)
    QTest.keyClick(QApplication.focusWidget() or again, Key.Key_F9)
    assert floor_of(hands).second.window is None


def test_who_may_not_lay_out_has_no_such_page(qtbot: QtBot, qapp: QApplication, home: Path, url: str) -> None:
    with Store.open(url) as store:
        store.people.add(NewPerson("5001", "林晓", Role.INSPECTOR, password=PASSWORD))
    with open_console(qtbot, qapp, home, url) as hands:
        hands.sign_on("5001", PASSWORD)
        hands.console.window.show_screen("floor")
        floor = floor_of(hands)
        assert floor.plan is None
        with pytest.raises(KeyError):
            floor.pages.page(floor_pages.PLAN)
