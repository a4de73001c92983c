"""What is marked on a day of the floor: limits that were passed, and notes for the next lead; by whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.floor_desk import FloorDesk
from console.desk.floor_grid import Place
from console.domain.faults import Fault
from console.domain.floor_book import Alert, Handover
from console.store.floor_listening import FloorNews

if TYPE_CHECKING:
    from console.store.store import Store


ALERTS_EVERY_MS = 2000
"""Alerts come in showers; they are read no oftener."""


MOST_ALERTS = 5000
"""Marked at most; a pixel of the bar holds many."""


class FloorMarks(QObject):
    """Alerts and notes since a moment, kept up. GUI thread.

    `changed` when there are others; `note_kept` when a note pinned here is in the database, `note_refused` if not.
    """

    changed = Signal()
    note_kept = Signal()
    note_refused = Signal()

    def __init__(self, desk: FloorDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.alerts: list[Alert] = []
        self.notes: list[Handover] = []
        self.names: dict[UUID, str] = {}
        """Of everybody, by key."""
        self.typed = ""
        """The note that is being written: in no database yet."""
        self._since: datetime | None = None
        self._reading = self._owed = False
        self._soon = QTimer(self, singleShot=True, interval=ALERTS_EVERY_MS)
        self._soon.timeout.connect(self._look_again)
        desk.alerts_changed.connect(self._look_soon)
        desk.handovers_changed.connect(self._look_again)

    def read(self, since: datetime) -> None:
        """Read what there is since then."""
        self._since, self.names = since, {}
        self._look_again()

    @Slot()
    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _look_again(self) -> None:
        since = self._since
        if since is None:
            return
        if self._reading:
            self._owed = True
            return
        self._reading, known = True, self.names

        def look(store: Store) -> tuple[list[Alert], list[Handover], dict[UUID, str]]:
            names = known or {person.id: person.name for person in store.people.list_people()}
            return store.floor.alerts(since, MOST_ALERTS), store.floor.handovers(since), names

        self._desk.ask_database(look, self._use, self._fail)

    def _use(self, found: tuple[list[Alert], list[Handover], dict[UUID, str]]) -> None:
        self._reading = False
        self.alerts, self.notes, self.names = found
        self.changed.emit()
        if self._owed:
            self._owed = False
            self._look_again()

    def _fail(self, fault: Fault) -> None:
        self._reading = self._owed = False
        self._desk.faulted.emit(fault)

    @property
    def unsaved(self) -> int:
        """Notes that are written and not pinned."""
        return int(bool(self.typed.strip()))

    def pin(self, words: str, place: Place | None, at: datetime) -> None:
        """Leave a note for the next lead of the team that sits at `place`, about that moment.

        Without a place it is for one's own team. A fault is told by the desk.
        """
        person = self._desk.person
        team = place.sitter.team if place is not None and place.sitter is not None else person.team
        seat_id = place.seat_id if place is not None else None
        self._desk.ask_database(
            lambda store: store.floor.hand_over(person, team, words, seat_id, at), self._keep, self._refuse
        )

    def _keep(self, _: UUID) -> None:
        self.note_kept.emit()
        self._desk.look_again(frozenset({FloorNews.HANDOVERS}))

    def _refuse(self, fault: Fault) -> None:
        self.note_refused.emit()
        self._desk.faulted.emit(fault)
