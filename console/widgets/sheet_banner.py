"""What stands in the way, said above the sheet with the one or two things to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.widgets import theme
from console.widgets.label import Label
from console.widgets.reason_line import ReasonLine
from console.widgets.theme import GRID

BOTH_BESIDE_FROM = 640
"""Pixels of width from which two buttons leave the sentence enough."""


class SheetBanner(QFrame):
    """A sentence with an icon and up to two buttons; hidden while there is nothing to say.

    `ask_reason` opens a line for the reason of taking the sheet over; `reason_given` carries it.
    """

    first_pressed = Signal()
    second_pressed = Signal()
    reason_given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.sign = Label()
        self.sentence = Label()
        self.sentence.setWordWrap(True)
        self.first = QPushButton()
        self.second = QPushButton()
        self.first.clicked.connect(self.first_pressed)
        self.second.clicked.connect(self.second_pressed)
        self.reason = ReasonLine()
        self.reason.given.connect(self.reason_given)
        self.reason.dropped.connect(self._leave_reason)
        words = QHBoxLayout()
        words.setSpacing(GRID)
        words.addWidget(self.sign)
        words.addWidget(self.sentence, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.second)
        buttons.addWidget(self.first)
        self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._above.setSpacing(GRID)
        self._above.addLayout(words, 1)
        self._above.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        whole.setSpacing(GRID)
        whole.addLayout(self._above)
        whole.addWidget(self.reason)
        self.retranslate()
        self.hide()

    def say(self, sentence: str, *, first: str = "", second: str = "") -> None:
        """Show `sentence` and the buttons that have words; hidden when the sentence is empty."""
        self.sign.setPixmap(theme.pixmap("warning", 20, theme.current().warn, ratio=self.devicePixelRatio()))
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        for button, words in ((self.first, first), (self.second, second)):
            button.setText(words)
            button.setToolTip(words)
        if not second:
            self.reason.close_line()
        self._show_buttons()
        self.setVisible(bool(sentence))

    def ask_reason(self) -> None:
        """Open the line for the reason in place of the buttons."""
        self.reason.ask()
        self._show_buttons()

    def _leave_reason(self) -> None:
        self._show_buttons()
        self.second.setFocus()

    def _show_buttons(self) -> None:
        """One button stands beside the sentence, two where there is room, else below it."""
        for button in (self.first, self.second):
            button.setVisible(bool(button.text()) and self.reason.isHidden())
        below = not self.first.isHidden() and not self.second.isHidden() and self.width() < BOTH_BESIDE_FROM
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if self._above.direction() is not way:
            self._above.setDirection(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._show_buttons()

    def retranslate(self) -> None:
        """Say what the reason is for, in the language in force."""
        self.reason.say(
            self.tr("Reason for taking the sheet over"),
            self.tr("Take over"),
            self.tr("Go on with this sheet as yours; the reason goes into the record (Return)"),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
