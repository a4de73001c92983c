"""A key that is held: a shortcut tells its going down only, so its coming up is waited for everywhere."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication


class HeldKey(QObject):
    """From `press` until that key comes up, wherever the focus is, or until the program is left: `released`."""

    released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key: Qt.Key | None = None

    def press(self, chord: str) -> None:
        """The key of `chord` went down."""
        sequence = QKeySequence(chord, QKeySequence.SequenceFormat.PortableText)
        app = QApplication.instance()
        if sequence.isEmpty() or app is None:
            return
        if self._key is None:
            app.installEventFilter(self)
        first: QKeyCombination = cast("Any", sequence)[0]  # PySide6's stubs leave the operator out
        self._key = first.key()

    def let_go(self) -> None:
        """It is no longer waited for."""
        app = QApplication.instance()
        if self._key is not None and app is not None:
            app.removeEventFilter(self)
        self._key = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice its coming up; nobody is kept from the event."""
        left = event.type() is QEvent.Type.ApplicationStateChange and (
            QApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
        )
        up = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyRelease
            and event.key() == self._key
            and not event.isAutoRepeat()
        )
        if left or up:
            self.let_go()
            self.released.emit()
        return super().eventFilter(watched, event)
