"""The handover of a shift: notes for the next lead, who signs them, and what is left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.floor_desk import FloorDesk
from console.domain.coaching import FollowUp, Note
from console.domain.faults import Fault
from console.domain.floor_book import ActionState, Alert, AlertKind, AskedAction, Handover
from console.domain.floor_plan import Room
from console.domain.people import Role
from console.store.floor_listening import FloorNews

if TYPE_CHECKING:
    from console.store.store import Store

SHIFT = timedelta(hours=12)
"""Signed notes are shown for so long; one that nobody has signed stays."""

_SIGNERS = frozenset({Role.SUPERVISOR, Role.MANAGER})
_WRITERS = _SIGNERS | {Role.INSPECTOR}


class Unfinished(StrEnum):
    """What a coaching note waits for."""

    DRAFT = "draft"
    UNSIGNED = "unsigned"
    DUE = "due"


def unfinished(note: Note, today: date) -> Unfinished | None:
    """What `note` waits for; None where it is settled or its action has time still."""
    if note.follow_up not in (FollowUp.OPEN, FollowUp.ACTION_DUE):
        return None
    if not note.shared:
        return Unfinished.DRAFT
    if note.acknowledged_at is None:
        return Unfinished.UNSIGNED
    return Unfinished.DUE if note.action_due is not None and note.action_due <= today else None


def still_open(alerts: Iterable[Alert]) -> list[Alert]:
    """Those that stand, each stretch of a state once, at the highest level it reached; the oldest first."""
    highest: dict[tuple[UUID, AlertKind], Alert] = {}
    for alert in alerts:
        before = highest.get((alert.agent_id, alert.kind))
        if alert.ended_at is None and (before is None or before.level <= alert.level):
            highest[alert.agent_id, alert.kind] = alert
    return sorted(highest.values(), key=lambda alert: (alert.since, alert.id))


@dataclass(frozen=True)
class ShiftBook:
    """What one shift leaves to the next, as read at one time. `names` are of everybody, by key."""

    notes: Sequence[Handover] = ()
    alerts: Sequence[Alert] = ()
    coaching: Sequence[tuple[Unfinished, Note]] = ()
    refused: Sequence[AskedAction] = ()
    names: dict[UUID, str] = field(default_factory=dict)


def utc_now() -> datetime:
    """The moment it is, with zone."""
    return datetime.now(UTC)


class HandoverDesk(QObject):
    """The handover as one person has it, over a FloorDesk. GUI thread, from `start` on.

    `changed` when there is something else to read; `note_kept` and `note_refused` tell how the note being written
    fared. What fails is told by the desk.
    """

    changed = Signal()
    note_kept = Signal()
    note_refused = Signal()

    def __init__(self, desk: FloorDesk, parent: QObject | None = None, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(parent)
        self._desk, self._now = desk, now
        self.book = ShiftBook()
        self.loaded = False
        self.typed = ""
        """The note that is being written: in no database yet."""
        self._whole = False
        self._reading = self._owed = False
        desk.handovers_changed.connect(self.look)
        desk.alerts_changed.connect(self._look_whole)
        desk.actions_changed.connect(self._look_whole)
        desk.plan_changed.connect(self.changed)

    # reading

    @Slot()
    def start(self) -> None:
        """Read the notes, so that one sees that some wait; the rest once somebody wants to see it."""
        self.look()

    def show(self, *, whole: bool) -> None:
        """Whether the rest is looked at too: it is read now, and again when it changes."""
        self._whole = whole
        if whole:
            self.look()

    @Slot()
    def _look_whole(self) -> None:
        if self._whole:
            self.look()

    @Slot()
    def look(self) -> None:
        """Read again."""
        if self._reading:
            self._owed = True
            return
        self._reading = True
        now, whole, before = self._now(), self._whole, self.book
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)

        def read(store: Store) -> ShiftBook:
            notes = store.floor.handovers(now - SHIFT)
            if not whole:
                return ShiftBook(notes, before.alerts, before.coaching, before.refused, before.names)
            alerts = still_open(store.floor.alerts(now))
            written = [
                *store.coaching.list_notes(follow_up=FollowUp.ACTION_DUE),
                *store.coaching.list_notes(follow_up=FollowUp.OPEN),
            ]
            waiting = [(what, note) for note in written if (what := unfinished(note, midnight.date())) is not None]
            asked = store.floor.actions(midnight)
            refused = [action for action in asked if action.state is ActionState.REFUSED]
            names = {person.id: person.name for person in store.people.list_people()}
            return ShiftBook(notes, alerts, waiting, refused[::-1], names)

        self._desk.ask_database(read, self._use, self._fail)

    def _use(self, book: ShiftBook) -> None:
        self._reading = False
        self.book, self.loaded = book, True
        self.changed.emit()
        if self._owed:
            self._owed = False
            self.look()

    def _fail(self, fault: Fault) -> None:
        self._reading = self._owed = False
        self._desk.faulted.emit(fault)

    # asking

    def notes(self) -> list[Handover]:
        """Those that wait for this person first, then the newest first."""
        return sorted(self.book.notes, key=lambda note: (not self.may_sign(note), -note.at.timestamp()))

    def may_sign(self, note: Handover) -> bool:
        """Whether the note waits for this person's name."""
        person = self._desk.person
        return person.role in _SIGNERS and note.signed_by is None and note.by_id != person.id

    @property
    def waiting(self) -> list[Handover]:
        """The notes this person may sign."""
        return [note for note in self.book.notes if self.may_sign(note)]

    @property
    def may_write(self) -> bool:
        """Whether this person leaves notes."""
        return self._desk.person.role in _WRITERS

    @property
    def teams(self) -> list[str]:
        """The teams a note may be for, one's own first."""
        own = self._desk.person.team
        teams = {sitter.team for sitter in self._desk.people.values() if sitter.team}
        return sorted(teams | ({own} if own else set()), key=lambda team: (team != own, team))

    @property
    def unsaved(self) -> int:
        """Notes that are written and not kept."""
        return int(bool(self.typed.strip()))

    def place_of(self, seat_id: UUID | None) -> tuple[Room, str] | None:
        """The room and the name of a seat; None for one that is no more."""
        for room in self._desk.rooms:
            for seat in room.seats:
                if seat.id == seat_id:
                    return room, seat.name
        return None

    def number_of(self, agent_id: UUID) -> str:
        """An agent's number; empty for one this person may not see."""
        sitter = self._desk.people.get(agent_id)
        return sitter.number if sitter is not None else ""

    def is_mine(self, person_id: UUID) -> bool:
        """Whether that is oneself."""
        return person_id == self._desk.person.id

    # doing

    def hand_over(self, team: str, words: str) -> None:
        """Leave a note for the next lead of `team` ('' for all)."""
        person = self._desk.person
        self._desk.ask_database(lambda store: store.floor.hand_over(person, team, words), self._keep, self._refuse)

    def _keep(self, _: UUID) -> None:
        self.note_kept.emit()
        self._tell()

    def _refuse(self, fault: Fault) -> None:
        self.note_refused.emit()
        self._desk.faulted.emit(fault)

    def sign(self, notes: Sequence[Handover]) -> None:
        """Take notes over with one's name; each is in the record by itself."""
        person, keys = self._desk.person, [note.id for note in notes if self.may_sign(note)]

        def sign(store: Store) -> None:
            for key in keys:
                store.floor.sign(key, person)

        self._desk.ask_database(sign, lambda _: self._tell(), self._sign_failed)

    def _sign_failed(self, fault: Fault) -> None:
        self._desk.faulted.emit(fault)
        self.look()  # some may be signed

    def _tell(self) -> None:
        self._desk.look_again(frozenset({FloorNews.HANDOVERS}))
