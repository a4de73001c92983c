"""What stands in the way, said above the sheet with the one or two things to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from console.widgets import theme
from console.widgets.theme import GRID


class SheetBanner(QFrame):
    """A sentence with an icon and up to two buttons; hidden while there is nothing to say."""

    first_pressed = Signal()
    second_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.sign = QLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.first = QPushButton()
        self.second = QPushButton()
        self.first.clicked.connect(self.first_pressed)
        self.second.clicked.connect(self.second_pressed)
        words = QHBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self.sign)
        words.addWidget(self.sentence, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.second)
        buttons.addWidget(self.first)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        self._whole.setSpacing(GRID)
        self._whole.addLayout(words, 1)
        self._whole.addLayout(buttons)
        self.hide()

    def say(self, sentence: str, *, first: str = "", second: str = "") -> None:
        """Show `sentence` and the buttons that have words; hidden when the sentence is empty."""
        self.sign.setPixmap(theme.pixmap("warning", 20, theme.current().warn, ratio=self.devicePixelRatio()))
        both = QBoxLayout.Direction.TopToBottom if first and second else QBoxLayout.Direction.LeftToRight
        self._whole.setDirection(both)
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        for button, words in ((self.first, first), (self.second, second)):
            button.setText(words)
            button.setToolTip(words)
            button.setVisible(bool(words))
        self.setVisible(bool(sentence))
