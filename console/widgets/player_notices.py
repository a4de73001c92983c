"""What the player says in words: nothing open, what went wrong in place of the picture, or in a line above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from console.desk.sentences import sentence_of
from console.domain.faults import Fault, PlaceFault
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class PlayerMessage(QWidget):
    """Stands where the picture would be."""

    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fault: Fault | None = None
        self._picture = Label(self)
        self._title = Label(self)
        self._text = Label(self)
        self._text.setProperty("kind", "muted")
        self._text.setWordWrap(True)
        self._retry = QPushButton(self)
        self._retry.clicked.connect(self.retry_asked)
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, GRID, 3 * GRID, GRID)
        box.setSpacing(GRID)
        box.addStretch(1)
        box.addWidget(self._picture)
        box.addWidget(self._title)
        box.addWidget(self._text)
        box.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self.retranslate()

    def show_empty(self) -> None:
        """No call is open."""
        self._fault = None
        self.retranslate()

    def show_fault(self, fault: Fault) -> None:
        """Why the call does not open; trying again is offered where that may help."""
        self._fault = fault
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        fault = self._fault
        self._title.setText(self.tr("This call cannot be played") if fault else self.tr("No call open"))
        hint = self.tr("Choose a call in the list to see and hear it.")
        self._text.setText(sentence_of(fault) if fault else hint)
        self._retry.setText(self.tr("Try again"))
        self._retry.setToolTip(self.tr("Open the call once more (Enter)"))
        self._retry.setVisible(isinstance(fault, PlaceFault))
        self._title.setFont(theme.font("heading"))
        look = theme.current()
        name, colour = ("warning", look.warn) if fault else ("review", look.muted_text)
        self._picture.setPixmap(theme.pixmap(name, 32, colour, ratio=self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.retranslate()


class FaultLine(QWidget):
    """One sentence over the picture of a call that is open; the user puts it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fault: Fault | None = None
        self._icon = Label(self)
        self._words = Label(self)
        self._words.setWordWrap(True)
        self._close = QToolButton(self)
        self._close.setIconSize(QSize(16, 16))
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, GRID, 0)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._close)
        self._dress()
        self.hide()

    def show_fault(self, fault: Fault) -> None:
        """Say `fault` until it is put away."""
        self._fault = fault
        self._dress()
        self.show()

    @property
    def text(self) -> str:
        """What is said now, empty for nothing."""
        return self._words.text()

    def clear(self) -> None:
        """Put the line away."""
        self._fault = None
        self._dress()
        self.hide()

    def _dress(self) -> None:
        words = sentence_of(self._fault) if self._fault is not None else ""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._icon.setPixmap(theme.pixmap("warning", 16, theme.current().warn, ratio=self.devicePixelRatioF()))
        self._close.setIcon(theme.icon("close"))
        self._close.setAccessibleName(self.tr("Put this message away"))
        self._close.setToolTip(self.tr("Put this message away"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._dress()
