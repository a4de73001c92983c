"""Who sits at the console: checks number and password off the GUI thread, lists or remembers where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from console.desk.background import Background
from console.domain.faults import Fault, FaultKind
from console.domain.people import Person, Right


class People(Protocol):
    """What is needed of `store.people`."""

    def sign_on(self, number: str, password: str) -> Person:
        """The person with this number and password. Raises InputFault(WRONG_SIGN_ON)."""
        ...

    def list_people(self) -> Sequence[Person]:
        """Everybody with an account here."""
        ...


class Kept(Protocol):
    """Passwords that this PC remembers; every call may take long."""

    @property
    def usable(self) -> bool:
        """Whether this PC can remember any."""
        ...

    def get(self, number: str) -> str:
        """The password of `number`, empty for none."""
        ...

    def keep(self, number: str, password: str) -> None:
        """Remember one."""
        ...

    def forget(self, number: str) -> None:
        """Remember it no longer."""
        ...


class SignOn(QObject):
    """Signs people on and off. Lives in the GUI thread; the checking is done in the database thread.

    `recalled` carries a work number, the password that this PC remembers for it (empty for none), and whether it can
    remember any at all.
    """

    people_listed = Signal(object)
    signed_on = Signal(object)
    signed_off = Signal()
    refused = Signal(object)
    busy_changed = Signal(bool)
    recalled = Signal(object, object, object)

    def __init__(
        self, background: Background, people: People, parent: QObject | None = None, *, kept: Kept | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._people = people
        self._kept = kept
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

    def sign_on(self, number: str, password: str, *, remember: bool = False) -> None:
        """Check `number` and `password`; the answer is `signed_on` or `refused`. Ignored while one is under way.

        What is right is remembered when `remember`, else forgotten; what is wrong is forgotten too.
        """
        if self._busy:
            return
        number = number.strip()
        self._set_busy(busy=True)
        self._background.on_database(
            lambda: self._people.sign_on(number, password),
            lambda person: self._accepted(person, number, password if remember else ""),
            lambda fault: self._refused(fault, number),
        )

    def sign_off(self) -> None:
        """Nobody sits here any more."""
        self.person = None
        self.signed_off.emit()

    # what this PC remembers

    def recall(self, number: str) -> None:
        """Ask for the remembered password of `number`; the answer is `recalled`, none where nothing is ever kept."""
        kept, number = self._kept, number.strip()
        if kept is not None:
            self._background.on_files(
                lambda: (number, kept.get(number) if number else "", kept.usable),
                lambda found: self.recalled.emit(*found),
            )

    def forget(self, number: str) -> None:
        """Let this PC remember the password of `number` no longer."""
        kept, number = self._kept, number.strip()
        if kept is not None and number:
            self._background.on_files(lambda: kept.forget(number))

    def replace_kept(self, number: str, password: str) -> None:
        """The password of `number` is another from now on: remembered if the old one was."""
        kept = self._kept
        if kept is not None:
            self._background.on_files(lambda: kept.keep(number, password) if kept.get(number) else None)

    # answers

    def _accepted(self, person: Person, number: str, to_keep: str) -> None:
        self._set_busy(busy=False)
        self.person = person
        kept = self._kept
        if kept is not None and to_keep:
            self._background.on_files(lambda: kept.keep(number, to_keep))
        else:
            self.forget(number)
        self.signed_on.emit(person)

    def _refused(self, fault: Fault, number: str) -> None:
        self._set_busy(busy=False)
        if fault.kind is FaultKind.WRONG_SIGN_ON:
            self.forget(number)
        self.refused.emit(fault)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)
