"""What this PC and the database say differently of the same thing, and what becomes of it when a person has decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from console.domain.coaching import Note
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.outbox import NOTE_DEEDS, SHEET_DEEDS, DeedKind, Entry
from console.domain.people import Person
from console.store.ids import new_id
from console.store.local_work import LocalWork
from console.store.outbox_content import (
    draft_from_dict,
    draft_to_dict,
    note_from_dict,
    note_to_dict,
    revision_to_dict,
)
from console.store.revisions import revision_of
from console.store.store import Store


class Conflicts:
    """Lists what waits, shows both sides of a conflict and carries out what was decided. In the database thread."""

    def __init__(self, store: Store, work: LocalWork, person: Person) -> None:
        self._store, self._work, self._person = store, work, person

    def waiting(self) -> list[Waiting]:
        """Everything that waits here, oldest first, by thing."""
        things = dict.fromkeys(entry.thing for entry in self._work.entries)
        return [_waiting(thing, self._work.of(thing)) for thing in things]

    def look(self, thing: UUID) -> Conflict:
        """Both sides of a conflict. PlaceFault: NOT_FOUND when nothing of it waits; faults of reading the database."""
        entries = self._work.of(thing)
        if not entries:
            raise PlaceFault(FaultKind.NOT_FOUND, what="entry")
        waiting = _waiting(thing, entries)
        if entries[0].kind in NOTE_DEEDS:
            return Conflict(waiting, _last_note(entries), self._note_there(thing))
        if entries[0].kind not in SHEET_DEEDS:
            return Conflict(waiting, None, None)
        mine = draft_from_dict(entries[-1].content["draft"])
        form = self._store.forms.get(mine.sheet.form_key, mine.sheet.form_version)
        return Conflict(waiting, mine, self._sheet_there(thing, mine), form)

    def _note_there(self, note_id: UUID) -> Note | None:
        try:
            return self._store.coaching.get(note_id)
        except Fault as fault:
            if fault.kind is not FaultKind.NOT_FOUND:
                raise
            return None

    def _sheet_there(self, call_id: UUID, mine: Draft) -> Draft | Revision | None:
        draft = self._store.evaluations.find_draft(call_id)
        if draft is not None:
            return draft
        revisions = self._store.evaluations.revisions(call_id)
        seen = next((at for at, one in enumerate(revisions) if one.id == mine.corrects), -1)
        return revisions[-1] if len(revisions) > seen + 1 else None

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        """Do what was decided on seeing `conflict`; what is to be sent waits again, resting on what was seen.

        InputFault(REASON_MISSING) for a correction or a taking over without one; faults of taking over.
        """
        thing = conflict.waiting.thing
        entries = self._work.of(thing)
        if not entries:
            raise PlaceFault(FaultKind.NOT_FOUND, what="entry")
        needs_reason = how in (Settlement.AS_CORRECTION, Settlement.TAKE_OVER)
        if needs_reason and not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        append: list[Entry] = []
        if how is Settlement.TRY_AGAIN:
            self._work.change(thing, put=[replace(entry, conflict="") for entry in entries])
            return
        # what was typed since the two were seen counts as mine too
        if isinstance(conflict.mine, Draft):
            append = self._sheet_again(conflict.theirs, entries, how, reason.strip())
        elif isinstance(conflict.mine, Note):
            theirs = conflict.theirs if isinstance(conflict.theirs, Note) else None
            append = self._note_again(_last_note(entries), theirs, how)
        self._work.change(thing, remove=entries, append=append)

    def _sheet_again(
        self, theirs: Draft | Revision | Note | None, entries: Sequence[Entry], how: Settlement, reason: str
    ) -> list[Entry]:
        mine = draft_from_dict(entries[-1].content["draft"])
        if how is Settlement.KEEP_THEIRS or entries[-1].kind is DeedKind.DISCARD_DRAFT:
            return []
        at, about = entries[-1].at, dict(entries[0].content.get("about", {}))
        base = 1
        again: list[Entry] = []
        if how is Settlement.TAKE_OVER and isinstance(theirs, Draft):
            theirs = self._store.evaluations.take_over_draft(theirs.id, self._person, reason)
        if isinstance(theirs, Draft):
            mine = replace(mine, id=theirs.id, corrects=theirs.corrects, reason=theirs.reason)
            base = theirs.version
        else:
            corrects = theirs.id if isinstance(theirs, Revision) else mine.corrects
            mine = replace(mine, id=new_id(), version=1, corrects=corrects, reason=reason or mine.reason)
            again.append(Entry(DeedKind.OPEN_DRAFT, mine.call_id, at, {"draft": draft_to_dict(mine), "about": about}))
        mine = replace(mine, version=2)
        content = {"draft": draft_to_dict(mine), "base": base, "about": about}
        again.append(Entry(DeedKind.SAVE_DRAFT, mine.call_id, at, content))
        if entries[-1].kind is DeedKind.SUBMIT:
            number = theirs.number + 1 if isinstance(theirs, Revision) else 1
            again.append(self._submit_again(mine, number, at, base, about))
        return again

    def _submit_again(self, mine: Draft, number: int, at: datetime, base: int, about: dict[str, str]) -> Entry:
        form = self._store.forms.get(mine.sheet.form_key, mine.sheet.form_version)
        revision = revision_of(mine, form, new_id(), number, at)
        content = {
            "draft": draft_to_dict(mine),
            "revision": revision_to_dict(revision),
            "base": base,
            "about": about,
        }
        return Entry(DeedKind.SUBMIT, mine.call_id, at, content)

    def _note_again(self, mine: Note, theirs: Note | None, how: Settlement) -> list[Entry]:
        if how is Settlement.KEEP_THEIRS:
            return []
        shares = mine.shared
        if how is Settlement.OF_ITS_OWN or theirs is None:
            mine, base = replace(mine, id=new_id(), version=1, shared=False, acknowledged_at=None), 0
        else:
            base, shares = theirs.version, shares and not theirs.shared
            mine = replace(mine, shared=theirs.shared, acknowledged_at=theirs.acknowledged_at)
        content = {"note": note_to_dict(mine), "base": base}
        again = [Entry(DeedKind.SAVE_NOTE, mine.id, self._work.now(), content)]
        if shares:
            shown = {"note": note_to_dict(replace(mine, shared=True, version=mine.version + 1)), "base": base}
            again.append(Entry(DeedKind.SHARE_NOTE, mine.id, self._work.now(), shown))
        return again


def _last_note(entries: Sequence[Entry]) -> Note:
    return note_from_dict(entries[-1].content["note"])


def _waiting(thing: UUID, entries: Sequence[Entry]) -> Waiting:
    first, last = entries[0], entries[-1]
    about = {str(name): str(words) for name, words in first.content.get("about", {}).items()}
    if first.kind in NOTE_DEEDS:
        note = _last_note(entries)
        about = {"agent": note.agent_name}
    return Waiting(thing, last.kind, last.at, about, next((one.conflict for one in entries if one.conflict), ""))
