"""The card of one seat, part under part: facts first, then what can be done, then what is known from before."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.desk.floor import FloorModel
from console.desk.floor_seat import SeatNow
from console.widgets.seat_facts import SeatFacts
from console.widgets.seat_why import SeatWhy
from console.widgets.theme import GRID

BORDER = 1
"""Pixels of the card's own edge."""


class FollowsSeat(Protocol):
    """A part of the card."""

    def show_seat(self, seat: SeatNow | None) -> None:
        """Follow `seat` from now on; None where none is chosen."""
        ...


class SeatCard(QScrollArea):
    """Shows a seat of a FloorModel in parts that follow it by themselves; as high as they are, if there is room."""

    def __init__(self, model: FloorModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor = model
        self._seat: SeatNow | None = None
        self._parts: list[FollowsSeat] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._column.setSpacing(GRID)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        for ground in (self.viewport(), self._inside):
            ground.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        self.facts = SeatFacts(model, self._inside)
        self.add_part(self.facts, self.facts)
        self.why = SeatWhy(model, self._inside)
        self.add_part(self.why, self.why)
        model.plan_changed.connect(self._forget)

    def add_part(self, part: FollowsSeat, widget: QWidget) -> None:
        """Put `widget` below the parts that are there; `part`, mostly the same, is told of each seat chosen."""
        self._parts.append(part)
        self._column.insertWidget(self._column.count() - 1, widget)
        part.show_seat(self._seat)

    @property
    def seat(self) -> SeatNow | None:
        """The seat shown."""
        return self._seat

    @Slot(object)
    def show_seat(self, seat: SeatNow | None) -> None:
        """Follow `seat` from now on."""
        self._seat = seat
        for part in self._parts:
            part.show_seat(seat)

    @Slot()
    def _forget(self) -> None:
        """Another plan has other seats: whoever was chosen is followed where the agent now sits."""
        self.show_seat(self._floor.seat_of(self._seat.number) if self._seat and self._seat.number else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part that has grown asks for another height of the whole."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """All parts without scrolling; reckoned with the bar in place, or it would come and push the words aside."""
        edge = 2 * BORDER
        inner = self.width() - edge - self.verticalScrollBar().sizeHint().width()
        return QSize(self.width(), self._column.totalHeightForWidth(inner) + edge)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wants another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Who it is and what they do can be read at the least."""
        return QSize(12 * GRID, self.facts.sizeHint().height() + 2 * GRID)
