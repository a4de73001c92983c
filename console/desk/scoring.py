"""Scoring the open call: every deed on the sheet, undo, saving behind each change, submitting and correcting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from console.audio.player import Player
from console.desk.autosave import Autosave
from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring_store import ScoringStore
from console.desk.sheet_editing import SheetEditing
from console.desk.sheet_loading import draft_again, load_sheet, newest_form, revisions_of
from console.domain import sheet as deeds
from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision, in_recording
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.history import History
from console.domain.ledger import Ledger
from console.domain.people import Person, Right
from console.domain.reanchor import TapePlace, later_ms, moved_ledger, moved_sheet, on_tape, place_for
from console.domain.sheet import MadeLive, Sheet, SubmitCheck

T = TypeVar("T")
log = logging.getLogger(__name__)
EVIDENCE_MS = 8_000


class ScoringDesk(SheetEditing):
    """The open call's sheet with its draft and revisions. Lives in the GUI thread; the database never blocks it.

    Every change is on its way to the database before the deed returns. What cannot be saved stays in memory and
    is tried again, also after its call was closed. `form_known`: the form of new sheets, looked up beforehand.
    """

    opened = Signal(object)
    saved_changed = Signal(object)
    check_asked = Signal(object)
    submitted = Signal(object)
    draft_discarded = Signal(object)
    faulted = Signal(object)
    form_known = Signal(object)
    revisions_changed = Signal(object)

    def __init__(
        self,
        background: Background,
        store: ScoringStore,
        player: Player,
        person: Person,
        evidence_ms: int = EVIDENCE_MS,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(player, evidence_ms, parent, clock)
        self._background = background
        self._store = store
        self._evaluations = store.evaluations
        self._person = person
        self._autosave: Autosave | None = None
        self._unsaved: dict[UUID, Autosave] = {}
        self._left: dict[UUID, OpenSheet] = {}
        self._ticket = 0
        self._zero_at: datetime | None = None

    @property
    def person(self) -> Person:
        """Who scores."""
        return self._person

    @property
    def saved(self) -> SaveState:
        """Whether the draft is on disk."""
        return self._autosave.state if self._autosave else SaveState.SAVED

    @property
    def save_fault(self) -> Fault | None:
        """Why the draft is not saved, when it is not."""
        return self._autosave.fault if self._autosave else None

    @property
    def unsaved_drafts(self) -> int:
        """Drafts, open or closed, that are not on disk: what to warn of before quitting."""
        return sum(1 for autosave in self._unsaved.values() if not autosave.settled)

    def _keep(self) -> None:
        if self._autosave is not None and self._view.state is not SheetState.SUBMITTING:
            self._autosave.save(self._history.present, self._ledger)

    def _in_database(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Fault], None] | None = None
    ) -> None:
        """Run `work` in the database thread; `done` or `failed` (else `faulted`) unless the desk is gone by then."""

        def deliver(result: T) -> None:
            if isValid(self):
                done(result)

        def tell(fault: Fault) -> None:
            if not isValid(self):
                log.warning("after the desk was closed: %s", fault)
            elif failed is not None:
                failed(fault)
            else:
                self.faulted.emit(fault)

        self._background.on_database(work, deliver, tell)

    @Slot()
    def prepare(self) -> None:
        """Look which form new sheets have, so that the first one need not be waited for; `form_known` follows."""
        self._in_database(
            lambda: newest_form(self._store), self.form_known.emit, lambda fault: log.info("no form yet: %s", fault)
        )

    # --- opening and closing -----------------------------------------------------------------------------------

    @Slot(object)
    def open_call(self, call: Call) -> None:
        """Show the sheet of `call`: the own draft, a new one, or the newest revision."""
        self.close_call()
        self._ticket += 1
        ticket = self._ticket
        kept = self._in_memory(call.id)
        if kept is not None:
            self._show_unsaved(kept, self._left[call.id])
            return
        self._show(OpenSheet(SheetState.LOADING, call))
        self._in_database(
            # a call passed over while another was being opened is not begun at all
            lambda: load_sheet(self._store, call, self._person) if ticket == self._ticket else None,
            lambda view: self._loaded(ticket, view),
            lambda fault: self._not_opened(ticket, fault),
        )

    def open_live(self, call: Call, zero_at: datetime, begin: Callable[[], Call]) -> None:
        """Show the sheet of a call that goes on, whose tape began at `zero_at`. `begin` makes or finds its row.

        `call` is shown until then. `begin` runs in the database thread.
        """
        self.close_call()
        self._ticket += 1
        ticket = self._ticket
        self._zero_at = zero_at
        self._show(OpenSheet(SheetState.LOADING, call))
        self._in_database(
            lambda: load_sheet(self._store, begin(), self._person) if ticket == self._ticket else None,
            lambda view: self._loaded(ticket, view),
            lambda fault: self._not_opened(ticket, fault),
        )

    def _on_tape(self, view: OpenSheet) -> OpenSheet:
        """A sheet begun now counts from the tape that is heard; one begun earlier goes on counting from its own."""
        zero_at, sheet = self._zero_at, view.draft.sheet if view.draft else view.shown.sheet if view.shown else None
        if zero_at is None or sheet is None or view.call is None or not view.call.waits_for_sound:
            return view
        if sheet.live is not None:
            self._tape_ms = later_ms(sheet, zero_at)
        elif view.draft is not None:
            draft = replace(view.draft, sheet=replace(sheet, live=MadeLive(zero_at)))
            return replace(view, draft=draft)
        return view

    def move(self, call: Call, place: TapePlace, zero_at: datetime | None = None) -> bool:
        """The open call's recording has come: what was marked on its tape goes there. False where that must wait.

        `place` is that of the tape which began at `zero_at`; without it, of what the sheet's times count from.
        """
        view = self._view
        if view.call is None or view.call.id != call.id or view.state in (SheetState.SUBMITTING, SheetState.LOADING):
            return False

        def place_of(sheet: Sheet) -> TapePlace:
            return place if zero_at is None else place_for(sheet, place, zero_at)

        draft, present = view.draft, self._history.present
        if view.call.waits_for_sound:  # else it was heard of the recording
            self._heard_here = moved_ledger(self._heard_here, place_of(self.sheet))
        if draft is not None:
            self._ledger = moved_ledger(self._ledger, place_of(present)) if on_tape(present) else self._ledger
            self._ledger = self._ledger.merged(self._heard_here)
            self._history = self._history.mapped(lambda sheet: moved_sheet(sheet, place_of(sheet)))
            draft = replace(draft, sheet=self._history.present, ledger=self._ledger)
        revisions = tuple(
            in_recording(one if one.place else replace(one, place=place_of(one.sheet)), call) for one in view.revisions
        )
        shown = next((one for one in revisions if view.shown is not None and one.id == view.shown.id), None)
        self._tape_ms, self._zero_at = 0, None
        if draft is None and shown is not None:
            self._ledger = shown.ledger.merged(self._heard_here)
        self._show(replace(view, call=call, draft=draft, revisions=revisions, shown=shown))
        self._keep()
        return True

    @property
    def live_length_ms(self) -> int:
        """How much there was to hear so far of a call that is heard live, from the begin of its sheet's tape on."""
        return 0 if self._zero_at is None else self._player.duration_ms + self._tape_ms

    def holds(self, call_id: UUID) -> bool:
        """Whether a draft of that call is in memory, open or not yet on disk."""
        return call_id in self._unsaved

    def _in_memory(self, call_id: UUID) -> Autosave | None:
        """What goes on being saved of a call that was closed before its draft was on disk."""
        kept = self._unsaved.get(call_id)
        return None if kept is None or kept.stopped or kept.settled else kept

    def _loaded(self, ticket: int, view: OpenSheet | None) -> None:
        if view is None:
            return
        if ticket != self._ticket:
            if view.draft is not None and view.call != self._view.call and not self.holds(view.draft.call_id):
                self._discard_untouched(view.draft, None)
            return
        heard_meanwhile, self._heard_here = self._heard_here, Ledger()
        kept = self._in_memory(view.call.id) if view.call is not None else None
        if kept is not None:  # its submission failed while the sheet was looked up
            self._show_unsaved(kept, self._on_tape(self._left[kept.draft.call_id]))
        else:
            self._show_loaded(self._on_tape(view))
        for span in heard_meanwhile.spans:
            self._hear(span)

    def _show_loaded(self, view: OpenSheet) -> None:
        kept = view.draft or view.shown
        self._ledger = kept.ledger if kept else Ledger()
        if view.draft is not None:
            self._begin(view.draft)
        self._show(view)

    def _show_unsaved(self, kept: Autosave, view: OpenSheet) -> None:
        """The call was closed while its draft could not be saved: go on with what memory holds."""
        sheet, self._ledger = kept.latest
        self._history = History(sheet)
        self._autosave = kept
        self._show(view)
        kept.retry()

    def _not_opened(self, ticket: int, fault: Fault) -> None:
        self.faulted.emit(fault)
        if ticket == self._ticket:
            self._show(OpenSheet(SheetState.FAILED, self._view.call, fault=fault))

    def _begin(self, draft: Draft) -> None:
        self._history = History(draft.sheet)
        autosave = Autosave(self._background, self._evaluations, draft)
        autosave.state_changed.connect(self._saved_changed)
        autosave.faulted.connect(self.faulted)
        self._autosave = autosave
        self._unsaved[draft.call_id] = autosave

    @Slot()
    def reopen(self) -> None:
        """Open the same call again: after a fault, or to see what another inspector has done."""
        if self._view.call is None:
            return
        call = self._view.call
        if self._autosave is not None:
            self._autosave.stop()
            self._forget(self._autosave)
        self._open_again(call)

    def _open_again(self, call: Call) -> None:
        zero_at = self._zero_at
        self.open_call(call)
        self._zero_at = zero_at

    def show_anew(self) -> None:
        """Open the same call as it now stands: its sheet is another's or handed in, so there is nothing to discard."""
        call, autosave = self._view.call, self._autosave
        if call is None:
            return
        if autosave is not None:
            autosave.stop()
            self._forget(autosave)
            self._autosave = None
        self._open_again(call)

    @Slot()
    def show_shared(self) -> None:
        """What was submitted here has reached the database: show it as it is there. A draft of it goes on untouched."""
        view, ticket = self._view, self._ticket
        call = view.call
        if call is None or not any(one.provisional for one in view.revisions):
            return
        if view.draft is None:
            self.reopen()
            return
        self._in_database(
            lambda: revisions_of(self._store, call), lambda revisions: self._show_revisions(ticket, revisions)
        )

    def _show_revisions(self, ticket: int, revisions: tuple[Revision, ...]) -> None:
        if ticket == self._ticket:
            shown = self._view.shown
            again = next((one for one in revisions if shown is not None and one.id == shown.id), shown)
            self._view = replace(self._view, revisions=revisions, shown=again)
            self.revisions_changed.emit(self._view)

    @Slot()
    def close_call(self) -> None:
        """Leave the call; what is unsaved goes on being saved. A draft nobody wrote in is taken away."""
        if self._view.state is SheetState.EMPTY:
            return
        self._player.report_heard()
        self._ticket += 1
        autosave, draft = self._autosave, self._view.draft
        if autosave is not None and draft is not None:
            self._left[draft.call_id] = replace(self._view, state=SheetState.DRAFT, shown=None)
            if self._view.state is not SheetState.SUBMITTING:
                self._discard_untouched(replace(draft, sheet=self._history.present), autosave)
        if autosave is not None:
            if self._ledger != autosave.latest[1]:
                self._keep()
            autosave.retry()
            if autosave.settled:
                self._forget(autosave)
        self._autosave = None
        self._ledger = self._heard_here = Ledger()
        self._selection = None
        self._tape_ms, self._zero_at = 0, None
        self._focused = ""
        self._history = History(Sheet("", 0))
        self._show(OpenSheet())

    def _discard_untouched(self, draft: Draft, autosave: Autosave | None) -> None:
        """Having looked at a call is no scoring: without a word on the sheet no draft is left to lock others out."""
        if draft.untouched:
            self._discard(draft, autosave)

    def _discard(self, draft: Draft, autosave: Autosave | None) -> None:
        """Take away what was last saved here, or seen; what another console has saved since stays."""
        if autosave is not None:
            autosave.stop()
            self._forget(autosave)

        def work() -> None:
            self._evaluations.discard_draft(draft.id, autosave.box.version if autosave else draft.version)

        self._in_database(work, lambda _: self.draft_discarded.emit(draft))

    def _forget(self, autosave: Autosave) -> None:
        if self._unsaved.get(autosave.draft.call_id) is autosave:
            del self._unsaved[autosave.draft.call_id]
            self._left.pop(autosave.draft.call_id, None)

    @Slot(object)
    def _saved_changed(self, state: SaveState) -> None:
        autosave = self.sender()
        if autosave is self._autosave:
            self.saved_changed.emit(state)
        elif isinstance(autosave, Autosave) and autosave.settled:
            self._forget(autosave)

    def _show(self, view: OpenSheet) -> None:
        self._view = view
        self.opened.emit(view)
        if view.form is not None:
            self.sheet_changed.emit(self.sheet)
            self.score_changed.emit(self.score)
        self.ledger_changed.emit(self._ledger)
        self.saved_changed.emit(self.saved)
        self.history_changed.emit()

    # --- submitting and correcting --------------------------------------------------------------------------------

    def submit_check(self) -> SubmitCheck:
        """What should be looked at before submitting."""
        if self._view.form is None or self._view.call is None:
            return SubmitCheck((), (), 0.0)
        length_ms = self._view.call.duration_ms
        if on_tape(self.sheet):
            length_ms = self.live_length_ms
        return deeds.check_before_submit(self._view.form, self.sheet, self._ledger, length_ms)

    def submit(self, *, confirmed: bool = False) -> None:
        """Submit when there is nothing to ask, or when `confirmed`; else `check_asked` says what to look at."""
        autosave, draft, ticket = self._autosave, self._view.draft, self._ticket
        if not self._view.editable or autosave is None or draft is None:
            return
        self._player.report_heard()
        check = self.submit_check()
        if not check.clean and not confirmed:
            self.check_asked.emit(check)
            return
        sheet = self._history.present
        if sheet.live is not None and on_tape(sheet):
            sheet = replace(sheet, live=replace(sheet.live, length_ms=self.live_length_ms))
        box = autosave.hand_in(sheet, self._ledger)
        self._show(replace(self._view, state=SheetState.SUBMITTING))

        def work() -> Revision:
            return self._evaluations.submit(draft.id, box.save())

        self._in_database(
            work,
            lambda revision: self._submitted(ticket, autosave, revision),
            lambda fault: self._not_submitted(ticket, autosave, fault),
        )

    def _submitted(self, ticket: int, autosave: Autosave, revision: Revision) -> None:
        here = ticket == self._ticket
        if here:
            self._autosave = None
        self._forget(autosave)
        if here:
            revisions = (*self._view.revisions, revision)
            self._show(replace(self._view, state=SheetState.SUBMITTED, draft=None, revisions=revisions, shown=revision))
        self.submitted.emit(revision)

    def _not_submitted(self, ticket: int, autosave: Autosave, fault: Fault) -> None:
        if ticket == self._ticket:
            self._show(replace(self._view, state=SheetState.DRAFT))
        autosave.resume()
        self.faulted.emit(fault)

    def start_correction(self, reason: str) -> None:
        """Begin the next revision as a copy of the newest, for `reason`."""
        view, ticket = self._view, self._ticket
        call, form = view.call, view.form
        if view.state is not SheetState.SUBMITTED or view.draft is not None or call is None or form is None:
            return
        if not reason.strip():
            self.faulted.emit(InputFault(FaultKind.REASON_MISSING))
            return
        if not self._person.may(Right.CORRECT):
            self.faulted.emit(PlaceFault(FaultKind.NO_RIGHT))
            return
        self._in_database(
            lambda: self._evaluations.open_correction(call.id, self._person, form, reason.strip()),
            lambda draft: self._correcting(ticket, draft),
        )

    def _correcting(self, ticket: int, draft: Draft) -> None:
        if ticket != self._ticket:
            return
        recorded = self._view.call is not None and not self._view.call.waits_for_sound
        # a sheet still on its tape is moved first: what was heard is of the recording
        self._ledger = draft.ledger if recorded and on_tape(draft.sheet) else draft.ledger.merged(self._heard_here)
        self._begin(draft)
        self._show(replace(self._view, state=SheetState.DRAFT, draft=draft, shown=None))

    @Slot()
    def discard_correction(self) -> None:
        """Give a correction up; the submitted revisions stay as they are."""
        draft, autosave = self._view.draft, self._autosave
        if draft is None or autosave is None or not self._view.revisions:
            return
        self._autosave = None
        self._discard(draft, autosave)
        newest = self._view.revisions[-1]
        self._show(replace(self._view, state=SheetState.SUBMITTED, draft=None, shown=newest))

    def show_revision(self, number: int | None) -> None:
        """Look at revision `number`, read-only; None goes back to the draft, which waits unchanged."""
        view = self._view
        if number is None:
            if view.draft is not None:
                self._show(replace(view, state=SheetState.DRAFT, shown=None))
            return
        for revision in view.revisions:
            if revision.number == number:
                self._show(replace(view, state=SheetState.SUBMITTED, shown=revision))

    @property
    def may_take_over(self) -> bool:
        """Whether the open call's sheet is another's draft and this person's role may make it theirs."""
        view = self._view
        taken = view.fault is not None and view.fault.kind is FaultKind.DRAFT_TAKEN
        return view.state is SheetState.LOCKED and taken and self._person.may(Right.TAKE_OVER)

    @Slot(object)
    def take_over(self, reason: str) -> None:
        """Go on with another's draft of the open call, for `reason`, which goes into the record."""
        call, ticket = self._view.call, self._ticket
        if not self.may_take_over or call is None:
            return

        def work() -> OpenSheet:
            draft = self._evaluations.find_draft(call.id)
            if draft is not None and draft.inspector_id != self._person.id:
                self._evaluations.take_over_draft(draft.id, self._person, reason)
            return load_sheet(self._store, call, self._person)

        self._in_database(work, lambda view: self._loaded(ticket, view))

    @Slot()
    def save_again(self) -> None:
        """Try at once to save what a failed save left, without waiting for the next try."""
        if self._autosave is not None:
            self._autosave.retry()

    @Slot()
    def keep_mine(self) -> None:
        """The draft was changed elsewhere, or is gone: save this screen's sheet over the stored one, or as a new one.

        What was written meanwhile in the place of one that is gone is first said to be there, as changed elsewhere.
        """
        view, autosave, ticket = self._view, self._autosave, self._ticket
        if autosave is None:
            return
        gone = autosave.fault is not None and autosave.fault.kind is FaultKind.NOT_FOUND

        def work() -> Draft:
            draft = draft_again(self._store, view, self._person)
            if gone and draft.version > 1 and not draft.untouched:
                raise PlaceFault(FaultKind.CHANGED_ELSEWHERE, owner=draft.inspector_name)
            return draft

        self._in_database(
            work,
            lambda draft: self._adopt(ticket, autosave, draft),
            lambda fault: self._not_adopted(ticket, autosave, fault),
        )

    def _adopt(self, ticket: int, autosave: Autosave, draft: Draft) -> None:
        if ticket == self._ticket:
            self._view = replace(self._view, draft=replace(draft, sheet=self._history.present, ledger=self._ledger))
            autosave.adopt(draft)

    def _not_adopted(self, ticket: int, autosave: Autosave, fault: Fault) -> None:
        if ticket == self._ticket and fault.kind is FaultKind.CHANGED_ELSEWHERE:
            autosave.refuse(fault)
        self.faulted.emit(fault)
