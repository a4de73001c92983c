"""Leaves a record of each listening: who heard which call, written when sound first plays (DOMAIN §8)."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from console.audio.player import Player, PlayState
from console.desk.background import Background
from console.desk.listening import ListeningDesk
from console.domain.audit import AuditKind
from console.domain.calls import Call
from console.domain.people import Person


class AuditLog(Protocol):
    """What is needed of `store.audit`."""

    def append(
        self, kind: AuditKind, person: Person, subject_id: UUID | None = None, *, deed_id: UUID | None = None
    ) -> None:
        """Record a deed of `person`."""


class ListenRecord(QObject):
    """One record per opening of a call, at its first sound. Lives in the GUI thread."""

    def __init__(
        self,
        background: Background,
        audit: AuditLog,
        player: Player,
        listening: ListeningDesk,
        person: Person,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._listening = listening
        self._audit = audit
        self._person = person
        self._call: Call | None = None
        listening.opened.connect(self._expect)
        player.state_changed.connect(self._follow)

    @Slot(object)
    def _expect(self, call: Call) -> None:
        """Listening to a live call is asked for, and recorded by whoever lets one hear it."""
        self._call = call if self._listening.live is None else None

    @Slot(object)
    def _follow(self, state: PlayState) -> None:
        if state is PlayState.PLAYING and self._call is not None:
            call_id, self._call = self._call.id, None
            self._background.on_database(lambda: self._audit.append(AuditKind.LISTEN, self._person, call_id))
