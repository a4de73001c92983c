"""A key that is held: a shortcut tells its going down only, so its coming up is waited for everywhere."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication


class HeldKey(QObject):
    """From `press` until a key of it comes up, wherever the focus is, or until the program is left: `released`."""

    released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: frozenset[Qt.Key] = frozenset()

    def press(self, *chords: str) -> None:
        """The key of one of `chords` went down; which one, a shortcut does not tell. Empty ones have none."""
        keys = frozenset(_key_of(chord) for chord in chords if chord)
        app = QApplication.instance()
        if not keys or app is None:
            return
        if not self._keys:
            app.installEventFilter(self)
        self._keys = keys

    def let_go(self) -> None:
        """It is no longer waited for."""
        app = QApplication.instance()
        if self._keys and app is not None:
            app.removeEventFilter(self)
        self._keys = frozenset()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice its coming up; nobody is kept from the event."""
        left = event.type() is QEvent.Type.ApplicationStateChange and (
            QApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
        )
        up = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyRelease
            and event.key() in self._keys
            and not event.isAutoRepeat()
        )
        if left or up:
            self.let_go()
            self.released.emit()
        return super().eventFilter(watched, event)


def _key_of(chord: str) -> Qt.Key:
    sequence = QKeySequence(chord, QKeySequence.SequenceFormat.PortableText)
    first: QKeyCombination = cast("Any", sequence)[0]  # PySide6's stubs leave the operator out
    return first.key()
