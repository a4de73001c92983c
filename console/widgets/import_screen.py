"""Import recordings: one calm page. Choices on the left, what would come of them on the right, the run below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.desk.import_tables import PreviewTable
from console.desk.import_words import figure
from console.desk.importing import Importing, ImportState, Progress, Report
from console.desk.sentences import sentence_of
from console.domain.faults import Fault
from console.widgets import theme
from console.widgets.import_choice import ImportChoice, muted
from console.widgets.import_mapping import ImportMapping
from console.widgets.import_report import ImportReport
from console.widgets.import_table_view import ImportTableView
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.theme import GRID

CHOICE_WIDTH = 416


class ImportScreen(QWidget):
    """The page over an Importing. `closed` when the user is done with it."""

    closed = Signal()

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing = importing
        self._fault: Fault | None = None
        self._title = Label(self)
        self._choice = ImportChoice(importing)
        self._mapping = ImportMapping(importing, self)
        self._report = ImportReport(importing, self)
        self._preview_title = Label(self)
        self._model = PreviewTable(self)
        self._view = ImportTableView(self)
        self._view.setModel(self._model)
        self._notice = Notice(self)
        self._right = QStackedWidget(self)
        self._progress, self._said = QProgressBar(self), muted(self)
        self._progress.setTextVisible(False)
        self._start, self._cancel = QPushButton(self), QPushButton(self)
        self._start.setProperty("kind", "primary")
        self._back = QPushButton(self)
        self._back.setProperty("kind", "quiet")
        self._preview_card = QFrame(self)
        self._preview_card.setProperty("kind", "card")
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._choice)
        self.retranslate()
        self.show_state()
        importing.load_sources()

    def _lay_out(self) -> None:
        self._said.setWordWrap(False)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._back)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._choice)
        area.setFixedWidth(CHOICE_WIDTH)
        self._choice.setContentsMargins(0, 0, GRID + 2, 0)
        inside = QVBoxLayout(self._preview_card)
        inside.setContentsMargins(GRID * 2, GRID, GRID, GRID)
        inside.addWidget(self._preview_title)
        inside.addWidget(self._view, 1)
        found = QWidget(self)
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._preview_card, 3)
        column.addWidget(self._mapping, 2)
        empty = QFrame(self)
        empty.setProperty("kind", "card")
        QVBoxLayout(empty).addWidget(self._notice)
        for side in (empty, found, self._report):
            self._right.addWidget(side)
        body = QHBoxLayout()
        body.setSpacing(GRID * 2)
        body.addWidget(area)
        body.addWidget(self._right, 1)
        foot = QHBoxLayout()
        foot.setSpacing(GRID * 2)
        running = QVBoxLayout()
        running.setSpacing(GRID // 2)
        running.addWidget(self._said)
        running.addWidget(self._progress)
        foot.addLayout(running, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._start)
        page = QVBoxLayout(self)
        page.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        page.setSpacing(GRID * 2)
        page.addLayout(head)
        page.addLayout(body, 1)
        page.addLayout(foot)

    def _connect(self) -> None:
        importing = self._importing
        self._back.clicked.connect(self.closed)
        self._choice.files_wanted.connect(self.choose_files)
        self._choice.folder_wanted.connect(self.choose_folder)
        self._choice.table_wanted.connect(self.choose_table)
        self._start.clicked.connect(importing.start)
        self._cancel.clicked.connect(importing.cancel)
        self._report.again_wanted.connect(importing.clear)
        self._report.go_on_wanted.connect(importing.go_on)
        self._report.export_wanted.connect(self.export_report)
        importing.state_changed.connect(self.show_state)
        importing.choice_changed.connect(self.show_state)
        importing.preview_changed.connect(self.show_preview)
        importing.progress_changed.connect(self.show_progress)
        importing.ended.connect(self._show_report)
        importing.fault_happened.connect(self._show_fault)
        importing.report_exported.connect(self._show_exported)
        for keys, deed in (
            ("Ctrl+O", self.choose_files),
            ("Ctrl+Shift+O", self.choose_folder),
            ("Ctrl+Return", importing.start),
            ("Ctrl+S", self.export_report),
            ("Ctrl+V", self.paste),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the files."""
        super().showEvent(event)
        self._choice.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_preview()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again."""
        self._title.setText(self.tr("Import recordings"))
        self._title.setFont(theme.font("title"))
        self._back.setText(self.tr("Back to the calls"))
        self._back.setToolTip(self.tr("Back to the calls; a running import goes on"))
        self._preview_title.setText(self.tr("What the names say, on the first 20 recordings"))
        self._preview_title.setFont(theme.font("strong"))
        self._view.setAccessibleName(self._preview_title.text())
        self._start.setToolTip(self.tr("Import what was found (Ctrl+Enter)"))
        self._cancel.setText(self.tr("Stop"))
        self._cancel.setToolTip(self.tr("Stop here; calls already added are whole and stay"))
        self._progress.setAccessibleName(self.tr("Progress of the import"))
        for button in (self._back, self._cancel):
            button.setAccessibleName(button.text())

    def show_state(self) -> None:
        """Show what can be done now."""
        importing = self._importing
        state = importing.state
        if state is ImportState.ENDED:
            self._right.setCurrentIndex(2)
        elif importing.found or importing.table is not None:
            self._right.setCurrentIndex(1)
        else:
            self._right.setCurrentIndex(0)
            self._say_nothing_found()
        self._start.setVisible(state is not ImportState.ENDED and not importing.busy)
        self._start.setEnabled(importing.can_start)
        self._start.setText(
            self.tr("Import ({count})").format(count=figure(importing.found)) if importing.found else self.tr("Import")
        )
        self._start.setAccessibleName(self._start.text())
        self._cancel.setVisible(importing.busy)
        self._cancel.setEnabled(state is ImportState.RUNNING)
        self._progress.setVisible(importing.busy)
        if state is ImportState.STOPPING:
            self._said.setText(self.tr("Stopping after the calls in hand…"))
        elif not importing.busy and self._fault is None:
            self._said.clear()
        if state in (ImportState.LOOKING, ImportState.RUNNING):
            self._fault = None

    def _say_nothing_found(self) -> None:
        if self._importing.state is ImportState.LOOKING:
            self._notice.say("search", self.tr("Looking for recordings…"))
        elif self._importing.paths:
            self._notice.say(
                "inbox",
                self.tr("No recordings here"),
                self.tr("Nothing under the chosen files and folders is a sound recording."),
            )
        else:
            self._notice.say(
                "import",
                self.tr("Choose recordings to see what their names say"),
                self.tr("WAV, FLAC, MP3, Ogg, Opus, GSM, G.711, G.722; stereo, mono, or a file for each side."),
            )

    def show_preview(self) -> None:
        """Show what the first recordings would become."""
        rows = self._importing.preview()
        self._model.show_rows(rows)
        misfits = any(row.misfit for row in rows)
        self._view.setColumnHidden(self._model.columnCount() - 1, not misfits)
        self._view.fit_columns((20, 20, 11, 8, 12, 9, 20) if misfits else (35, 21, 12, 9, 13, 10, 0))
        self.show_state()

    def show_progress(self, now: Progress) -> None:
        """Move the bar and say where the run is."""
        self._progress.setRange(0, max(1, now.total))
        self._progress.setValue(now.done)
        if self._importing.state is ImportState.STOPPING:
            return
        said = [
            self.tr("{done} of {total}").format(done=figure(now.done), total=figure(now.total)),
            self.tr("{rate} a second").format(rate=figure(now.rate)),
        ]
        if now.seconds_left is not None and now.seconds_left >= 1:
            said.append(self.tr("about {seconds} s left").format(seconds=figure(now.seconds_left)))
        if now.refused:
            said.append(self.tr("{count} refused").format(count=figure(now.refused)))
        if now.current:
            said.append(now.current)
        self._said.setText(" · ".join(said))

    def paste(self) -> None:
        """Take files, folders or a table from the clipboard: copied in a file window, or their paths line by line."""
        clip = QGuiApplication.clipboard().mimeData()
        paths = [url.toLocalFile() for url in clip.urls() if url.isLocalFile()]
        lines = (line.strip().strip('"') for line in clip.text().splitlines())
        paths = paths or [line for line in lines if Path(line).is_absolute()]
        if paths and not self._importing.busy:
            self._importing.add_paths(paths)

    def choose_files(self) -> None:
        """Ask for recordings."""
        if not self._importing.busy:
            paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose recordings"))
            if paths:
                self._importing.add_paths(paths)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        if not self._importing.busy:
            path = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of recordings"))
            if path:
                self._importing.add_paths([path])

    def choose_table(self) -> None:
        """Ask for a table."""
        kinds = self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a table of calls"), "", kinds)
        if path:
            self._importing.set_csv(path)

    def export_report(self) -> None:
        """Ask where the report goes."""
        if self._importing.report is not None:
            kinds, name = self.tr("Tables (*.csv)"), self.tr("import report") + ".csv"
            path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the report"), name, kinds)
            if path:
                self._importing.export_report(path)

    def _show_report(self, report: Report) -> None:
        here = QApplication.focusWidget()
        lost = self.isVisible() and (here is None or self.isAncestorOf(here))
        self._report.show_report(report)
        self.show_state()
        if lost:  # what had the keyboard is gone; the way back is the likeliest next step
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_fault(self, fault: Fault) -> None:
        self._fault = fault
        self._said.setText(sentence_of(fault))

    def _show_exported(self, path: str) -> None:
        self._said.setText(self.tr("Saved: {path}").format(path=path))
