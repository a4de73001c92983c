"""Which column of the table holds what: a line per column with its first values and a choice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from console.desk.import_words import field_name, figure
from console.desk.importing import Importing
from console.domain.calls import masked
from console.domain.naming import CallField
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

FIELDS = (
    CallField.FILE,
    CallField.CALL,
    CallField.STARTED,
    CallField.DATE,
    CallField.TIME,
    CallField.EPOCH,
    CallField.AGENT,
    CallField.AGENT_NAME,
    CallField.TEAM,
    CallField.QUEUE,
    CallField.CUSTOMER,
    CallField.DIRECTION,
    CallField.RING,
    CallField.HOLD,
)
MOST_COLUMNS = 60


class ImportMapping(QFrame):
    """Bound to an Importing; hidden while there is no table."""

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._importing = importing
        self._title = Label(self)
        self._boxes: dict[str, QComboBox] = {}
        self._shown: tuple[str, ...] = ()
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 2, GRID, GRID, GRID)
        column.addWidget(self._title)
        column.addWidget(self._area, 1)
        importing.choice_changed.connect(self.show_table)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again."""
        self._title.setFont(theme.font("strong"))
        self._shown = ()
        self.show_table()

    def show_table(self) -> None:
        """Show the columns of the table in force and what they hold."""
        table = self._importing.table
        self.setVisible(table is not None)
        if table is None:
            self._shown = ()
            return
        self._title.setText(
            self.tr("Columns of the table · {count} lines · {encoding}").format(
                count=figure(len(table.rows)), encoding=table.encoding.upper()
            )
        )
        if table.header != self._shown:
            self._build(table.header)
        by_heading = {heading: which for which, heading in self._importing.mapping().items()}
        for heading, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(by_heading.get(heading))))

    def _build(self, header: tuple[str, ...]) -> None:
        self._shown = header
        self._boxes = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        rows = self._importing.table_preview(3)
        held = {heading: which for which, heading in self._importing.mapping().items()}
        for at, heading in enumerate(header[:MOST_COLUMNS]):
            if heading in self._boxes or not heading:
                continue
            name, samples, box = Label(heading, inside), Label(inside), QComboBox(inside)
            samples.setProperty("kind", "muted")
            hide = held.get(heading) is CallField.CUSTOMER
            said = dict.fromkeys(masked(row[at]) if hide else row[at] for row in rows if row[at])
            samples.setText(" · ".join(said)[:80])
            samples.setMinimumWidth(0)
            box.addItem(self.tr("Not used"), None)
            for which in FIELDS:
                box.addItem(field_name(which), which)
            box.setAccessibleName(self.tr("Column {name} holds").format(name=heading))
            box.setToolTip(box.accessibleName())
            box.setProperty("heading", heading)
            box.activated.connect(self._choose)
            name.setBuddy(box)
            for column, widget in enumerate((name, samples, box)):
                grid.addWidget(widget, at, column)
            self._boxes[heading] = box
        grid.setRowStretch(len(header), 1)
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)

    def _choose(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._importing.map_column(str(box.property("heading")), box.currentData())
