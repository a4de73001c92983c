"""A line that asks for the reason of a deed before it is done: the words, go, or leave it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.widgets.keyboard import OWN_KEYS

LONGEST_REASON = 500


class ReasonLine(QWidget):
    """Hidden until `ask`. `given` carries the reason, never empty; `dropped` when it was left (Esc).

    `stacked` puts the buttons below the words, where there is little width.
    """

    given = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST_REASON)
        self.words.returnPressed.connect(self._give)
        self.words.textChanged.connect(self._look)
        self.start = QPushButton()
        self.start.setProperty("kind", "primary")
        self.start.clicked.connect(self._give)
        self.cancel = QPushButton()
        self.cancel.setProperty("kind", "quiet")
        self.cancel.clicked.connect(self.drop)
        row = QHBoxLayout()
        whole = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.words, 1)
        whole.addLayout(row)
        if stacked:
            row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)
        self.hide()
        self._look()
        self.retranslate()

    def say(self, what: str, start: str, tip: str) -> None:
        """What the reason is for, and what its button does."""
        self.words.setPlaceholderText(what)
        self.words.setAccessibleName(what)
        self.start.setText(start)
        self.start.setToolTip(tip)

    def ask(self) -> None:
        """Open the line and put the cursor into it."""
        self.show()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_line(self) -> None:
        """Put the line away, the words with it."""
        self.words.clear()
        self.hide()

    def drop(self) -> None:
        """Leave it."""
        self.close_line()
        self.dropped.emit()

    def _look(self) -> None:
        self.start.setEnabled(bool(self.words.text().strip()))

    def _give(self) -> None:
        if self.words.text().strip():
            self.given.emit(self.words.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves it."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say its own words in the language in force."""
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Leave it as it is (Esc)"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
