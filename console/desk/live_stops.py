"""Ends of listenings that the database has to know: by RTP nobody else would tell that nobody hears any more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from console.desk.floor_desk import FloorDesk
from console.domain.events import LinkState
from console.domain.faults import Fault, FaultKind
from console.store.floor_listening import FloorNews

if TYPE_CHECKING:
    from console.store.store import Store

log = logging.getLogger(__name__)

AGAIN_MS, LONGEST_MS = 2_000, 30_000
"""So long until a database that did not take an end is asked again; twice as long each time."""

_SETTLED = frozenset({FaultKind.NOT_FOUND, FaultKind.NO_RIGHT})
"""Answers: there is no such listening of this person's."""


class LiveStops(QObject):
    """Asks the database to end listenings of the desk's person until it has answered. Lives in the GUI thread."""

    def __init__(self, desk: FloorDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._owed: set[UUID] = set()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._ask_all)
        self._wait_ms = AGAIN_MS
        desk.link_changed.connect(self._heed_link)

    def ask(self, key: UUID) -> None:
        """Have the telephone system take down what it made for that listening."""
        self._owed.add(key)
        person = self._desk.person

        def stop(store: Store) -> None:
            store.live.stop(person, key)

        self._desk.ask_database(stop, lambda _: self._done(key), lambda fault: self._failed(key, fault))

    def _done(self, key: UUID) -> None:
        self._settle(key)
        self._desk.look_again(frozenset({FloorNews.ACTIONS}))

    def _failed(self, key: UUID, fault: Fault) -> None:
        log.info("a listening was not stopped: %s", fault)
        if fault.kind in _SETTLED:
            self._settle(key)
        elif not self._again.isActive():
            self._again.start(self._wait_ms)
            self._wait_ms = min(2 * self._wait_ms, LONGEST_MS)

    def _settle(self, key: UUID) -> None:
        self._owed.discard(key)
        if not self._owed:
            self._again.stop()
            self._wait_ms = AGAIN_MS

    @Slot()
    def _ask_all(self) -> None:
        for key in tuple(self._owed):
            self.ask(key)

    @Slot(object)
    def _heed_link(self, state: LinkState) -> None:
        if state is LinkState.CONNECTED:
            self._ask_all()
