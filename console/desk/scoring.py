"""Scoring the open call: every deed on the sheet, undo, saving behind each change, submitting and correcting."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.autosave import Autosave, SaveState
from console.desk.background import Background
from console.desk.heard_run import HeardRun
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring_store import ScoringStore
from console.desk.sheet_loading import draft_again, load_sheet
from console.domain import sheet as deeds
from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.forms import Form
from console.domain.history import History
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person, Right
from console.domain.sheet import Pin, Score, Sheet, Span, SubmitCheck, Verdict

if TYPE_CHECKING:
    from console.audio.player import Player, PlayState

PLAYING = "playing"
EVIDENCE_SECONDS = 8
PAUSE_ENDS_TYPING_S = 2.0
"""A pause in typing this long begins a new undo step, so that one undo never takes back a whole paragraph."""


class ScoringDesk(QObject):
    """The open call's sheet: shows, edits, keeps, submits. Lives in the GUI thread; the database never blocks it.

    An item's key (`press_item`): with a range selected on the picture it fails the item and binds exactly that
    range; without one it fails the item and, while sound plays, binds the last seconds heard; on an item that
    already fails it takes verdict and evidence back. More evidence comes by selecting a range first.
    """

    opened = Signal(object)
    sheet_changed = Signal(object)
    score_changed = Signal(object)
    saved_changed = Signal(object)
    ledger_changed = Signal(object)
    history_changed = Signal()
    item_focused = Signal(object)
    check_asked = Signal(object)
    selection_used = Signal()
    submitted = Signal(object)
    draft_discarded = Signal(object)
    faulted = Signal(object)

    def __init__(
        self,
        background: Background,
        store: ScoringStore,
        player: Player,
        person: Person,
        evidence_seconds: int = EVIDENCE_SECONDS,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._store = store
        self._evaluations = store.evaluations
        self._player = player
        self._person = person
        self.evidence_ms = evidence_seconds * 1000
        self._clock = clock
        self._view = OpenSheet()
        self._history = History(Sheet("", 0))
        self._ledger = Ledger()
        self._run = HeardRun()
        self._selection: Span | None = None
        self._autosave: Autosave | None = None
        self._unsaved: dict[UUID, Autosave] = {}
        self._left: dict[UUID, OpenSheet] = {}
        self._focused = ""
        self._typed_at = 0.0
        self._typing_run = 0
        self._ticket = 0
        player.heard.connect(self._hear)
        player.position_changed.connect(self._follow)
        player.state_changed.connect(self._follow_state)

    # --- what is shown -----------------------------------------------------------------------------------------

    @property
    def view(self) -> OpenSheet:
        """The open call and how its sheet stands."""
        return self._view

    @property
    def form(self) -> Form | None:
        """The form of the shown sheet; None while nothing is open."""
        return self._view.form

    @property
    def sheet(self) -> Sheet:
        """The shown sheet: the revision being looked at, or the draft."""
        return self._view.shown.sheet if self._view.shown else self._history.present

    @property
    def score(self) -> Score | None:
        """The shown sheet's score; None while nothing is open."""
        return deeds.score_of(self._view.form, self.sheet) if self._view.form else None

    @property
    def ledger(self) -> Ledger:
        """What was heard of the open call so far."""
        return self._ledger

    @property
    def saved(self) -> SaveState:
        """Whether the draft is on disk."""
        return self._autosave.state if self._autosave else SaveState.SAVED

    @property
    def save_fault(self) -> Fault | None:
        """Why the draft is not saved, when it is not."""
        return self._autosave.fault if self._autosave else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return self._view.editable and bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step forward again."""
        return self._view.editable and bool(self._history.future)

    @property
    def focused_item(self) -> str:
        """The item that has the focus; empty for none."""
        return self._focused

    @property
    def unsaved_drafts(self) -> int:
        """Drafts, open or closed, that are not on disk: what to warn of before quitting."""
        return sum(1 for autosave in self._unsaved.values() if not autosave.settled)

    # --- opening and closing -----------------------------------------------------------------------------------

    @Slot(object)
    def open_call(self, call: Call) -> None:
        """Show the sheet of `call`: the own draft, a new one, or the newest revision."""
        self.close_call()
        self._ticket += 1
        ticket = self._ticket
        kept = self._unsaved.get(call.id)
        if kept is not None and not kept.stopped and not kept.settled:
            self._show_unsaved(kept, self._left[call.id])
            return
        self._show(OpenSheet(SheetState.LOADING, call))
        self._background.on_database(
            lambda: load_sheet(self._store, call, self._person),
            lambda view: self._loaded(ticket, view),
            lambda fault: self._not_opened(ticket, fault),
        )

    def _loaded(self, ticket: int, view: OpenSheet) -> None:
        if ticket != self._ticket:
            if view.draft is not None and view.call != self._view.call:
                self._discard_untouched(view.draft, view.draft.sheet)
            return
        heard_meanwhile = self._ledger
        kept = view.draft or view.shown
        self._ledger = kept.ledger if kept else Ledger()
        if view.draft is not None:
            self._begin(view.draft)
        self._show(view)
        for span in heard_meanwhile.spans:
            self._hear(span)

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
        self.open_call(call)

    @Slot()
    def close_call(self) -> None:
        """Leave the call; what is unsaved goes on being saved. A draft nobody wrote in is taken away."""
        if self._view.state is SheetState.EMPTY:
            return
        self._ticket += 1
        autosave, draft = self._autosave, self._view.draft
        if autosave is not None and draft is not None and self._view.state is not SheetState.SUBMITTING:
            self._left[draft.call_id] = replace(self._view, state=SheetState.DRAFT, shown=None)
            self._discard_untouched(draft, self._history.present)
        if autosave is not None:
            autosave.retry()
            if autosave.settled:
                self._forget(autosave)
        self._autosave = None
        self._ledger = Ledger()
        self._run.stop()
        self._selection = None
        self._focused = ""
        self._history = History(Sheet("", 0))
        self._show(OpenSheet())

    def _discard_untouched(self, draft: Draft, sheet: Sheet) -> None:
        """Having looked at a call is no scoring: without a word on the sheet no draft is left to lock others out."""
        blank = not sheet.marks and not sheet.pins and not sheet.notes and not sheet.advice
        if not blank or draft.reason:
            return
        autosave = self._unsaved.get(draft.call_id)
        if autosave is not None:
            autosave.stop()
            self._forget(autosave)
        self._background.on_database(
            lambda: self._evaluations.discard_draft(draft.id),
            lambda _: self.draft_discarded.emit(draft),
            self.faulted.emit,
        )

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

    # --- the player ---------------------------------------------------------------------------------------------

    @Slot(object)
    def _hear(self, heard: Heard) -> None:
        if self._view.call is None:
            return
        ledger = self._ledger.add(heard)
        if ledger == self._ledger:
            return
        self._ledger = ledger
        self.ledger_changed.emit(ledger)
        if self._autosave is not None and self._view.state is not SheetState.SUBMITTING:
            self._autosave.save(self._history.present, ledger)

    @Slot(object)
    def _follow(self, position_ms: int) -> None:
        self._run.reach(position_ms)

    @Slot(object)
    def _follow_state(self, state: PlayState) -> None:
        if state == PLAYING:
            self._run.play_from(self._player.position_ms)
        else:
            self._run.stop()

    @Slot(object)
    def select_range(self, span: Span | None) -> None:
        """The range dragged on the picture; the next item key binds exactly it."""
        self._selection = span

    def _evidence_now(self) -> Span | None:
        if self._selection is not None:
            return self._selection
        if self._player.state != PLAYING:
            return None
        return deeds.last_heard(self._run.on_top_of(self._ledger), self._player.position_ms, self.evidence_ms)

    # --- deeds on the sheet ---------------------------------------------------------------------------------------

    def _do(self, change: Callable[[Form, Sheet], Sheet], *, typing: str = "") -> None:
        form = self._view.form
        if form is None or not self._view.editable:
            return
        before = self._history
        self._history = before.do(change(form, before.present), typing=typing)
        self._changed(before)

    def _changed(self, before: History[Sheet]) -> None:
        form, sheet = self._view.form, self._history.present
        if form is None or sheet == before.present:
            return
        if self._autosave is not None:
            self._autosave.save(sheet, self._ledger)
        self.sheet_changed.emit(sheet)
        score = deeds.score_of(form, sheet)
        if score != deeds.score_of(form, before.present):
            self.score_changed.emit(score)
        self.history_changed.emit()

    def _type(self, field: str, change: Callable[[Form, Sheet], Sheet]) -> None:
        now = self._clock()
        if now - self._typed_at > PAUSE_ENDS_TYPING_S:
            self._typing_run += 1
        self._typed_at = now
        self._do(change, typing=f"{field}#{self._typing_run}")

    @Slot()
    def end_typing(self) -> None:
        """The text box was left: the next keystroke begins a new undo step."""
        self._typing_run += 1

    @Slot(object)
    def press_item(self, key: str) -> None:
        """The item's own key: fail it with the evidence at hand, or take that back (see the class)."""
        if not self._view.editable:
            return
        self.focus_item(key)
        again = self.sheet.mark(key).verdict is Verdict.FAILS
        if again and self._selection is None:
            self.clear(key)
            return
        span = self._evidence_now()
        self._do(lambda form, sheet: deeds.fail_with_evidence(form, sheet, key, span))
        if self._selection is not None:
            self._selection = None
            self.selection_used.emit()

    def press_number(self, number: int) -> None:
        """The key of item `number` as printed, 1-based; numbers the form does not have do nothing."""
        items = self._view.form.items if self._view.form else ()
        for item in items:
            if item.number == number:
                self.press_item(item.key)

    def judge(self, key: str, verdict: Verdict) -> None:
        """Give item `key` a verdict, evidence untouched."""
        self._do(lambda form, sheet: deeds.set_verdict(form, sheet, key, verdict))

    def not_applicable(self, key: str) -> None:
        """Say that item `key` could not arise; nothing happens where the form does not allow it."""
        if self._view.form is not None and self._view.form.item(key).may_not_apply:
            self.judge(key, Verdict.NOT_APPLICABLE)

    def clear(self, key: str) -> None:
        """Take back verdict and evidence of `key`; its note stays."""
        self._do(lambda form, sheet: deeds.clear_item(form, sheet, key))

    def bind_range(self, key: str, span: Span) -> None:
        """Bind exactly `span` to item `key`; the verdict is left alone."""
        self._do(lambda form, sheet: deeds.add_evidence(form, sheet, key, span))

    def remove_evidence(self, key: str, span: Span) -> None:
        """Take evidence `span` off item `key`."""
        self._do(lambda form, sheet: deeds.remove_evidence(form, sheet, key, span))

    def set_note(self, key: str, note: str) -> None:
        """Replace the note of item `key` (typing: one undo step per run of keystrokes)."""
        self._type(f"note:{key}", lambda form, sheet: deeds.set_item_note(form, sheet, key, note))

    def set_notes(self, notes: str) -> None:
        """Replace the sheet's detailed notes."""
        self._type("notes", lambda _form, sheet: replace(sheet, notes=notes))

    def set_advice(self, advice: str) -> None:
        """Replace the sheet's advice."""
        self._type("advice", lambda _form, sheet: replace(sheet, advice=advice))

    @Slot()
    def rest_conform(self) -> None:
        """Every item not scored yet conforms."""
        self._do(deeds.rest_conform)

    @Slot()
    def pin(self) -> None:
        """Mark the place the player is at."""
        at_ms = self._player.position_ms
        self._do(lambda _form, sheet: deeds.add_pin(sheet, Pin(at_ms)))

    def remove_pin(self, pin: Pin) -> None:
        """Take a mark away."""
        self._do(lambda _form, sheet: deeds.remove_pin(sheet, pin))

    @Slot()
    def undo(self) -> None:
        """One step back over the whole sheet; the item it touched gets the focus."""
        self._travel(History.undo)

    @Slot()
    def redo(self) -> None:
        """One step forward again."""
        self._travel(History.redo)

    def _travel(self, step: Callable[[History[Sheet]], History[Sheet]]) -> None:
        form = self._view.form
        if form is None or not self._view.editable:
            return
        before = self._history
        self._history = step(before)
        self._changed(before)
        touched = deeds.changed_keys(form, before.present, self._history.present)
        if len(touched) == 1:
            self.focus_item(touched[0])

    @Slot(object)
    def focus_item(self, key: str) -> None:
        """Make `key` the item that note and arrow keys act on."""
        if key != self._focused:
            self._focused = key
            self.item_focused.emit(key)

    @Slot()
    def next_unscored(self) -> None:
        """Focus the next item not scored, after the focused one and round again."""
        form = self._view.form
        if form is None:
            return
        keys = [item.key for item in form.items]
        after = keys.index(self._focused) + 1 if self._focused in keys else 0
        for key in [*keys[after:], *keys[:after]]:
            if self.sheet.mark(key).verdict is Verdict.UNSCORED:
                self.focus_item(key)
                return

    # --- submitting and correcting --------------------------------------------------------------------------------

    def submit_check(self) -> SubmitCheck:
        """What should be looked at before submitting."""
        if self._view.form is None or self._view.call is None:
            return SubmitCheck((), (), 0.0)
        heard = self._run.on_top_of(self._ledger)
        return deeds.check_before_submit(self._view.form, self.sheet, heard, self._view.call.duration_ms)

    def submit(self, *, confirmed: bool = False) -> None:
        """Submit when there is nothing to ask, or when `confirmed`; else `check_asked` says what to look at."""
        autosave, draft, ticket = self._autosave, self._view.draft, self._ticket
        if not self._view.editable or autosave is None or draft is None:
            return
        check = self.submit_check()
        if not check.clean and not confirmed:
            self.check_asked.emit(check)
            return
        self._ledger = self._run.on_top_of(self._ledger)
        self._run.stop()
        box = autosave.box
        box.put(self._history.present, self._ledger)
        autosave.stop()
        self._show(replace(self._view, state=SheetState.SUBMITTING))

        def work() -> Revision:
            return self._evaluations.submit(draft.id, box.save_to(self._evaluations))

        self._background.on_database(
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
        self._background.on_database(
            lambda: self._evaluations.open_correction(call.id, self._person, form, reason.strip()),
            lambda draft: self._correcting(ticket, draft),
            self.faulted.emit,
        )

    def _correcting(self, ticket: int, draft: Draft) -> None:
        if ticket != self._ticket:
            return
        heard = self._ledger
        self._ledger = draft.ledger
        for span in heard.spans:
            self._ledger = self._ledger.add(span)
        self._begin(draft)
        self._show(replace(self._view, state=SheetState.DRAFT, draft=draft, shown=None))

    @Slot()
    def discard_correction(self) -> None:
        """Give a correction up; the submitted revisions stay as they are."""
        draft, autosave = self._view.draft, self._autosave
        if draft is None or autosave is None or not self._view.revisions:
            return
        autosave.stop()
        self._autosave = None
        self._forget(autosave)
        self._background.on_database(
            lambda: self._evaluations.discard_draft(draft.id),
            lambda _: self.draft_discarded.emit(draft),
            self.faulted.emit,
        )
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

    @Slot()
    def keep_mine(self) -> None:
        """The draft was changed elsewhere: save this screen's sheet over the stored one."""
        view, autosave, ticket = self._view, self._autosave, self._ticket
        if autosave is None:
            return
        self._background.on_database(
            lambda: draft_again(self._store, view, self._person),
            lambda draft: autosave.adopt(draft) if ticket == self._ticket else None,
            self.faulted.emit,
        )
