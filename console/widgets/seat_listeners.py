"""The part of a seat's card that says who listens to the agent now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QWidget

from console.desk.floor_seat import SeatNow
from console.desk.listeners import Listeners
from console.desk.live_words import heard_by_text
from console.widgets import theme
from console.widgets.label import Label


class SeatListeners(Label):
    """Nothing is seen while nobody does. As `FollowsSeat`; GUI thread."""

    def __init__(self, listeners: Listeners, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listeners = listeners
        self._number = ""
        self.setWordWrap(True)
        listeners.changed.connect(self.say)
        self.say()

    def show_seat(self, seat: SeatNow | None) -> None:
        """As `FollowsSeat`."""
        self._number = seat.number if seat is not None else ""
        self.say()

    @Slot()
    def say(self) -> None:
        """Who it is now."""
        said = heard_by_text(self._listeners.of(self._number)) if self._number else ""
        self.setText(said)
        self.setVisible(bool(said))
        self.setFont(theme.font("small"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "_number"):
            self.say()
