"""What became of every file of an import: the sums, the lines with their reasons, and what can be done next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk.import_tables import ReportColumn, ReportTable
from console.desk.import_words import figure, outcome_name
from console.desk.importing import Importing, Outcome, Report
from console.desk.sentences import sentence_of
from console.desk.time_text import length_text
from console.widgets import theme
from console.widgets.import_table_view import ImportTableView
from console.widgets.label import Label
from console.widgets.theme import GRID

_SHOWN = (None, Outcome.REFUSED, Outcome.ADDED, Outcome.KNOWN, Outcome.PASSED_OVER)


class ImportReport(QFrame):
    """The report. `export_wanted` asks the page for a file name, `again_wanted` for the next import."""

    export_wanted = Signal()
    again_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._importing = importing
        self._report: Report | None = None
        self._title, self._sums = Label(self), Label(self)
        self._sums.setProperty("kind", "muted")
        self._sums.setWordWrap(True)
        self._group = QButtonGroup(self)
        self._filters = {outcome: QPushButton(self) for outcome in _SHOWN}
        self._model = ReportTable(self)
        self._view = ImportTableView(self)
        self._view.setModel(self._model)
        self._export, self._again, self._go_on = QPushButton(self), QPushButton(self), QPushButton(self)
        self._again.setProperty("kind", "primary")
        self._lay_out()
        for outcome, button in self._filters.items():
            button.setCheckable(True)
            button.setProperty("kind", "quiet")
            self._group.addButton(button)
            button.setProperty("outcome", outcome.value if outcome else "")
            button.clicked.connect(self._filter)
        self._export.clicked.connect(self.export_wanted)
        self._again.clicked.connect(self.again_wanted)
        self._go_on.clicked.connect(self.go_on_wanted)
        self.retranslate()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        for button in self._filters.values():
            filters.addWidget(button)
        filters.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._export)
        buttons.addStretch(1)
        buttons.addWidget(self._go_on)
        buttons.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._sums)
        column.addLayout(filters)
        column.addWidget(self._view, 1)
        column.addLayout(buttons)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again."""
        self._title.setFont(theme.font("heading"))
        self._export.setText(self.tr("Save this report…"))
        self._again.setText(self.tr("Import more"))
        self._go_on.setText(self.tr("Go on with the rest"))
        self._export.setToolTip(self.tr("Save the list with its reasons as a table (Ctrl+S)"))
        self._again.setToolTip(self.tr("Choose other recordings"))
        self._go_on.setToolTip(self.tr("Import what was not reached"))
        for button in (self._export, self._again, self._go_on):
            button.setAccessibleName(button.text())
        self._view.setAccessibleName(self.tr("What became of each file"))
        self._model.retranslate()
        self._say()

    def show_report(self, report: Report) -> None:
        """Show `report`, refused files first."""
        self._report = report
        self._model.show_outcome(None)
        self._model.show_lines(report.lines)
        self._filters[None].setChecked(True)
        self._view.fit_columns((30, 14, 38, 18))
        self._say()

    def _say(self) -> None:
        report = self._report or Report()
        added = figure(report.added)
        if report.fault:
            self._title.setText(self.tr("The import ended early; calls added: {count}").format(count=added))
        elif report.stopped:
            self._title.setText(self.tr("The import was stopped; calls added: {count}").format(count=added))
        else:
            self._title.setText(self.tr("Calls added: {count}").format(count=added))
        done, total = figure(report.done), figure(report.total)
        if report.seconds < 1:
            pace = self.tr("{done} of {total} recordings in less than a second").format(done=done, total=total)
        else:
            pace = self.tr("{done} of {total} recordings in {seconds} s, {rate} a second").format(
                done=done, total=total, seconds=figure(report.seconds, places=1), rate=figure(report.rate)
            )
        said = [pace, self.tr("{length} of sound").format(length=length_text(report.sound_ms))]
        if report.left:
            said.append(self.tr("{count} not reached").format(count=figure(report.left)))
        if report.fault:
            said.append(sentence_of(report.fault))
        if report.fault or report.stopped:
            said.append(self.tr("What was added is whole and stays."))
        self._sums.setText(" · ".join(said))
        counts = {
            Outcome.ADDED: report.added,
            Outcome.KNOWN: report.known,
            Outcome.REFUSED: report.refused,
            Outcome.PASSED_OVER: report.passed_over,
        }
        for outcome, button in self._filters.items():
            if outcome is None:
                button.setText(self.tr("To look at {count}").format(count=figure(len(report.lines))))
                button.setToolTip(self.tr("Every file with something to know"))
            else:
                button.setText(f"{outcome_name(outcome)} {figure(counts[outcome])}")
                button.setToolTip(self.tr("Only files of this outcome that have something to know"))
                button.setVisible(counts[outcome] > 0)
            button.setAccessibleName(button.text())
        self._go_on.setVisible(report.left > 0)
        self._export.setVisible(bool(report.lines))
        self._view.setVisible(bool(report.lines))

    def _filter(self) -> None:
        button = self.sender()
        word = str(button.property("outcome")) if button else ""
        self._model.show_outcome(Outcome(word) if word else None)


__all__ = ["ImportReport", "ReportColumn"]
