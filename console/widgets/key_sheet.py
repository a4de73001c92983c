"""The key sheet that F1 opens beside the work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from console.desk.preferences import Preferences
from console.widgets.key_pane import KeyPane
from console.widgets.theme import GRID


class KeySheet(QDialog):
    """A window of its own, not modal: sound goes on, the sheet can stay open. Esc closes it."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.pane = KeyPane(preferences, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addWidget(self.pane)
        self.resize(760, 640)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the title."""
        self.setWindowTitle(self.tr("Keys"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
