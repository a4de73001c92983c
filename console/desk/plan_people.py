"""Who has no seat yet, as a list of names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from console.desk.floor_grid import Sitter
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.plan_words import sitter_text

_TEXT = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class PeopleWithoutSeat(QAbstractListModel):
    """Lines of people. GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Sitter] = ()

    def show_people(self, people: Sequence[Sitter]) -> None:
        """Show these instead."""
        if list(people) == list(self._people):
            return
        self.beginResetModel()
        self._people = people
        self.endResetModel()

    def sitter_at(self, row: int) -> Sitter | None:
        """Who stands in a line."""
        return self._people[row] if 0 <= row < len(self._people) else None

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, number and team."""
        sitter = self.sitter_at(index.row()) if index.isValid() else None
        if sitter is None or role not in _TEXT:
            return None
        text = "  ".join(part for part in (sitter_text(sitter), sitter.team) if part)
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
