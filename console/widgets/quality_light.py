"""The quality of a live call's line: bars and a letter, so that no colour is needed to read it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.audio.live_call import Quality
from console.desk.live_words import quality_letter
from console.widgets import theme

BARS = 3
FULL = {Quality.NONE: 0, Quality.POOR: 1, Quality.FAIR: 2, Quality.GOOD: 3}
BAR_PX, GAP_PX, HIGH_PX, LETTER_PX = 4, 2, 14, 18


class QualityLight(QWidget):
    """One to three full bars; none and a stroke through them where there is no sound."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quality = Quality.NONE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()

    def show_quality(self, quality: Quality) -> None:
        """Show another."""
        if quality is not self.quality:
            self.quality = quality
            self.update()

    def sizeHint(self) -> QSize:
        """Bars and letter."""
        wide = BARS * (BAR_PX + GAP_PX) + GAP_PX + LETTER_PX
        return QSize(theme.scaled(wide), theme.scaled(HIGH_PX + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        look = theme.current()
        ink = {Quality.GOOD: look.good, Quality.NONE: look.muted_text}.get(self.quality, look.warn)
        painter = QPainter(self)
        scale = theme.scaled(100) / 100
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bottom = self.height() / scale / 2 + HIGH_PX / 2
        for n in range(BARS):
            high = HIGH_PX * (n + 1) / BARS
            bar = QRectF(1 + n * (BAR_PX + GAP_PX), bottom - high, BAR_PX, high)
            full = n < FULL[self.quality]
            painter.setPen(Qt.PenStyle.NoPen if full else QPen(ink, 1))
            painter.setBrush(ink if full else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar if full else bar.adjusted(0.5, 0.5, -0.5, -0.5), 1, 1)
        right = BARS * (BAR_PX + GAP_PX)
        if self.quality is Quality.NONE:
            painter.setPen(QPen(ink, 1.5))
            painter.drawLine(QPointF(0, bottom), QPointF(right, bottom - HIGH_PX))
        painter.resetTransform()
        painter.setPen(ink)
        painter.setFont(theme.font("strong"))
        left = (right + GAP_PX) * scale
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            quality_letter(self.quality),
        )
        painter.end()

    def _dress(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, text size and language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._dress()
