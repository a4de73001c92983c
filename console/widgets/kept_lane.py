"""One agent's day kept as a lane: every state in its fill, the hours below, the stretch pointed at in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.desk.floor_seat import Fill
from console.desk.time_text import clock_text
from console.desk.time_words import stretch_text
from console.domain.floor import LETTERS, AgentState, AwayReason
from console.domain.time_kept import Stretch
from console.widgets import theme
from console.widgets.seat_face import BRUSH_OF, FillLook, Texture, fill_look
from console.widgets.theme import GRID

LANE_PX = 28
LEAST_LETTER_PX = 14
LEAST_HOUR_PX = 46
_HOUR_S = 3600.0


def fill_of_stretch(span: Stretch) -> Fill:
    """The fill that a seat has in that state."""
    if span.state is AgentState.AWAY and span.reason == AwayReason.TRAINING:
        return Fill.TRAINING
    return Fill[span.state.name]


def lane_bounds(spans: Sequence[Stretch]) -> tuple[float, float]:
    """Seconds since 1970 between which the lane is drawn: whole hours around the time signed on, else all of it."""
    off = (AgentState.SIGNED_OFF, AgentState.UNKNOWN)
    on = [span for span in spans if span.state not in off] or list(spans)
    begin_s = on[0].begin.timestamp() // _HOUR_S * _HOUR_S
    return begin_s, max(-(-on[-1].end.timestamp() // _HOUR_S) * _HOUR_S, begin_s + _HOUR_S)


class KeptLane(QWidget):
    """Shows stretches of one day. Arrow keys and the mouse go from stretch to stretch; `pointed` says which, in words.

    What is shorter than a pixel is still drawn one pixel wide.
    """

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: Sequence[Stretch] = ()
        self._begin_s, self._end_s = 0.0, 1.0
        self._at: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_stretches(self, spans: Sequence[Stretch]) -> None:
        """Show these, in order of time; the stretch pointed at stays where there still is one from the same moment."""
        before = self.stretch
        self._spans = spans
        self._at = None
        if spans:
            self._begin_s, self._end_s = lane_bounds(spans)
            if before is not None:
                self._at = next((at for at, span in enumerate(spans) if span.begin == before.begin), None)
        self._say()
        self.update()

    @property
    def stretch(self) -> Stretch | None:
        """What is pointed at."""
        return self._spans[self._at] if self._at is not None else None

    def _say(self) -> None:
        span = self.stretch
        words = stretch_text(span) if span is not None else ""
        self.setAccessibleDescription(words)
        self.pointed.emit(words)

    def _point(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self._say()
            self.update()

    def _x(self, at: datetime) -> int:
        share = (at.timestamp() - self._begin_s) / (self._end_s - self._begin_s)
        return round(GRID + min(1.0, max(0.0, share)) * (self.width() - 2 * GRID))

    def _rect(self, span: Stretch) -> QRect:
        left = self._x(span.begin)
        return QRect(left, 2, max(1, self._x(span.end) - left), LANE_PX)

    # looks

    def sizeHint(self) -> QSize:
        """The lane and the hours below it."""
        return QSize(60 * GRID, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow."""
        return QSize(20 * GRID, LANE_PX + 8 + QFontMetrics(theme.font("small")).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lane, hours, and a frame around what is pointed at."""
        painter = QPainter(self)
        scheme = theme.current()
        painter.fillRect(QRect(GRID, 2, self.width() - 2 * GRID, LANE_PX), scheme.sunken)
        if self._spans:
            self._draw_hours(painter)
        painter.setFont(theme.font("small"))
        for span in self._spans:
            if span.end.timestamp() > self._begin_s and span.begin.timestamp() < self._end_s:
                self._draw_stretch(
                    painter, self._rect(span), LETTERS[span.state], fill_look(fill_of_stretch(span), scheme)
                )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        here = self.stretch
        if here is not None:
            painter.setPen(QPen(scheme.text, 2))
            painter.drawRect(self._rect(here).adjusted(-1, -1, 1, 1))
        if self.hasFocus():
            painter.setPen(QPen(scheme.focus, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    @staticmethod
    def _draw_stretch(painter: QPainter, rect: QRect, letter: str, look: FillLook) -> None:
        painter.fillRect(rect, look.ground)
        brush = BRUSH_OF.get(look.texture)
        if brush is not None:
            painter.fillRect(rect, QBrush(look.mark, brush))
        if look.texture is Texture.OUTLINE:
            painter.setPen(look.mark)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if rect.width() < LEAST_LETTER_PX:
            return
        plate = QRect(0, 0, painter.fontMetrics().horizontalAdvance(letter) + 4, painter.fontMetrics().height())
        plate.moveCenter(rect.center())
        painter.fillRect(plate.intersected(rect), look.ground)
        painter.setPen(look.ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)

    def _draw_hours(self, painter: QPainter) -> None:
        scheme = theme.current()
        painter.setFont(theme.font("small", tabular=True))
        hours = round((self._end_s - self._begin_s) / _HOUR_S)
        each_px = (self.width() - 2 * GRID) / hours
        step = next(step for step in (1, 2, 3, 4, 6, 12, 24, 48) if step * each_px >= LEAST_HOUR_PX or step == 48)
        for hour in range(0, hours + 1, step):
            x = round(GRID + hour * each_px)
            painter.setPen(scheme.line)
            painter.drawLine(x, LANE_PX + 2, x, LANE_PX + 6)
            text = clock_text(datetime.fromtimestamp(self._begin_s + hour * _HOUR_S, UTC))
            width = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(0, x - width // 2), self.width() - width)
            painter.setPen(scheme.muted_text)
            painter.drawText(left, LANE_PX + 6 + painter.fontMetrics().ascent(), text)

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._point(self._under(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more, unless by key."""
        if not self.hasFocus():
            self._point(None)
        super().leaveEvent(event)

    def _under(self, point: QPoint) -> int | None:
        if not self._spans or not GRID <= point.x() <= self.width() - GRID:
            return None
        share = (point.x() - GRID) / max(1, self.width() - 2 * GRID)
        at_s = self._begin_s + share * (self._end_s - self._begin_s)
        at = bisect_right([span.begin.timestamp() for span in self._spans], at_s) - 1
        return at if at >= 0 and at_s <= self._spans[at].end.timestamp() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right, Home and End go from stretch to stretch."""
        last, here = len(self._spans) - 1, self._at
        wanted = {
            Qt.Key.Key_Left: last if here is None else max(0, here - 1),
            Qt.Key.Key_Right: 0 if here is None else min(last, here + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if wanted is None or last < 0 or event.modifiers():
            super().keyPressEvent(event)
            return
        self._point(wanted)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange) and hasattr(self, "_at"):
            self._say()
            self.update()
        super().changeEvent(event)
