"""A part of the handover that nobody has to write: a title with a count, and a row for each thing left open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QListView, QStackedWidget, QVBoxLayout, QWidget

from console.desk.coaching_lists import TwoLineList, TwoLines
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate


class LeftOpen(QWidget):
    """Rows under a title. `row_chosen` when one is clicked, or chosen with Enter."""

    row_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.title, self.nothing = Label(self), Label(self)
        self.rows = TwoLineList(self)
        self.view = QListView(self)
        self.view.setModel(self.rows)
        self.view.setItemDelegate(TwoLineDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.nothing.setProperty("kind", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.title)
        column.addWidget(self._stack, 1)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.dress()

    def say(self, name: str, nothing: str) -> None:
        """What the rows are, and what is said where there are none."""
        self._name = name
        self.nothing.setText(nothing)
        self.view.setAccessibleName(name)
        self._count()

    def show_rows(self, rows: Sequence[TwoLines]) -> None:
        """Show these."""
        self.rows.show_rows(rows)
        self._stack.setCurrentWidget(self.view if rows else self.nothing)
        self._count()

    def _count(self) -> None:
        count = self.rows.rowCount()
        counted = self.tr("{name}: {count}").format(name=self._name, count=count)
        self.title.setText(counted if count else self._name)

    @Slot(QModelIndex)
    def _choose(self, _index: QModelIndex) -> None:
        self.row_chosen.emit()

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow text size and theme; words are said again by the page."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_stack"):
            self.dress()
        super().changeEvent(event)
