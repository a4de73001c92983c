"""Keeps a room where one looks at it when its plan changes: what was seen in the corner stays there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QTableView

from console.desk.floor import FloorModel
from console.desk.floor_seat import SeatNow


class SteadyPlace(QObject):
    """For one view of a FloorModel: `note` before another plan, `hold` after it. GUI thread."""

    def __init__(self, view: QTableView, model: FloorModel) -> None:
        super().__init__(view)
        self._view, self._floor = view, model
        self._seen: tuple[str, QPoint] | None = None

    @Slot()
    def note(self) -> None:
        """Remember the seat nearest to the corner, and where it is."""
        view, floor = self._view, self._floor
        first = max(0, view.columnAt(0))
        rows = range(max(0, view.rowAt(0)), floor.rowCount())
        seats = (seat for row in rows for seat in floor.seats_of_row(row)[first:])
        seat = next((seat for seat in seats if seat is not None and _key_of(seat)), None)
        self._seen = (_key_of(seat), self._corner(seat)) if seat is not None else None

    def hold(self) -> None:
        """Bring that seat to where it was, as far as the room reaches."""
        if self._seen is None:
            return
        key, corner = self._seen
        rows = range(self._floor.rowCount())
        seats = (seat for row in rows for seat in self._floor.seats_of_row(row))
        seat = next((seat for seat in seats if seat is not None and _key_of(seat) == key), None)
        if seat is not None:
            self._view.updateGeometries()
            moved = self._corner(seat) - corner
            across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
            across.setValue(across.value() + moved.x())
            down.setValue(down.value() + moved.y())

    def _corner(self, seat: SeatNow) -> QPoint:
        return self._view.visualRect(self._floor.index(seat.place.row, seat.place.column)).topLeft()


def _key_of(seat: SeatNow) -> str:
    """By what a seat is known in the next plan too: its own key, else who sits on it."""
    return str(seat.place.seat_id) if seat.place.seat_id else seat.number
