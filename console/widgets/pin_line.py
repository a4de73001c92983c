"""The line in which a note for the next lead is written and pinned to a seat and a moment."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from console.desk.floor_grid import Place
from console.desk.floor_marks import FloorMarks
from console.desk.time_text import long_moment
from console.widgets.reason_line import ReasonLine


class PinLine(ReasonLine):
    """Hidden until `ask_about`. `pinned` when the note is kept; one that was not stays in the line."""

    pinned = Signal()

    def __init__(self, marks: FloorMarks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        self._about: tuple[Place | None, str, datetime] | None = None
        self.given.connect(self._pin)
        self.words.textChanged.connect(self._type)
        marks.note_kept.connect(self._close)
        marks.note_refused.connect(self._keep)

    def ask_about(self, place: Place | None, who: str, at: datetime) -> None:
        """Open the line for a note about the seat of `who` (empty for nobody's) and that moment."""
        self._about = (place, who, at)
        self._name_it()
        self.ask()

    def _name_it(self) -> None:
        if self._about is None:
            return
        _, who, at = self._about
        if who:
            about = self.tr("Note for the next lead about {who} at {time}").format(who=who, time=long_moment(at))
        else:
            about = self.tr("Note for the next lead about {time}").format(time=long_moment(at))
        self.say(about, self.tr("Pin the note"), self.tr("Keep the note for the handover (Enter)"))

    @Slot(str)
    def _type(self, words: str) -> None:
        self._marks.typed = words

    @Slot(object)
    def _pin(self, words: str) -> None:
        if self._about is not None:
            place, _, at = self._about
            self.setEnabled(False)
            self._marks.pin(words, place, at)

    @Slot()
    def _close(self) -> None:
        self.setEnabled(True)
        self.close_line()
        self.pinned.emit()

    @Slot()
    def _keep(self) -> None:
        self.setEnabled(True)
        self.ask()

    def retranslate(self) -> None:
        """All words in the language in force."""
        super().retranslate()
        if hasattr(self, "_about"):
            self._name_it()
