"""How loud one's own microphone is: a row of blocks that fills, with the mark up to where speech should come."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.widgets import theme

BLOCKS = 12
LOUD_FROM = 10
"""Blocks that mean too loud."""
WIDE_PX, HIGH_PX, GAP_PX = 96, 12, 2


class TalkLevel(QWidget):
    """Shows 0 to 1; dimmed while what one says does not go out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = 0
        self._heard = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    @property
    def full(self) -> int:
        """Blocks that are full."""
        return self._full

    def show_level(self, level: float) -> None:
        """How loud it is now."""
        full = min(BLOCKS, round(level * BLOCKS))
        if full != self._full:
            self._full = full
            self.update()

    def show_heard(self, *, heard: bool) -> None:
        """Whether it goes out."""
        if heard is not self._heard:
            self._heard = heard
            self.update()

    def sizeHint(self) -> QSize:
        """A short bar."""
        return QSize(theme.scaled(WIDE_PX), theme.scaled(HIGH_PX + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.width() / BLOCKS
        high = theme.scaled(HIGH_PX)
        top = (self.height() - high) / 2
        for block in range(BLOCKS):
            ink = look.line
            if block < self._full:
                ink = (look.warn if block >= LOUD_FROM else look.good) if self._heard else look.muted_text
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(block * step, top, step - GAP_PX, high), 1.5, 1.5)

    def retranslate(self) -> None:
        """Its name."""
        self.setAccessibleName(self.tr("Level of your microphone"))
        self.setToolTip(self.tr("Level of your microphone; grey while nobody hears it"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
