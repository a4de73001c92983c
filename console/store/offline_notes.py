"""Coaching notes as the store gives them, going on with what this PC knows while the database is away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from console.domain.coaching import FollowUp, Note, lacks_of
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.store.coaching import AgentAsk, Coaching
from console.store.local_work import LocalWork


class OfflineCoaching:
    """The same deeds and faults as `Coaching`, and NEEDS_DATABASE for signing. Versions as in OfflineEvaluations."""

    def __init__(self, real: Coaching, work: LocalWork) -> None:
        self._real, self._work = real, work
        self._notes: dict[UUID, Note] = {}
        self._asks: list[AgentAsk] = []

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def save(self, note: Note) -> Note:
        """As `Coaching.save`."""
        base = note.version + self._work.shift.get(note.id, 0)

        def keep(tried: bool) -> Note:  # noqa: FBT001 - the shape that LocalWork.do asks for
            known = self._known(note.id)
            if known is None:
                kept = replace(note, version=1, shared=False, acknowledged_at=None)
                self._work.keep_note(kept, 0, tried=tried)
                return kept
            if known.version != note.version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=known.coach_name)
            kept = replace(note, shared=known.shared, acknowledged_at=known.acknowledged_at, version=note.version + 1)
            if known.acknowledged_at and replace(known, follow_up=kept.follow_up, version=kept.version) != kept:
                raise PlaceFault(FaultKind.NO_RIGHT)
            self._work.keep_note(kept, base, tried=tried)
            return kept

        return self._work.do(note.id, lambda: self._see(self._real.save(replace(note, version=base))), keep)

    def share(self, note_id: UUID, version: int) -> Note:
        """As `Coaching.share`."""
        base = version + self._work.shift.get(note_id, 0)

        def keep(_tried: bool) -> Note:  # noqa: FBT001
            known = self._known(note_id)
            if known is None:
                raise PlaceFault(FaultKind.NEEDS_DATABASE)
            if known.shared:
                return known
            if known.version != version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=known.coach_name)
            lacks = lacks_of(known)
            if lacks:
                raise InputFault(FaultKind.NOTE_INCOMPLETE, lacks=",".join(lacks))
            shared = replace(known, shared=True, version=version + 1)
            self._work.keep_sharing(shared, base)
            return shared

        return self._work.do(note_id, lambda: self._see(self._real.share(note_id, base)), keep)

    def acknowledge(self, note_id: UUID, number: str, pin: str, *, version: int | None = None) -> Note:
        """As `Coaching.acknowledge`; not while the database is away or the note has not reached it."""
        if self._work.down or self._work.waits(note_id):
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why="acknowledge")
        return self._see(self._real.acknowledge(note_id, number, pin, version=version))

    def get(self, note_id: UUID) -> Note:
        """As `Coaching.get`; what waits here comes first."""
        local = self._work.note(note_id)
        if local is not None:
            return local
        return self._work.read(lambda: self._see(self._real.get(note_id)), lambda: self._seen(note_id))

    def list_notes(
        self,
        *,
        agent_id: UUID | None = None,
        coach_id: UUID | None = None,
        follow_up: FollowUp | None = None,
        call_id: UUID | None = None,
    ) -> list[Note]:
        """As `Coaching.list_notes`, with the notes that wait here."""

        def wanted(note: Note) -> bool:
            return (
                (agent_id is None or note.agent_id == agent_id)
                and (coach_id is None or note.coach_id == coach_id)
                and (follow_up is None or note.follow_up is follow_up)
                and (call_id is None or call_id in note.call_ids)
            )

        def ask() -> list[Note]:
            found = self._real.list_notes(agent_id=agent_id, coach_id=coach_id, follow_up=follow_up, call_id=call_id)
            return [self._see(note) for note in found]

        found = self._work.read(ask, lambda: list(self._notes.values()))
        merged = {note.id: note for note in found} | {note.id: note for note in self._work.notes}
        return sorted(filter(wanted, merged.values()), key=lambda note: (note.made_at, note.id), reverse=True)

    def asks_for_coaching(self, *args: Any) -> list[AgentAsk]:
        """As `Coaching.asks_for_coaching`; what was found last while the database is away."""

        def ask() -> list[AgentAsk]:
            self._asks = self._real.asks_for_coaching(*args)
            return self._asks

        return self._work.read(ask, lambda: self._asks)

    # what is known

    def note_shared(self, note: Note) -> None:
        """The database has this note now; `note` counted as its editor counts."""
        if self._work.note(note.id) is None:
            self._notes[note.id] = note

    def _known(self, note_id: UUID) -> Note | None:
        return self._work.note(note_id) or self._notes.get(note_id)

    def _seen(self, note_id: UUID) -> Note:
        note = self._notes.get(note_id)
        if note is None:
            raise PlaceFault(FaultKind.NEEDS_DATABASE)
        return note

    def _see(self, note: Note) -> Note:
        """Remember what the database gave, counted as its editor counts."""
        seen = replace(note, version=note.version - self._work.shift.get(note.id, 0))
        self._notes[note.id] = seen
        return seen
