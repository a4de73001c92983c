"""The floor of a centre without a telephone system: how to connect one, instead of a room where nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from console.widgets.notice import Notice


class FloorUnconnected(Notice):
    """`action_taken` when the settings are asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.say(
            "floor",
            self.tr("No telephone system is connected"),
            self.tr(
                "The floor shows what a telephone system tells. Name its gateway file in Settings, under Database, "
                "and sign on again."
            ),
            self.tr("Open Settings"),
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language; the rest as any notice."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
