"""Laying out a room: the people without a seat on the left, the grid beside them, all of it by mouse or by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.desk.action_names import action_name, chord_text
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.plan_desk import PlanDesk
from console.desk.plan_drafts import PlanState
from console.desk.plan_grid import PlanModel
from console.desk.plan_tables import PlanTables
from console.desk.plan_words import refused_text
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
    toggled,
    unseated,
)
from console.widgets import plan_questions, plan_tools, theme
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.plan_by_table import PlanByTable
from console.widgets.plan_carry import PlanCarry
from console.widgets.plan_drag import PersonDrag
from console.widgets.plan_list import PeoplePane
from console.widgets.plan_questions import LOOK, STAY, ask_overtaken, ask_removal, ask_removed
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
        self._plan = plan
        self._keymap = Keymap()
        self._theirs = self._removing = False
        self._told: Callable[[], str] | None = None
        self.drag = PersonDrag(self)
        self.model = PlanModel(self)
        self.tools, self.strip = PlanTools(self), PlanStrip(self)
        self.people = PeoplePane(self.drag, self)
        self.view = PlanView(self.model, self.drag, self)
        self.carry = PlanCarry(plan, self.model, self.people, self.view, self.drag, self._may_edit)
        self.by_table = PlanByTable(plan, tables, self)
        self.nothing, self.foot = Notice(self), Label(self)
        self._stack = QStackedWidget(self)
        self._work = QWidget(self)
        for page in (self.nothing, self._work, self.by_table.preview):
            self._stack.addWidget(page)
        self._lay_out()
        tables.fell_through.connect(self.faulted)
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
        plan, tools = self._plan, self.tools
        plan.changed.connect(self._show)
        plan.rooms_changed.connect(self._show)
        plan.refused.connect(self._show_refused)
        self.by_table.opened.connect(self._open_preview)
        self.by_table.closed.connect(self._close_preview)
        self.by_table.told.connect(self._tell)
        tools.room_chosen.connect(self._choose_room)
        tools.new.clicked.connect(self._new_room)
        tools.remove.clicked.connect(self._ask_removal)
        tools.save.clicked.connect(plan.save)
        tools.undo.clicked.connect(self._undo)
        tools.redo.clicked.connect(self._redo)
        tools.read.clicked.connect(self.by_table.choose)
        tools.write.clicked.connect(self.by_table.choose_place)
        tools.name_given.connect(self._rename_room)
        tools.size_given.connect(self._resize)
        tools.deed_asked.connect(self._act)
        self.strip.answered.connect(self._answer)
        self.people.narrowed.connect(self._show_people)
        self.model.name_given.connect(self._rename_seat)
        self.carry.told.connect(self._tell)
        self.nothing.action_taken.connect(self._new_room)

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        return [self.tools, self.people, self.view]

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor; whether it was one of this page's. Seats are changed from the grid only."""
        if self._plan.room is None:
            return False
        at_seats = {
            Action.PLAN_TOGGLE: self._toggle,
            Action.PLAN_UNSEAT: self._unseat,
            Action.PLAN_RENAME: self.view.rename_here,
        }
        anywhere = {
            Action.PLAN_SAVE: self._plan.save,
            Action.PLAN_UNDO: self._undo,
            Action.PLAN_REDO: self._redo,
            Action.FLOOR_FIND: self._find,
        }
        deed = at_seats.get(action) if self.view.hasFocus() else None
        deed = deed or anywhere.get(action)
        if deed is not None:
            deed()
        return deed is not None

    def _find(self) -> None:
        self.people.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.search.selectAll()

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self.tools.set_keymap(keymap)
        self._show_foot()

    # what is shown

    def _may_edit(self) -> bool:
        return self._plan.room is not None and not self._theirs and not self._previewing

    @property
    def _previewing(self) -> bool:
        return self._stack.currentWidget() is self.by_table.preview

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
        self.tools.show_room(plan.room, plan.state, undo=plan.can_undo, redo=plan.can_redo, editable=self._may_edit())
        self.tools.setVisible(plan.room is not None)
        self.tools.new.setEnabled(not self._previewing)
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
            ask_removal(self.strip, room)
        elif plan.state is PlanState.OVERTAKEN:
            ask_overtaken(self.strip, looking_at_theirs=self._theirs)
        elif plan.state is PlanState.REMOVED:
            ask_removed(self.strip)
        else:
            self.strip.hide()

    def _show_foot(self) -> None:
        carried = self.carry.say()
        if self._theirs:
            text = self.tr("This is how the others have it; nothing can be changed here.")
        elif carried:
            text = carried
        elif self._told is not None:
            text = self._told()
        else:
            text = self._hint()
        self.foot.setVisible(self._plan.room is not None and not self._previewing)
        if self.foot.text() != text:
            self.foot.setText(text)
            self.foot.setAccessibleName(text)

    def _hint(self) -> str:
        how = self.tr("Drag somebody to a seat, or Enter on a person and Enter on a seat.")
        acts = (Action.PLAN_TOGGLE, Action.PLAN_UNSEAT, Action.PLAN_RENAME)
        keys = [(chord_text(self._keymap.chords(act).plain), action_name(act)) for act in acts]
        said = [self.tr("{key}: {deed}.").format(key=key, deed=deed) for key, deed in keys if key]
        return "  ".join([how, *said])

    @Slot(object)
    def _tell(self, say: Callable[[], str] | None) -> None:
        """Say something at the foot of the page until something else is done."""
        self._told = say
        self._show_foot()

    @Slot(object, str)
    def _show_refused(self, reason: PlanReason, name: str) -> None:
        self._tell(lambda: refused_text(reason, name))

    def _do(self, edit: Edit) -> bool:
        """A step, if steps can be taken now."""
        if not self._may_edit():
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
        self._close_preview()
        self.carry.put_down()

    @Slot()
    def _ask_removal(self) -> None:
        self._removing = True
        self._show_question()
        self.strip.focus_on(STAY)

    @Slot(str)
    def _answer(self, answer: str) -> None:
        if answer == LOOK:
            self._theirs = not self._theirs
            self._show()
            return
        self._removing = self._theirs = False
        match answer:
            case plan_questions.REMOVE:
                self._plan.remove_room()
            case plan_questions.THEIRS:
                self._plan.take_theirs()
            case plan_questions.MINE if self._plan.state in (PlanState.OVERTAKEN, PlanState.REMOVED):
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
            self._tell(lambda: self.tr("Without a seat now: {count}. Undo takes it back.").format(count=lost))

    @Slot()
    def _undo(self) -> None:
        if self._may_edit():
            self._told = None
            self._plan.undo()

    @Slot()
    def _redo(self) -> None:
        if self._may_edit():
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

    # tables

    @Slot()
    def _open_preview(self) -> None:
        self._stack.setCurrentWidget(self.by_table.preview)
        self._told = None
        self._show()

    @Slot()
    def _close_preview(self) -> None:
        if self._previewing:
            self._stack.setCurrentWidget(self._work)
            self._show()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # words

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.view.setAccessibleName(self.tr("The plan: arrows move, Enter carries"))
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
