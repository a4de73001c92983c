"""One conflict: what happened, both sides line by line, and the ways out of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.desk.comparing import DIFFERS_ROLE, Comparison, Side, lines_of
from console.desk.waiting_words import call_moment, their_name, way_name, what_happened, what_it_is
from console.domain.conflicts import NEEDS_REASON, Conflict, Settlement, ways_out
from console.domain.people import Person
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.reason_line import ReasonLine
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID

SIGN_WIDTH = 28


AIR = (6, 4)
"""Pixels beside and above a cell's words."""


class _Delegate(QStyledItemDelegate):
    """What differs is bold on a ground of its own, beside its sign."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as all the words are at the column's width; a style sheet's padding is not counted by Qt's own."""
        face: QFont = QFont(option.font)  # type: ignore[attr-defined]
        if index.data(DIFFERS_ROLE):
            face.setWeight(QFont.Weight.DemiBold)
        table = self.parent()
        width = table.columnWidth(index.column()) if isinstance(table, QTableView) else 0
        room = QRect(0, 0, max(1, width - 3 * AIR[0]), 1 << 16)
        words = QFontMetrics(face).boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data() or " "))
        return QSize(width, words.height() + 4 * AIR[1])

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Whole words, all lines; emphasis where the sides differ."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideNone  # type: ignore[attr-defined]
        if index.data(DIFFERS_ROLE):
            face: QFont = option.font  # type: ignore[attr-defined]
            face.setWeight(QFont.Weight.DemiBold)
            option.font = face  # type: ignore[attr-defined]
            option.backgroundBrush = QBrush(theme.current().warn_soft)  # type: ignore[attr-defined]


class CompareTable(QTableView):
    """Both sides with all their words, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Delegate(self))
        show_rows(self)
        self.setStyleSheet(f"QTableView::item {{ padding: {AIR[1]}px {AIR[0]}px; }}")
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width: the line's name a third, the sides the rest."""
        super().resizeEvent(event)
        width = self.viewport().width() - SIGN_WIDTH
        self.setColumnWidth(Side.SIGN, SIGN_WIDTH)
        self.setColumnWidth(Side.LABEL, width * 32 // 100)
        self.setColumnWidth(Side.MINE, width * 34 // 100)
        self.resizeRowsToContents()


class ConflictPane(QWidget):
    """Shows a Conflict to `person`. `decided(Conflict, Settlement, reason)`; mine is taken away only when confirmed."""

    decided = Signal(object, object, object)

    def __init__(self, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = person
        self._conflict: Conflict | None = None
        self._asked: Settlement | None = None
        self.title, self.sentence, self.count = Label(self), Label(self), Label(self)
        self.sentence.setWordWrap(True)
        self.count.setProperty("kind", "muted")
        self.model = Comparison(self)
        self.table = CompareTable(self)
        self.table.setModel(self.model)
        self.ways: dict[Settlement, QPushButton] = {}
        self._sure = Label(self)
        self._sure.setWordWrap(True)
        self.confirm, self.keep = QPushButton(self), QPushButton(self)
        self.reason = ReasonLine(self)
        self._lay_out()
        self.confirm.clicked.connect(self._confirm)
        self.keep.clicked.connect(self._step_back)
        self.reason.given.connect(self._give_reason)
        self.reason.dropped.connect(self._step_back)
        self.retranslate()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        for how in Settlement:
            button = QPushButton(self)
            button.setObjectName(how.value)
            button.clicked.connect(self._choose)
            self.ways[how] = button
            self._buttons.addWidget(button)
        sure = QHBoxLayout()
        sure.addWidget(self._sure, 1)
        sure.addWidget(self.keep)
        sure.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons)
        column.addLayout(sure)
        column.addWidget(self.reason)

    def show_conflict(self, conflict: Conflict) -> None:
        """Show both sides."""
        self._conflict = conflict
        self._asked = None
        self._say()

    def _say(self) -> None:
        conflict = self._conflict
        if conflict is None:
            return
        about = " · ".join(part for part in (what_it_is(conflict.waiting), call_moment(conflict.waiting)) if part)
        self.title.setFont(theme.font("strong"))
        self.title.setText(about)
        self.sentence.setText(what_happened(conflict, self._person))
        self.model.show_lines(lines_of(conflict), their_name(conflict))
        self.table.setVisible(self.model.rowCount() > 0)
        self.table.setAccessibleName(self.tr("Both versions, line by line"))
        self.count.setText(self.tr("Marked ≠ because the two differ: %n line(s)", "", self.model.different))
        self.count.setVisible(self.model.rowCount() > 0)
        offered = ways_out(conflict, self._person)
        for how, button in self.ways.items():
            words = way_name(how, conflict)
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(words.removesuffix("…"))
            button.setProperty("offered", how in offered)
        self._show_step()

    def _show_step(self) -> None:
        sure = self._asked is Settlement.KEEP_THEIRS
        asks_reason = self._asked in NEEDS_REASON
        for button in self.ways.values():
            button.setVisible(bool(button.property("offered")) and not sure and not asks_reason)
        for widget in (self._sure, self.confirm, self.keep):
            widget.setVisible(sure)
        if asks_reason:
            self.reason.ask()
        else:
            self.reason.close_line()
        if sure:
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _choose(self) -> None:
        how = Settlement(self.sender().objectName())
        self._asked = how
        if how is Settlement.KEEP_THEIRS or how in NEEDS_REASON:
            self._show_step()
        else:
            self._decide("")

    @Slot()
    def _confirm(self) -> None:
        self._decide("")

    @Slot(object)
    def _give_reason(self, reason: str) -> None:
        self._decide(reason)

    @Slot()
    def _step_back(self) -> None:
        asked, self._asked = self._asked, None
        self._show_step()
        if asked is not None:
            self.ways[asked].setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, reason: str) -> None:
        if self._conflict is not None and self._asked is not None:
            self.decided.emit(self._conflict, self._asked, reason)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self._sure.setText(self.tr("What is marked as mine is then gone for good."))
        self.confirm.setText(self.tr("Discard mine"))
        self.confirm.setToolTip(self.tr("Take mine away from this PC"))
        self.keep.setText(self.tr("Not yet"))
        self.keep.setToolTip(self.tr("Leave both as they are"))
        self.reason.say(
            self.tr("Reason, for the record"), self.tr("Send"), self.tr("Send mine with this reason (Return)")
        )
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
