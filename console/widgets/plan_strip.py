"""A question about the plan, in the page itself: a sentence and a button for each answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.theme import GRID

Answer = tuple[str, str, str]
"""What the answer is called within, on its button, and what it does."""


class PlanStrip(QFrame):
    """Hidden until `ask`. `answered` carries the inner name of the answer; Esc is one only where `ask` says so."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.setProperty("kind", "card")
        self.sentence = Label(self)
        self.sentence.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        self._escape = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self.sentence, 1)
        self.hide()

    def ask(self, sentence: str, answers: Sequence[Answer], escape: str = "") -> None:
        """Show the question; the same answers keep their buttons, and the focus one of them has.

        `escape` is the answer that changes nothing.
        """
        self._escape = escape
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        names = [name for name, _, _ in answers]
        if names != list(self.buttons):
            for old in self.buttons.values():
                self._row.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.buttons = {name: QPushButton(self) for name in names}
            for name, button in self.buttons.items():
                button.setProperty("answer", name)
                button.clicked.connect(self._answer)
                self._row.addWidget(button)
        for name, text, tip in answers:
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(tip)
            self.buttons[name].setAccessibleName(text)
        self.show()

    def focus_on(self, name: str) -> None:
        """Put the focus on an answer."""
        self.buttons[name].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _answer(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.answered.emit(str(button.property("answer")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses the button in focus, Escape is the answer that changes nothing."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            if self._escape:
                self.answered.emit(self._escape)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)
