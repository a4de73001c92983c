"""Seating people by a table, looked at before it is taken, and the plan as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal

from console.desk.plan_desk import PlanDesk
from console.desk.table_file import write_table
from console.domain.faults import FaultKind, InputFault
from console.domain.plan_csv import Seating, says_seats, seat_people, seat_rows
from console.intake.csv_columns import Table, read_table

if TYPE_CHECKING:
    from console.desk.background import Background


class PlanTables(QObject):
    """Tables of the room that `plan` has in hand. Lives in the GUI thread.

    `previewed` carries a Seating, `fell_through` the Fault of a table that could not be used.
    """

    previewed = Signal(object)
    fell_through = Signal(object)

    def __init__(self, plan: PlanDesk, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan, self._background = plan, background
        self._table: Table | None = None

    def read(self, path: str) -> None:
        """Look at what a table would make of the room: `previewed` or `fell_through`."""
        room, numbers = self._plan.room, self._numbers()
        if room is None:
            return

        def read() -> tuple[Table, Seating]:
            table = read_table(path)
            if not says_seats(table.header):
                raise InputFault(FaultKind.BAD_CSV, path=path, why="header")
            return table, seat_people(room, table.header, table.rows, numbers, uuid4)

        self._background.on_files(read, self._preview, self.fell_through.emit)

    def _preview(self, found: tuple[Table, Seating]) -> None:
        self._table, seating = found
        self.previewed.emit(seating)

    def take(self) -> bool:
        """Seat people as the table that was looked at says: one step. False when it changes nothing."""
        table, numbers = self._table, self._numbers()
        self._table = None
        if table is None:
            return False
        return self._plan.do(lambda room: seat_people(room, table.header, table.rows, numbers, uuid4).room)

    def _numbers(self) -> dict[str, UUID]:
        return {sitter.number: key for key, sitter in self._plan.people.items()}

    def write(self, path: str, headings: Sequence[str], done: Callable[[str], None]) -> None:
        """Write the room as a table for office programs. `headings`: seat, row, column, number, name."""
        room = self._plan.room
        if room is None:
            return
        numbers = {key: sitter.number for key, sitter in self._plan.people.items()}
        names = {key: sitter.name for key, sitter in self._plan.people.items()}

        def write() -> str:
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\r\n").writerows([headings, *seat_rows(room, numbers, names)])
            # Spreadsheets know by the mark at the beginning that it is UTF-8.
            return write_table(path, out.getvalue().encode("utf-8-sig", errors="replace"))

        self._background.on_files(write, done, self.fell_through.emit)
