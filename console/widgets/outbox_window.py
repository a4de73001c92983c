"""What waits on this PC to be shared, beside the work: the list, and both sides of what has to be settled."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.desk.coaching_lists import TwoLineList
from console.desk.sentences import sentence_of
from console.desk.sharing import Sharing
from console.desk.waiting_words import badge_text, call_moment, last_deed, waiting_rows, what_it_is
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.faults import Fault
from console.domain.people import Person
from console.widgets.conflict_pane import ConflictPane
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate

LIST_WIDTH = 320


class OutboxWindow(QDialog):
    """A window of its own over a Sharing, not modal: sound and scoring go on. Esc closes it."""

    def __init__(self, sharing: Sharing, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._sharing = sharing
        self._waiting: Sequence[Waiting] = ()
        self._model = TwoLineList(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.standing = Label(self)
        self.standing.setWordWrap(True)
        self.again = QPushButton(self)
        self.again.clicked.connect(sharing.try_now)
        self.notice = Notice(self)
        self.pane = ConflictPane(person, self)
        self.pane.decided.connect(self._decide)
        self.right = QStackedWidget(self)
        self.right.addWidget(self.notice)
        self.right.addWidget(self.pane)
        self._lay_out()
        sharing.listed.connect(self._show_list)
        sharing.looked.connect(self._show_conflict)
        sharing.refused.connect(self._show_fault)
        sharing.standing_changed.connect(self._look_again)
        sharing.settled.connect(self._look_again)
        self.retranslate()

    def _lay_out(self) -> None:
        left = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(GRID * 2, 0, GRID, 0)
        head.addWidget(self.standing, 1)
        head.addWidget(self.again)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, GRID * 2, 0, 0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, 760])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(splitter)
        self.resize(1080, 640)

    def open_on(self, thing: UUID | None = None) -> None:
        """Show what waits, with `thing` (or what has to be settled first) in front."""
        self._wanted = thing
        self.show()
        self.activateWindow()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._sharing.list_waiting()

    _wanted: UUID | None = None

    @Slot()
    def _look_again(self) -> None:
        if self.isVisible():
            self._sharing.list_waiting()

    @Slot(object)
    def _show_list(self, waiting: Sequence[Waiting]) -> None:
        current = self._current()
        wanted = self._wanted or (current.thing if current else None)
        self._wanted = None
        self._waiting = waiting
        rows = waiting_rows(waiting)
        self._model.show_rows(rows)
        self._say_standing()
        things = [row.value.thing for row in rows if isinstance(row.value, Waiting)]
        at = things.index(wanted) if wanted in things else 0
        if rows:
            index = self._model.index(at)
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_current()

    def _current(self) -> Waiting | None:
        value = self._model.value(self.list.currentIndex())
        return value if isinstance(value, Waiting) else None

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_current()

    def _show_current(self) -> None:
        waiting = self._current()
        if waiting is not None and waiting.conflict:
            self._sharing.look_at(waiting.thing)
            return
        self.right.setCurrentWidget(self.notice)
        if waiting is None:
            self.notice.say("check", self.tr("Everything is shared"), self.tr("Nothing waits on this PC."))
            return
        about = " · ".join(part for part in (call_moment(waiting), last_deed(waiting)) if part)
        self.notice.say("clock", what_it_is(waiting), f"{about}\n" + self.tr("It is sent when the database answers."))

    @Slot(object)
    def _show_conflict(self, conflict: Conflict) -> None:
        waiting = self._current()
        if waiting is not None and waiting.thing == conflict.waiting.thing:
            self.pane.show_conflict(conflict)
            self.right.setCurrentWidget(self.pane)

    @Slot(object)
    def _show_fault(self, fault: Fault) -> None:
        if self.isVisible():
            self.right.setCurrentWidget(self.notice)
            self.notice.say("warning", self.tr("This cannot be settled now"), sentence_of(fault))

    @Slot(object, object, object)
    def _decide(self, conflict: Conflict, how: Settlement, reason: str) -> None:
        self._sharing.settle(conflict, how, reason)

    def _say_standing(self) -> None:
        standing = self._sharing.standing
        self.standing.setText(badge_text(standing) or self.tr("Connected"))
        self.again.setVisible(standing.offline or standing.waiting > standing.conflicts)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setWindowTitle(self.tr("Waiting to be shared — Deskside"))
        self.list.setAccessibleName(self.tr("What waits on this PC"))
        self.again.setText(self.tr("Try now"))
        self.again.setToolTip(self.tr("Ask at once whether the database answers"))
        self._say_standing()
        self._model.show_rows(waiting_rows(self._waiting))
        self._show_current()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
