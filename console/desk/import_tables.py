"""The import's preview and report as tables: read-only item models over values, told as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import PurePath

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QObject,
    Qt,
)

from console.desk.import_words import field_name, misfit_sentence, outcome_name, reason_text
from console.desk.importing import Line, Outcome, PreviewRow
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.time_text import day_text, seconds_clock
from console.domain.calls import Direction, masked
from console.domain.naming import CallField
from console.intake.csv_columns import direction_of

_TEXT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
MISFIT_ROLE = Qt.ItemDataRole.UserRole
"""True in a cell that says something is wrong."""

_PREVIEW_FIELDS = (CallField.AGENT, CallField.QUEUE, CallField.CUSTOMER, CallField.DIRECTION)


def direction_name(direction: Direction) -> str:
    """Which way a call went, in a word."""
    return {
        Direction.INBOUND: QCoreApplication.translate("Import", "Inbound"),
        Direction.OUTBOUND: QCoreApplication.translate("Import", "Outbound"),
        Direction.INTERNAL: QCoreApplication.translate("Import", "Internal"),
        Direction.UNKNOWN: "",
    }[direction]


class PreviewTable(QAbstractTableModel):
    """What the first recordings would become: name, when, fields, and what does not fit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[PreviewRow] = ()

    def show_rows(self, rows: Sequence[PreviewRow]) -> None:
        """Show `rows` instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Name, when, the fields, what does not fit."""
        return 0 if parent.isValid() else len(_PREVIEW_FIELDS) + 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return QCoreApplication.translate("Import", "File")
        if section == 1:
            return field_name(CallField.STARTED)
        if section == self.columnCount() - 1:
            return QCoreApplication.translate("Import", "What does not fit")
        which = _PREVIEW_FIELDS[section - 2]
        return {
            CallField.AGENT: QCoreApplication.translate("Import", "Agent"),
            CallField.CUSTOMER: QCoreApplication.translate("Import", "Customer"),
        }.get(which, field_name(which))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, and whether something is wrong."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        last = index.column() == self.columnCount() - 1
        if role == MISFIT_ROLE:
            return last and row.misfit is not None
        if role not in _TEXT:
            return None
        text = self._text(row, index.column(), role)
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, row: PreviewRow, column: int, role: int) -> str:
        if column == 0:
            if role == Qt.ItemDataRole.ToolTipRole:
                number = row.values.get(CallField.CALL, "")
                return f"{row.name}\n{field_name(CallField.CALL)}  {number}" if number else row.name
            pair = QCoreApplication.translate("Import", "pair") if row.sides == 2 else ""
            return f"{row.name}  ({pair})" if pair else row.name
        if column == 1:
            return f"{day_text(row.started_at)} {seconds_clock(row.started_at)}" if row.started_at else "—"
        if column == self.columnCount() - 1:
            return misfit_sentence(row.misfit) if row.misfit else ""
        return _cell(row, _PREVIEW_FIELDS[column - 2])


def _cell(row: PreviewRow, which: CallField) -> str:
    text = row.values.get(which, "")
    if which is CallField.AGENT:
        return " ".join(part for part in (text, row.values.get(CallField.AGENT_NAME, "")) if part)
    if which is CallField.CUSTOMER:
        return masked(text)
    if which is CallField.DIRECTION:
        return direction_name(direction_of(text))
    return text


class ReportColumn(IntEnum):
    """The columns of the report."""

    FILE = 0
    OUTCOME = 1
    REASON = 2
    FOLDER = 3


SIGNS = {Outcome.ADDED: "+", Outcome.KNOWN: "=", Outcome.REFUSED: "×", Outcome.PASSED_OVER: "·"}
"""A sign beside the word, so that outcomes are told apart at a glance and without colour."""


class ReportTable(QAbstractTableModel):
    """The lines of a report, all or of one outcome."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Line] = ()
        self._lines: Sequence[Line] = ()
        self._wanted: Outcome | None = None

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show `lines` instead; those refused first."""
        order = [Outcome.REFUSED, Outcome.ADDED, Outcome.PASSED_OVER, Outcome.KNOWN]
        self._all = sorted(lines, key=lambda line: order.index(line.outcome))
        self.show_outcome(self._wanted)

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Only lines of `outcome`, None for all."""
        self.beginResetModel()
        self._wanted = outcome
        self._lines = [line for line in self._all if outcome in (None, line.outcome)]
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again in another language."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Lines shown."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """File, outcome, reason, folder."""
        return 0 if parent.isValid() else len(ReportColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            ReportColumn.FILE: QCoreApplication.translate("Import", "File"),
            ReportColumn.OUTCOME: QCoreApplication.translate("Import", "Outcome"),
            ReportColumn.REASON: QCoreApplication.translate("Import", "Reason"),
            ReportColumn.FOLDER: QCoreApplication.translate("Import", "Folder"),
        }[ReportColumn(section)]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, and whether the file was refused."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == MISFIT_ROLE:
            return index.column() == ReportColumn.OUTCOME and line.outcome is Outcome.REFUSED
        if role not in _TEXT:
            return None
        text = _report_text(line, ReportColumn(index.column()))
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text


def _report_text(line: Line, column: ReportColumn) -> str:
    path = PurePath(line.path)
    match column:
        case ReportColumn.FILE:
            return path.name
        case ReportColumn.OUTCOME:
            return f"{SIGNS[line.outcome]}  {outcome_name(line.outcome)}"
        case ReportColumn.REASON:
            return reason_text(line)
        case ReportColumn.FOLDER:
            return str(path.parent)
