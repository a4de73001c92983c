"""The Review screen: calls on the left, the open call's sound above its sheet; what is done in one shows in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console.audio.live_call import LiveCall
from console.audio.player import Player
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.listening import ListeningDesk
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call, CallRow
from console.domain.sheet import Pin, Sheet, Span
from console.widgets.call_header import CallHeader
from console.widgets.call_list import CallListPane
from console.widgets.player_panel import PlayerPanel
from console.widgets.sheet_panel import SheetPanel

BESIDE_FROM_PX = 1720
"""From this width on the sheet stands beside the player instead of below it."""
LIST_PX = 336
PLAYER_SHARE, SHEET_SHARE = 9, 14
BESIDE_SHARES = (3, 2)


class ReviewScreen(QWidget):
    """Find, hear, score. `perform` carries out every action that belongs here. Lives in the GUI thread."""

    import_asked = Signal()
    coach_asked = Signal()
    call_opened = Signal(object)  # Call

    def __init__(
        self,
        calls: CallListPane,
        header: CallHeader,
        panel: PlayerPanel,
        sheet: SheetPanel,
        *,
        player: Player,
        listening: ListeningDesk,
        scoring: ScoringDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.calls, self.header, self.panel, self.sheet = calls, header, panel, sheet
        self._player, self._listening, self._scoring = player, listening, scoring
        self._focus_when_open = False
        self._item_when_open: tuple[UUID, int, str] | None = None
        self.work = QSplitter(Qt.Orientation.Vertical, self)
        self.above = QWidget(self)
        column = QVBoxLayout(self.above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(panel, 1)
        self.work.addWidget(self.above)
        self.work.addWidget(sheet)
        self.work.setStretchFactor(0, PLAYER_SHARE)
        self.work.setStretchFactor(1, SHEET_SHARE)
        self.whole = QSplitter(Qt.Orientation.Horizontal, self)
        self.whole.addWidget(calls)
        self.whole.addWidget(self.work)
        self.whole.setStretchFactor(1, 1)
        self.whole.setSizes([LIST_PX, 4 * LIST_PX])
        for splitter in (self.work, self.whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.whole)
        self._connect()
        self._show_nothing()
        self.retranslate()

    def _connect(self) -> None:
        self.calls.call_chosen.connect(self.open_row)
        self.calls.import_asked.connect(self.import_asked)
        self._listening.opened.connect(self.header.show_call)
        self._listening.closed.connect(self._show_nothing)
        self.panel.range_selected.connect(self._scoring.select_range)
        self.panel.evidence_clicked.connect(self._play_item)
        self.panel.pin_asked.connect(self._pin)
        self.sheet.evidence_clicked.connect(self.play_span)
        self.sheet.coach_asked.connect(self.coach_asked)
        self._scoring.selection_used.connect(self.panel.clear_selection)
        self._scoring.opened.connect(self._show_view)
        self._scoring.sheet_changed.connect(self._show_marks)
        self._scoring.ledger_changed.connect(self.panel.show_ledger)

    # opening

    @Slot(object)
    def open_row(self, row: CallRow) -> None:
        """Open the call chosen in the list; the focus goes to its sheet when that is there."""
        self._focus_when_open = True
        self.open_call(row.call)

    def open_call(self, call: Call) -> None:
        """Hear and score `call`. The one that is open already stays as it is."""
        scored_live = self._listening.live is not None and self._scoring.view.call == call
        if scored_live or (self._listening.call is not None and self._listening.call.id == call.id):
            self.sheet.focus_sheet()
            return
        self._listening.open_call(call)
        self._scoring.open_call(call)
        self.calls.mark_open(call.id)
        self.call_opened.emit(call)

    def open_live(self, call: Call, live: LiveCall) -> None:
        """Hear `call` while it goes on. What was open is closed; what was marked there is kept."""
        self._scoring.close_call()
        self._listening.open_live(call, live)
        self.calls.mark_open(None)
        self.call_opened.emit(call)

    def open_item(self, call: Call, number: int, key: str) -> None:
        """Open `call` at item `key` of revision `number`."""
        self._item_when_open = (call.id, number, key)
        self.open_call(call)
        self._show_item()

    def _show_item(self) -> None:
        view, wanted = self._scoring.view, self._item_when_open
        if wanted is None or view.call is None or view.call.id != wanted[0] or view.state is not SheetState.SUBMITTED:
            return
        self._item_when_open = None
        _, number, key = wanted
        if view.shown is None or view.shown.number != number:
            self._scoring.show_revision(number)
        self._scoring.focus_item(key)
        self.sheet.list.focus_item(key)

    def close_call(self) -> None:
        """Close what is open; what was marked is kept first."""
        self._scoring.close_call()
        self._listening.close()
        self.calls.mark_open(None)

    @Slot()
    def _show_nothing(self) -> None:
        self.header.show_call(None)

    # hearing

    @Slot(object)
    def play_span(self, span: Span) -> None:
        """Show and play a stretch of the open call."""
        here = self._scoring.in_player(span)
        if here is not None:
            self.panel.show_span(here)
            self._player.play_span(here.start_ms, here.end_ms)

    @Slot(object, object)
    def _play_item(self, key: str, span: Span) -> None:
        self._scoring.focus_item(key)
        self._player.play_span(span.start_ms, span.end_ms)

    @Slot(object)
    def _pin(self, _at_ms: int) -> None:
        self._scoring.pin()

    # what the sheet tells

    @Slot(object)
    def _show_view(self, view: OpenSheet) -> None:
        self._show_marks(self._scoring.sheet)
        self.panel.show_ledger(self._scoring.ledger)
        if self._focus_when_open and view.state in (SheetState.DRAFT, SheetState.SUBMITTED):
            self._focus_when_open = False
            self.sheet.focus_sheet()
        self._show_item()

    @Slot(object)
    def _show_marks(self, sheet: Sheet) -> None:
        form = self._scoring.form
        items = form.items if form is not None else ()
        self.panel.show_evidence(
            [
                (item.key, item.number, here)
                for item in items
                for span in sheet.mark(item.key).evidence
                if (here := self._scoring.in_player(span)) is not None
            ]
        )
        placed = (pin_in_player(pin, self._scoring.in_player) for pin in sheet.pins)
        self.panel.show_pins(tuple(pin for pin in placed if pin is not None))

    # keys

    @Slot(object)
    def perform(self, action: Action) -> bool:
        """Carry out `action`; False when it does not belong to this screen."""
        match action:
            case Action.FIND:
                self.calls.focus_search()
            case Action.NEXT_CALL:
                self.calls.go(1)
            case Action.PREVIOUS_CALL:
                self.calls.go(-1)
            case Action.IMPORT:
                self.import_asked.emit()
            case _:
                return self.sheet.perform(action) or self.panel.act(action)
        return True

    def set_keymap(self, keymap: Keymap) -> None:
        """Name other keys from now on."""
        self.calls.set_keymap(keymap)
        self.panel.set_keymap(keymap)
        self.sheet.set_keymap(keymap)

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        panes = (self.calls, *self.panel.bars, self.panel, self.sheet)
        return [pane for pane in panes if pane.window() is self.window()]

    # looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sheet where there is room for it."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE_FROM_PX
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self.work.orientation() is not wanted:
            self.work.setOrientation(wanted)
            room = self.work.width() if beside else self.work.height()  # whole pixels: bare shares go astray
            shares = BESIDE_SHARES if beside else (PLAYER_SHARE, SHEET_SHARE)
            self.work.setSizes([room * share // sum(shares) for share in shares])

    def retranslate(self) -> None:
        """Say the pane's name in the language in force."""
        self.setAccessibleName(self.tr("Review"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def pin_in_player(pin: Pin, in_player: Callable[[Span], Span | None]) -> Pin | None:
    """A pin of the sheet, with what it praises, where it is in the player; None where that is nowhere."""
    here = in_player(pin.clip or Span(pin.at_ms, pin.at_ms + 1))
    if here is None:
        return None
    if pin.clip is None:
        return replace(pin, at_ms=here.start_ms)
    return replace(pin, at_ms=here.end_ms, praised_from_ms=here.start_ms)
