"""Editing the open sheet: every deed, the evidence at hand, undo; keeping it is left to the desk on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from console.audio.player import Player, PlayState
from console.desk.open_sheet import OpenSheet
from console.domain import sheet as deeds
from console.domain.forms import Form
from console.domain.history import History
from console.domain.ledger import Heard, Ledger
from console.domain.sheet import Pin, Score, Sheet, Span, Verdict
from console.domain.suggestions import Suggestion, take

PAUSE_ENDS_TYPING_S = 2.0
"""A pause in typing this long begins a new undo step, so that one undo never takes back a whole paragraph."""
PRAISE_MS = 20_000
"""What is praised lasts so long at most, up to where the key is pressed."""


class SheetEditing(QObject):
    """The sheet in memory with its undo, its heard ledger and its focused item. Lives in the GUI thread.

    An item's key (`press_item`): with a range selected on the picture it fails the item and binds exactly that
    range; without one it fails the item and, while sound plays, binds the last seconds heard; on an item that
    already fails it takes verdict and evidence back. More evidence comes by selecting a range first.
    """

    sheet_changed = Signal(object)
    score_changed = Signal(object)
    ledger_changed = Signal(object)
    history_changed = Signal()
    item_focused = Signal(object)
    selection_used = Signal()

    def __init__(self, player: Player, evidence_ms: int, parent: QObject | None, clock: Callable[[], float]) -> None:
        super().__init__(parent)
        self._player = player
        self.evidence_ms = evidence_ms
        self._clock = clock
        self._view = OpenSheet()
        self._history = History(Sheet("", 0))
        self._ledger = Ledger()
        self._heard_here = Ledger()
        self._selection: Span | None = None
        self._focused = ""
        self._typed_at = 0.0
        self._typing_run = 0
        self._tape_ms = 0
        player.heard.connect(self._hear)

    def _keep(self) -> None:
        """Sheet or ledger have changed; whoever keeps them does it here."""

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

    # --- the player ---------------------------------------------------------------------------------------------

    @Slot(object)
    def _hear(self, heard: Heard) -> None:
        if self._view.call is None:
            return
        heard = Heard(heard.start_ms + self._tape_ms, heard.end_ms + self._tape_ms, heard.speed)
        self._heard_here = self._heard_here.add(heard)
        ledger = self._ledger.add(heard)
        if ledger == self._ledger:
            return
        self._ledger = ledger
        self.ledger_changed.emit(ledger)
        self._keep()

    @Slot(object)
    def select_range(self, span: Span | None) -> None:
        """The range dragged on the picture; the next item key binds exactly it."""
        self._selection = None if span is None else Span(span.start_ms + self._tape_ms, span.end_ms + self._tape_ms)

    def in_player(self, span: Span) -> Span | None:
        """Where a stretch of the sheet is in the player; None for what was marked before one began to listen here.

        They differ while a live call is scored whose sheet was begun on another tape than the one that is heard.
        """
        start, end = span.start_ms - self._tape_ms, span.end_ms - self._tape_ms
        return Span(max(0, start), end) if end > 0 else None

    @property
    def _at_ms(self) -> int:
        """The place that is heard now, in the times of the sheet."""
        return self._player.position_ms + self._tape_ms

    def _evidence_now(self) -> Span | None:
        if self._selection is not None:
            return self._selection
        if self._player.state is not PlayState.PLAYING:
            return None
        self._player.report_heard()
        return deeds.last_heard(self._ledger, self._at_ms, self.evidence_ms)

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
        self._keep()
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

    def take_suggestion(self, suggestion: Suggestion, note: str) -> None:
        """Follow a suggestion: verdict, places and note in one step."""
        self.focus_item(suggestion.key)
        self._do(lambda form, sheet: take(form, sheet, suggestion, note))

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
        at_ms = self._at_ms
        self._do(lambda _form, sheet: deeds.add_pin(sheet, Pin(at_ms)))

    def praise(self, text: str) -> None:
        """Mark the last seconds as well done, as a clip for the agent and a proposal for the library."""
        at_ms = self._at_ms
        self._do(lambda _form, sheet: deeds.praise(sheet, at_ms, PRAISE_MS, text))

    def set_beside(self, *, on: bool) -> None:
        """Whether the agent sits with whoever scores: such a sheet counts in no average. Only on one made live."""
        self._do(lambda _form, sheet: replace(sheet, live=replace(sheet.live, beside=on)) if sheet.live else sheet)

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
    def next_unscored(self) -> bool:
        """Focus the next item not scored, after the focused one and round again; False where none is left."""
        form = self._view.form
        if form is None:
            return False
        keys = [item.key for item in form.items]
        after = keys.index(self._focused) + 1 if self._focused in keys else 0
        for key in [*keys[after:], *keys[:after]]:
            if self.sheet.mark(key).verdict is Verdict.UNSCORED:
                self.focus_item(key)
                return True
        return False
