"""The list of the worst first, beside the room: a click goes to the seat."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from console.desk.floor_worst import WorstList
from console.widgets.two_line_delegate import TwoLineDelegate


class WorstListView(QListView):
    """Lines over a WorstList. `agent_chosen` carries a number; who is selected stays so when the order changes."""

    agent_chosen = Signal(str)

    def __init__(self, model: WorstList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worst = model
        self._number = ""
        self.setModel(model)
        self.setItemDelegate(TwoLineDelegate(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)
        model.modelReset.connect(self._find_again)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        seat = self._worst.seat_at(index.row())
        if seat is not None:
            self._number = seat.number
            self.agent_chosen.emit(seat.number)

    @Slot()
    def _find_again(self) -> None:
        row = self._worst.row_of(self._number) if self._number else -1
        if row >= 0:
            self.setCurrentIndex(self._worst.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the seat."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)
