"""What to import and how to read it: files, source, names, table; the left side of the import page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.desk.import_words import figure
from console.desk.importing import AgentFile, Importing, ImportSource, zone_names
from console.desk.sentences import sentence_of
from console.domain.calls import AgentSide
from console.domain.naming import PRESETS, preset
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

CUSTOM = "custom"
NO_NAMES = "none"


class DropArea(QFrame):
    """Where files and folders are dropped; `dropped(list of paths)`."""

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._over = False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Back to calm."""
        self._over = False
        self.update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the paths on."""
        self._over = False
        self.update()
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed field, lit while something hangs over it."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.accent if self._over else look.line, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(look.accent_soft if self._over else look.surface)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)


def muted(parent: QWidget) -> QLabel:
    """A quiet, wrapping line."""
    label = Label(parent)
    label.setProperty("kind", "muted")
    label.setWordWrap(True)
    label.setFont(theme.font("small"))
    return label


class ImportChoice(QWidget):
    """The choices, bound to an Importing. `files_wanted`, `folder_wanted`, `table_wanted` ask the page for a dialog."""

    files_wanted = Signal()
    folder_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing = importing
        self._drop = DropArea(self)
        self._files, self._folder, self._clear = QPushButton(self), QPushButton(self), QPushButton(self)
        self._clear.setProperty("kind", "quiet")
        self._chosen = muted(self)
        self._source_label, self._source = Label(self), QComboBox(self)
        self._save, self._forget = QPushButton(self), QPushButton(self)
        self._name = QLineEdit(self)
        self._side_label, self._side = Label(self), QComboBox(self)
        self._pair_label, self._pair = Label(self), QComboBox(self)
        self._zone_label, self._zone = Label(self), QComboBox(self)
        self._names_label, self._names = Label(self), QComboBox(self)
        self._pattern = QPlainTextEdit(self)
        self._pattern_help = muted(self)
        self._table_label, self._table, self._no_table = Label(self), QPushButton(self), QPushButton(self)
        self._no_table.setProperty("kind", "quiet")
        self._lay_out()
        self._connect()
        self._fill_zones()
        self.setFocusProxy(self._files)
        self.retranslate()
        self.show_choice()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        buttons = QHBoxLayout()
        for button in (self._files, self._folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._clear)
        inside.addLayout(buttons)
        inside.addWidget(self._chosen)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (label, box) in enumerate(
            (
                (self._source_label, self._source),
                (self._side_label, self._side),
                (self._pair_label, self._pair),
                (self._zone_label, self._zone),
                (self._names_label, self._names),
            )
        ):
            label.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        keeping = QHBoxLayout()
        for widget in (self._name, self._save, self._forget):
            keeping.addWidget(widget)
        keeping.setStretch(0, 1)
        table = QHBoxLayout()
        table.addWidget(self._table)
        table.addWidget(self._no_table)
        table.addStretch(1)
        self._pattern.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._pattern.setTabChangesFocus(True)
        self._pattern.setMinimumHeight(GRID * 9)
        self._pattern.setMaximumHeight(GRID * 13)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self._drop)
        column.addSpacing(GRID)
        column.addLayout(grid)
        column.addWidget(self._pattern)
        column.addWidget(self._pattern_help)
        column.addSpacing(GRID)
        column.addWidget(self._table_label)
        column.addLayout(table)
        column.addSpacing(GRID)
        column.addLayout(keeping)
        column.addStretch(1)

    def _connect(self) -> None:
        importing = self._importing
        self._drop.dropped.connect(importing.add_paths)
        self._files.clicked.connect(self.files_wanted)
        self._folder.clicked.connect(self.folder_wanted)
        self._clear.clicked.connect(importing.clear)
        self._table.clicked.connect(self.table_wanted)
        self._no_table.clicked.connect(self._drop_table)
        self._source.activated.connect(self._use_source)
        self._save.clicked.connect(self._save_source)
        self._forget.clicked.connect(self._forget_source)
        self._name.textChanged.connect(self._enable_keeping)
        self._name.returnPressed.connect(self._save_source)
        self._side.activated.connect(self._set_side)
        self._pair.activated.connect(self._set_pair)
        self._zone.activated.connect(self._set_zone)
        self._names.activated.connect(self._set_preset)
        self._pattern.textChanged.connect(self._set_pattern)
        importing.choice_changed.connect(self.show_choice)
        importing.state_changed.connect(self.show_choice)
        importing.preview_changed.connect(self.show_choice)
        importing.sources_changed.connect(self.show_choice)

    def _fill_zones(self) -> None:
        self._zone.addItem("", "")
        for name in zone_names():
            self._zone.addItem(name, name)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the theme."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_choice()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self._files.setText(self.tr("Choose files…"))
        self._folder.setText(self.tr("Choose a folder…"))
        self._clear.setText(self.tr("Start over"))
        self._source_label.setText(self.tr("Source"))
        self._side_label.setText(self.tr("Agent in stereo files"))
        self._pair_label.setText(self.tr("Agent in pairs of files"))
        self._zone_label.setText(self.tr("Times are in"))
        self._names_label.setText(self.tr("File names"))
        self._table_label.setText(self.tr("Table of calls (CSV), optional"))
        self._no_table.setText(self.tr("Remove"))
        self._name.setPlaceholderText(self.tr("Name of these settings"))
        self._save.setText(self.tr("Save"))
        self._forget.setText(self.tr("Forget"))
        self._refill(
            self._side,
            [
                (self.tr("Left channel"), AgentSide.LEFT),
                (self.tr("Right channel"), AgentSide.RIGHT),
                (self.tr("Both mixed"), AgentSide.MIXED),
            ],
        )
        self._refill(
            self._pair,
            [
                (self.tr("-out, -tx, -t is the agent"), AgentFile.OUT),
                (self.tr("-in, -rx, -r is the agent"), AgentFile.IN),
            ],
        )
        presets = [(one.name, one.key) for one in PRESETS]
        self._refill(self._names, [*presets, (self.tr("Own pattern"), CUSTOM), (self.tr("Say nothing"), NO_NAMES)])
        self._zone.setItemText(0, self.tr("This computer's time"))
        for label, box in (
            (self._source_label, self._source),
            (self._side_label, self._side),
            (self._pair_label, self._pair),
            (self._zone_label, self._zone),
            (self._names_label, self._names),
        ):
            box.setAccessibleName(label.text())
        self._pair.setToolTip(self.tr("Queues record the caller's line: then -out is the agent"))
        self._side.setToolTip(self.tr("Which channel of a stereo recording is the agent"))
        self._zone.setToolTip(self.tr("The time zone of dates in names and tables"))
        self._names.setToolTip(self.tr("How the exchange names its files"))
        self._source.setToolTip(self.tr("Saved settings of a place that recordings come from"))
        self._pattern.setAccessibleName(self.tr("Patterns of file names, one a line"))
        self._pattern.setToolTip(self.tr("One pattern a line; the first that fits is used"))
        self._name.setAccessibleName(self._name.placeholderText())
        self._name.setToolTip(self.tr("A name to save these settings under"))
        self._save.setToolTip(self.tr("Save these settings for the next import"))
        self._forget.setToolTip(self.tr("Forget the saved settings of this name"))
        self._files.setToolTip(self.tr("Choose recordings (Ctrl+O)"))
        self._folder.setToolTip(self.tr("Choose a folder; folders inside it count too (Ctrl+Shift+O)"))
        self._clear.setToolTip(self.tr("Choose other recordings"))
        self._no_table.setToolTip(self.tr("Import without the table"))
        self._table.setToolTip(self.tr("A table that says who, when, which queue and number"))
        for button in (self._files, self._folder, self._clear, self._save, self._forget, self._no_table):
            button.setAccessibleName(button.text())

    @staticmethod
    def _refill(box: QComboBox, items: list[tuple[str, object]]) -> None:
        with QSignalBlocker(box):
            at = max(0, box.currentIndex())
            box.clear()
            for text, data in items:
                box.addItem(text, data)
            box.setCurrentIndex(at)

    def show_choice(self) -> None:
        """Show what the presenter holds."""
        importing, source = self._importing, self._importing.source
        self._chosen.setText(self._chosen_text())
        self._clear.setVisible(bool(importing.paths) and not importing.busy)
        with QSignalBlocker(self._source):
            self._source.clear()
            self._source.addItem(self.tr("New settings"), "")
            for one in importing.sources:
                self._source.addItem(one.name, one.name)
            self._source.setCurrentIndex(max(0, self._source.findData(source.name)))
        self._side.setCurrentIndex(self._side.findData(source.side))
        self._pair.setCurrentIndex(self._pair.findData(source.agent_file))
        self._zone.setCurrentIndex(max(0, self._zone.findData(source.time_zone)))
        self._names.setCurrentIndex(self._names.findData(self._names_choice(source)))
        ready = preset(source.preset)
        text = source.patterns or (ready.text if ready else "")
        if self._pattern.toPlainText() != text:
            with QSignalBlocker(self._pattern):
                self._pattern.setPlainText(text)
        self._pattern.setVisible(self._names_choice(source) != NO_NAMES)
        fault = importing.source_fault
        self._pattern_help.setProperty("kind", "danger" if fault else "muted")
        self._pattern_help.style().polish(self._pattern_help)
        self._pattern_help.setText(
            sentence_of(fault)
            if fault
            else self.tr("{agent} {queue} {customer} {date:%Y%m%d} {time:%H%M%S} {uniqueid} {any} · […] may be absent")
        )
        self._pattern_help.setVisible(self._pattern.isVisibleTo(self) or fault is not None)
        name = importing.csv_path.replace("\\", "/").rpartition("/")[2]
        self._table.setText(name if name else self.tr("Choose a table…"))
        self._table.setAccessibleName(self.tr("Table of calls: {name}").format(name=name or self.tr("none")))
        self._no_table.setVisible(bool(name))
        if self._name.text() != source.name and not self._name.hasFocus():
            self._name.setText(source.name)
        self._enable_keeping()
        self.setEnabled(not importing.busy)

    def _chosen_text(self) -> str:
        importing = self._importing
        if not importing.paths:
            return self.tr("Drop or paste recordings, folders or a table. They stay where they are; nothing is copied.")
        if importing.state == "looking":
            return self.tr("Looking for recordings…")
        said = self.tr("Recordings found: {count}").format(count=figure(importing.found))
        if importing.passed_over:
            said += " · " + self.tr("other files left out: {count}").format(count=figure(importing.passed_over))
        return said

    @staticmethod
    def _names_choice(source: ImportSource) -> str:
        if source.patterns:
            return CUSTOM
        return source.preset or NO_NAMES

    def _enable_keeping(self) -> None:
        name = self._name.text().strip()
        self._save.setEnabled(bool(name))
        self._forget.setVisible(any(one.name == name for one in self._importing.sources))

    def _use_source(self) -> None:
        name = str(self._source.currentData() or "")
        self._name.setText(name)
        if name:
            self._importing.use_source(name)
        else:
            self._importing.set_source(ImportSource(preset="freepbx"))

    def _save_source(self) -> None:
        if self._name.text().strip():
            self._importing.save_source(self._name.text())

    def _forget_source(self) -> None:
        name = self._name.text().strip()
        self._name.clear()
        self._importing.remove_source(name)

    def _set_side(self) -> None:
        self._change(side=self._side.currentData())

    def _set_pair(self) -> None:
        self._change(agent_file=self._pair.currentData())

    def _set_zone(self) -> None:
        self._change(time_zone=self._zone.currentData())

    def _set_preset(self) -> None:
        key = self._names.currentData()
        if key == CUSTOM:
            self._change(preset="", patterns=self._pattern.toPlainText() or "{queue}-{agent}-{date}-{time}-{uniqueid}")
            self._pattern.setFocus()
        else:
            self._change(preset="" if key == NO_NAMES else key, patterns="")

    def _set_pattern(self) -> None:
        text = self._pattern.toPlainText()
        source = self._importing.source
        ready = preset(source.preset)
        if ready and text == ready.text:
            return
        self._change(preset="", patterns=text or "\n")

    def _drop_table(self) -> None:
        self._importing.set_csv("")

    def _change(self, **what: object) -> None:
        self._importing.set_source(replace(self._importing.source, **what))  # type: ignore[arg-type]
