"""Coaching: what waits to be settled, what asks for a talk and the notes on the left, the note in hand on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.desk.appeals import AppealsDesk
from console.desk.coaching import CoachingDesk
from console.desk.coaching_lists import TwoLineList, appeal_rows, ask_rows, follow_up_name, note_rows
from console.domain.coaching import FollowUp
from console.widgets import theme
from console.widgets.coaching_note import CoachingNote
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate

LEFT_WIDTH = 344
MOST_WAITING_SHOWN = 4
"""Appeals in sight at once; the list scrolls for more."""


class CoachingScreen(QWidget):
    """The screen over a CoachingDesk. `clip_clicked(Clip)` asks to hear a stretch of a call.

    Who settles appeals finds those that wait on top; `appeal_chosen(Appeal)` asks to see one on its sheet.
    """

    clip_clicked = Signal(object)
    appeal_chosen = Signal(object)

    def __init__(
        self, desk: CoachingDesk, parent: QWidget | None = None, *, appeals: AppealsDesk | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appeals_desk = appeals
        self._appeals_title, self._appeals_model = Label(self), TwoLineList(self)
        self._appeals = self._list(self._appeals_model)
        self._asks_title, self._notes_title = Label(self), Label(self)
        self._asks_model, self._notes_model = TwoLineList(self), TwoLineList(self)
        self._asks, self._notes = self._list(self._asks_model), self._list(self._notes_model)
        self._no_asks, self._no_notes = Label(self), Label(self)
        for label in (self._no_asks, self._no_notes):
            label.setProperty("kind", "muted")
            label.setWordWrap(True)
            label.setContentsMargins(GRID * 2, 0, GRID * 2, GRID)
        self._follow, self._agent = QComboBox(self), QComboBox(self)
        self._new = QPushButton(self)
        self._note = CoachingNote(desk, self)
        self._notice = Notice(self)
        self._right = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _list(self, model: TwoLineList) -> QListView:
        view = QListView(self)
        view.setModel(model)
        view.setItemDelegate(TwoLineDelegate(view))
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return view

    def _lay_out(self) -> None:
        left = QFrame(self)
        left.setMinimumWidth(LEFT_WIDTH - GRID * 8)
        head = QHBoxLayout()
        head.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        head.addWidget(self._notes_title)
        head.addStretch(1)
        head.addWidget(self._new)
        filters = QHBoxLayout()
        filters.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        for box in (self._follow, self._agent):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            filters.addWidget(box, 1)
        self._asks_title.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, GRID * 2, 0, 0)
        column.setSpacing(GRID)
        self._appeals_title.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        column.addWidget(self._appeals_title)
        column.addWidget(self._appeals)
        column.addWidget(self._asks_title)
        column.addWidget(self._no_asks)
        column.addWidget(self._asks, 2)
        column.addSpacing(GRID)
        column.addLayout(head)
        column.addLayout(filters)
        column.addWidget(self._no_notes)
        column.addWidget(self._notes, 3)
        column.addStretch(0)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        row.addWidget(self._note)
        self._right.addWidget(self._notice)
        self._right.addWidget(holder)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self._right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LEFT_WIDTH, 1000])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(splitter)
        self._left = left

    def _connect(self) -> None:
        desk = self._desk
        self._asks.activated.connect(self._start_for)
        self._asks.clicked.connect(self._start_for)
        self._notes.activated.connect(self._open)
        self._notes.clicked.connect(self._open)
        self._new.clicked.connect(self._begin)
        self._follow.activated.connect(self._filter)
        self._agent.activated.connect(self._filter)
        self._note.clip_clicked.connect(self.clip_clicked)
        self._notice.action_taken.connect(self._begin)
        if self._appeals_desk is not None:
            self._appeals.activated.connect(self._choose_appeal)
            self._appeals.clicked.connect(self._choose_appeal)
            self._appeals_desk.waiting_changed.connect(self.show_lists)
        desk.asks_changed.connect(self.show_lists)
        desk.notes_changed.connect(self.show_lists)
        desk.note_changed.connect(self.show_lists)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: calls were scored since."""
        super().showEvent(event)
        self._desk.refresh()
        if self._appeals_desk is not None:
            self._appeals_desk.refresh_waiting()

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        return (self._appeals, self._asks, self._notes, self._note)

    def retranslate(self) -> None:
        """Say everything again."""
        self._asks_title.setText(self.tr("Asks for coaching"))
        self._notes_title.setText(self.tr("My coaching notes") if self._desk.reading else self.tr("Notes"))
        self._appeals_title.setText(self.tr("Appeals to settle"))
        self._appeals.setAccessibleName(self._appeals_title.text())
        self._appeals.setToolTip(self.tr("Enter shows the item on its sheet, where it is settled"))
        for label in (self._appeals_title, self._asks_title, self._notes_title):
            label.setFont(theme.font("heading"))
        self._asks.setAccessibleName(self._asks_title.text())
        self._asks.setToolTip(self.tr("Enter begins a note with these calls"))
        self._notes.setAccessibleName(self.tr("Coaching notes"))
        self._notes.setToolTip(self.tr("Enter opens the note"))
        self._new.setText(self.tr("New note"))
        self._new.setAccessibleName(self._new.text())
        self._new.setToolTip(self.tr("Begin an empty note"))
        with QSignalBlocker(self._follow):
            at = max(0, self._follow.currentIndex())
            self._follow.clear()
            self._follow.addItem(self.tr("Any follow-up"), None)
            for state in FollowUp:
                self._follow.addItem(follow_up_name(state), state)
            self._follow.setCurrentIndex(at)
        self._follow.setAccessibleName(self.tr("Follow-up state"))
        self._follow.setToolTip(self.tr("Only notes that stand like this"))
        self._agent.setAccessibleName(self.tr("Agent"))
        self._agent.setToolTip(self.tr("Only notes for this agent"))
        self._no_asks.setText(self.tr("Nobody right now. Critical items, the same fault twice and falls show up here."))
        self.show_lists()

    def show_lists(self) -> None:
        """Show both lists, and the note or what to do instead."""
        desk = self._desk
        self._asks_model.show_rows(ask_rows(desk.asks, desk.form))
        self._notes_model.show_rows(note_rows(desk.notes, desk.form, by_coach=desk.reading))
        waiting = self._appeals_desk.waiting if self._appeals_desk is not None else ()
        self._appeals_model.show_rows(appeal_rows(waiting, desk.form))
        self._appeals_title.setVisible(bool(waiting))
        self._appeals.setVisible(bool(waiting))
        rows = min(len(waiting), MOST_WAITING_SHOWN)
        self._appeals.setFixedHeight(rows * max(self._appeals.sizeHintForRow(0), 1) + 2 * self._appeals.frameWidth())
        self._no_asks.setVisible(desk.loaded and not desk.asks and not desk.reading)
        self._asks.setVisible((bool(desk.asks) or not desk.loaded) and not desk.reading)
        for widget in (self._asks_title, self._new, self._follow, self._agent):
            widget.setVisible(not desk.reading)
        narrowed = desk.follow_up is not None or desk.agent_id is not None
        self._no_notes.setText(self.tr("No such note.") if narrowed else self.tr("No notes yet."))
        self._no_notes.setVisible(desk.loaded and not desk.notes)
        with QSignalBlocker(self._agent):
            self._agent.clear()
            self._agent.addItem(self.tr("Any agent"), None)
            for one in desk.agents:
                self._agent.addItem(one.name, one.id)
            self._agent.setCurrentIndex(max(0, self._agent.findData(desk.agent_id)))
        self._mark_current()
        if desk.note is None and desk.reading:
            self._notice.say(
                "coaching",
                self.tr("No note in hand"),
                self.tr(
                    "Notes that your coach has shared with you stand on the left. Open one to read and acknowledge it."
                ),
            )
        elif desk.note is None:
            self._notice.say(
                "coaching",
                self.tr("No note in hand"),
                self.tr("Choose who asks for coaching or a note on the left, or begin with “Coach this” on a sheet."),
                self.tr("New note"),
            )
        self._right.setCurrentIndex(0 if desk.note is None else 1)

    def _mark_current(self) -> None:
        note = self._desk.note
        for row in range(self._notes_model.rowCount()):
            index = self._notes_model.index(row)
            if note is not None and self._notes_model.value(index) == note.id:
                self._notes.setCurrentIndex(index)
                return
        self._notes.clearSelection()

    def _choose_appeal(self, index: QModelIndex) -> None:
        appeal = self._appeals_model.value(index)
        if appeal is not None:
            self.appeal_chosen.emit(appeal)

    def _start_for(self, index: QModelIndex) -> None:
        ask = self._asks_model.value(index)
        if ask is not None and index.isValid():
            self._desk.start_for(ask)  # type: ignore[arg-type]

    def _open(self, index: QModelIndex) -> None:
        note_id = self._notes_model.value(index)
        if note_id is not None:
            self._desk.open_note(note_id)  # type: ignore[arg-type]

    def _begin(self) -> None:
        self._desk.new_note(self._agent.currentData())

    def _filter(self) -> None:
        self._desk.filter_notes(self._follow.currentData(), self._agent.currentData())
