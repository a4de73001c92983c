"""Who listens to whom on the floor, and as what: everybody of a team may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.floor_deeds import is_of_the_link
from console.desk.floor_desk import FloorDesk
from console.domain.events import LinkState
from console.domain.faults import Fault
from console.domain.floor import FloorAction
from console.domain.live import Listening

if TYPE_CHECKING:
    from console.store.store import Store


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who hears an agent's call now. `name` is empty where one may not know it; `mine` is oneself."""

    name: str
    mode: FloorAction
    mine: bool
    listening: Listening


class Listeners(QObject):
    """Listenings that go on now, by the agent's number. Lives in the GUI thread; `changed` when any is other."""

    changed = Signal()

    def __init__(self, desk: FloorDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names: dict[UUID, str] = {desk.person.id: desk.person.name}
        self._by_number: dict[str, tuple[Listener, ...]] = {}
        self._found: list[Listening] = []
        self._reading = self._owed = False
        desk.actions_changed.connect(self.read)
        desk.plan_changed.connect(self._use_again)
        desk.link_changed.connect(self._heed_link)

    @property
    def numbers(self) -> frozenset[str]:
        """The agents who are listened to."""
        return frozenset(self._by_number)

    def of(self, number: str) -> tuple[Listener, ...]:
        """Who hears that agent, by begin."""
        return self._by_number.get(number, ())

    @Slot(object)
    def _heed_link(self, state: LinkState) -> None:
        if state is LinkState.CONNECTED:
            self.read()

    @Slot()
    def read(self) -> None:
        """Look who listens now."""
        if self._reading:
            self._owed = True
            return
        self._reading = True
        known = frozenset(self._names)

        def look(store: Store) -> tuple[list[Listening], dict[UUID, str]]:
            found = [one for one in store.live.listenings() if one.open]
            return found, {key: _name(store, key) for key in {one.by_id for one in found} - known}

        self._desk.ask_database(look, self._use, self._not_read)

    def _not_read(self, fault: Fault) -> None:
        self._reading = self._owed = False
        if not is_of_the_link(fault):
            self._desk.faulted.emit(fault)

    def _use(self, told: tuple[list[Listening], dict[UUID, str]]) -> None:
        self._reading = False
        self._found, names = told
        self._names |= names
        self._use_again()
        if self._owed:
            self._owed = False
            self.read()

    @Slot()
    def _use_again(self) -> None:
        """By number, as far as one may see the agents."""
        by_number: dict[str, tuple[Listener, ...]] = {}
        for one in self._found:
            sitter = self._desk.people.get(one.agent_id)
            if sitter is not None:
                mine = one.by_id == self._desk.person.id
                listener = Listener(self._names.get(one.by_id, ""), one.mode, mine, one)
                by_number[sitter.number] = (*by_number.get(sitter.number, ()), listener)
        if by_number != self._by_number:
            self._by_number = by_number
            self.changed.emit()


def _name(store: Store, person_id: UUID) -> str:
    try:
        return store.people.get(person_id).name
    except Fault:
        return ""
