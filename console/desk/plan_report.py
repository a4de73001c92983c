"""What a table of seats would do, line by line, as a table to look at: the refused lines first."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QObject, Qt

from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.plan_words import line_reason_text
from console.domain.plan_csv import SeatingLine

_TEXT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class SeatingColumn(IntEnum):
    """The columns."""

    LINE = 0
    SEAT = 1
    WHO = 2
    OUTCOME = 3


class SeatingTable(QAbstractTableModel):
    """The lines of a Seating. GUI thread. `who` says a person of a line, `before` where they sat until now."""

    def __init__(
        self,
        who: Callable[[SeatingLine], str],
        before: Callable[[SeatingLine], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._who, self._before = who, before
        self._lines: list[SeatingLine] = []

    def show_lines(self, lines: tuple[SeatingLine, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._lines = sorted(lines, key=lambda line: (line.reason is None, line.line))
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Line, seat, person, what becomes of it."""
        return 0 if parent.isValid() else len(SeatingColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            SeatingColumn.LINE: QCoreApplication.translate("Plan", "Line"),
            SeatingColumn.SEAT: QCoreApplication.translate("Plan", "Seat"),
            SeatingColumn.WHO: QCoreApplication.translate("Plan", "Agent"),
            SeatingColumn.OUTCOME: QCoreApplication.translate("Plan", "What becomes of it"),
        }[SeatingColumn(section)]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell."""
        if not index.isValid() or role not in _TEXT:
            return None
        text = self._text(self._lines[index.row()], SeatingColumn(index.column()))
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, line: SeatingLine, column: SeatingColumn) -> str:
        match column:
            case SeatingColumn.LINE:
                return str(line.line)
            case SeatingColumn.SEAT:
                return line.seat
            case SeatingColumn.WHO:
                return self._who(line)
            case SeatingColumn.OUTCOME:
                return self._outcome(line)

    def _outcome(self, line: SeatingLine) -> str:
        if line.reason is not None:
            refused = QCoreApplication.translate("Plan", "×  Refused: {reason}")
            return refused.format(reason=line_reason_text(line.reason))
        if line.agent_id is None:
            return QCoreApplication.translate("Plan", "+  The seat is free")
        before = self._before(line)
        if before:
            return QCoreApplication.translate("Plan", "+  Comes from {place}").format(place=before)
        return QCoreApplication.translate("Plan", "+  Gets the seat")
