"""Who asks for attention, the worst first, as a list of lines that stay the same while only time passes."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, Qt, Slot

from console.desk.coaching_lists import DETAIL_ROLE, NEAR_ROLE, PRESSING_ROLE, TAG_ROLE
from console.desk.floor import FloorModel
from console.desk.floor_seat import SeatNow
from console.desk.floor_words import help_word, limit_text, spoken_seat, state_line, who_text
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.domain.floor import LimitLevel


class WorstList(QAbstractListModel):
    """Lines over a FloorModel. Reset only when others ask for attention or in another order."""

    def __init__(self, floor: FloorModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._floor = floor
        self._seats: list[SeatNow] = []
        self._told: list[tuple[object, ...]] = []
        floor.shown.connect(self.show_worst)
        floor.ticked.connect(self._age)
        self.show_worst()

    @Slot()
    def show_worst(self) -> None:
        """Look again who asks."""
        worst = self._floor.worst()
        told = [seat.told for seat in worst]
        if worst != self._seats:
            self.beginResetModel()
            self._seats, self._told = worst, told
            self.endResetModel()
        elif told != self._told:
            self._told = told
            self._age()

    @Slot()
    def _age(self) -> None:
        """The lines say another time."""
        if self._seats:
            self.dataChanged.emit(self.index(0), self.index(len(self._seats) - 1))

    def seat_at(self, row: int) -> SeatNow | None:
        """Whose line it is."""
        return self._seats[row] if 0 <= row < len(self._seats) else None

    def row_of(self, number: str) -> int:
        """The line of an agent, -1 for none."""
        return next((row for row, seat in enumerate(self._seats) if seat.number == number), -1)

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Lines."""
        return 0 if parent.isValid() else len(self._seats)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Who; what and for how long; how bad."""
        seat = self.seat_at(index.row()) if index.isValid() else None
        if seat is None:
            return None
        elapsed_ms = seat.elapsed_ms(self._floor.now_s)
        if role == Qt.ItemDataRole.DisplayRole:
            return who_text(seat)
        if role == DETAIL_ROLE:
            return state_line(seat, elapsed_ms)
        if role == TAG_ROLE:
            helped = seat.agent is not None and seat.agent.help
            return help_word() if helped else limit_text(seat.level)
        if role == PRESSING_ROLE:
            return seat.level is LimitLevel.ALARM or (seat.agent is not None and seat.agent.help)
        if role == NEAR_ROLE:
            return seat.level is LimitLevel.WARN
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_seat(seat, elapsed_ms)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(spoken_seat(seat, elapsed_ms))
        return None
