"""Lets a pane stand in a window of its own, on a second monitor say, and come back to its place."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.desk.key_defaults import REVIEW_GROUPS
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.widgets.keyboard import Keyboard


class _OwnWindow(QWidget):
    """The window around a pulled-out pane; closing it asks for the pane to be put back."""

    closing = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is putting back: the pane is never lost."""
        event.ignore()
        self.closing.emit()


class PulledPane(QObject):
    """Moves `pane` between its place in `home` and a window of its own. Lives in the GUI thread.

    Place and size of the window are kept under `name`, and whether the pane was out when the person left.
    The keys act in the window as they do in the main one: `action_triggered`.
    """

    action_triggered = Signal(object)
    moved = Signal(object)  # whether the pane is out now

    def __init__(self, pane: QWidget, home: QSplitter, name: str, preferences: Preferences) -> None:
        super().__init__(pane)
        self._pane, self._home, self._preferences = pane, home, preferences
        self._place = home.indexOf(pane)
        self._name = f"pulled.{name}"
        self._title = ""
        self._window: _OwnWindow | None = None
        self._keyboard: Keyboard | None = None
        self._acting: frozenset[Action] = frozenset()

    @property
    def out(self) -> bool:
        """Whether the pane stands in its own window."""
        return self._window is not None

    def restore(self) -> None:
        """Pull the pane out if it was out when the person left."""
        if self._kept().get("out") is True:
            self.pull_out()

    @Slot()
    def toggle(self) -> None:
        """Out if it is in, in if it is out."""
        if self.out:
            self.put_back()
        else:
            self.pull_out()

    def pull_out(self) -> None:
        """Put the pane into a window of its own, where it stood the last time."""
        if self._window is not None:
            return
        window = _OwnWindow(None, Qt.WindowType.Window)
        window.setWindowTitle(self._title)
        size = self._pane.size()
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pane)
        self._keyboard = keyboard = Keyboard(window, self._preferences.keymap)
        keyboard.set_groups(REVIEW_GROUPS)
        keyboard.set_idle(self._acting, idle=False)
        keyboard.action_triggered.connect(self.action_triggered)
        self._preferences.keymap_changed.connect(keyboard.set_keymap)
        window.closing.connect(self.put_back)
        kept = self._kept().get("geometry")
        if not (
            isinstance(kept, str) and window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "replace")))
        ):
            window.resize(size)
        self._window = window
        self._pane.show()
        window.show()
        self._keep(out=True)
        self.moved.emit(True)

    @Slot()
    def put_back(self) -> None:
        """Bring the pane home."""
        self._return(out=False)

    def close(self) -> None:
        """The person leaves: the window goes, and comes again with them."""
        self._return(out=True)

    def _return(self, *, out: bool) -> None:
        window = self._window
        if window is None:
            return
        self._keep(out=out)
        self._window = self._keyboard = None
        self._home.insertWidget(self._place, self._pane)
        self._pane.show()
        window.hide()
        window.deleteLater()
        self.moved.emit(False)

    def set_idle(self, actions: Iterable[Action], *, idle: bool) -> None:
        """As `Keyboard.set_idle`, now and whenever the pane is out."""
        self._acting = self._acting - frozenset(actions) if idle else self._acting | frozenset(actions)
        if self._keyboard is not None:
            self._keyboard.set_idle(actions, idle=idle)

    def set_title(self, title: str) -> None:
        """What the window is called, in the language in force."""
        self._title = title
        if self._window is not None:
            self._window.setWindowTitle(title)

    def _kept(self) -> dict[str, object]:
        kept = self._preferences.kept(self._name)
        return kept if isinstance(kept, dict) else {}

    def _keep(self, *, out: bool) -> None:
        geometry = self._kept().get("geometry")
        if self._window is not None:
            geometry = bytes(self._window.saveGeometry().toBase64().data()).decode("ascii")
        self._preferences.keep(self._name, {"out": out, "geometry": geometry})
