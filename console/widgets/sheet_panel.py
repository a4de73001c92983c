"""The monitoring sheet on the screen: score on top, twenty rows, notes and advice, submitting; bound to the desk."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.appeals import AppealsDesk
from console.desk.keeping import SaveState
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.desk.sentences import sentence_of
from console.desk.suggesting import Suggesting
from console.domain.faults import Fault, FaultKind
from console.domain.forms import Form
from console.domain.people import Right
from console.domain.sheet import Score, Sheet, SubmitCheck, Verdict
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.live_line import LiveLine
from console.widgets.revisions_bar import RevisionsBar
from console.widgets.score_badge import ScoreBadge
from console.widgets.sheet_banner import SheetBanner
from console.widgets.sheet_list import SheetList, chord_text
from console.widgets.submit_strip import SubmitStrip
from console.widgets.theme import GRID

SAVING_SHOWS_AFTER_MS = 400
"""A save is done long before; only one that hangs is worth a word."""
TWO_COLUMNS_FROM = 880
"""Pixels of width that let both columns keep most wordings in one line."""


class SheetPanel(QWidget):
    """The sheet of the desk's open call. Keys come in through `perform`; every one also has a control."""

    evidence_clicked = Signal(object)
    coach_asked = Signal()

    def __init__(
        self,
        desk: ScoringDesk,
        keymap: Keymap | None = None,
        parent: QWidget | None = None,
        *,
        appeals: AppealsDesk | None = None,
        suggesting: Suggesting | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keymap = keymap or Keymap()
        self._form: Form | None = None
        self._wide = False
        self.list = SheetList(desk, self._keymap, appeals=appeals, suggesting=suggesting)
        self.badge = ScoreBadge()
        self.saved = Label()
        self.saved.setProperty("kind", "muted")
        self.undo_button, self.redo_button = QToolButton(), QToolButton()
        self.banner = SheetBanner()
        self.revisions = RevisionsBar()
        self.live = LiveLine()
        self.strip = SubmitStrip()
        self.rest_button, self.coach_button, self.submit_button = QPushButton(), QPushButton(), QPushButton()
        self.submit_button.setProperty("kind", "primary")
        self._empty = Label()
        self._again = QPushButton()
        self._fault: Fault | None = None
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SAVING_SHOWS_AFTER_MS)
        self._arrange()
        self._connect()
        self._dress()
        self.show_view(desk.view)
        self.retranslate()

    # --- building ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        head = self._head = QHBoxLayout()
        head.setContentsMargins(GRID, 0, GRID, 0)
        head.addWidget(self.badge, 1)
        head.addWidget(self.saved)
        head.addWidget(self.undo_button)
        head.addWidget(self.redo_button)
        foot = self._foot = QHBoxLayout()
        foot.setContentsMargins(GRID, 0, GRID, 0)
        foot.addWidget(self.rest_button)
        foot.addWidget(self.coach_button)
        foot.addStretch()
        foot.addWidget(self.submit_button)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, GRID // 2, 0, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        for part in (self.banner, self.revisions, self.live, self.list, self.strip):
            if part is self.list:
                column.addWidget(part, 1)
                continue
            inset = QHBoxLayout()
            inset.setContentsMargins(GRID, 0, GRID, 0)
            inset.addWidget(part)
            column.addLayout(inset)
        column.addLayout(foot)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setProperty("kind", "muted")
        blank = QWidget()
        middle = QVBoxLayout(blank)
        middle.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        middle.setSpacing(2 * GRID)
        middle.addStretch()
        middle.addWidget(self._empty)
        middle.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch()
        self._pages = QStackedWidget()
        self._pages.addWidget(sheet)
        self._pages.addWidget(blank)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.setMinimumWidth(360)

    def _connect(self) -> None:
        desk = self._desk
        desk.form_known.connect(self.list.prepare)
        desk.opened.connect(self.show_view)
        desk.revisions_changed.connect(self._show_revisions)
        desk.sheet_changed.connect(self._show_sheet)
        desk.score_changed.connect(self._show_score)
        desk.saved_changed.connect(self._show_saved)
        desk.history_changed.connect(self._show_history)
        desk.check_asked.connect(self._ask)
        desk.ledger_changed.connect(self._recheck)
        desk.ledger_changed.connect(self._show_live)
        desk.faulted.connect(self._show_fault)
        self._slow.timeout.connect(self._say_saved)
        self._again.clicked.connect(desk.reopen)
        self.undo_button.clicked.connect(desk.undo)
        self.redo_button.clicked.connect(desk.redo)
        self.rest_button.clicked.connect(desk.rest_conform)
        self.submit_button.clicked.connect(self._submit)
        self.coach_button.clicked.connect(self.coach_asked)
        self.banner.first_pressed.connect(self._act_on_banner)
        self.banner.second_pressed.connect(self._act_on_banner_otherwise)
        self.banner.reason_given.connect(desk.take_over)
        self.revisions.revision_asked.connect(desk.show_revision)
        self.revisions.correction_asked.connect(desk.start_correction)
        self.revisions.discard_asked.connect(desk.discard_correction)
        self.live.beside_set.connect(self._set_beside)
        self.live.praised.connect(self._praise)
        self.strip.gone_to.connect(self._go_to)
        self.strip.confirmed.connect(self._confirm)
        self.strip.dismissed.connect(self._go_on)
        self.list.evidence_clicked.connect(self.evidence_clicked)

    def _set_wide(self, *, on: bool) -> None:
        """Wide: two columns, and the buttons beside the score; narrow: one column with the buttons at its foot."""
        self._wide = on
        self.list.set_wide(on=on)
        self.strip.set_wide(on=on)
        for at, button in enumerate((self.rest_button, self.coach_button)):
            if on:
                self._head.addWidget(button)
            else:
                self._foot.insertWidget(at, button)
        (self._head if on else self._foot).addWidget(self.submit_button)
        edge = 0 if on else GRID
        self._foot.setContentsMargins(edge, 0, edge, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        wide = self.width() >= TWO_COLUMNS_FROM
        if wide != self._wide:
            self._set_wide(on=wide)

    # --- showing -------------------------------------------------------------------------------------------------

    def show_view(self, view: OpenSheet) -> None:
        """Show how the open call's sheet stands."""
        self._fault = None
        if view.form is not None:
            self._form = view.form
            self.list.show_form(view.form)
        self._pages.setCurrentIndex(0 if view.form is not None else 1)
        if not view.editable:
            self.strip.hide()
        self._show_revisions(view)
        self._show_live()
        self.rest_button.setVisible(view.editable)
        self._show_submit()
        may_coach = self._desk.person.may(Right.COACH)
        self.coach_button.setVisible(may_coach and view.state in (SheetState.DRAFT, SheetState.SUBMITTED))
        for control in (self.undo_button, self.redo_button):
            control.setVisible(view.editable)
        self._say_state()

    def _show_revisions(self, view: OpenSheet) -> None:
        self.revisions.show_view(view, may_correct=self._desk.person.may(Right.CORRECT))

    def _show_submit(self) -> None:
        """One button at a time says Submit: the strip's own while it asks."""
        view = self._desk.view
        going = view.editable or view.state is SheetState.SUBMITTING
        self.submit_button.setVisible(going and self.strip.isHidden())
        self.submit_button.setEnabled(view.editable)

    def _show_sheet(self, sheet: Sheet) -> None:
        self.list.show_sheet(sheet, editable=self._desk.view.editable)
        self._show_live()
        if self._fault is not None:
            self._fault = None
            self._say_state()
        self._recheck()

    def _show_live(self) -> None:
        desk = self._desk
        view = desk.view
        self.live.show_sheet(desk.sheet, desk.ledger, view.call, desk.live_length_ms, editable=view.editable)

    def _set_beside(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._desk.set_beside(on=on)

    def _praise(self) -> None:
        self._desk.praise(self.tr("Well done"))

    def _show_score(self, score: Score | None) -> None:
        self.badge.show_score(score)
        self.rest_button.setEnabled(score is not None and bool(score.unscored))

    def _show_history(self) -> None:
        look = theme.current()
        for name, button, possible in (
            ("undo", self.undo_button, self._desk.can_undo),
            ("redo", self.redo_button, self._desk.can_redo),
        ):
            button.setEnabled(possible)
            button.setIcon(theme.icon(name, look.text if possible else look.silence))

    def _show_saved(self, state: SaveState) -> None:
        if state is SaveState.SAVING:
            self._slow.start()
            return
        self._slow.stop()
        self._say_state()

    def _show_fault(self, fault: Fault) -> None:
        """What failed stays said until the sheet changes; a save that failed, until one succeeds."""
        if fault is not self._desk.save_fault:
            self._fault = fault
        self._say_state()

    def _ask(self, check: SubmitCheck) -> None:
        if self._form is not None:
            self.strip.ask(self._form, check)
            self._show_submit()

    def _recheck(self) -> None:
        if not self.strip.isHidden() and self._form is not None:
            self.strip.show_check(self._form, self._desk.submit_check())

    def _say_saved(self) -> None:
        view, state = self._desk.view, self._desk.saved
        words = {
            SaveState.SAVED: self.tr("Draft saved"),
            SaveState.SAVING: self.tr("Saving…"),
            SaveState.FAILED: self.tr("Not saved"),
        }[state]
        if view.state is SheetState.SUBMITTING:
            words = self.tr("Submitting…")
        self.saved.setText(words if view.state in (SheetState.DRAFT, SheetState.SUBMITTING) else "")

    def _say_state(self) -> None:
        self._say_saved()
        view, fault = self._desk.view, self._desk.save_fault
        self._empty.setText(self._empty_words(view))
        self._again.setText(self.tr("Try again"))
        self._again.setVisible(view.state is SheetState.FAILED)
        if view.state is SheetState.LOCKED and view.fault is not None:
            over = self.tr("Take over…") if self._desk.may_take_over else ""
            self.banner.say(sentence_of(view.fault), first=self.tr("Look again"), second=over)
        elif view.state is SheetState.DRAFT and fault is not None and self._desk.saved is SaveState.FAILED:
            conflict = fault.kind is FaultKind.CHANGED_ELSEWHERE
            mine = conflict or fault.kind is FaultKind.NOT_FOUND
            first = self.tr("Keep mine") if mine else self.tr("Try again")
            second = self.tr("Open the other version") if conflict else ""
            words = self.tr("Not saved: {why}").format(why=sentence_of(fault))
            self.banner.say(words, first=first, second=second)
        elif self._fault is not None and view.form is not None:
            self.banner.say(sentence_of(self._fault))
        else:
            self.banner.say("")

    def _empty_words(self, view: OpenSheet) -> str:
        if view.state is SheetState.LOADING:
            return self.tr("Opening the sheet…")
        if view.state is SheetState.FAILED and view.fault is not None:
            return sentence_of(view.fault)
        return self.tr("Open a call to score it.")

    # --- doing ---------------------------------------------------------------------------------------------------

    def perform(self, action: Action) -> bool:
        """Carry out a key of the groups ITEMS and SCORING (and Esc on the strip); whether it was one of ours."""
        desk, key = self._desk, self._desk.focused_item
        row = self.list.focused_row
        if action.item_number is not None:
            desk.press_number(action.item_number)
        elif action is Action.NEXT_UNSCORED:
            if desk.next_unscored():
                self.list.focus_item(desk.focused_item)
            else:
                self.list.focus_texts()
        elif action is Action.ITEM_CONFORMS and row is not None:
            self.list.judge(key, Verdict.CONFORMS)
        elif action is Action.ITEM_NOT_APPLICABLE and row is not None:
            self.list.judge(key, Verdict.NOT_APPLICABLE)
        elif action is Action.PLAY_EVIDENCE and row is not None:
            row.play_evidence()
        elif action is Action.PLAY_SUGGESTION and row is not None:
            row.chip.play()
        elif action is Action.TAKE_SUGGESTION and row is not None:
            self.list.take_suggestion(key)
        elif action is Action.NOTE and row is not None:
            self.list.reveal(row)
            row.edit_note()
        elif action is Action.UNDO:
            desk.undo()
        elif action is Action.REDO:
            desk.redo()
        elif action is Action.REST_CONFORM:
            desk.rest_conform()
        elif action is Action.SUBMIT:
            self._submit()
        elif action is Action.PRAISE:
            self._praise()
        elif action is Action.COACH_THIS:
            self.coach_asked.emit()
        elif action is Action.DISMISS and not self.strip.isHidden():
            self.strip.dismiss()
        else:
            return False
        return True

    def focus_sheet(self) -> None:
        """Put the focus on the item last looked at, else on the first."""
        row = self.list.focused_row or next(iter(self.list.rows.values()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_keymap(self, keymap: Keymap) -> None:
        """Name other keys from now on."""
        self._keymap = keymap
        self.list.show_keys(keymap)
        self.retranslate()

    def _go_to(self, key: str) -> None:
        """Go to an item the strip asks about; what was judged unheard is played."""
        unheard = key in self._desk.submit_check().unheard
        self._desk.focus_item(key)
        self.list.focus_item(key)
        if unheard:
            self.list.rows[key].play_evidence()

    def _submit(self) -> None:
        self._desk.submit()

    def _go_on(self) -> None:
        self._show_submit()
        self.focus_sheet()

    def _confirm(self) -> None:
        self.strip.hide()
        self._desk.submit(confirmed=True)
        self.focus_sheet()

    def _act_on_banner(self) -> None:
        fault = self._desk.save_fault
        if self._desk.view.state is SheetState.LOCKED:
            self._desk.reopen()
        elif fault is not None and fault.kind in (FaultKind.CHANGED_ELSEWHERE, FaultKind.NOT_FOUND):
            self._desk.keep_mine()
        else:
            self._desk.save_again()

    def _act_on_banner_otherwise(self) -> None:
        if self._desk.may_take_over:
            self.banner.ask_reason()
        else:
            self._desk.reopen()

    # --- words and looks -----------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.live.set_key(chord_text(self._keymap, Action.PRAISE))
        for button, words, tip, action in (
            (
                self.rest_button,
                self.tr("Rest conforms"),
                self.tr("All items not scored yet conform"),
                Action.REST_CONFORM,
            ),
            (
                self.coach_button,
                self.tr("Coach this…"),
                self.tr("Begin a coaching note with the failed items"),
                Action.COACH_THIS,
            ),
            (self.submit_button, self.tr("Submit"), self.tr("Submit the sheet"), Action.SUBMIT),
            (self.undo_button, self.tr("Undo"), self.tr("Undo"), Action.UNDO),
            (self.redo_button, self.tr("Redo"), self.tr("Redo"), Action.REDO),
        ):
            button.setText(words)
            button.setToolTip(self.tr("{what} ({key})").format(what=tip, key=chord_text(self._keymap, action)))
            button.setAccessibleName(words)
        self._say_state()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        self._show_history()
        self.saved.setFont(theme.font("small"))
