"""What one does to a whole plan: which room, its name and size, steps, tables, saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.plan_drafts import PlanState
from console.domain.floor_plan import LARGEST_SIDE, Room
from console.domain.plan_editing import LONGEST_NAME
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

ROW_ABOVE, ROW_BELOW, COLUMN_LEFT, COLUMN_RIGHT = "row_above", "row_below", "column_left", "column_right"
ROW_GONE, COLUMN_GONE, SEATS, NAMES = "row_gone", "column_gone", "seats", "names"
DEEDS = (SEATS, ROW_ABOVE, ROW_BELOW, COLUMN_LEFT, COLUMN_RIGHT, ROW_GONE, COLUMN_GONE, NAMES)


class PlanTools(QWidget):
    """Two rows of controls. `room_chosen` carries a key, `deed_asked` one of DEEDS; GUI thread."""

    room_chosen = Signal(object)
    name_given = Signal(str)
    size_given = Signal(int, int)
    deed_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[UUID] = []
        self._room: Room | None = None
        self._keymap = Keymap()
        self.rooms, self.name = QComboBox(self), QLineEdit(self)
        self.rows, self.columns = QSpinBox(self), QSpinBox(self)
        self.times, self.state = Label("×", self), Label(self)
        self.new, self.remove = QPushButton(self), QPushButton(self)
        self.undo, self.redo, self.more = QToolButton(self), QToolButton(self), QPushButton(self)
        self.read, self.write, self.save = (QPushButton(self) for _ in range(3))
        self.save.setProperty("kind", "primary")
        self.menu = QMenu(self)
        self.deeds: dict[str, QAction] = {}
        for deed in DEEDS:
            self.deeds[deed] = self.menu.addAction("")
            self.deeds[deed].setData(deed)
            if deed in (SEATS, COLUMN_RIGHT, COLUMN_GONE):
                self.menu.addSeparator()
        self.more.setMenu(self.menu)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setFixedWidth(theme.scaled(180))
        self.rooms.setMinimumWidth(theme.scaled(180))
        for side in (self.rows, self.columns):
            side.setRange(1, LARGEST_SIDE)
            side.setKeyboardTracking(False)
            side.setFixedWidth(theme.scaled(72))
            side.valueChanged.connect(self._size)
        self._lay_out()
        self.rooms.activated.connect(self._choose)
        self.name.editingFinished.connect(self._give_name)
        self.menu.triggered.connect(self._ask)
        self.retranslate()
        self.dress()

    def _lay_out(self) -> None:
        upper, lower, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for row, widgets in (
            (upper, (self.rooms, self.new, self.remove, None, self.state, self.undo, self.redo, self.save)),
            (lower, (self.name, self.rows, self.times, self.columns, self.more, None, self.read, self.write)),
        ):
            row.setSpacing(GRID)
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget)
            column.addLayout(row)

    # what is shown

    def show_rooms(self, rooms: Sequence[Room], changed: Callable[[UUID], bool], chosen: UUID | None) -> None:
        """Offer the rooms; one with something not saved carries a mark."""
        self._keys = [room.id for room in rooms]
        with QSignalBlocker(self.rooms):
            self.rooms.clear()
            self.rooms.addItems([f"{room.name} •" if changed(room.id) else room.name for room in rooms])
            self.rooms.setCurrentIndex(self._keys.index(chosen) if chosen in self._keys else -1)
        self.rooms.setEnabled(bool(rooms))

    def show_room(self, room: Room | None, state: PlanState, *, undo: bool, redo: bool, editable: bool) -> None:
        """Follow the room in hand."""
        self._room = room
        if room is not None:
            with QSignalBlocker(self.rows), QSignalBlocker(self.columns):
                self.rows.setValue(room.rows)
                self.columns.setValue(room.columns)
            if self.name.text().strip() != room.name:
                self.name.setText(room.name)
        for widget in (self.name, self.rows, self.columns, self.more, self.read):
            widget.setEnabled(editable)
        self.write.setEnabled(room is not None)
        self.remove.setEnabled(room is not None and state is not PlanState.SAVING)
        self.undo.setEnabled(undo and editable)
        self.redo.setEnabled(redo and editable)
        self.dress()
        self.save.setEnabled(editable and state in (PlanState.CHANGED, PlanState.FAILED))
        self.state.setVisible(room is not None)
        self._say_state(state)

    def _say_state(self, state: PlanState) -> None:
        self._state = state
        self.state.setText(
            {
                PlanState.SAVED: self.tr("Saved"),
                PlanState.CHANGED: self.tr("Not saved yet: others see the plan as it was"),
                PlanState.SAVING: self.tr("Saving…"),
                PlanState.FAILED: self.tr("Could not be saved; kept on this PC"),
                PlanState.OVERTAKEN: self.tr("Changed by somebody else meanwhile"),
                PlanState.REMOVED: self.tr("Removed by somebody else meanwhile"),
            }[state]
        )
        kind = "muted" if state in (PlanState.SAVED, PlanState.SAVING) else "warn"
        if self.state.property("kind") != kind:
            self.state.setProperty("kind", kind)
            self.state.style().unpolish(self.state)
            self.state.style().polish(self.state)

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self.retranslate()

    # what is asked

    @Slot(int)
    def _choose(self, at: int) -> None:
        self.room_chosen.emit(self._keys[at])

    @Slot()
    def _give_name(self) -> None:
        if self._room is not None and self.name.text().strip() != self._room.name:
            self.name_given.emit(self.name.text())
            if self._room is not None and self.name.text().strip() != self._room.name:
                self.name.setText(self._room.name)  # it was refused

    @Slot()
    def _size(self) -> None:
        self.size_given.emit(self.rows.value(), self.columns.value())
        if self._room is not None:
            self.show_size(self._room)

    def show_size(self, room: Room) -> None:
        """The size as it is, where another was refused."""
        with QSignalBlocker(self.rows), QSignalBlocker(self.columns):
            self.rows.setValue(room.rows)
            self.columns.setValue(room.columns)

    @Slot(QAction)
    def _ask(self, action: QAction) -> None:
        self.deed_asked.emit(str(action.data()))

    # words and looks

    def retranslate(self) -> None:
        """All words in the language in force."""
        keys = self._keymap
        for button, text, why in (
            (self.new, self.tr("New room"), self.tr("Lay out another room")),
            (self.remove, self.tr("Remove room…"), self.tr("Take this room away, for everybody; asks first")),
            (self.more, self.tr("Rows and seats"), self.tr("Insert and remove rows and columns; name all seats anew")),
            (
                self.read,
                self.tr("Seat by CSV…"),
                self.tr("Seat people by a table: seat or row and column, and number"),
            ),
            (self.write, self.tr("Save as CSV…"), self.tr("Write this plan as a table")),
            (self.save, self.tr("Save"), tip(Action.PLAN_SAVE, keys, self.tr("Everybody sees this plan from now on"))),
            (self.undo, "", tip(Action.PLAN_UNDO, keys)),
            (self.redo, "", tip(Action.PLAN_REDO, keys)),
        ):
            button.setText(text)
            button.setToolTip(why)
            button.setAccessibleName(text or why)
        names = {
            SEATS: tip(Action.PLAN_TOGGLE, keys),
            ROW_ABOVE: self.tr("Insert a row above"),
            ROW_BELOW: self.tr("Insert a row below"),
            COLUMN_LEFT: self.tr("Insert a column on the left"),
            COLUMN_RIGHT: self.tr("Insert a column on the right"),
            ROW_GONE: self.tr("Remove the row"),
            COLUMN_GONE: self.tr("Remove the column"),
            NAMES: self.tr("Name all seats A01, A02…"),
        }
        for deed, action in self.deeds.items():
            action.setText(names[deed])
        for widget, why in (
            (self.rooms, self.tr("The room in hand; • is not saved")),
            (self.name, self.tr("The room's name")),
            (self.rows, self.tr("Rows")),
            (self.columns, self.tr("Columns")),
        ):
            widget.setToolTip(why)
            widget.setAccessibleName(why)
        self._say_state(getattr(self, "_state", PlanState.SAVED))

    def dress(self) -> None:
        """Icons anew."""
        look = theme.current()
        for name, button in (("undo", self.undo), ("redo", self.redo)):
            button.setIcon(theme.icon(name, look.text if button.isEnabled() else look.silence))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "deeds") and hasattr(self, "_state"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
