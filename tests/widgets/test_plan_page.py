"""Laying out a room on the page: by keyboard alone, by drag, by a table; and what somebody else did meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import thread_time
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.keys import KeyGroup
from console.desk.plan_desk import PlanDesk
from console.desk.plan_drafts import PlanState
from console.desk.plan_tables import PlanTables
from console.desk.preferences import Preferences
from console.domain.people import Role
from console.domain.plan_editing import called, grown, seat_of
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import plan_tools, theme
from console.widgets.plan_page import PlanPage
from tests.widgets.chinese import in_chinese
from tests.widgets.floor_keys import with_keys

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Rig:
    """The page of a supervisor with six agents and no room."""

    def __init__(self, store: Store, background: Background, folder: Path, qtbot: QtBot) -> None:
        self.store, self.qtbot = store, qtbot
        self.lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))
        self.agents = store.people.add_many(
            [NewPerson(f"200{n}", f"坐席{n}", Role.AGENT, "一组" if n < 4 else "二组") for n in range(6)]
        )
        self.preferences = Preferences(folder / "settings.json")
        self.floor = FloorDesk(background, store, self.lead, None)
        self.plan = PlanDesk(self.floor, background, self.preferences)
        self.faults: list[object] = []
        self.floor.faulted.connect(self.faults.append)
        self.floor.start()
        qtbot.waitUntil(lambda: len(self.floor.people) == 6)
        self.page = PlanPage(self.plan, PlanTables(self.plan, background, self.plan))
        self.page.faulted.connect(self.faults.append)
        with_keys(self.page, KeyGroup.PLAN)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 700)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, held)

    def sits(self, number: int) -> str:
        room = self.plan.room
        seat = seat_of(room, self.agents[number].id) if room else None
        return seat.name if seat else ""

    def listed(self) -> list[str]:
        people = self.page.people.people
        return [sitter.number for row in range(people.rowCount()) if (sitter := people.sitter_at(row))]

    def names(self) -> set[str]:
        room = self.plan.room
        return {seat.name for seat in room.seats} if room else set()

    def cell(self, row: int, column: int) -> QPoint:
        view = self.page.view
        return view.visualRect(view.model().index(row, column)).center()

    def drag(self, start: QWidget, from_: QPoint, end: QWidget, to: QPoint) -> None:
        target = start.mapFromGlobal(end.mapToGlobal(to))
        QTest.mousePress(start, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, from_)
        for part in (1, 2, 3):
            self.move(start, from_ + (target - from_) * (part / 3))
        QTest.mouseRelease(start, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target)

    @staticmethod
    def move(widget: QWidget, to: QPoint) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        place, there = QPointF(to), QPointF(widget.mapToGlobal(to))
        held = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, place, there, none, left, held))


@pytest.fixture
def rig(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "floor.sqlite") as store:
        rig = Rig(store, background, tmp_path, qtbot)
        yield rig
        rig.plan.stop()
        rig.floor.stop()
        background.close()
        rig.preferences.close()
        rig.floor.deleteLater()
        rig.plan.deleteLater()


def saved(rig: Rig) -> None:
    rig.qtbot.waitUntil(lambda: rig.plan.state is PlanState.SAVED and bool(rig.floor.rooms))


def test_a_room_is_made_filled_and_saved_by_keyboard_alone(rig: Rig) -> None:
    page = rig.page
    button = page.nothing.findChild(QPushButton)
    assert button is not None
    assert button.isVisible()
    button.setFocus()
    rig.key(KEY.Key_Space)
    assert page.tools.name.hasFocus()
    page.tools.name.setText("一号厅")
    rig.key(KEY.Key_Return)
    assert rig.plan.room is not None
    assert rig.plan.room.name == "一号厅"
    page.people.search.setFocus()
    rig.key(KEY.Key_Return)
    assert page.people.list.hasFocus()
    for _ in range(3):  # Enter on a person, Enter on the seat that is next
        rig.key(KEY.Key_Return)
        assert page.view.hasFocus()
        rig.key(KEY.Key_Return)
        assert page.people.list.hasFocus()
    assert [rig.sits(n) for n in range(4)] == ["A01", "A02", "A03", ""]
    assert rig.listed() == ["2003", "2004", "2005"]
    page.view.setFocus()
    page.view.go(0, 0)
    rig.key(KEY.Key_Return)
    rig.key(KEY.Key_Right)
    rig.key(KEY.Key_Return)
    assert [rig.sits(n) for n in range(2)] == ["A02", "A01"], "two who sit change places"
    rig.key(KEY.Key_Delete)
    assert rig.listed()[0] == "2000"
    rig.key(KEY.Key_Z, CTRL)
    assert rig.sits(0) == "A02"
    rig.key(KEY.Key_Y, CTRL)
    assert rig.sits(0) == ""
    rig.key(KEY.Key_S, CTRL)
    saved(rig)
    assert [room.name for room in rig.store.floor.rooms()] == ["一号厅"]
    assert page.tools.state.text() == "Saved"
    assert not rig.faults


def test_seats_aisles_and_names_by_key(rig: Rig) -> None:
    rig.plan.new_room()
    view = rig.page.view
    view.setFocus()
    view.go(1, 1)
    rig.key(KEY.Key_Space)
    assert "B02" not in rig.names()
    rig.key(KEY.Key_Return)
    rig.key(KEY.Key_Space)
    assert "B02" in rig.names()
    rig.key(KEY.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("靠窗")
    QTest.keyClick(editor, KEY.Key_Return)
    rig.qtbot.waitUntil(lambda: "靠窗" in rig.names() and view.hasFocus())
    rig.key(KEY.Key_F2)
    editor = view.findChildren(QLineEdit)[-1]
    editor.setText("A01")
    QTest.keyClick(editor, KEY.Key_Return)
    rig.qtbot.waitUntil(lambda: rig.page.foot.text() == "“A01” is taken; choose another name.")
    assert "靠窗" in rig.names()
    view.choose((0, 3), (3, 3))
    rig.key(KEY.Key_Space)
    assert not rig.names() & {"A04", "B04", "C04", "D04"}
    rig.page._act(plan_tools.NAMES)
    assert {"A01", "A07", "B02"} <= rig.names()
    assert "靠窗" not in rig.names()


def test_a_carried_person_is_left_with_esc_and_an_aisle_takes_nobody(rig: Rig) -> None:
    rig.plan.new_room()
    view = rig.page.view
    view.setFocus()
    view.go(0, 0)
    rig.key(KEY.Key_Space)
    rig.page.people.list.setFocus()
    rig.key(KEY.Key_Return)
    assert rig.page.foot.text().startswith("坐席0 2000: go to a seat")
    rig.key(KEY.Key_Escape)
    assert rig.page.people.list.hasFocus()
    rig.key(KEY.Key_Return)
    rig.key(KEY.Key_Return)
    assert "aisle" in rig.page.foot.text()
    assert rig.sits(0) == ""


def test_people_are_dragged_to_seats_between_them_and_back(rig: Rig) -> None:
    rig.plan.new_room()
    people, view = rig.page.people.list, rig.page.view
    QApplication.processEvents()
    first = people.visualRect(people.model().index(0, 0)).center()
    rig.drag(people.viewport(), first, view.viewport(), rig.cell(1, 2))
    assert rig.sits(0) == "B03"
    first = people.visualRect(people.model().index(0, 0)).center()
    rig.drag(people.viewport(), first, view.viewport(), rig.cell(0, 0))
    assert rig.sits(1) == "A01"
    rig.drag(view.viewport(), rig.cell(1, 2), view.viewport(), rig.cell(0, 0))
    assert (rig.sits(0), rig.sits(1)) == ("A01", "B03")
    rig.drag(view.viewport(), rig.cell(0, 0), people.viewport(), QPoint(20, 60))
    assert rig.sits(0) == ""
    first = people.visualRect(people.model().index(0, 0)).center()
    rig.drag(people.viewport(), first, view.viewport(), rig.cell(1, 2))
    assert rig.page.foot.text() == "坐席1 2001 has no seat now. Undo takes it back."
    assert not rig.page.drag.active


def test_the_list_is_narrowed_by_words_and_team(rig: Rig) -> None:
    rig.plan.new_room()
    pane = rig.page.people
    QTest.keyClicks(pane.search, "2003")
    assert rig.listed() == ["2003"]
    pane.search.setText("nobody")
    assert pane.nobody.isVisible()
    pane.search.clear()
    pane.team.setCurrentIndex(2)
    assert rig.listed() == ["2000", "2001", "2002", "2003"] or rig.listed() == ["2004", "2005"]


def test_a_smaller_room_says_who_lost_the_seat(rig: Rig) -> None:
    rig.plan.new_room()
    room = rig.plan.room
    assert room is not None
    rig.plan.seat(rig.agents[0].id, next(seat.id for seat in room.seats if seat.name == "D08"))
    rig.page.tools.rows.setValue(3)
    assert rig.page.foot.text() == "Without a seat now: 1. Undo takes it back."
    assert rig.plan.room is not None
    assert rig.plan.room.rows == 3
    rig.page.tools.columns.setValue(10)
    assert len(rig.plan.room.seats) == 30
    rig.page._undo()
    rig.page._undo()
    assert rig.sits(0) == "D08"


def test_removing_asks_once_and_says_what_happens(rig: Rig) -> None:
    rig.plan.new_room()
    rig.page.tools.save.click()
    saved(rig)
    strip = rig.page.strip
    rig.page.tools.remove.click()
    assert strip.isVisible()
    assert "Seated there: 0;" in strip.sentence.text()
    assert strip.buttons["stay"].hasFocus()
    rig.key(KEY.Key_Escape)
    assert strip.isHidden()
    assert len(rig.floor.rooms) == 1
    rig.page.tools.remove.click()
    strip.buttons["remove"].click()
    rig.qtbot.waitUntil(lambda: not rig.floor.rooms and rig.plan.room is None)
    assert rig.page.nothing.isVisible()
    assert not rig.faults


def test_somebody_else_was_faster(rig: Rig) -> None:
    rig.plan.new_room()
    rig.plan.save()
    saved(rig)
    rig.store.floor.save_room(called(rig.floor.rooms[0], "东厅"), rig.lead)
    rig.plan.do(lambda room: grown(room, 7, 8, uuid4))
    rig.plan.save()
    strip = rig.page.strip
    rig.qtbot.waitUntil(lambda: strip.isVisible() and rig.plan.theirs is not None)
    assert not rig.page.tools.save.isEnabled()
    strip.buttons["look"].click()
    assert rig.page.model.rowCount() == 4
    rig.page.view.setFocus()
    rig.key(KEY.Key_Space)
    assert rig.plan.theirs is not None
    assert strip.buttons["look"].text() == "Look at mine"
    strip.buttons["look"].click()
    assert rig.page.model.rowCount() == 7
    strip.focus_on("mine")
    rig.key(KEY.Key_Escape)
    assert rig.plan.theirs is not None, "nothing is decided by Esc"
    strip.buttons["mine"].click()
    rig.qtbot.waitUntil(lambda: rig.plan.state is PlanState.SAVED)
    assert strip.isHidden()
    rig.qtbot.waitUntil(lambda: rig.floor.rooms[0].rows == 7)


def test_a_table_is_looked_at_and_taken(rig: Rig, tmp_path: Path) -> None:
    rig.plan.new_room()
    table = tmp_path / "座位.csv"
    table.write_text("\ufeff座位,工号\nA01,2000\nA02,2001\nA02,2002\n,2003\nA03,<b>9</b>\n", encoding="utf-8")
    rig.page.by_table.look_at(str(table))
    preview = rig.page.by_table.preview
    rig.qtbot.waitUntil(preview.isVisible)
    assert preview.said.text().startswith("Get a seat: 2. Refused: 3.")
    lines = preview.lines.model()
    assert lines.index(0, 3).data() == "×  Refused: An earlier line has this seat."
    assert preview.take.hasFocus()
    rig.key(KEY.Key_Escape)
    assert rig.sits(0) == ""
    rig.page.by_table.look_at(str(table))
    rig.qtbot.waitUntil(preview.isVisible)
    rig.key(KEY.Key_Space)
    assert (rig.sits(0), rig.sits(1)) == ("A01", "A02")
    assert preview.isHidden()
    out = tmp_path / "out.csv"
    rig.page.by_table.write(str(out))
    rig.qtbot.waitUntil(lambda: rig.page.foot.text() == "Written: out.csv")
    assert "A01,1,1,2000,坐席0" in out.read_text("utf-8-sig")
    assert not rig.faults
    rig.page.by_table.look_at(str(tmp_path / "none.csv"))
    rig.qtbot.waitUntil(lambda: len(rig.faults) == 1)


def test_a_draft_waits_when_another_room_is_taken_in_hand(rig: Rig) -> None:
    rig.plan.new_room()
    first = rig.plan.room
    assert first is not None
    rig.page.tools.new.click()
    assert rig.page.tools.rooms.count() == 2
    assert rig.page.tools.rooms.itemText(0).endswith("•")
    rig.page.tools.rooms.activated.emit(0)
    assert rig.plan.room == first


def test_the_grid_is_a_model_that_says_each_place(qtmodeltester: ModelTester, rig: Rig) -> None:
    rig.plan.new_room()
    qtmodeltester.check(rig.page.model)  # type: ignore[no-untyped-call]
    said = Qt.ItemDataRole.AccessibleTextRole
    model, room = rig.page.model, rig.plan.room
    assert room is not None
    rig.plan.seat(rig.agents[0].id, room.seats[0].id)
    assert model.index(0, 0).data(said) == "Seat A01, 坐席0 2000"
    assert model.index(0, 1).data(said) == "Seat A02, free"
    rig.plan.seat(UUID(int=5), room.seats[1].id)
    assert model.index(0, 1).data(said) == "Seat A02, another team"
    rig.page.view.go(0, 2)
    rig.page._toggle()
    assert model.index(0, 2).data(said) == "Aisle, row 1, column 3"


def test_a_large_room_stays_fluent(rig: Rig) -> None:
    """1,000 seats: a step, shown and painted, is within two frames on a loaded machine."""
    rig.plan.new_room()
    rig.plan.do(lambda room: grown(room, 40, 25, uuid4))
    room = rig.plan.room
    assert room is not None
    taken: list[float] = []
    steps: list[Callable[[], object]] = [
        lambda: rig.plan.seat(rig.agents[0].id, room.seats[700].id),
        lambda: rig.plan.seat(rig.agents[1].id, room.seats[701].id),
        lambda: rig.plan.undo(),
    ]
    for step in steps:
        began = thread_time()
        step()
        rig.page.view.viewport().repaint()
        taken.append(thread_time() - began)
    assert sorted(taken)[1] < 0.033, taken


def test_every_control_has_a_name_and_all_is_said_in_chinese(qapp: QApplication, rig: Rig) -> None:
    rig.plan.new_room()
    tools = rig.page.tools
    controls: list[QWidget] = [tools.rooms, tools.name, tools.rows, tools.columns, tools.new, tools.remove]
    controls += [tools.more, tools.undo, tools.redo, tools.read, tools.write, tools.save]
    controls += [rig.page.people.search, rig.page.people.team, rig.page.people.list, rig.page.view]
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip() or control is rig.page.view, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
    with in_chinese(qapp):
        assert tools.state.text().startswith("尚未保存")
        assert rig.page.people.title.text() == "没有座位：6"
