"""Who sits at the console: lists the local people, checks number and password off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from console.desk.background import Background
from console.domain.faults import Fault
from console.domain.people import Person, Right


class People(Protocol):
    """What is needed of `store.people`."""

    def sign_on(self, number: str, password: str) -> Person:
        """The person with this number and password. Raises InputFault(WRONG_SIGN_ON)."""
        ...

    def list_people(self) -> Sequence[Person]:
        """Everybody with an account here."""
        ...


class SignOn(QObject):
    """Signs people on and off. Lives in the GUI thread; the checking is done in the database thread."""

    people_listed = Signal(object)
    signed_on = Signal(object)
    signed_off = Signal()
    refused = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, background: Background, people: People, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._people = people
        self._busy = False
        self.person: Person | None = None

    @property
    def busy(self) -> bool:
        """Whether a check is under way."""
        return self._busy

    def list_people(self) -> None:
        """Ask for those who can sign on here; the answer is `people_listed` (people with any right)."""
        self._background.on_database(self._people.list_people, self._listed, self.refused.emit)

    def _listed(self, people: Sequence[Person]) -> None:
        self.people_listed.emit(tuple(p for p in people if any(p.may(right) for right in Right)))

    def sign_on(self, number: str, password: str) -> None:
        """Check `number` and `password`; the answer is `signed_on` or `refused`. Ignored while one is under way."""
        if self._busy:
            return
        self._set_busy(busy=True)
        self._background.on_database(
            lambda: self._people.sign_on(number.strip(), password), self._accepted, self._refused
        )

    def sign_off(self) -> None:
        """Nobody sits here any more."""
        self.person = None
        self.signed_off.emit()

    def _accepted(self, person: Person) -> None:
        self._set_busy(busy=False)
        self.person = person
        self.signed_on.emit(person)

    def _refused(self, fault: Fault) -> None:
        self._set_busy(busy=False)
        self.refused.emit(fault)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)
