"""Time kept as an item model: agents of one day with their figures, sorted and narrowed to a team here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.time_words import (
    LEFT_COLUMNS,
    TimeColumn,
    cell_text,
    column_meaning,
    column_name,
    figure_ms,
    mark_meaning,
)
from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay
from console.domain.month_kept import Mark, mark_of

MARK_ROLE = Qt.ItemDataRole.UserRole
"""The `Mark` of a row."""

_LAST = datetime.max.replace(tzinfo=UTC)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MARKS = list(Mark)


class TimeTable(QAbstractTableModel):
    """Rows are AgentDay. Lives in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[AgentDay] = ()
        self._rows: list[AgentDay] = []
        self._rules: AttendanceRules | None = None
        self._team = ""
        self._order = (TimeColumn.AGENT, Qt.SortOrder.AscendingOrder)

    def show_days(self, days: Sequence[AgentDay], rules: AttendanceRules | None) -> None:
        """Show these days, kept by `rules`. Rows stay where they are when the agents are the same."""
        self._all, self._rules = days, rules
        self._show()

    def show_team(self, team: str) -> None:
        """Only that team; all with an empty name."""
        if team != self._team:
            self._team = team
            self._show()

    def _show(self) -> None:
        rows = [row for row in self._all if not self._team or row.team == self._team]
        column, order = self._order
        rows.sort(key=lambda row: row.number)
        rows.sort(key=lambda row: self._key(row, column), reverse=order is Qt.SortOrder.DescendingOrder)
        if [row.agent_id for row in rows] == [row.agent_id for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(TimeColumn) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _key(self, row: AgentDay, column: TimeColumn) -> Any:
        day = row.kept
        match column:
            case TimeColumn.AGENT:
                return row.number
            case TimeColumn.TEAM:
                return row.team
            case TimeColumn.SIGNED_ON:
                return day.signed_on_at or _LAST
            case TimeColumn.SIGNED_OFF:
                return day.signed_off_at or _LAST
            case TimeColumn.MARK:
                return _MARKS.index(mark_of(day, self._rules)), day.late_ms + day.early_ms
            case TimeColumn.CALLS:
                return day.calls_taken
            case _:
                return figure_ms(day, column)

    @property
    def rows(self) -> Sequence[AgentDay]:
        """What is shown, in order."""
        return self._rows

    @property
    def teams(self) -> list[str]:
        """Every team there is to choose from."""
        return sorted({row.team for row in self._all if row.team})

    @property
    def team(self) -> str:
        """The team shown; empty for all."""
        return self._team

    def row_of(self, agent_id: UUID | None) -> int | None:
        """Where an agent is."""
        return next((at for at, row in enumerate(self._rows) if row.agent_id == agent_id), None)

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Agents shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """The columns of `TimeColumn`."""
        return 0 if parent.isValid() else len(TimeColumn)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Figures as text; the tool tip of a mark says why."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], TimeColumn(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column in LEFT_COLUMNS else _RIGHT
        if role == MARK_ROLE:
            return mark_of(row.kept, self._rules)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column, self._rules)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column_name(column)} {cell_text(row, column, self._rules)}".rstrip()
        if role == Qt.ItemDataRole.ToolTipRole:
            said = mark_meaning(row.kept, self._rules) if column is TimeColumn.MARK else ""
            return plain_tip(said or cell_text(row, column, self._rules))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings, and what each figure counts."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(TimeColumn):
            return None
        column = TimeColumn(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column in LEFT_COLUMNS else _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return column_name(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column_meaning(column) or column_name(column))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; equals stay by number."""
        if 0 <= column < len(TimeColumn):
            self._order = (TimeColumn(column), order)
            self._show()
