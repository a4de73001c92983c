"""Changing the own password on a shared database: who knows the old one sets the new one."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from console.desk.background import Background
from console.domain.faults import Fault
from console.domain.people import Person


class PasswordDoor(Protocol):
    """What is needed of `store.people`."""

    def change_password_here(self, old: str, new: str) -> None:
        """Replace the password of who is signed on. InputFault: WRONG_SIGN_ON, PASSWORD_TOO_SHORT."""
        ...


class PasswordChange(QObject):
    """Lives in the GUI thread. `changed` carries the new password, for whoever remembers it; else `refused` a Fault."""

    changed = Signal(object)
    refused = Signal(object)
    busy_changed = Signal(bool)

    def __init__(
        self, background: Background, people: PasswordDoor, person: Person, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._people = people
        self.person = person
        self._busy = False

    def change(self, old: str, new: str) -> None:
        """Ask the server; ignored while it is being asked."""
        if self._busy:
            return
        self._set_busy(busy=True)
        people = self._people
        self._background.on_database(
            lambda: people.change_password_here(old, new), lambda _: self._done(new), self._refuse
        )

    def _done(self, new: str) -> None:
        self._set_busy(busy=False)
        self.changed.emit(new)

    def _refuse(self, fault: Fault) -> None:
        self._set_busy(busy=False)
        self.refused.emit(fault)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)
