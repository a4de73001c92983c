"""A plan being laid out as an item model: every place of the grid can be reached, aisles too."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from console.desk.floor_grid import Sitter
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.plan_words import place_text
from console.domain.floor_plan import Room, Seat

_SAID = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class PlanModel(QAbstractTableModel):
    """Rows and columns of a room in hand. GUI thread. `name_given` carries a seat's key and the name typed for it."""

    name_given = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room: Room | None = None
        self._seats: dict[tuple[int, int], Seat] = {}
        self._people: Mapping[UUID, Sitter] = {}
        self._read_only = False

    def show_room(self, room: Room | None, people: Mapping[UUID, Sitter], *, read_only: bool = False) -> None:
        """Show a room as it is now. The cursor stays where it is as long as the room and its size are the same."""
        before = self._room
        self._people, self._read_only = people, read_only
        seats = {(seat.row, seat.column): seat for seat in room.seats} if room else {}
        same = (
            before is not None
            and room is not None
            and (before.id, before.rows, before.columns) == (room.id, room.rows, room.columns)
        )
        if same:
            self._room, self._seats = room, seats
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._room, self._seats = room, seats
        self.endResetModel()

    @property
    def room(self) -> Room | None:
        """What is shown."""
        return self._room

    def seat_at(self, row: int, column: int) -> Seat | None:
        """The seat on a place; None for an aisle and outside."""
        return self._seats.get((row, column))

    def sitter_of(self, seat: Seat) -> Sitter | None:
        """Who sits there, as far as one may see."""
        return self._people.get(seat.agent_id) if seat.agent_id else None

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Rows of the room."""
        return 0 if parent.isValid() or self._room is None else self._room.rows

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Columns of the room."""
        return 0 if parent.isValid() or self._room is None else self._room.columns

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Aisles too can be chosen: they can be made seats."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.seat_at(index.row(), index.column()) is None or self._read_only:
            return plain
        return plain | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Rows and columns are counted as a table of seats counts them."""
        del orientation
        return section + 1 if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The seat's name, and the place in words."""
        if not index.isValid():
            return None
        seat = self.seat_at(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return seat.name if seat else ""
        if role in _SAID:
            sitter = self.sitter_of(seat) if seat else None
            said = place_text(seat, sitter, index.row(), index.column())
            return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A name was typed; whoever lays out decides about it."""
        seat = self.seat_at(index.row(), index.column())
        if seat is None or role != Qt.ItemDataRole.EditRole or self._read_only:
            return False
        if str(value).strip() != seat.name:
            self.name_given.emit(seat.id, str(value))
        return True
