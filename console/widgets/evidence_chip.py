"""A stretch of the call bound to an item, as a chip: press to hear it, × or Delete to take it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from console.domain.sheet import Span
from console.widgets import theme
from console.widgets.wave_geometry import clock

HEIGHT = 22
SIGN = 20
CROSS = 18


class EvidenceChip(QAbstractButton):
    """One Span. `played(span)` when pressed, `removed(span)` by its cross or the Delete key."""

    played = Signal(object)
    removed = Signal(object)

    def __init__(self, span: Span, parent: QWidget | None = None, *, removable: bool) -> None:
        super().__init__(parent)
        self.span = span
        self._removable = removable
        self.current = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.font("small", tabular=True))
        self.clicked.connect(self._play)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what it is and does."""
        text = f"{clock(self.span.start_ms)}–{clock(self.span.end_ms)}"
        self.setText(text)
        self.setAccessibleName(self.tr("Evidence {span}").format(span=text))
        tip = self.tr("Play {span}; Delete takes it off") if self._removable else self.tr("Play {span}")
        self.setToolTip(tip.format(span=text))

    def set_current(self, *, on: bool) -> None:
        """Whether this is the one that was played last and that Delete takes off."""
        if on != self.current:
            self.current = on
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as its text asks."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(SIGN + words + (CROSS + 2 if self._removable else 8), HEIGHT)

    def _play(self) -> None:
        self.played.emit(self.span)

    def _on_cross(self, at: QPointF) -> bool:
        return self._removable and at.x() >= self.width() - CROSS

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A release on the cross removes; elsewhere it plays."""
        if event.button() is Qt.MouseButton.LeftButton and self.isDown() and self._on_cross(event.position()):
            self.setDown(False)
            self.removed.emit(self.span)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Return plays."""
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.span)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Pill, play triangle, times, cross."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        strong = self.hasFocus() or self.current
        painter.setPen(QPen(look.focus if strong else look.line, 1))
        ground = QColor(look.evidence)
        ground.setAlpha(70 if self.underMouse() else 40)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.text)
        painter.drawPolygon(QPolygonF([QPointF(9, middle - 4), QPointF(9, middle + 4), QPointF(15, middle)]))
        painter.setPen(look.text)
        painter.drawText(self.rect().adjusted(SIGN, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._removable:
            centre = QPointF(self.width() - CROSS / 2 - 1, middle)
            painter.setPen(QPen(look.muted_text, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(centre + QPointF(-3, -3), centre + QPointF(3, 3))
            painter.drawLine(centre + QPointF(3, -3), centre + QPointF(-3, 3))
