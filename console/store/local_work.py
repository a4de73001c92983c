"""What this PC keeps while the database is away: what waits, read as sheets and notes, and how the link stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from console.domain.coaching import Note
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.outbox import NOTE_DEEDS, SHEET_DEEDS, DeedKind, Entry, Standing
from console.store.audit import Clock
from console.store.outbox import Outbox
from console.store.outbox_content import (
    draft_from_dict,
    draft_to_dict,
    note_digest,
    note_from_dict,
    note_to_dict,
    revision_from_dict,
    revision_to_dict,
    sheet_digest,
)

T = TypeVar("T")

AWAY = frozenset({FaultKind.DATABASE_UNREACHABLE, FaultKind.TOO_MANY_CONNECTIONS})
"""Faults after which work goes on here."""

SENT = "sent"
"""Among what was tried: a deed without content of its own."""


@dataclass(frozen=True)
class LocalSheet:
    """How a call's sheet stands on this PC while something of it waits."""

    draft: Draft | None = None
    revisions: tuple[Revision, ...] = ()


class LocalWork:
    """The outbox with what follows from it. Lives in the database thread; `standing` may be read from any.

    `shift` holds, for each draft and note that was changed here, how far the version in the database is ahead of the
    one that its editor knows: many saves here become one there.
    """

    def __init__(self, now: Clock) -> None:
        self.now = now
        self.down = False
        self.shift: dict[UUID, int] = {}
        self.standing = Standing()
        self._shared = 0
        self._outbox: Outbox | None = None
        self._off_because = "starting"
        self._sheets: dict[UUID, LocalSheet] = {}
        self._notes: dict[UUID, Note] = {}

    def take(self, outbox: Outbox) -> None:
        """Keep in `outbox` from now on; what it brings from an earlier run waits on."""
        self._outbox, self._off_because = outbox, ""
        for thing in {entry.thing for entry in outbox.entries}:
            self._read(thing)
        self._stand()

    def turn_off(self, why: str) -> None:
        """Keep nothing here: `why` is said to the user."""
        self._off_because, self.down = why, False
        self._stand()

    def close(self) -> None:
        """Let go of the file; what waits stays in it."""
        if self._outbox is not None:
            self._outbox.close()

    # asking the database, or going on without it

    @property
    def possible(self) -> bool:
        """Whether work can go on without the database."""
        return not self._off_because

    def lost(self) -> None:
        """The database does not answer."""
        self.down = True
        self._stand()

    def found(self) -> None:
        """The database answers."""
        self.down = False
        self._stand()

    def read(self, ask: Callable[[], T], known: Callable[[], T]) -> T:
        """What the database says, or while it cannot be reached what is known here."""
        if not self.possible:
            return ask()
        if not self.down:
            try:
                return ask()
            except PlaceFault as fault:
                if fault.kind not in AWAY:
                    raise
                self.lost()
        return known()

    def do(self, thing: UUID, send: Callable[[], T], keep: Callable[[bool], T]) -> T:
        """Do a deed in the database, or keep it here behind what waits of the same thing.

        `keep(tried)` is told whether the database may have done it without being able to say so.
        """
        if not self.possible:
            return send()
        tried = False
        if not self.down and not self.waits(thing):
            try:
                return send()
            except PlaceFault as fault:
                if fault.kind not in AWAY:
                    raise
                self.lost()
                tried = True
        try:
            return keep(tried)
        except PlaceFault as fault:
            if fault.kind is not FaultKind.OFFLINE_OFF:
                raise
            self.turn_off(str(fault.facts.get("why", "")))
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE) from fault

    def guard(self, part: object, name: str) -> Any:
        """`name` of a part of the store, as NEEDS_DATABASE while the database is away where it is a deed."""
        found = getattr(part, name)
        if not callable(found):
            return found

        def ask(*args: Any, **named: Any) -> Any:
            def away() -> Any:
                raise PlaceFault(FaultKind.NEEDS_DATABASE)

            return self.read(lambda: found(*args, **named), away)

        return ask

    # what waits

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that waits, oldest first."""
        return self._outbox.entries if self._outbox else ()

    def of(self, thing: UUID) -> tuple[Entry, ...]:
        """What waits of one thing, oldest first."""
        return tuple(entry for entry in self.entries if entry.thing == thing)

    def waits(self, thing: UUID) -> bool:
        """Whether something of this thing is not shared yet."""
        return thing in self.standing.things

    def in_conflict(self, thing: UUID) -> bool:
        """Whether a person has to decide before this thing can be shared."""
        return bool(self._conflict_of(thing))

    def sheet(self, call_id: UUID) -> LocalSheet:
        """A call's sheet as far as it waits here."""
        return self._sheets.get(call_id, LocalSheet())

    def draft(self, draft_id: UUID) -> Draft | None:
        """A draft that waits here."""
        drafts = (sheet.draft for sheet in self._sheets.values())
        return next((draft for draft in drafts if draft and draft.id == draft_id), None)

    def note(self, note_id: UUID) -> Note | None:
        """A note that waits here."""
        return self._notes.get(note_id)

    @property
    def notes(self) -> Sequence[Note]:
        """Every note that waits here."""
        return tuple(self._notes.values())

    def change(
        self, thing: UUID, *, remove: Sequence[Entry] = (), put: Sequence[Entry] = (), append: Sequence[Entry] = ()
    ) -> None:
        """Change what waits of one thing, all or nothing, on the disk when this returns."""
        if self._outbox is None:
            raise PlaceFault(FaultKind.OFFLINE_OFF, why=self._off_because)
        self._outbox.change(remove=[entry.seq for entry in remove], put=put, append=append)
        for touched in {thing, *(entry.thing for entry in append)}:
            self._read(touched)
        self._stand()

    def _read(self, thing: UUID) -> None:
        sheet, note = LocalSheet(), self._notes.pop(thing, None)
        note = None
        for entry in self.of(thing):
            if entry.kind in SHEET_DEEDS:
                sheet = after_sheet_deed(sheet, entry)
            elif entry.kind in NOTE_DEEDS:
                note = note_from_dict(entry.content["note"])
        self._sheets.pop(thing, None)
        if sheet != LocalSheet():
            self._sheets[thing] = sheet
        if note is not None:
            self._notes[thing] = note

    def _stand(self) -> None:
        things = frozenset(entry.thing for entry in self.entries)
        conflicts = {entry.thing for entry in self.entries if entry.conflict}
        self.standing = Standing(self.down, self._off_because, len(things), len(conflicts), things, self._shared)

    def _conflict_of(self, thing: UUID) -> str:
        return next((entry.conflict for entry in self.of(thing)), "")

    # keeping deeds

    def _append(self, kind: DeedKind, thing: UUID, content: Mapping[str, Any], tried: Sequence[str]) -> None:
        entry = Entry(kind, thing, self.now(), content, tuple(tried), self._conflict_of(thing))
        self.change(thing, append=[entry])

    def keep_opening(self, draft: Draft, about: Mapping[str, str], *, tried: bool) -> None:
        """A draft was opened."""
        content = {"draft": draft_to_dict(draft), "about": dict(about)}
        self._append(DeedKind.OPEN_DRAFT, draft.call_id, content, (SENT,) if tried else ())

    def keep_draft(self, draft: Draft, base: int, about: Mapping[str, str], *, tried: bool) -> None:
        """A draft was saved over the database's version `base`; a save that waits already takes the new content."""
        attempts = (sheet_digest(draft.sheet, draft.ledger),) if tried else ()
        last = self._last(draft.call_id, DeedKind.SAVE_DRAFT)
        if last is not None:
            self.change(draft.call_id, put=[_with(last, {"draft": draft_to_dict(draft)}, attempts)])
            return
        content = {"draft": draft_to_dict(draft), "base": base, "about": dict(about)}
        self._append(DeedKind.SAVE_DRAFT, draft.call_id, content, attempts)

    def keep_submit(
        self, draft: Draft, revision: Revision, base: int, about: Mapping[str, str], *, tried: bool
    ) -> None:
        """A draft was submitted."""
        content = {
            "draft": draft_to_dict(draft),
            "revision": revision_to_dict(revision),
            "base": base,
            "about": dict(about),
        }
        self._append(DeedKind.SUBMIT, draft.call_id, content, (SENT,) if tried else ())

    def keep_discard(self, draft: Draft, base: int, about: Mapping[str, str]) -> None:
        """A draft was given up at the database's version `base`; one that never left this PC leaves no trace.

        Of saves that waited it keeps what they rested on and what was tried: that much of the draft is our own.
        """
        begun = (DeedKind.OPEN_DRAFT, DeedKind.SAVE_DRAFT)
        waiting = [entry for entry in self.of(draft.call_id) if entry.kind in begun]
        mine = [entry for entry in waiting if entry.content["draft"]["id"] == str(draft.id)]
        never_left = any(entry.kind is DeedKind.OPEN_DRAFT and not entry.tried for entry in mine)
        if never_left:
            self.change(draft.call_id, remove=mine)
            return
        saves = [entry for entry in mine if entry.kind is DeedKind.SAVE_DRAFT]
        base = saves[0].content["base"] if saves else base
        tried = tuple(digest for entry in saves for digest in entry.tried)
        content = {"draft": draft_to_dict(draft), "base": base, "about": dict(about)}
        discard = Entry(
            DeedKind.DISCARD_DRAFT, draft.call_id, self.now(), content, tried, self._conflict_of(draft.call_id)
        )
        self.change(draft.call_id, remove=saves, append=[discard])

    def keep_note(self, note: Note, base: int, *, tried: bool) -> None:
        """A note was saved over the database's version `base`, 0 for a new one."""
        attempts = (note_digest(note),) if tried else ()
        last = self._last(note.id, DeedKind.SAVE_NOTE)
        if last is not None:
            self.change(note.id, put=[_with(last, {"note": note_to_dict(note)}, attempts)])
            return
        self._append(DeedKind.SAVE_NOTE, note.id, {"note": note_to_dict(note), "base": base}, attempts)

    def keep_sharing(self, note: Note, base: int) -> None:
        """A note was shown to its agent; `note` as it is then."""
        self._append(DeedKind.SHARE_NOTE, note.id, {"note": note_to_dict(note), "base": base}, ())

    def keep_record(self, deed_id: UUID, content: Mapping[str, Any]) -> None:
        """A deed that changes nothing is to be recorded."""
        self._append(DeedKind.RECORD, deed_id, content, ())

    def _last(self, thing: UUID, kind: DeedKind) -> Entry | None:
        entries = self.of(thing)
        return entries[-1] if entries and entries[-1].kind is kind else None

    # sharing

    def attempt(self, entry: Entry, digest: str) -> Entry:
        """Remember on the disk that this content may reach the database before its answer does; the entry so."""
        if digest in entry.tried:
            return entry
        tried = replace(entry, tried=(*entry.tried, digest))
        self.change(entry.thing, put=[tried])
        return tried

    def shared(self, entry: Entry, version: int | None = None) -> None:
        """The database has it, at `version` where it counts versions: take it out, and let what follows rest on it."""
        put = []
        if version is not None:
            put = [
                replace(later, content={**later.content, "base": version})
                for later in self.of(entry.thing)
                if later.seq > entry.seq and "base" in later.content
            ]
            known = entry.content.get("draft") or entry.content["note"]
            self.shift[UUID(known["id"])] = version - int(known["version"])
        if entry.kind in (DeedKind.SUBMIT, DeedKind.DISCARD_DRAFT):
            self.shift.pop(UUID(entry.content["draft"]["id"]), None)
        last = all(one.seq == entry.seq for one in self.of(entry.thing))
        self._shared += last and entry.kind is not DeedKind.DISCARD_DRAFT
        self.change(entry.thing, remove=[entry], put=put)

    def conflicted(self, entry: Entry, fault: Fault) -> None:
        """Only a person can say what becomes of this: it waits with all that follows of the same thing."""
        self.change(entry.thing, put=[replace(one, conflict=str(fault.kind)) for one in self.of(entry.thing)])


def after_sheet_deed(sheet: LocalSheet, entry: Entry) -> LocalSheet:
    """How a call's sheet stands after one more of its deeds."""
    draft = draft_from_dict(entry.content["draft"])
    match entry.kind:
        case DeedKind.SUBMIT:
            return LocalSheet(None, (*sheet.revisions, revision_from_dict(entry.content["revision"], draft)))
        case DeedKind.DISCARD_DRAFT:
            return replace(sheet, draft=None)
        case _:
            return replace(sheet, draft=draft)


def _with(entry: Entry, content: Mapping[str, Any], tried: Sequence[str]) -> Entry:
    return replace(entry, content={**entry.content, **content}, tried=(*entry.tried, *tried))
