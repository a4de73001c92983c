"""A note of the handover: its words, who wrote it, where it leads, and the name of who took it over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk.handover import HandoverDesk
from console.desk.handover_words import author_words, pin_words, signed_words
from console.domain.floor_book import Handover
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class HandoverNote(QFrame):
    """Shows one note. `sign_asked` and `pin_asked` carry it."""

    sign_asked = Signal(object)
    pin_asked = Signal(object)

    def __init__(self, desk: HandoverDesk, note: Handover, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.note = desk, note
        self.setProperty("kind", "card")
        self.author, self.words, self.signed = Label(self), Label(self), Label(self)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.author.setProperty("kind", "muted")
        self.pin, self.sign = QPushButton(self), QPushButton(self)
        self.pin.setProperty("kind", "quiet")
        self.pin.clicked.connect(self._ask_pin)
        self.sign.clicked.connect(self._ask_sign)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.author, 1)
        head.addWidget(self.pin)
        foot.addWidget(self.signed, 1)
        foot.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addLayout(foot)
        self.show_note(note)

    def show_note(self, note: Handover) -> None:
        """Say how the note stands now."""
        self.note = note
        desk, pinned = self._desk, pin_words(self._desk, note)
        self.words.setText(note.words)
        self.author.setText(author_words(desk, note))
        self.pin.setText(pinned)
        self.pin.setVisible(bool(pinned))
        self.pin.setEnabled(note.about_at is not None)
        self.pin.setToolTip(self.tr("See the room at that moment"))
        self.pin.setAccessibleName(self.tr("See the room: {where}").format(where=pinned))
        self.signed.setText(signed_words(desk, note))
        self.sign.setText(self.tr("Sign"))
        self.sign.setToolTip(self.tr("Take this note over with your name"))
        self.sign.setAccessibleName(self.tr("Sign: {words}").format(words=note.words[:60]))
        self.sign.setVisible(desk.may_sign(note))
        self.sign.setEnabled(True)
        self.setAccessibleName(". ".join((note.words, self.author.text(), self.signed.text())))
        self.dress()

    def dress(self) -> None:
        """Faces anew."""
        self._scheme = theme.current()
        self.author.setFont(theme.font("small"))
        self.signed.setFont(theme.font("small"))
        self.signed.setProperty("kind", "muted" if self.note.signed_by is None else "good")
        self.signed.style().unpolish(self.signed)
        self.signed.style().polish(self.signed)
        self.pin.setIcon(theme.icon("clock"))

    @Slot()
    def _ask_pin(self) -> None:
        self.pin_asked.emit(self.note)

    @Slot()
    def _ask_sign(self) -> None:
        self.sign.setEnabled(False)
        self.sign_asked.emit([self.note])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme; words are said again by the page."""
        if (
            event.type() == QEvent.Type.PaletteChange
            and hasattr(self, "_scheme")
            and self._scheme is not theme.current()
        ):
            self.dress()
        super().changeEvent(event)
