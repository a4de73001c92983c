"""Shows a customer's whole number for a short while, against a reason that goes into the record (DOMAIN §8)."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.background import Background
from console.domain.calls import Call
from console.domain.people import Person, Right

SHOWN_MS = 60_000


class Numbers(Protocol):
    """What is needed of `store.calls`."""

    def reveal_number(self, call_id: UUID, person: Person, reason: str) -> str:
        """The whole number; who asked and why is recorded."""
        ...


class Reveal(QObject):
    """Asks for the number of one call and hides it again after SHOWN_MS. Lives in the GUI thread."""

    shown = Signal(object)  # the number
    hidden = Signal()
    refused = Signal(object)  # Fault

    def __init__(self, background: Background, numbers: Numbers, person: Person, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._numbers = numbers
        self._person = person
        self._call: Call | None = None
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_MS)
        self._hiding.timeout.connect(self.hide_number)

    @property
    def allowed(self) -> bool:
        """Whether this person may see numbers at all."""
        return self._person.may(Right.REVEAL)

    def set_call(self, call: Call | None) -> None:
        """Another call is open: what was shown is hidden."""
        self._call = call
        self.hide_number()

    def ask(self, reason: str) -> None:
        """Ask for the open call's number; the answer is `shown` or `refused`."""
        call = self._call
        if call is None:
            return

        def show(number: str) -> None:
            if self._call is call:
                self.shown.emit(number)
                self._hiding.start()

        self._background.on_database(
            lambda: self._numbers.reveal_number(call.id, self._person, reason), show, self.refused.emit
        )

    @Slot()
    def hide_number(self) -> None:
        """Mask the number again."""
        self._hiding.stop()
        self.hidden.emit()
