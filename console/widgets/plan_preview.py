"""What a table of seats would do, before it does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.desk.plan_report import SeatingColumn, SeatingTable
from console.domain.plan_csv import Seating
from console.widgets import theme
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.theme import GRID


class PlanPreview(QFrame):
    """The lines with what becomes of each. `taken`: seat them; `left`: do nothing (Esc)."""

    taken = Signal()
    left = Signal()

    def __init__(self, table: SeatingTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self.setProperty("kind", "card")
        self._table = table
        self._seating: Seating | None = None
        self._name = ""
        self.title, self.said = Label(self), Label(self)
        self.said.setProperty("kind", "muted")
        self.said.setWordWrap(True)
        self.lines = QTableView(self)
        self.lines.setModel(table)
        self.lines.setFrameShape(QFrame.Shape.NoFrame)
        self.lines.setShowGrid(False)
        self.lines.setWordWrap(False)
        self.lines.setTabKeyNavigation(False)
        self.lines.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.lines.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.lines.verticalHeader().setVisible(False)
        self.lines.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.take, self.leave = QPushButton(self), QPushButton(self)
        self.take.setProperty("kind", "primary")
        self.take.clicked.connect(self.taken)
        self.leave.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.leave)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self.lines, 1)
        column.addLayout(foot)
        self.retranslate()
        self.dress()

    def show_seating(self, seating: Seating, name: str) -> None:
        """Show what the table called `name` would do."""
        self._seating, self._name = seating, name
        self._table.show_lines(seating.lines)
        header = self.lines.horizontalHeader()
        for column, width in ((SeatingColumn.LINE, 60), (SeatingColumn.SEAT, 140), (SeatingColumn.WHO, 220)):
            self.lines.setColumnWidth(column, theme.scaled(width))
        header.setSectionResizeMode(SeatingColumn.OUTCOME, QHeaderView.ResizeMode.Stretch)
        self.take.setEnabled(any(line.reason is None for line in seating.lines))
        self.retranslate()
        (self.take if self.take.isEnabled() else self.leave).setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.take.setText(self.tr("Seat them"))
        self.take.setToolTip(self.tr("Lay the lines that were not refused over the plan; undo takes it back"))
        self.leave.setText(self.tr("Leave it"))
        self.leave.setToolTip(self.tr("Change nothing (Esc)"))
        self.lines.setAccessibleName(self.tr("The lines of the table"))
        if self._seating is None:
            return
        seated, refused = len(self._seating.seated), len(self._seating.refused)
        self.title.setText(self._name)
        said = self.tr(
            "Get a seat: {seated}. Refused: {refused}. Seats and people the table does not name stay as they are."
        ).format(seated=seated, refused=refused)
        self.said.setText(said)
        self.setAccessibleName(said)

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("heading"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "leave"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)
