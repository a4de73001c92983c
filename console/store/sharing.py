"""Sends what waits on this PC, in order and so that sending twice is once; what others changed waits for a person."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from console.domain.audit import AuditKind
from console.domain.evaluations import Draft
from console.domain.faults import BugFault, Fault, FaultKind, InputFault, PlaceFault
from console.domain.outbox import DeedKind, Entry
from console.domain.people import Person
from console.store.local_work import SENT, LocalWork
from console.store.offline_notes import OfflineCoaching
from console.store.offline_sheets import OfflineEvaluations
from console.store.outbox_content import (
    draft_from_dict,
    note_digest,
    note_from_dict,
    revision_from_dict,
    sheet_digest,
)
from console.store.store import Store

log = logging.getLogger(__name__)

LATER = frozenset(
    {
        FaultKind.DATABASE_UNREACHABLE,
        FaultKind.TOO_MANY_CONNECTIONS,
        FaultKind.DATABASE_BROKEN,
        FaultKind.DATABASE_NEWER,
        FaultKind.DISK_FULL,
        FaultKind.ACCOUNT_CLOSED,
        FaultKind.WRONG_SIGN_ON,
        FaultKind.ADDRESS_UNSAFE,
        FaultKind.SERVER_NOT_TRUSTED,
    }
)
"""Faults of the link and not of an entry: everything waits for a later try."""

BUDGET_S = 0.2
"""How long one round of sending may hold the database thread."""


class Sender:
    """Brings the outbox to the database. Lives in the database thread."""

    def __init__(
        self,
        store: Store,
        work: LocalWork,
        person: Person,
        sheets: OfflineEvaluations,
        notes: OfflineCoaching,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._work, self._person = store, work, person
        self._sheets, self._notes, self._clock = sheets, notes, clock

    def share(self, budget_s: float = BUDGET_S) -> bool:
        """Try the link, then send for about `budget_s`; whether more could be sent at once.

        A fault of the link is raised and everything waits.
        """
        until = self._clock() + budget_s
        try:
            self._store.ping()
            self._work.found()
            while (entry := self._next()) is not None:
                self._send_or_set_apart(entry)
                if self._clock() >= until:
                    return self._next() is not None
        except Fault as fault:
            if fault.kind in LATER:
                self._work.lost()
            raise
        return False

    def _next(self) -> Entry | None:
        return next((entry for entry in self._work.entries if not entry.conflict), None)

    def _send_or_set_apart(self, entry: Entry) -> None:
        try:
            self._send(entry)
        except Fault as fault:
            if fault.kind in LATER or fault.kind is FaultKind.DATABASE_LOCKED:
                raise
            self._work.conflicted(entry, fault)
        except Exception as error:  # or one bad entry would hold up all others for ever
            log.exception("an entry of the outbox cannot be sent")
            self._work.conflicted(entry, BugFault(FaultKind.BUG, what=type(error).__name__))

    def _send(self, entry: Entry) -> None:
        match entry.kind:
            case DeedKind.OPEN_DRAFT:
                self._open(entry)
            case DeedKind.SAVE_DRAFT:
                self._save(entry)
            case DeedKind.SUBMIT:
                self._submit(entry)
            case DeedKind.DISCARD_DRAFT:
                self._discard(entry)
            case DeedKind.SAVE_NOTE:
                self._save_note(entry)
            case DeedKind.SHARE_NOTE:
                self._share_note(entry)
            case DeedKind.RECORD:
                self._record(entry)

    # sheets

    def _open(self, entry: Entry) -> None:
        draft = draft_from_dict(entry.content["draft"])
        entry = self._work.attempt(entry, SENT)
        found = self._open_there(draft)
        if found.id != draft.id and found.untouched:  # an earlier look at the call, at another PC
            self._store.evaluations.discard_draft(found.id, found.version)
            found = self._open_there(draft)
        if found.id != draft.id:
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=found.inspector_name)
        if (
            found.corrects != draft.corrects
        ):  # another correction came between: this one would rest on what it never saw
            self._store.evaluations.discard_draft(found.id, draft.version)
            raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=found.inspector_name)
        self._work.shared(entry, draft.version)  # as it was made: what was saved since is another console's
        self._sheets.draft_shared(draft)

    def _open_there(self, draft: Draft) -> Draft:
        form = self._store.forms.get(draft.sheet.form_key, draft.sheet.form_version)
        evaluations = self._store.evaluations
        if draft.corrects is None:
            return evaluations.open_draft(draft.call_id, self._person, form, draft_id=draft.id)
        return evaluations.open_correction(draft.call_id, self._person, form, draft.reason, draft_id=draft.id)

    def _save(self, entry: Entry) -> None:
        draft = draft_from_dict(entry.content["draft"])
        digest = sheet_digest(draft.sheet, draft.ledger)
        entry = self._work.attempt(entry, digest)
        try:
            version = self._store.evaluations.save_draft(draft.id, entry.content["base"], draft.sheet, draft.ledger)
        except PlaceFault as fault:
            if fault.kind is not FaultKind.CHANGED_ELSEWHERE:
                raise
            version = self._save_over_own(entry, draft, digest, fault)
        self._work.shared(entry, version)
        self._sheets.draft_shared(draft)

    def _save_over_own(self, entry: Entry, draft: Draft, digest: str, fault: PlaceFault) -> int:
        """The stored draft is not the one this rests on: no matter if it is what an earlier try brought there."""
        found = self._store.evaluations.find_draft(draft.call_id)
        if found is None or found.id != draft.id or found.inspector_id != self._person.id:
            raise fault
        there = sheet_digest(found.sheet, found.ledger)
        if there not in entry.tried:
            raise fault
        if there == digest:
            return found.version
        return self._store.evaluations.save_draft(draft.id, found.version, draft.sheet, draft.ledger)

    def _discard(self, entry: Entry) -> None:
        draft = draft_from_dict(entry.content["draft"])
        self._store.evaluations.discard_draft(draft.id, self._given_up_at(entry, draft))
        self._work.shared(entry)
        self._sheets.draft_discarded(draft)

    def _given_up_at(self, entry: Entry, draft: Draft) -> int:
        """The stored version that `draft` was given up at, which an earlier try of ours may have brought there.

        An older console kept none: then only a draft that says nothing is taken away.
        """
        base = int(entry.content.get("base", 0))
        if base and not entry.tried:
            return base
        found = self._store.evaluations.find_draft(draft.call_id)
        if found is None or found.id != draft.id:
            return base
        own = sheet_digest(found.sheet, found.ledger) in entry.tried if base else found.untouched
        return found.version if own else base

    def _submit(self, entry: Entry) -> None:
        draft = draft_from_dict(entry.content["draft"])
        mine = revision_from_dict(entry.content["revision"], draft)
        revision = self._store.evaluations.submit(draft.id, entry.content["base"], mine.id)
        if revision.id != mine.id and revision.sheet != mine.sheet:
            raise InputFault(FaultKind.ALREADY_SUBMITTED)
        self._work.shared(entry)
        self._sheets.revision_shared(revision)

    # notes and records

    def _save_note(self, entry: Entry) -> None:
        note = note_from_dict(entry.content["note"])
        digest = note_digest(note)
        entry = self._work.attempt(entry, digest)
        coaching = self._store.coaching
        try:
            stored = coaching.save(replace(note, version=entry.content["base"]))
        except PlaceFault as fault:
            if fault.kind is not FaultKind.CHANGED_ELSEWHERE:
                raise
            stored = coaching.get(note.id)
            there = note_digest(stored)
            if there not in entry.tried:
                raise
            if there != digest:
                stored = coaching.save(replace(note, version=stored.version))
        self._work.shared(entry, stored.version)
        self._notes.note_shared(note)

    def _share_note(self, entry: Entry) -> None:
        note = note_from_dict(entry.content["note"])
        stored = self._store.coaching.share(note.id, entry.content["base"])
        self._work.shared(entry, stored.version)
        self._notes.note_shared(note)

    def _record(self, entry: Entry) -> None:
        content = entry.content
        subject = UUID(content["subject"]) if content["subject"] else None
        self._store.audit.append(
            AuditKind(content["kind"]), self._person, subject, deed_id=UUID(content["deed"]), **content["facts"]
        )
        self._work.shared(entry)
