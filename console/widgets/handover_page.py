"""Handover: the notes of the shift, read and signed by the next lead, and beside them what is left open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import chord_text, tip
from console.desk.coaching_lists import TwoLines
from console.desk.handover import HandoverDesk
from console.desk.handover_words import alert_row, coaching_row, refused_row, team_words
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.widgets import theme
from console.widgets.handover_note import HandoverNote
from console.widgets.label import Label
from console.widgets.left_open import LeftOpen
from console.widgets.notice import Notice
from console.widgets.theme import GRID

BESIDE = 380
WRITING_LINES = 3


class HandoverPage(QWidget):
    """The page over a HandoverDesk. `pin_chosen` carries a Handover whose seat and moment are to be seen.

    `alerts_asked` and `coaching_asked` when somebody wants to go where those are settled.
    """

    pin_chosen = Signal(object)
    alerts_asked = Signal()
    coaching_asked = Signal()

    def __init__(self, desk: HandoverDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._keymap = Keymap()
        self._cards: dict[UUID, HandoverNote] = {}
        self.title, self.sign_all, self.send = Label(self), QPushButton(self), QPushButton(self)
        self.team, self.words = QComboBox(self), QPlainTextEdit(self)
        self.alerts, self.coaching, self.refused = (LeftOpen(self) for _ in range(3))
        self.nothing = Notice(self)
        self._writing = QFrame(self)
        self._list, self._scroll, self._stack = QWidget(self), QScrollArea(self), QStackedWidget(self)
        self._lay_out()
        desk.changed.connect(self._show)
        desk.note_kept.connect(self._kept)
        desk.note_refused.connect(self._refused)
        self.sign_all.clicked.connect(self._sign_all)
        self.send.clicked.connect(self._send)
        self.words.textChanged.connect(self._look)
        self.alerts.row_chosen.connect(self.alerts_asked)
        self.coaching.row_chosen.connect(self.coaching_asked)
        self.retranslate()
        self.dress()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.sign_all)
        self.sign_all.setProperty("kind", "primary")
        self._cards_column = QVBoxLayout(self._list)
        self._cards_column.setContentsMargins(0, 0, 0, 0)
        self._cards_column.setSpacing(GRID)
        self._cards_column.addStretch(1)
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self._scroll)
        self._writing.setProperty("kind", "card")
        writing = QVBoxLayout(self._writing)
        writing.setContentsMargins(GRID, GRID, GRID, GRID)
        writing.addWidget(self.words)
        self.words.setTabChangesFocus(True)
        row = QHBoxLayout()
        row.addWidget(self.team)
        row.addStretch(1)
        row.addWidget(self.send)
        writing.addLayout(row)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(GRID)
        left.addLayout(head)
        left.addWidget(self._stack, 1)
        left.addWidget(self._writing)
        for part in (self.alerts, self.coaching, self.refused):
            right.addWidget(part, 1)
        beside = QWidget(self)
        beside.setLayout(right)
        beside.setFixedWidth(theme.scaled(BESIDE))
        right.setContentsMargins(0, 0, 0, 0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        whole.setSpacing(3 * GRID)
        whole.addLayout(left, 1)
        whole.addWidget(beside)

    # what is shown

    @Slot()
    def shown_again(self) -> None:
        """In front now: everything is read, and read again when it changes."""
        self._desk.show(whole=True)
        first = next((card.sign for card in self.cards() if card.sign.isVisibleTo(card)), self.words)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: object) -> None:
        """Out of sight only the notes are followed."""
        self._desk.show(whole=False)
        super().hideEvent(event)  # type: ignore[arg-type]

    @Slot()
    def _show(self) -> None:
        desk, book = self._desk, self._desk.book
        self._show_notes()
        waiting = len(desk.waiting)
        self.sign_all.setVisible(waiting > 1)
        self.sign_all.setEnabled(True)
        self.sign_all.setText(self.tr("Sign all {count}").format(count=waiting))
        self._writing.setVisible(desk.may_write)
        self._offer_teams()
        self._show_left(self.alerts, [alert_row(desk, alert) for alert in book.alerts])
        self._show_left(self.coaching, [coaching_row(what, note) for what, note in book.coaching])
        self._show_left(self.refused, [refused_row(desk, action) for action in book.refused])

    def _show_left(self, part: LeftOpen, rows: Sequence[TwoLines]) -> None:
        part.show_rows(rows)

    def _show_notes(self) -> None:
        notes = self._desk.notes()
        kept = {note.id for note in notes}
        for key in [key for key in self._cards if key not in kept]:
            self._cards.pop(key).deleteLater()
        for at, note in enumerate(notes):
            card = self._cards.get(note.id)
            if card is None:
                card = self._cards[note.id] = HandoverNote(self._desk, note, self._list)
                card.sign_asked.connect(self._desk.sign)
                card.pin_asked.connect(self.pin_chosen)
            else:
                card.show_note(note)
            if self._cards_column.indexOf(card) != at:
                self._cards_column.insertWidget(at, card)
        if not self._desk.loaded:
            self.nothing.say("note", self.tr("Reading the handover"))
        else:
            pin = chord_text(self._keymap.chords(Action.PAST_NOTE).plain)
            why = self.tr("What the next lead should know goes below; in the last 24 hours a note is pinned to a seat.")
            if pin:
                why = self.tr(
                    "What the next lead should know goes below; {key} in the last 24 hours pins a note to a seat."
                ).format(key=pin)
            self.nothing.say("note", self.tr("No notes in this shift"), why)
        self._stack.setCurrentWidget(self._scroll if notes else self.nothing)

    def cards(self) -> list[HandoverNote]:
        """The notes in the order shown."""
        return [self._cards[note.id] for note in self._desk.notes() if note.id in self._cards]

    def _offer_teams(self) -> None:
        teams = ["", *self._desk.teams]
        if [self.team.itemData(at) for at in range(self.team.count())] == teams:
            return
        chosen = self.team.currentData()
        self.team.clear()
        for team in teams:
            self.team.addItem(team_words(team), team)
        wanted = chosen if chosen in teams else teams[min(1, len(teams) - 1)]
        self.team.setCurrentIndex(teams.index(wanted))

    # doing

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()
        self._show_notes()

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of the page's."""
        if action is Action.HAND_OVER:
            self._send()
        return action is Action.HAND_OVER

    @Slot()
    def _sign_all(self) -> None:
        self.sign_all.setEnabled(False)
        self._desk.sign(self._desk.waiting)

    @Slot()
    def _send(self) -> None:
        words = self.words.toPlainText().strip()
        if words and self.words.isEnabled():
            self.words.setEnabled(False)
            self.send.setEnabled(False)
            self._desk.hand_over(self.team.currentData() or "", words)

    @Slot()
    def _kept(self) -> None:
        self.words.setEnabled(True)
        self.words.clear()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _refused(self) -> None:
        self.words.setEnabled(True)
        self._look()

    @Slot()
    def _look(self) -> None:
        self._desk.typed = self.words.toPlainText()
        self.send.setEnabled(bool(self._desk.typed.strip()))

    # words and look

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.title.setText(self.tr("Notes of this shift"))
        self.sign_all.setToolTip(self.tr("Take all of them over with your name; each is in the record by itself"))
        self.words.setPlaceholderText(self.tr("What should the next lead know?"))
        self.words.setAccessibleName(self.tr("A note for the next lead"))
        self.send.setText(self.tr("Hand over"))
        self._name_keys()
        self.team.setToolTip(self.tr("Whose lead the note is for"))
        self.team.setAccessibleName(self.tr("Whose lead the note is for"))
        self.alerts.say(self.tr("Open alerts"), self.tr("No limit is near or passed."))
        self.coaching.say(self.tr("Unfinished coaching"), self.tr("Nothing waits to be shared, signed or done."))
        self.refused.say(self.tr("Refused today"), self.tr("Every action asked for today was done."))
        self.team.clear()
        self._show()
        self._look()

    def _name_keys(self) -> None:
        self.send.setToolTip(tip(Action.HAND_OVER, self._keymap, self.tr("Leave the note for the next lead")))

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("heading"))
        line = self.words.fontMetrics().lineSpacing()
        self.words.setFixedHeight(line * WRITING_LINES + 2 * GRID)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, text size and language."""
        if hasattr(self, "_cards_column"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
                self.dress()
        super().changeEvent(event)
