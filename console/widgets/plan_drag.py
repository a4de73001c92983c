"""Carrying a person with the mouse, from a list or a seat: the same for both, and seen while it lasts."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.widgets.label import Label


class PersonDrag(QObject):
    """A press on somebody, a way, a release. GUI thread; the places are global.

    `moved` and `dropped` carry the person's key and the place of the mouse; `ended` follows however it ends.
    """

    moved = Signal(object, QPoint)
    dropped = Signal(object, QPoint)
    ended = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._who: UUID | None = None
        self._words = ""
        self._from = QPoint()
        self._ghost: Label | None = None

    @property
    def active(self) -> bool:
        """Whether somebody is being carried."""
        return self._ghost is not None

    def press(self, who: UUID, words: str, event: QMouseEvent) -> None:
        """Somebody was pressed on: the beginning of a way, perhaps."""
        self._who, self._words, self._from = who, words, event.globalPosition().toPoint()

    def move(self, event: QMouseEvent) -> bool:
        """The mouse moves; whether it carries somebody."""
        if self._who is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        at = event.globalPosition().toPoint()
        if self._ghost is None:
            if (at - self._from).manhattanLength() < QApplication.startDragDistance():
                return False
            self._ghost = Label(self._words, self._page)
            self._ghost.setProperty("kind", "card")
            self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._ghost.setMargin(6)
            self._ghost.setAutoFillBackground(True)
            self._ghost.adjustSize()
            self._ghost.show()
        self._ghost.move(self._page.mapFromGlobal(at) + QPoint(12, 12))
        self._ghost.raise_()
        self.moved.emit(self._who, at)
        return True

    def release(self, event: QMouseEvent) -> bool:
        """The button goes up; whether somebody was carried."""
        who, active = self._who, self.active
        self.cancel()
        if active and who is not None:
            self.dropped.emit(who, event.globalPosition().toPoint())
        return active

    def cancel(self) -> None:
        """Nobody is carried any more."""
        self._who = None
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None
            self.ended.emit()
