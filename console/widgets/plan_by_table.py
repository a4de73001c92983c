"""Seating people by a table: chosen, looked at, taken or left; and the plan written as one."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from console.desk.plan_desk import PlanDesk
from console.desk.plan_report import SeatingTable
from console.desk.plan_tables import PlanTables
from console.desk.plan_words import sitter_text
from console.domain.plan_csv import Seating, SeatingLine
from console.domain.plan_editing import seat_of
from console.widgets.plan_preview import PlanPreview


class PlanByTable(QObject):
    """Owns the preview, which the page shows from `opened` to `closed`. GUI thread.

    `told` carries what to say, as a function of the language.
    """

    opened = Signal()
    closed = Signal()
    told = Signal(object)

    def __init__(self, plan: PlanDesk, tables: PlanTables, page: QWidget) -> None:
        super().__init__(page)
        self._plan, self._tables, self._page = plan, tables, page
        self._file = ""
        self.preview = PlanPreview(SeatingTable(self._who, self._before, self), page)
        tables.previewed.connect(self._show)
        self.preview.taken.connect(self._take)
        self.preview.left.connect(self.closed)

    @Slot()
    def choose(self) -> None:
        """Ask for a table and look at it."""
        kinds = self.tr("Tables (*.csv *.txt);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._page, self.tr("Choose a table of seats"), "", kinds)
        if path:
            self.look_at(path)

    def look_at(self, path: str) -> None:
        """Show what a table would do to the room in hand."""
        self._file = path
        self._tables.read(path)

    @Slot(object)
    def _show(self, seating: Seating) -> None:
        if self._plan.room is not None:
            self.opened.emit()
            self.preview.show_seating(seating, PurePath(self._file).name)

    @Slot()
    def _take(self) -> None:
        self.closed.emit()
        self._tables.take()

    def _who(self, line: SeatingLine) -> str:
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
    def choose_place(self) -> None:
        """Ask for a file and write the room in hand to it."""
        room = self._plan.room
        if room is None:
            return
        safe = "".join(sign for sign in room.name if sign.isalnum() or sign in " -_") or "plan"
        kinds = self.tr("Tables (*.csv)")
        path, _ = QFileDialog.getSaveFileName(self._page, self.tr("Save the plan as a table"), f"{safe}.csv", kinds)
        if path:
            self.write(path)

    def write(self, path: str) -> None:
        """Write the room in hand as a table, headed in the language in force."""
        headings = (self.tr("Seat"), self.tr("Row"), self.tr("Column"), self.tr("Number"), self.tr("Name"))
        self._tables.write(path, headings, self._say_written)

    def _say_written(self, path: str) -> None:
        name = PurePath(path).name
        self.told.emit(lambda: self.tr("Written: {file}").format(file=name))
