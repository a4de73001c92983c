"""The floor of several rooms: chosen and remembered, filters by queue and skill, a place that stays, two windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor import FloorModel
from console.desk.floor_habits import SECOND, FloorHabits
from console.desk.preferences import Preferences
from console.domain.floor import AgentState
from console.domain.plan_editing import row_inserted
from console.store.floor_listening import FloorHeard
from console.store.store import Store
from console.widgets import theme
from console.widgets.floor_screen import FloorScreen
from console.widgets.floor_window import SecondFloor
from console.widgets.seat_facts import SeatFacts
from tests.desk.small_floor import HandClock, everybody, room_of
from tests.desk.test_floor_desk import Rig, agent, state, whole


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    held = Preferences(tmp_path / "settings.json")
    yield held
    held.close()


@pytest.fixture
def rig(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    """Two rooms with one agent in each."""
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "floor.sqlite") as store:
        rig = Rig(store, background)
        rig.desk.start()
        qtbot.waitUntil(lambda: len(rig.desk.rooms) == 2)
        yield rig
        rig.desk.stop()
        background.close()
        rig.desk.deleteLater()


def screen_of(rig: Rig, preferences: Preferences, qtbot: QtBot, *, may_lay_out: bool = True) -> FloorScreen:
    habits = FloorHabits(preferences, "1101")
    made = FloorScreen(rig.desk.model, desk=rig.desk, habits=habits, may_lay_out=may_lay_out)
    qtbot.addWidget(made)
    made.resize(1290, 700)
    made.show()
    return made


def test_a_room_is_chosen_and_remembered(qtbot: QtBot, rig: Rig, preferences: Preferences) -> None:
    screen = screen_of(rig, preferences, qtbot)
    assert screen.rooms is not None
    assert screen.rooms.isVisible()
    assert [screen.rooms.itemText(n) for n in range(2)] == ["一号厅", "二号厅"]
    screen.rooms.setFocus()
    QTest.keyClick(screen.rooms, Qt.Key.Key_Down)
    assert rig.desk.room_of(rig.desk.model) == rig.rooms[1]
    screen.close()
    rig.desk.show_room(None)
    again = screen_of(rig, preferences, qtbot)
    assert rig.desk.room_of(rig.desk.model) == rig.rooms[1]
    assert again.rooms is not None
    assert again.rooms.currentText() == "二号厅"
    rig.store.floor.remove_room(rig.rooms[1].id, rig.lead)
    with qtbot.waitSignal(rig.desk.plan_changed):
        rig.desk.look_again()
    assert again.rooms.isHidden(), "there is no choice any more"


def test_queue_and_skill_dim_the_others(qtbot: QtBot, rig: Rig, preferences: Preferences) -> None:
    screen = screen_of(rig, preferences, qtbot)
    filters = screen.filters
    assert filters.queue.isHidden(), "no queue was heard of"
    talking = replace(agent("2000", AgentState.TALKING), queue="600")
    rig.ear.tell(whole(talking, agent("2002", AgentState.READY)))
    qtbot.waitUntil(lambda: state(rig.desk.model, "2000") is AgentState.TALKING)
    assert [filters.queue.itemText(n) for n in range(filters.queue.count())] == ["All queues", "600"]

    def dim(number: str) -> bool:
        seat = rig.desk.model.seat_of(number)
        assert seat is not None
        return seat.dim

    filters.queue.setCurrentIndex(1)
    assert (dim("2000"), dim("2002")) == (False, True)
    rig.ear.tell(whole(agent("2000", AgentState.READY), agent("2002", AgentState.READY)))
    qtbot.waitUntil(lambda: state(rig.desk.model, "2000") is AgentState.READY)
    assert dim("2000"), "the call is over"
    filters.queue.setCurrentIndex(0)
    assert filters.skill.isHidden(), "nobody is signed on to anything"
    on = replace(agent("2000", AgentState.READY), queues=("600", "601"))
    rig.ear.tell(FloorHeard(None, (on,), {"2000": "pbx"}))
    qtbot.waitUntil(filters.skill.isVisible)
    assert [filters.skill.itemText(n) for n in range(filters.skill.count())] == ["All skills", "600", "601"]
    facts = SeatFacts(rig.desk.model)
    qtbot.addWidget(facts)
    facts.show_seat(rig.desk.model.seat_of("2000"))
    assert "Signed on to 600\u00a0· 601" in facts.more.text()
    filters.skill.setCurrentIndex(1)
    assert (dim("2000"), dim("2002")) == (False, True)
    rig.ear.tell(FloorHeard(None, (replace(agent("2002", AgentState.READY), queues=("600",)),), {"2002": "pbx"}))
    qtbot.waitUntil(lambda: not dim("2002"))
    rig.ear.tell(FloorHeard(None, (agent("2002", AgentState.READY),), {"2002": "pbx"}))
    qtbot.waitUntil(lambda: dim("2002"))
    assert not dim("2000")
    rig.ear.tell(FloorHeard(None, (replace(on, queues=("601",)),), {"2000": "pbx"}))
    qtbot.waitUntil(lambda: facts.more.text().endswith("Signed on to 601"))
    assert [filters.skill.itemText(n) for n in range(filters.skill.count())] == ["All skills", "601"]
    assert not dim("2000"), "a choice that is not there waits"
    rig.ear.tell(FloorHeard(None, (on,), {"2000": "pbx"}))
    qtbot.waitUntil(lambda: filters.skill.count() == 3)
    assert (dim("2000"), dim("2002")) == (False, True)
    screen.strip.buttons[AgentState.READY].click()
    screen.close()
    again = screen_of(rig, preferences, qtbot)
    assert again.filters.skill.currentText() == "600"
    assert again.strip.states == {AgentState.READY}
    assert (dim("2000"), dim("2002")) == (False, True)


def test_a_team_that_is_not_here_waits_until_it_is(qtbot: QtBot, preferences: Preferences) -> None:
    clock = HandClock()
    model = FloorModel(clock)
    habits = FloorHabits(preferences, "1101")
    habits.keep(team="B 组", zoom=6, pressing=True, states=["nonsense"])
    screen = FloorScreen(model, habits=habits)
    qtbot.addWidget(screen)
    assert screen.team.currentIndex() <= 0
    assert model.filter.team == ""
    model.show_plan(*room_of(3, 4))
    assert screen.team.currentText() == "B 组"
    assert model.filter.team == "B 组"
    assert screen.pressing.isChecked()
    assert screen.view.zoom == 6
    screen.view.show_zoom(None)
    assert habits.number("zoom") is None
    model.deleteLater()


def test_the_room_stays_where_one_looks_at_it(qtbot: QtBot) -> None:
    clock = HandClock()
    model = FloorModel(clock)
    room, sitters = room_of(30, 30)
    model.show_plan(room, sitters)
    screen = FloorScreen(model)
    qtbot.addWidget(screen)
    screen.resize(1200, 700)
    screen.show()
    qtbot.waitExposed(screen)
    view = screen.view
    view.show_zoom(7)
    view.horizontalScrollBar().setValue(400)
    view.verticalScrollBar().setValue(500)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.rect().center())
    here = view.currentIndex()
    chosen = model.seat_at(here.row(), here.column())
    assert chosen is not None
    before = view.visualRect(here)
    offset = (view.horizontalScrollBar().value(), view.verticalScrollBar().value())
    model.hear(clock.source, clock.at)
    model.put(everybody(1000, clock.at, help_every=9))  # a hundred of them have no seat
    model.flush()
    model.tick()
    assert (view.horizontalScrollBar().value(), view.verticalScrollBar().value()) == offset
    model.show_plan(row_inserted(room, 2), sitters)
    now = model.seat_of(chosen.number)
    assert now is not None
    assert now.place.row == chosen.place.row + 1
    assert view.visualRect(view.currentIndex()) == before, "a row was put in above; the seat is where it was"
    assert view.zoom == 7
    model.deleteLater()


def test_seats_keep_their_size_once_somebody_has_gone_anywhere(qtbot: QtBot) -> None:
    clock = HandClock()
    model = FloorModel(clock)
    room, sitters = room_of(8, 8)
    model.show_plan(room, sitters)
    screen = FloorScreen(model)
    qtbot.addWidget(screen)
    screen.resize(1200, 700)
    screen.show()
    qtbot.waitExposed(screen)
    large = screen.view.cell
    model.put(everybody(80, clock.at))
    model.flush()
    fitted = screen.view.cell
    assert fitted.height() < large.height(), "nobody has gone anywhere: the whole room is shown"
    QTest.keyClick(screen.view, Qt.Key.Key_Right)
    model.put(everybody(120, clock.at))
    model.flush()
    model.show_plan(row_inserted(room, 0), sitters)
    assert model.rowCount() == 16
    assert screen.view.cell == fitted
    model.deleteLater()


def test_who_may_lay_out_is_led_to_the_plan(qtbot: QtBot, rig: Rig, preferences: Preferences) -> None:
    for room in rig.rooms:
        rig.store.floor.remove_room(room.id, rig.lead)
    with qtbot.waitSignal(rig.desk.plan_changed):
        rig.desk.look_again()
    screen = screen_of(rig, preferences, qtbot)
    assert screen.nothing.isVisible()
    with qtbot.waitSignal(screen.plan_asked):
        screen.nothing.action_taken.emit()
    assert screen.make_room.isHidden() or not screen.make_room.isVisible()
    rig.ear.tell(whole(agent("2000", AgentState.READY), agent("2001", AgentState.READY), agent("9", AgentState.READY)))
    qtbot.waitUntil(screen.make_room.isVisible)
    assert screen.unplanned.text() == "Agents heard of: 2. No room is laid out yet."
    with qtbot.waitSignal(screen.room_asked):
        screen.make_room.click()
    plain = screen_of(rig, preferences, qtbot, may_lay_out=False)
    assert not plain.make_room.isVisible()


def test_a_second_window_shows_another_room_and_comes_again(qtbot: QtBot, rig: Rig, preferences: Preferences) -> None:
    second = SecondFloor(rig.desk, preferences)
    second.restore()
    assert second.window is None
    second.toggle()
    window, screen = second.window, second.screen
    assert window is not None
    assert screen is not None
    assert window.isVisible()
    assert screen.rooms is not None
    screen.rooms.activated.emit(1)
    rig.ear.tell(whole(agent("2000", AgentState.READY), agent("2001", AgentState.TALKING)))
    qtbot.waitUntil(lambda: screen.strip.buttons[AgentState.TALKING].text() == "talking 1")
    assert rig.desk.room_of(rig.desk.model) == rig.rooms[0], "the main window has its own"
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    second.open()
    assert second.window is window, "there is only one"
    second.close()
    assert second.window is None
    assert len(rig.desk._models) == 1, "nobody feeds what nobody sees"
    again = SecondFloor(rig.desk, preferences)
    again.restore()
    assert again.screen is not None
    assert state(again._model, "2001") is AgentState.TALKING, "what was heard before the room was chosen counts"
    assert again.screen.rooms is not None
    assert again.screen.rooms.currentText() == "二号厅"
    assert again.window is not None
    again.window.close()  # as the person closes it: it stays away
    assert again.window is None
    third = SecondFloor(rig.desk, preferences)
    third.restore()
    assert third.window is None
    rig.ear.tell(whole(agent("2001", AgentState.BUSY)))
    qtbot.waitUntil(lambda: rig.desk.agents["2001"].state is AgentState.BUSY)


def test_keys_of_the_floor_act_in_the_second_window(qtbot: QtBot, rig: Rig, preferences: Preferences) -> None:
    second = SecondFloor(rig.desk, preferences)
    second.open()
    assert second.window is not None
    assert second.screen is not None
    second.window.activateWindow()
    qtbot.waitUntil(second.window.isActiveWindow)
    second.screen.view.setFocus()
    QTest.keyClick(second.screen.view, Qt.Key.Key_Slash)
    assert second.screen.search.hasFocus()
    told: list[object] = []
    second.action_triggered.connect(told.append)
    QTest.keyClick(second.screen.search, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert told, "what is not the floor's goes to the main window"
    QTest.keyClick(second.screen.search, Qt.Key.Key_F9)
    assert second.window is None


@pytest.mark.parametrize("kept", [None, 5, {"room": 5, "team": [], "zoom": "x", "states": "y", "geometry": 1}])
def test_habits_nobody_can_read_are_none(qtbot: QtBot, rig: Rig, preferences: Preferences, kept: object) -> None:
    for view in ("main", SECOND):
        preferences.keep(f"floor.{view}.1101", kept)
    screen = screen_of(rig, preferences, qtbot)
    assert screen.view.zoom is None
    preferences.keep("floor.main.1101", {"room": "not a key"})
    screen_of(rig, preferences, qtbot)
    preferences.keep("floor.main.1101", {"room": str(uuid4())})
    screen_of(rig, preferences, qtbot)
    assert rig.desk.room_of(rig.desk.model) == rig.rooms[0]
