"""Drafts that follow every change, and the one transaction that makes a draft a revision for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from console.domain.audit import AuditKind
from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Ledger, ledger_from_list, ledger_to_list
from console.domain.people import Person, Right
from console.domain.reanchor import TapePlace
from console.domain.sheet import Sheet, Verdict, blank_sheet, sheet_from_dict, sheet_to_dict
from console.store.audit import Clock, record
from console.store.engine import Database, once_more_if_raced
from console.store.forms import Forms
from console.store.ids import new_id
from console.store.live_calls import place_here
from console.store.revisions import insert_revision, load_revisions, revision_of
from console.store.tables import CallTable, DraftTable, PersonTable, RevisionTable


class Evaluations:
    """The scoring of calls. A call has at most one draft, its revisions are numbered from 1 and never change."""

    def __init__(self, database: Database, now: Clock, forms: Forms) -> None:
        self._database = database
        self._now = now
        self._forms = forms

    def open_draft(self, call_id: UUID, person: Person, form: Form, *, draft_id: UUID | None = None) -> Draft:
        """The person's draft of a call, begun blank (as `draft_id` where given) where there is none.

        PlaceFault: DRAFT_TAKEN(owner, since) when another has one, NO_RIGHT, NOT_FOUND;
        InputFault(ALREADY_SUBMITTED) when the call has a revision (a correction is asked for by `open_correction`).
        """
        must_be_allowed(person, Right.SCORE)
        blank = Draft(draft_id or new_id(), call_id, person.id, person.name, blank_sheet(form))
        return self._begin(blank, person)

    def open_correction(
        self, call_id: UUID, person: Person, form: Form, reason: str, *, draft_id: UUID | None = None
    ) -> Draft:
        """A draft that begins as the newest revision, moved to `form`, and becomes the next one.

        Faults as `open_draft`, and InputFault(REASON_MISSING); PlaceFault(NOT_FOUND) when nothing was submitted yet.
        """
        must_be_allowed(person, Right.CORRECT)
        if not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        return self._begin(begun_as(self.revisions(call_id), draft_id or new_id(), person, form, reason), person)

    def _begin(self, draft: Draft, person: Person) -> Draft:
        def look_or_begin() -> Draft:
            with self._database.writing() as connection:
                found = _draft_of_call(connection, draft.call_id)
                if found is None:
                    self._insert_draft(connection, draft)
                    return draft
            if found.inspector_id != person.id:
                raise PlaceFault(FaultKind.DRAFT_TAKEN, owner=found.owner, since=found.opened_at.isoformat())
            return _draft(found)

        return once_more_if_raced(look_or_begin)

    def _insert_draft(self, connection: Connection, draft: Draft) -> None:
        call = connection.execute(
            select(CallTable.points).where(CallTable.id == draft.call_id).with_for_update()
        ).first()
        if call is None:
            raise PlaceFault(FaultKind.NOT_FOUND, what="call")
        if call.points is not None and draft.corrects is None:
            raise InputFault(FaultKind.ALREADY_SUBMITTED)
        now = self._now()
        row = {
            "id": draft.id,
            "call_id": draft.call_id,
            "inspector_id": draft.inspector_id,
            "sheet": sheet_to_dict(draft.sheet),
            "heard": ledger_to_list(draft.ledger),
            "corrects": draft.corrects,
            "reason": draft.reason,
            "opened_at": now,
            "saved_at": now,
            "version": draft.version,
        }
        connection.execute(insert(DraftTable), row)

    def find_draft(self, call_id: UUID) -> Draft | None:
        """The draft of a call, whoever's it is; None when there is none."""
        with self._database.reading() as connection:
            row = _draft_of_call(connection, call_id)
        return _draft(row) if row else None

    def _find(self, draft_id: UUID) -> Draft | None:
        with self._database.reading() as connection:
            row = connection.execute(_drafts().where(DraftTable.id == draft_id)).first()
        return _draft(row) if row else None

    def correction_of(self, call_id: UUID, person: Person) -> Draft | None:
        """The person's unfinished correction of a submitted call; None when there is none."""
        draft = self.find_draft(call_id)
        return draft if draft and draft.corrects and draft.inspector_id == person.id else None

    def save_draft(self, draft_id: UUID, version: int, sheet: Sheet, ledger: Ledger) -> int:
        """Keep a draft, on the disk when this returns; the new version.

        PlaceFault: CHANGED_ELSEWHERE(owner) when `version` is not the stored one, NOT_FOUND when it was discarded;
        InputFault(ALREADY_SUBMITTED).
        """
        change = (
            update(DraftTable)
            .where(DraftTable.id == draft_id, DraftTable.version == version)
            .values(sheet=sheet_to_dict(sheet), heard=ledger_to_list(ledger), saved_at=self._now(), version=version + 1)
        )
        with self._database.deed() as connection:
            if connection.execute(change).rowcount != 1:
                _explain(connection, draft_id)
        return version + 1

    def discard_draft(self, draft_id: UUID, version: int) -> None:
        """Take a draft away for good; nothing when it is gone already, or `version` is not the stored one."""
        with self._database.writing() as connection:
            connection.execute(delete(DraftTable).where(DraftTable.id == draft_id, DraftTable.version == version))

    def take_over_draft(self, draft_id: UUID, person: Person, reason: str) -> Draft:
        """Make another's draft the person's own, with what is in it; its owner's next save is refused.

        What the former owner heard was not heard by the new one: the ledger starts empty. Recorded with its reason.
        PlaceFault: NO_RIGHT, NOT_FOUND; InputFault(REASON_MISSING).
        """
        must_be_allowed(person, Right.TAKE_OVER)
        if not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        with self._database.writing() as connection:
            row = connection.execute(_drafts().where(DraftTable.id == draft_id)).first()
            if row is None:
                raise PlaceFault(FaultKind.NOT_FOUND, what="draft")
            connection.execute(
                update(DraftTable)
                .where(DraftTable.id == draft_id)
                .values(inspector_id=person.id, heard=[], version=DraftTable.version + 1, saved_at=self._now())
            )
            facts = {"from": row.owner, "reason": reason.strip()}
            record(connection, self._now(), AuditKind.TAKE_OVER, person_id=person.id, subject_id=draft_id, facts=facts)
        taken = replace(_draft(row), inspector_id=person.id, inspector_name=person.name, ledger=Ledger())
        return replace(taken, version=row.version + 1)

    def submit(
        self, draft_id: UUID, version: int, revision_id: UUID | None = None, *, at: datetime | None = None
    ) -> Revision:
        """Turn a draft into the call's next revision. A draft submitted before gives the revision it became.

        The score is reckoned here from the marks. `at` is for history brought in from elsewhere; otherwise now.
        PlaceFault: CHANGED_ELSEWHERE, NOT_FOUND; InputFault(BAD_FORM) for marks that the form does not know.
        """
        with self._database.writing() as connection:
            found = connection.execute(_to_submit(draft_id)).first()
            if found is None:
                earlier = load_revisions(connection, RevisionTable.draft_id == draft_id)
                if not earlier:
                    raise PlaceFault(FaultKind.NOT_FOUND, what="draft")
                return earlier[0]
            if found.version != version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=found.owner)
            draft = _draft(found)
            form = self._forms.read(connection, draft.sheet.form_key, draft.sheet.form_version)
            revision = revision_of(draft, form, revision_id or new_id(), (found.last or 0) + 1, at or self._now())
            insert_revision(connection, revision, draft.id, form, agent_id=found.agent_id, team=found.team)
            connection.execute(delete(DraftTable).where(DraftTable.id == draft_id))
            facts: dict[str, str | int] = {"number": revision.number, "points": revision.points}
            if revision.reason:
                facts["reason"] = revision.reason
            kind = AuditKind.SUBMIT if revision.number == 1 else AuditKind.CORRECT
            record(connection, self._now(), kind, person_id=draft.inspector_id, subject_id=revision.id, facts=facts)
        return revision

    def place_revision(self, revision: Revision, place: TapePlace) -> None:
        """Keep where in the recording the tape of a live revision lies; what is kept already stays.

        PlaceFault: NO_RIGHT for another's, NOT_FOUND for one whose times are not of a tape.
        """
        with self._database.writing() as connection:
            place_here(connection, revision, place, self._now())

    def revisions(self, call_id: UUID) -> list[Revision]:
        """Submitted sheets of a call, oldest first."""
        with self._database.reading() as connection:
            return load_revisions(connection, RevisionTable.call_id == call_id)


def must_be_allowed(person: Person, right: Right) -> None:
    """PlaceFault(NO_RIGHT) for whoever's role does not carry `right`."""
    if not person.may(right):
        raise PlaceFault(FaultKind.NO_RIGHT)


def _drafts() -> Any:
    return select(DraftTable, PersonTable.name.label("owner")).join(
        PersonTable, PersonTable.id == DraftTable.inspector_id
    )


def _to_submit(draft_id: UUID) -> Any:
    """The draft, held, with what its revision needs to know of the call: one way to the server instead of three."""
    last = select(func.max(RevisionTable.number)).where(RevisionTable.call_id == DraftTable.call_id).scalar_subquery()
    return (
        _drafts()
        .add_columns(CallTable.agent_id, CallTable.team, last.label("last"))
        .join(CallTable, CallTable.id == DraftTable.call_id)
        .where(DraftTable.id == draft_id)
        .with_for_update(of=DraftTable)
    )


def _draft_of_call(connection: Connection, call_id: UUID) -> Any:
    return connection.execute(_drafts().where(DraftTable.call_id == call_id)).first()


def _draft(row: Any) -> Draft:
    return Draft(
        id=row.id,
        call_id=row.call_id,
        inspector_id=row.inspector_id,
        inspector_name=row.owner,
        sheet=sheet_from_dict(row.sheet),
        ledger=ledger_from_list(row.heard),
        version=row.version,
        corrects=row.corrects,
        reason=row.reason,
    )


def _explain(connection: Connection, draft_id: UUID) -> None:
    """Say why a save met no row."""
    row = connection.execute(_drafts().where(DraftTable.id == draft_id)).first()
    if row is not None:
        raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=row.owner)
    if connection.scalar(select(RevisionTable.id).where(RevisionTable.draft_id == draft_id)) is not None:
        raise InputFault(FaultKind.ALREADY_SUBMITTED)
    raise PlaceFault(FaultKind.NOT_FOUND, what="draft")


def begun_as(submitted: Sequence[Revision], draft_id: UUID, person: Person, form: Form, reason: str) -> Draft:
    """The correction of a call's newest revision as it begins: PlaceFault(NOT_FOUND) where there is none.

    What the same inspector heard counts on; another starts with an empty ledger.
    """
    if not submitted:
        raise PlaceFault(FaultKind.NOT_FOUND, what="revision")
    last = submitted[-1]
    return Draft(
        id=draft_id,
        call_id=last.call_id,
        inspector_id=person.id,
        inspector_name=person.name,
        sheet=_moved_to(form, last.sheet),
        ledger=last.ledger if last.inspector_id == person.id else Ledger(),
        corrects=last.id,
        reason=reason.strip(),
    )


def _moved_to(form: Form, sheet: Sheet) -> Sheet:
    """`sheet` pinned to `form`: marks of items that it no longer has, or not so, are left behind."""
    allowed = {
        item.key: sheet.mark(item.key)
        for item in form.items
        if item.key in sheet.marks
        and (item.may_not_apply or sheet.mark(item.key).verdict is not Verdict.NOT_APPLICABLE)
    }
    return replace(sheet, form_key=form.key, form_version=form.version, marks=allowed)
