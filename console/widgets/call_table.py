"""The table of calls itself: keyboard first, columns that give way in order when the pane is narrow."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from console.desk.call_list import CallList
from console.desk.call_words import ORDER_OF, Column, column_name, state_sign, state_text
from console.desk.time_text import short_moment
from console.domain.calls import Progress
from console.widgets import theme
from console.widgets.call_delegate import CallDelegate
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID

_GIVE_WAY = (Column.CUSTOMER, Column.QUEUE)
"""Columns hidden first where the pane is narrow; then the state loses its word. Tooltips still tell all."""


_STATE_ICON = 24
"""Pixels of the state's shape and the gap after it."""

_LONG_DAY = datetime(2026, 12, 28, 20, 58, tzinfo=UTC)


class CallTable(QTableView):
    """Rows of fixed height over a CallList. `call_chosen` carries a CallRow: Enter or a click."""

    call_chosen = Signal(object)

    def __init__(self, model: CallList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = model
        self._delegate = CallDelegate(model)
        self._selected: UUID | None = None
        self._choose_when_settled = False
        self._widths: dict[Column, int] = {}
        self._sign_width = 0
        self._place = -1
        self._anchor: tuple[UUID, int] | None = None
        self._same_list = True
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        show_rows(self)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(40)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(Column.STARTED, Qt.SortOrder.DescendingOrder)
        head.sortIndicatorChanged.connect(self._sort)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(Column.AGENT, QHeaderView.ResizeMode.Stretch)
        model.modelAboutToBeReset.connect(self._note_anchor)
        model.modelReset.connect(self._find_again)
        model.filter_changed.connect(self._start_over)
        self.clicked.connect(self.choose_current)
        model.state_changed.connect(self._choose_settled)
        self.selectionModel().currentRowChanged.connect(self._remember)
        self.dress()

    def dress(self) -> None:
        """Measure again, after the theme, the text size or the language changed."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        self.horizontalHeader().setFont(theme.font("small"))
        words = max((state_text(progress) for progress in Progress), key=len)
        signs = max(self._delegate.width_of(state_sign(progress)) for progress in Progress)
        self._sign_width = max(_STATE_ICON + signs, self._delegate.width_of(column_name(Column.STATE)))
        samples = {
            Column.STARTED: short_moment(_LONG_DAY),
            Column.AGENT: "欧阳娜娜",
            Column.QUEUE: "MM 技术支持",
            Column.DURATION: "0:00:00",
            Column.CUSTOMER: "000****0000",
            Column.STATE: f"{words} MMMM",
            Column.SCORE: "! 100",
        }
        self._widths = {column: self._delegate.width_of(sample) + 4 for column, sample in samples.items()}
        least = sum(width for column, width in self._widths.items() if column not in (*_GIVE_WAY, Column.STATE))
        self.setMinimumWidth(least + self._sign_width + 2 * GRID)
        self._share()

    def _share(self) -> None:
        """Give the width there is to the columns that matter most."""
        widths = dict(self._widths)
        room = self.viewport().width()
        for column in _GIVE_WAY:
            too_much = sum(widths.values()) > room
            self.setColumnHidden(column, too_much)
            if too_much:
                del widths[column]
        self._delegate.state_words = sum(widths.values()) <= room
        if not self._delegate.state_words:
            widths[Column.STATE] = self._sign_width
        for column, width in widths.items():
            if column is not Column.AGENT:
                self.setColumnWidth(column, width)
        self.viewport().update()

    def current_row(self) -> int:
        """The selected row, -1 for none."""
        return self.currentIndex().row()

    def row_by(self, step: int) -> int:
        """The row `step` rows away; where the selected call has left the list, counted from its old place."""
        if self.current_row() < 0 <= self._place:
            return self._place + step - (step > 0)  # what came after it has moved up into its place
        return self.current_row() + step

    def select_row(self, row: int) -> None:
        """Select `row` and bring it into view."""
        if 0 <= row < self._calls.rowCount():
            index = self._calls.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def mark_open(self, call_id: UUID | None) -> None:
        """Show which call is open beside the list."""
        self._delegate.open_call = call_id
        self.viewport().update()

    @Slot()
    def choose_current(self) -> None:
        """Choose the selected call, the first where none is; while another list is on its way, of that one."""
        self._choose_when_settled = not self._calls.settled
        if self._choose_when_settled:
            return
        if self.current_row() < 0:
            self.select_row(0)
        row = self._calls.row_at(self.current_row()) if self.current_row() >= 0 else None
        if row is not None:
            self.call_chosen.emit(row)

    @Slot()
    def _choose_settled(self) -> None:
        if self._choose_when_settled and self._calls.settled:
            self.choose_current()

    @Slot(int, Qt.SortOrder)
    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        if section in ORDER_OF:
            self._calls.sort(section, order)
            return
        ordered = self._calls.filter
        column = next(c for c, o in ORDER_OF.items() if o is ordered.order)
        back = Qt.SortOrder.DescendingOrder if ordered.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, back)

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self._calls.row_at(now.row()) if now.isValid() else None
        if row is not None:
            self._selected, self._place = row.call.id, now.row()

    @Slot()
    def _note_anchor(self) -> None:
        """Which call stands at the top, and by how many pixels it is cut off; None while the list shows its top."""
        self._anchor = None
        top = self.rowAt(0)
        if self._same_list and self.verticalScrollBar().value() > 0 and top >= 0:
            row = self._calls.row_at(top)
            self._anchor = (row.call.id, self.rowViewportPosition(top)) if row is not None else None

    @Slot()
    def _find_again(self) -> None:
        """The same list has calls more or less: what was in view and what was selected stay where they are."""
        self._same_list = True
        row = self._calls.row_of(self._selected) if self._selected else None
        if row is not None:
            self.select_row(row)
        elif self._place < 0:
            self.scrollToTop()
            if self.hasFocus():
                self.select_row(0)
        top = self._calls.row_of(self._anchor[0]) if self._anchor else None
        if top is not None and self._anchor is not None:
            self.verticalScrollBar().setValue(top * self.verticalHeader().defaultSectionSize() - self._anchor[1])

    @Slot()
    def _start_over(self) -> None:
        """Another filter makes another list: what is not in it is looked for from the top."""
        self._place = -1
        self._same_list = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; the first arrow selects the first row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        elif self.current_row() < 0 and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.select_row(0)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is lit."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            before, self._delegate.hovered_row = self._delegate.hovered_row, row
            for changed in (before, row):
                if changed >= 0:
                    top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                    self.viewport().update(0, top, self.viewport().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns give way or come back."""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again where the look changed."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "_widths"):
            self.dress()
        super().changeEvent(event)
