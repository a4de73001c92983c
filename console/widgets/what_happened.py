"""Shown once at the start after a fault: what it was, what of the work is safe, and the report for who helps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from console.desk.time_text import dated_moment
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID

CARD_WIDTH = 640
REPORT_HEIGHT = 24 * GRID


class WhatHappened(QWidget):
    """One report on a card. `went_on` when it was read. Enter or Esc go on, from everywhere but the other buttons."""

    went_on = Signal()

    def __init__(
        self,
        file: Path,
        at: datetime,
        what: str,
        place: str,
        parent: QWidget | None = None,
        *,
        ended: bool,
        shared: bool,
    ) -> None:
        super().__init__(parent)
        self._file, self._at, self._what, self._place, self._ended, self._shared = file, at, what, place, ended, shared
        self._waiting: int | None = None
        self._title, self._when, self._fault, self._safe, self._kept, self._path = (Label(self) for _ in range(6))
        for label in (self._fault, self._safe, self._kept, self._path):
            label.setWordWrap(True)
        for label in (self._when, self._kept, self._path):
            label.setProperty("kind", "muted")
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._path.setTextInteractionFlags(selectable)
        self.report = QPlainTextEdit(self)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setFixedHeight(REPORT_HEIGHT)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.copy, self.folder, self.go_on = (QPushButton(self) for _ in range(3))
        self.go_on.setProperty("kind", "primary")
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.folder.clicked.connect(self._open_folder)
        self.go_on.clicked.connect(self.went_on)
        self.dress()
        self.retranslate()
        self.setFocusProxy(self.go_on)

    def _lay_out(self) -> None:
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setFixedWidth(CARD_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4 * GRID, 4 * GRID, 4 * GRID, 3 * GRID)
        inside.setSpacing(GRID)
        for part in (self._title, self._when, self._fault, self._safe):
            inside.addWidget(part)
        inside.addSpacing(GRID)
        inside.addWidget(self._kept)
        inside.addWidget(self.report)
        inside.addWidget(self._path)
        inside.addSpacing(GRID)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.copy)
        row.addWidget(self.folder)
        row.addStretch(1)
        row.addWidget(self.go_on)
        inside.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        QWidget.setTabOrder(self.go_on, self.copy)
        QWidget.setTabOrder(self.copy, self.folder)
        QWidget.setTabOrder(self.folder, self.report)

    def set_report(self, text: str) -> None:
        """The words of the report."""
        self.report.setPlainText(text)

    @Slot(object)
    def set_waiting(self, left_here: Sequence[tuple[str, int]]) -> None:
        """What waits on this PC to be shared, by whose it is."""
        self._waiting = sum(count for _number, count in left_here)
        self._say_safe()

    # deeds

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(self.tr("Copied"))

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else goes on; Esc goes on."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        for button in (self.copy, self.folder):
            if enter and button.hasFocus():
                button.click()
                return
        if enter or event.key() == Qt.Key.Key_Escape:
            self.went_on.emit()
            return
        super().keyPressEvent(event)

    # what is shown

    def _say_safe(self) -> None:
        """Of the work only what is known: what the database had acknowledged, and what is counted on this PC."""
        saved = self.tr(
            "Marks and notes are saved as they are made: they are as you left them, but for the last one where it was "
            "being written at that moment."
        )
        if not self._shared:
            self._safe.setText(saved)
        elif self._waiting is None:
            self._safe.setText(saved + "\n" + self.tr("What waits on this PC to be shared is being counted…"))
        elif self._waiting:
            waits = self.tr("Waiting on this PC to be shared at the next sign-on: %n thing(s)", "", self._waiting)
            self._safe.setText(saved + "\n" + waits)
        else:
            self._safe.setText(saved + "\n" + self.tr("Nothing waits on this PC to be shared."))
        self._heighten()

    def _heighten(self) -> None:
        """A layout that centres a card does not ask a wrapped label how high it is at the card's width."""
        for label in (self._fault, self._safe, self._kept, self._path):
            label.setMinimumHeight(label.heightForWidth(CARD_WIDTH - 8 * GRID))

    def dress(self) -> None:
        """Set the faces."""
        self._title.setFont(theme.font("title"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(theme.font("small").pointSizeF())
        self.report.setFont(fixed)

    def retranslate(self) -> None:
        """Set every word."""
        self._title.setText(
            self.tr("Deskside ended unexpectedly") if self._ended else self.tr("Something went wrong last time")
        )
        self._when.setText(dated_moment(self._at))
        fault = self._what
        if self._place:
            fault = self.tr("{fault}, at {place}").format(fault=self._what, place=self._place)
        said = (
            self.tr("It met a fault of its own that it could not go on after: {fault}.")
            if self._ended
            else self.tr("It met a fault of its own and went on: {fault}.")
        )
        self._fault.setText(said.format(fault=fault))
        self._kept.setText(
            self.tr(
                "This report stays on this PC and is sent nowhere. It holds versions and places in the program; no "
                "calls, names, numbers or notes. Give it to whoever looks after Deskside:"
            )
        )
        self._path.setText(str(self._file))
        for button, words, tip in (
            (self.copy, self.tr("Copy"), self.tr("Copy the report")),
            (self.folder, self.tr("Open the folder"), self.tr("Show where the report lies")),
            (self.go_on, self.tr("Go on"), self.tr("Go on to sign on (Enter)")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(tip)
        self.report.setAccessibleName(self.tr("Report"))
        self._say_safe()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and text size."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "go_on"):
            self.dress()
            self._heighten()
        super().changeEvent(event)
