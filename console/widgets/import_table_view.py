"""A quiet table for names and reasons: whole rows, text shortened in the middle, what is wrong in its own colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.desk.import_tables import MISFIT_ROLE
from console.widgets import theme
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID


class _Delegate(QStyledItemDelegate):
    """File names are told apart by both ends; trouble has the warning colour beside its words."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Elide in the middle, colour what is wrong."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle if index.column() == 0 else Qt.TextElideMode.ElideRight  # type: ignore[attr-defined]
        if index.data(MISFIT_ROLE):
            option.palette.setColor(QPalette.ColorRole.Text, theme.current().warn)  # type: ignore[attr-defined]
            option.palette.setColor(QPalette.ColorRole.HighlightedText, theme.current().warn)  # type: ignore[attr-defined]


class ImportTableView(QTableView):
    """Columns share the width in given parts and follow it; a column never gets narrower than its heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[int, ...] = ()
        self.setItemDelegate(_Delegate(self))
        show_rows(self)
        self.setStyleSheet("QTableView::item { padding-left: 5px; }")  # under the headings
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(GRID * 3 + 4)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)

    def fit_columns(self, parts: Sequence[int]) -> None:
        """Share the width in `parts` of a hundred, one for each column."""
        self._parts = tuple(parts)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        model = self.model()
        if not self._parts or model is None:
            return
        width = self.viewport().width()
        for column, part in enumerate(self._parts[:-1]):
            if self.isColumnHidden(column):
                continue
            self.setColumnWidth(column, max(self.horizontalHeader().sectionSizeHint(column), width * part // 100))
