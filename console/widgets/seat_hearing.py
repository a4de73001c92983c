"""On the room: a mark on every seat that somebody listens to, and how loud both sides are where oneself does."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPen

from console.desk.listeners import Listeners
from console.desk.live_listening import LiveListening
from console.widgets import theme
from console.widgets.seat_face import GAP, Detail

WIDE_PX, HIGH_PX, SPOT_PX = 18, 14, 6


class SeatHearing(QObject):
    """What is drawn over the faces. `seat_changed` carries the number of a seat that looks otherwise. GUI thread."""

    seat_changed = Signal(str)

    def __init__(self, listeners: Listeners, live: LiveListening, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listeners = listeners
        self.numbers: frozenset[str] = listeners.numbers
        self._mine = ""
        self._levels: tuple[float, float] | None = None
        listeners.changed.connect(self._follow)
        live.level_changed.connect(self._take_level)

    @Slot()
    def _follow(self) -> None:
        before = self.numbers
        self.numbers = self._listeners.numbers | ({self._mine} if self._levels is not None else set())
        for number in before ^ self.numbers:
            self.seat_changed.emit(number)

    @Slot(str, object)
    def _take_level(self, number: str, levels: tuple[float, float] | None) -> None:
        self._mine, self._levels = number, levels
        if number not in self.numbers or levels is None:
            self._follow()
        self.seat_changed.emit(number)

    def draw(self, painter: QPainter, cell: QRect, number: str, detail: Detail) -> None:
        """The mark of a seat that is listened to, in its lower right corner."""
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.accent, 1))
        painter.setBrush(look.surface)
        if detail < Detail.NAME:
            side = min(SPOT_PX, cell.width() - 2, cell.height() - 2)
            painter.drawEllipse(QRectF(cell.right() - side, cell.bottom() - side, side - 1, side - 1))
            painter.restore()
            return
        wide, high = theme.scaled(WIDE_PX), theme.scaled(HIGH_PX)
        box = QRectF(cell.right() - GAP - wide - 1.5, cell.bottom() - GAP - high - 1.5, wide, high)
        painter.drawRoundedRect(box, 3, 3)
        if self._levels is not None and number == self._mine:
            self._draw_levels(painter, box.adjusted(3, 2.5, -3, -2.5), self._levels)
        else:
            _draw_headphones(painter, box)
        painter.restore()

    @staticmethod
    def _draw_levels(painter: QPainter, box: QRectF, levels: tuple[float, float]) -> None:
        """Agent left, customer right."""
        look = theme.current()
        wide = (box.width() - 2) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for n, (level, ink) in enumerate(zip(levels, (look.lane_agent, look.lane_customer), strict=True)):
            bar = QRectF(box.left() + n * (wide + 2), box.top(), wide, box.height())
            painter.fillRect(bar, look.sunken)
            bar.setTop(bar.bottom() - max(1.0, bar.height() * level))
            painter.fillRect(bar, ink)


def _draw_headphones(painter: QPainter, box: QRectF) -> None:
    ink = theme.current().accent
    size = box.height() - 4
    left, top = box.center().x() - size / 2, box.top() + 2.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.4))
    painter.drawArc(QRectF(left, top, size, size * 1.3), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    cup = QRectF(left - 0.7, top + size * 0.5, size * 0.3, size * 0.45)
    painter.drawRoundedRect(cup, 1, 1)
    painter.drawRoundedRect(cup.translated(size * 0.7 + 1.4, 0), 1, 1)
