"""The list of the worst first, beside the room: a click goes to the seat."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from console.desk.floor_worst import WorstList
from console.widgets import theme
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate


class WorstListView(QListView):
    """Lines over a WorstList. `agent_chosen` carries a number; who is selected stays so when the order changes."""

    agent_chosen = Signal(str)

    def __init__(self, model: WorstList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worst = model
        self._number = ""
        self._nobody = ""
        self.setModel(model)
        self.setItemDelegate(TwoLineDelegate(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)
        model.modelReset.connect(self._find_again)

    def say_nobody(self, words: str) -> None:
        """What stands there instead of lines; empty: nothing, for nothing is known."""
        if words != self._nobody:
            self._nobody = words
            self.setAccessibleDescription(words)
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or that there are none."""
        super().paintEvent(event)
        if self._nobody and not self._worst.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().muted_text)
            painter.setFont(theme.font("small"))
            room = self.viewport().rect().adjusted(2 * GRID, GRID, -2 * GRID, -GRID)
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._nobody)
            painter.end()

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
