"""Drafts and revisions as the store gives them, going on with what this PC knows while the database is away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from console.domain.calls import CallRow, Progress
from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Ledger
from console.domain.people import Person, Right
from console.domain.sheet import Sheet, blank_sheet
from console.store.evaluations import Evaluations, begun_as, must_be_allowed
from console.store.ids import new_id
from console.store.local_work import LocalWork
from console.store.offline_lists import OfflineForms
from console.store.outbox_content import about_call
from console.store.revisions import revision_of

KEPT_CALLS = 500
"""Calls whose drafts and revisions are remembered; those opened longest ago are forgotten first."""


class OfflineEvaluations:
    """The same deeds and faults as `Evaluations`, and NEEDS_DATABASE for what cannot be done here.

    A draft's versions count what was saved here; those of the database are kept apart (`LocalWork.shift`).
    """

    def __init__(
        self,
        real: Evaluations,
        forms: OfflineForms,
        work: LocalWork,
        person: Person,
        row_of: Callable[[UUID], CallRow | None],
    ) -> None:
        self._real, self._forms, self._work, self._person, self._row_of = real, forms, work, person, row_of
        self._drafts: OrderedDict[UUID, Draft] = OrderedDict()
        self._revisions: OrderedDict[UUID, tuple[Revision, ...]] = OrderedDict()

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    # opening

    def open_draft(self, call_id: UUID, person: Person, form: Form) -> Draft:
        """As `Evaluations.open_draft`; here a call that was listed as nobody's is begun."""
        local = self._work.sheet(call_id)
        if local.draft is not None:
            return local.draft
        if local.revisions:
            raise InputFault(FaultKind.ALREADY_SUBMITTED)
        blank = Draft(new_id(), call_id, person.id, person.name, blank_sheet(form))
        return self._work.do(
            call_id,
            lambda: self._see(self._real.open_draft(call_id, person, form, draft_id=blank.id)),
            lambda tried: self._open_here(blank, tried=tried),
        )

    def _open_here(self, blank: Draft, *, tried: bool) -> Draft:
        seen = self._drafts.get(blank.call_id)
        if seen is not None and seen.inspector_id == blank.inspector_id:
            return seen
        row = self._row_of(blank.call_id)
        if row is None:
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why="first_opening")
        if row.points is not None:
            raise InputFault(FaultKind.ALREADY_SUBMITTED)
        if row.progress is Progress.DRAFT:
            if row.inspector_name == blank.inspector_name:  # begun at another console: what it says is not known here
                raise PlaceFault(FaultKind.NEEDS_DATABASE, why="first_opening")
            raise PlaceFault(FaultKind.DRAFT_TAKEN, owner=row.inspector_name)
        must_be_allowed(self._person, Right.SCORE)
        self._work.keep_opening(blank, about_call(row), tried=tried)
        _remember(self._drafts, blank.call_id, blank)
        return blank

    def open_correction(self, call_id: UUID, person: Person, form: Form, reason: str) -> Draft:
        """As `Evaluations.open_correction`; here the newest revision known is corrected."""
        local = self._work.sheet(call_id)
        if local.draft is not None:
            return local.draft
        draft_id = new_id()
        return self._work.do(
            call_id,
            lambda: self._see(self._real.open_correction(call_id, person, form, reason, draft_id=draft_id)),
            lambda tried: self._correct_here(draft_id, call_id, person, form, reason, tried=tried),
        )

    def _correct_here(
        self, draft_id: UUID, call_id: UUID, person: Person, form: Form, reason: str, *, tried: bool
    ) -> Draft:
        must_be_allowed(person, Right.CORRECT)
        if not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        seen = self._drafts.get(call_id)
        if seen is not None and seen.inspector_id == person.id:
            return seen
        draft = begun_as(self._known_revisions(call_id), draft_id, person, form, reason)
        self._work.keep_opening(draft, self._about(call_id), tried=tried)
        _remember(self._drafts, call_id, draft)
        return draft

    # finding

    def find_draft(self, call_id: UUID) -> Draft | None:
        """As `Evaluations.find_draft`; what waits here comes first."""
        if self._work.waits(call_id):
            return self._work.sheet(call_id).draft
        return self._work.read(lambda: self._find_there(call_id), lambda: self._drafts.get(call_id))

    def _find_there(self, call_id: UUID) -> Draft | None:
        draft = self._real.find_draft(call_id)
        if draft is None:
            self._drafts.pop(call_id, None)
            return None
        return self._see(draft)

    def correction_of(self, call_id: UUID, person: Person) -> Draft | None:
        """As `Evaluations.correction_of`."""
        draft = self.find_draft(call_id)
        return draft if draft and draft.corrects and draft.inspector_id == person.id else None

    def revisions(self, call_id: UUID) -> list[Revision]:
        """As `Evaluations.revisions`, with those that wait here behind them."""
        found = self._work.read(lambda: self._revisions_there(call_id), lambda: self._known_there(call_id))
        if found and not self._work.down and self._work.in_conflict(call_id):
            return list(found)  # theirs holds until somebody has settled it; mine is shown with the conflict
        return [*found, *self._work.sheet(call_id).revisions]

    def _revisions_there(self, call_id: UUID) -> tuple[Revision, ...]:
        waiting = {revision.id for revision in self._work.sheet(call_id).revisions}
        found = tuple(one for one in self._real.revisions(call_id) if one.id not in waiting)
        _remember(self._revisions, call_id, found)
        return found

    def _known_there(self, call_id: UUID) -> tuple[Revision, ...]:
        known = self._revisions.get(call_id)
        if known is not None:
            return known
        row = self._row_of(call_id)
        if row is None or row.points is not None:
            if self._work.waits(call_id):
                return ()
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why="first_opening")
        _remember(self._revisions, call_id, ())
        return ()

    def _known_revisions(self, call_id: UUID) -> tuple[Revision, ...]:
        return (*self._known_there(call_id), *self._work.sheet(call_id).revisions)

    # changing

    def save_draft(self, draft_id: UUID, version: int, sheet: Sheet, ledger: Ledger) -> int:
        """As `Evaluations.save_draft`."""
        draft, base = self._known_draft(draft_id), version + self._work.shift.get(draft_id, 0)
        if draft is None:
            return self._real.save_draft(draft_id, base, sheet, ledger) - base + version
        after = replace(draft, sheet=sheet, ledger=ledger, version=version + 1)

        def send() -> int:
            self._real.save_draft(draft_id, base, sheet, ledger)
            _remember(self._drafts, draft.call_id, after)
            return after.version

        def keep(tried: bool) -> int:  # noqa: FBT001 - the shape that LocalWork.do asks for
            if draft.version != version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=draft.inspector_name)
            self._work.keep_draft(after, base, self._about(draft.call_id), tried=tried)
            _remember(self._drafts, draft.call_id, after)
            return after.version

        return self._work.do(draft.call_id, send, keep)

    def submit(
        self, draft_id: UUID, version: int, revision_id: UUID | None = None, *, at: datetime | None = None
    ) -> Revision:
        """As `Evaluations.submit`; here the revision is provisional until it is shared."""
        draft, base = self._known_draft(draft_id), version + self._work.shift.get(draft_id, 0)
        key = revision_id or new_id()
        if draft is None:
            return self._real.submit(draft_id, base, key, at=at)

        def send() -> Revision:
            revision = self._real.submit(draft_id, base, key, at=at)
            known = self._revisions.get(draft.call_id, ())
            self._submitted(draft, (*known, revision))
            return revision

        def keep(tried: bool) -> Revision:  # noqa: FBT001
            if draft.version != version:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=draft.inspector_name)
            form = self._forms.get(draft.sheet.form_key, draft.sheet.form_version)
            earlier = self._known_revisions(draft.call_id)
            number = earlier[-1].number + 1 if earlier else 1
            revision = replace(revision_of(draft, form, key, number, self._work.now()), provisional=True)
            self._work.keep_submit(draft, revision, base, self._about(draft.call_id), tried=tried)
            self._drafts.pop(draft.call_id, None)
            return revision

        return self._work.do(draft.call_id, send, keep)

    def _submitted(self, draft: Draft, revisions: tuple[Revision, ...]) -> None:
        self._drafts.pop(draft.call_id, None)
        self._work.shift.pop(draft.id, None)
        _remember(self._revisions, draft.call_id, revisions)

    def discard_draft(self, draft_id: UUID, version: int) -> None:
        """As `Evaluations.discard_draft`."""
        draft, base = self._known_draft(draft_id), version + self._work.shift.get(draft_id, 0)
        if draft is None:
            self._real.discard_draft(draft_id, base)
            return

        def keep(_tried: bool) -> None:  # noqa: FBT001
            if draft.version == version:
                self._work.keep_discard(draft, base, self._about(draft.call_id))

        self._work.do(draft.call_id, lambda: self._real.discard_draft(draft_id, base), keep)
        self._drafts.pop(draft.call_id, None)

    def take_over_draft(self, draft_id: UUID, person: Person, reason: str) -> Draft:
        """As `Evaluations.take_over_draft`; not while the database is away."""
        if self._work.down:
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why="take_over")
        return self._see(self._real.take_over_draft(draft_id, person, reason))

    # what is known

    def draft_shared(self, draft: Draft) -> None:
        """The database has this draft now; `draft` counted as its editor counts."""
        if self._work.sheet(draft.call_id).draft is None and not self._work.sheet(draft.call_id).revisions:
            _remember(self._drafts, draft.call_id, draft)

    def draft_discarded(self, draft: Draft) -> None:
        """The database has this draft no more: whoever opens the call next begins a new one."""
        known = self._drafts.get(draft.call_id)
        if known is not None and known.id == draft.id:
            del self._drafts[draft.call_id]

    def revision_shared(self, revision: Revision) -> None:
        """The database has this revision now."""
        known = self._revisions.get(revision.call_id, ())
        if len(known) == revision.number - 1:
            _remember(self._revisions, revision.call_id, (*known, revision))
        else:
            self.forget(revision.call_id)

    def forget(self, call_id: UUID) -> None:
        """What the database said of a call may no longer hold."""
        self._drafts.pop(call_id, None)
        self._revisions.pop(call_id, None)

    def standing(self, row: CallRow) -> CallRow:
        """`row` with what was done here since the database gave it."""
        call_id = row.call.id
        local = self._work.sheet(call_id)
        if local.revisions:
            last = local.revisions[-1]
            progress = Progress.SCORED if last.number == 1 else Progress.CORRECTED
            return replace(
                row,
                progress=progress,
                points=last.points,
                critical=last.critical,
                inspector_name=last.inspector_name,
            )
        draft = local.draft or (self._drafts.get(call_id) if self._work.down else None)
        if draft is not None and row.points is None:
            return replace(row, progress=Progress.DRAFT, inspector_name=draft.inspector_name)
        return row

    def _about(self, call_id: UUID) -> dict[str, str]:
        waiting = self._work.of(call_id)
        return about_call(self._row_of(call_id)) or (dict(waiting[0].content["about"]) if waiting else {})

    def _known_draft(self, draft_id: UUID) -> Draft | None:
        seen = (draft for draft in self._drafts.values() if draft.id == draft_id)
        return self._work.draft(draft_id) or next(seen, None)

    def _see(self, draft: Draft) -> Draft:
        """Remember what the database gave, counted as its editor counts."""
        seen = replace(draft, version=draft.version - self._work.shift.get(draft.id, 0))
        _remember(self._drafts, draft.call_id, seen)
        return seen


def _remember(kept: OrderedDict[UUID, Any], call_id: UUID, value: object) -> None:
    kept[call_id] = value
    kept.move_to_end(call_id)
    while len(kept) > KEPT_CALLS:
        kept.popitem(last=False)
