"""Laying out a room: the people without a seat on the left, the grid beside them, all of it by mouse or by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.desk.floor_grid import Sitter
from console.desk.plan_desk import PlanDesk
from console.desk.plan_drafts import PlanState
from console.desk.plan_grid import PlanModel
from console.desk.plan_report import SeatingTable
from console.desk.plan_tables import PlanTables
from console.desk.plan_words import refused_text, sitter_text, somebody_else
from console.domain.plan_csv import Seating, SeatingLine
from console.domain.plan_editing import (
    Edit,
    PlanReason,
    auto_named,
    called,
    column_inserted,
    column_removed,
    grown,
    renamed,
    row_inserted,
    row_removed,
    seat_at,
    seat_of,
    toggled,
    unseated,
)
from console.widgets import plan_tools, theme
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.plan_drag import PersonDrag
from console.widgets.plan_list import PeoplePane
from console.widgets.plan_preview import PlanPreview
from console.widgets.plan_strip import PlanStrip
from console.widgets.plan_tools import PlanTools
from console.widgets.plan_view import PlanView
from console.widgets.theme import GRID

LIST_WIDTH = 236


class PlanPage(QWidget):
    """The page over a PlanDesk. `faulted` carries a Fault of a file. GUI thread.

    Nothing is lost by leaving the page: the draft is the desk's.
    """

    faulted = Signal(object)

    def __init__(self, plan: PlanDesk, tables: PlanTables, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan, self._tables = plan, tables
        self._picked: UUID | None = None
        self._from_list = self._theirs = self._removing = False
        self._told: Callable[[], str] | None = None
        self._file = ""
        self.drag = PersonDrag(self)
        self.model = PlanModel(self)
        self.tools, self.strip = PlanTools(self), PlanStrip(self)
        self.people = PeoplePane(self.drag, self)
        self.view = PlanView(self.model, self.drag, self)
        self.preview = PlanPreview(SeatingTable(self._who_in_line, self._before, self), self)
        self.nothing, self.foot = Notice(self), Label(self)
        self._stack = QStackedWidget(self)
        self._work = QWidget(self)
        for page in (self.nothing, self._work, self.preview):
            self._stack.addWidget(page)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.people.setFixedWidth(theme.scaled(LIST_WIDTH))
        self.foot.setProperty("kind", "muted")
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.people)
        row.addWidget(self.view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.tools)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        plan, tools, view = self._plan, self.tools, self.view
        plan.changed.connect(self._show)
        plan.rooms_changed.connect(self._show)
        plan.refused.connect(self._show_refused)
        self._tables.previewed.connect(self._show_preview)
        self._tables.fell_through.connect(self.faulted)
        tools.room_chosen.connect(self._choose_room)
        tools.new.clicked.connect(self._new_room)
        tools.remove.clicked.connect(self._ask_removal)
        tools.save.clicked.connect(plan.save)
        tools.undo.clicked.connect(self._undo)
        tools.redo.clicked.connect(self._redo)
        tools.read.clicked.connect(self._choose_table)
        tools.write.clicked.connect(self._choose_place)
        tools.name_given.connect(self._rename_room)
        tools.size_given.connect(self._resize)
        tools.deed_asked.connect(self._act)
        self.strip.answered.connect(self._answer)
        self.people.narrowed.connect(self._show_people)
        self.people.picked.connect(self._pick_from_list)
        view.entered.connect(self._enter)
        view.toggle_asked.connect(self._toggle)
        view.unseat_asked.connect(self._unseat)
        view.left.connect(self._put_down)
        self.model.name_given.connect(self._rename_seat)
        self.drag.moved.connect(self._carry_over)
        self.drag.dropped.connect(self._drop)
        self.preview.taken.connect(self._take_table)
        self.preview.left.connect(self._leave_table)
        self.nothing.action_taken.connect(self._new_room)
        for keys, deed in (("Ctrl+S", plan.save), ("Ctrl+Z", self._undo), ("Ctrl+Y", self._redo)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        return [self.tools, self.people, self.view]

    # what is shown

    @property
    def _editable(self) -> bool:
        preview = self._stack.currentWidget() is self.preview
        return self._plan.room is not None and not self._theirs and not preview

    @Slot()
    def _show(self) -> None:
        plan = self._plan
        self._theirs = self._theirs and plan.theirs is not None
        room = plan.theirs if self._theirs else plan.room
        if plan.room is None:
            self._removing = False
            self._stack.setCurrentWidget(self.nothing)
        elif self._stack.currentWidget() is self.nothing:
            self._stack.setCurrentWidget(self._work)
        self.model.show_room(room, plan.people, read_only=self._theirs)
        if room is not None and not self.view.currentIndex().isValid():
            self.view.go(0, 0)
        self.tools.show_rooms(plan.rooms, plan.is_changed, plan.room.id if plan.room else None)
        self.tools.show_room(plan.room, plan.state, undo=plan.can_undo, redo=plan.can_redo, editable=self._editable)
        self.tools.setVisible(plan.room is not None)
        self.tools.new.setEnabled(self._stack.currentWidget() is not self.preview)
        self._show_people()
        self._show_question()
        self._show_foot()

    @Slot()
    def _show_people(self) -> None:
        found = self._plan.unseated(self.people.search.text(), self.people.chosen_team)
        self.people.show_people(found, self._plan.teams)

    def _show_question(self) -> None:
        plan, room = self._plan, self._plan.room
        if room is None:
            self.strip.hide()
        elif self._removing:
            sitting = sum(seat.agent_id is not None for seat in room.seats)
            self.strip.ask(
                self.tr(
                    "Remove “{room}” for everybody? Seated there: {count}; they lose their seat but stay on the floor, "
                    "behind the plan, and can be seated again."
                ).format(room=room.name, count=sitting),
                (
                    ("remove", self.tr("Remove room"), self.tr("It cannot be taken back")),
                    ("stay", self.tr("Keep it"), self.tr("Change nothing (Esc)")),
                ),
            )
        elif plan.state is PlanState.OVERTAKEN:
            look = self.tr("Look at mine") if self._theirs else self.tr("Look at theirs")
            self.strip.ask(
                self.tr("Somebody else has saved this room while you were changing it. Nothing of yours is lost."),
                (
                    ("look", look, self.tr("Only look; nothing is decided yet")),
                    ("theirs", self.tr("Take theirs"), self.tr("What you changed is dropped")),
                    ("mine", self.tr("Keep mine"), self.tr("Your plan is saved over theirs, for everybody")),
                ),
            )
        elif plan.state is PlanState.REMOVED:
            self.strip.ask(
                self.tr("Somebody else has removed this room while you were changing it."),
                (
                    ("theirs", self.tr("Let it go"), self.tr("What you changed is dropped")),
                    ("mine", self.tr("Keep mine"), self.tr("Your plan is saved as a room again, for everybody")),
                ),
            )
        else:
            self.strip.hide()

    def _show_foot(self) -> None:
        who = self._carried_words
        if self._theirs:
            text = self.tr("This is how the others have it; nothing can be changed here.")
        elif who:
            text = self.tr("{who}: go to a seat and press Enter; Esc leaves it.").format(who=who)
        elif self._told is not None:
            text = self._told()
        else:
            text = self.tr(
                "Drag somebody to a seat, or Enter on a person and Enter on a seat.  "
                "Space: seat or aisle.  Delete: no seat.  F2: name."
            )
        self.foot.setVisible(self._plan.room is not None and self._stack.currentWidget() is not self.preview)
        if self.foot.text() != text:
            self.foot.setText(text)
            self.foot.setAccessibleName(text)

    def _tell(self, say: Callable[[], str] | None) -> None:
        """Say something at the foot of the page until something else is done."""
        self._told = say
        self._show_foot()

    @Slot(object, str)
    def _show_refused(self, reason: PlanReason, name: str) -> None:
        self._tell(lambda: refused_text(reason, name))

    def _do(self, edit: Edit) -> bool:
        """A step, if steps can be taken now."""
        if not self._editable:
            return False
        self._told = None
        return self._plan.do(edit)

    # rooms

    @Slot(object)
    def _choose_room(self, key: UUID) -> None:
        self._settle()
        self._plan.choose(key)

    @Slot()
    def _new_room(self) -> None:
        self._settle()
        self._plan.new_room()
        self.tools.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tools.name.selectAll()

    def _settle(self) -> None:
        """What belongs to the room in hand until now is over."""
        self._removing = self._theirs = False
        self._told = None
        self._leave_table()
        self._put_down()

    @Slot()
    def _ask_removal(self) -> None:
        self._removing = True
        self._show_question()
        self.strip.focus_on("stay")

    @Slot(str)
    def _answer(self, answer: str) -> None:
        if answer == "look":
            self._theirs = not self._theirs
            self._show()
            return
        self._removing = self._theirs = False
        match answer:
            case "remove":
                self._plan.remove_room()
            case "theirs":
                self._plan.take_theirs()
            case "mine" if self._plan.state in (PlanState.OVERTAKEN, PlanState.REMOVED):
                self._plan.keep_mine()
        self._show()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _rename_room(self, name: str) -> None:
        self._do(lambda room: called(room, name))

    @Slot(int, int)
    def _resize(self, rows: int, columns: int) -> None:
        before = self._sitting
        if self._do(lambda room: grown(room, rows, columns, uuid4)):
            self._tell_lost(before)

    @property
    def _sitting(self) -> int:
        room = self._plan.room
        return sum(seat.agent_id is not None for seat in room.seats) if room else 0

    def _tell_lost(self, before: int) -> None:
        lost = before - self._sitting
        if lost:
            self._tell(lambda: self.tr("Without a seat now: {count}. Ctrl+Z takes it back.").format(count=lost))

    @Slot()
    def _undo(self) -> None:
        if self._editable:
            self._told = None
            self._plan.undo()

    @Slot()
    def _redo(self) -> None:
        if self._editable:
            self._told = None
            self._plan.redo()

    @Slot(str)
    def _act(self, deed: str) -> None:
        here = self.view.currentIndex()
        row, column = max(0, here.row()), max(0, here.column())
        if deed == plan_tools.SEATS:
            self._toggle()
            return
        edits: dict[str, Edit] = {
            plan_tools.ROW_ABOVE: lambda room: row_inserted(room, row),
            plan_tools.ROW_BELOW: lambda room: row_inserted(room, row + 1),
            plan_tools.COLUMN_LEFT: lambda room: column_inserted(room, column),
            plan_tools.COLUMN_RIGHT: lambda room: column_inserted(room, column + 1),
            plan_tools.ROW_GONE: lambda room: row_removed(room, row),
            plan_tools.COLUMN_GONE: lambda room: column_removed(room, column),
            plan_tools.NAMES: auto_named,
        }
        before = self._sitting
        if self._do(edits[deed]) and self._plan.room is not None:
            room = self._plan.room
            self.view.go(min(row, room.rows - 1), min(column, room.columns - 1))
            self._tell_lost(before)

    # seats

    @Slot()
    def _toggle(self) -> None:
        before, cells = self._sitting, self.view.cells
        if self._do(lambda room: toggled(room, cells, uuid4)):
            self._tell_lost(before)

    @Slot()
    def _unseat(self) -> None:
        seats = [self.model.seat_at(*cell) for cell in self.view.cells]
        people = [seat.agent_id for seat in seats if seat is not None and seat.agent_id is not None]
        self._do(lambda room: unseated(room, people))

    @Slot(object, str)
    def _rename_seat(self, seat_id: UUID, name: str) -> None:
        self._do(lambda room: renamed(room, seat_id, name))

    # people

    @property
    def _carried_words(self) -> str:
        if self._picked is None:
            return ""
        sitter = self._plan.people.get(self._picked)
        return sitter_text(sitter) if sitter else somebody_else()

    @Slot(object)
    def _pick_from_list(self, sitter: Sitter) -> None:
        if sitter.agent_id is not None and self._editable:
            self._pick(sitter.agent_id, from_list=True)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, who: UUID, *, from_list: bool) -> None:
        self._picked, self._from_list = who, from_list
        self.view.show_carried(who)
        self._show_foot()

    @Slot()
    def _put_down(self) -> None:
        """Leave whoever was picked up where they are."""
        if self._picked is not None:
            self._picked = None
            self.view.show_carried(None)
            if self._from_list:
                self.people.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_foot()

    @Slot(int, int)
    def _enter(self, row: int, column: int) -> None:
        """Enter on a place: pick up who sits there, or seat whom one carries."""
        seat = self.model.seat_at(row, column)
        if self._picked is None:
            if seat is not None and seat.agent_id is not None and self._editable:
                self._pick(seat.agent_id, from_list=False)
            return
        if seat is None:
            self._put_down_with(PlanReason.NO_SEAT)
            return
        who, back = self._picked, self._from_list
        self._from_list = False
        self._put_down()
        self._seat(who, row, column)
        if back and self.people.people.rowCount():
            self._go_to_free(row, column)
            self.people.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_down_with(self, reason: PlanReason) -> None:
        self._from_list = False
        self._put_down()
        self._show_refused(reason, "")

    def _go_to_free(self, row: int, column: int) -> None:
        """The next free seat in reading order, for the next one."""
        room = self._plan.room
        free = sorted((seat.row, seat.column) for seat in room.seats if seat.agent_id is None) if room else []
        if free:
            self.view.go(*next((cell for cell in free if cell > (row, column)), free[0]))

    def _seat(self, who: UUID, row: int, column: int) -> None:
        room = self._plan.room
        seat = seat_at(room, row, column) if room else None
        if room is None or not self._editable:
            return
        if seat is None:
            self._show_refused(PlanReason.NO_SEAT, "")
            return
        self._told = None
        left, stays = seat.agent_id, seat_of(room, who) is not None
        if self._plan.seat(who, seat.id) and left is not None and left != who and not stays:
            gone = self._plan.people.get(left)
            words = sitter_text(gone) if gone else somebody_else()
            self._tell(lambda: self.tr("{who} has no seat now. Ctrl+Z takes it back.").format(who=words))

    @Slot(object, QPoint)
    def _carry_over(self, _who: UUID, at: QPoint) -> None:
        self.view.point_at(at)

    @Slot(object, QPoint)
    def _drop(self, who: UUID, at: QPoint) -> None:
        cell = self.view.cell_at(at)
        if cell is not None:
            self._seat(who, *cell)
            self.view.go(*cell)
        elif self.people.holds(at):
            self._do(lambda room: unseated(room, [who]))

    # tables

    @Slot()
    def _choose_table(self) -> None:
        kinds = self.tr("Tables (*.csv *.txt);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a table of seats"), "", kinds)
        if path:
            self.look_at_table(path)

    def look_at_table(self, path: str) -> None:
        """Show what a table would do to the room in hand."""
        self._file = path
        self._tables.read(path)

    @Slot(object)
    def _show_preview(self, seating: Seating) -> None:
        if self._plan.room is None:
            return
        self._stack.setCurrentWidget(self.preview)
        self.preview.show_seating(seating, PurePath(self._file).name)
        self._show()

    @Slot()
    def _take_table(self) -> None:
        self._stack.setCurrentWidget(self._work)
        self._told = None
        self._tables.take()
        self._show()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _leave_table(self) -> None:
        if self._stack.currentWidget() is self.preview:
            self._stack.setCurrentWidget(self._work)
            self._show()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _who_in_line(self, line: SeatingLine) -> str:
        sitter = self._plan.people.get(line.agent_id) if line.agent_id else None
        return sitter_text(sitter) if sitter else line.number

    def _before(self, line: SeatingLine) -> str:
        """Where somebody of a line sits until now, when that is another seat."""
        room = self._plan.room
        if line.agent_id is None or room is None:
            return ""
        seat = seat_of(room, line.agent_id)
        if seat is not None:
            return seat.name if seat.name != line.seat else ""
        other = self._plan.elsewhere(line.agent_id)
        return other.name if other else ""

    @Slot()
    def _choose_place(self) -> None:
        room = self._plan.room
        if room is None:
            return
        safe = "".join(sign for sign in room.name if sign.isalnum() or sign in " -_") or "plan"
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the plan as a table"), f"{safe}.csv", self.tr("Tables (*.csv)")
        )
        if path:
            self.write_table(path)

    def write_table(self, path: str) -> None:
        """Write the room in hand as a table, headed in the language in force."""
        headings = (self.tr("Seat"), self.tr("Row"), self.tr("Column"), self.tr("Number"), self.tr("Name"))
        self._tables.write(path, headings, self._tell_written)

    def _tell_written(self, path: str) -> None:
        name = PurePath(path).name
        self._tell(lambda: self.tr("Written: {file}").format(file=name))

    # words

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.view.setAccessibleName(self.tr("The plan: arrows move, Enter carries, Space makes seats and aisles"))
        self.nothing.say(
            "floor",
            self.tr("No room is laid out yet"),
            self.tr("Lay out a room and seat people in it: the map shows everybody where they sit."),
            self.tr("New room"),
        )
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_work"):
            self.retranslate()
        super().changeEvent(event)
