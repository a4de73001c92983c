"""A second view of the floor in a window of its own, on another monitor say: its own room, filters and zoom."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk.action_names import chord_text
from console.desk.floor_desk import FloorDesk
from console.desk.floor_habits import SECOND, FloorHabits
from console.desk.key_defaults import ROOM_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.widgets.floor_screen import FloorScreen
from console.widgets.keyboard import Keyboard

FIRST_SIZE = (1100, 760)


class _FloorWindow(QWidget):
    """The window itself, which can fill the monitor."""

    closing = Signal()

    def __init__(self, screen: FloorScreen, preferences: Preferences) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.keyboard = Keyboard(self, preferences.keymap)
        self.keyboard.set_groups(ROOM_GROUPS)
        self.keyboard.set_idle((Action.DISMISS,))  # there are no messages here: Esc is the window's own
        preferences.keymap_changed.connect(self._use_keymap)
        self._screen = screen
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(screen)
        self._use_keymap(preferences.keymap)

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        self.keyboard.set_keymap(keymap)
        self._screen.set_keymap(keymap)
        self.retranslate()

    def fill(self) -> None:
        """The whole monitor, or back again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the monitor back."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever made the window lets go of it."""
        event.ignore()
        self.closing.emit()

    def retranslate(self) -> None:
        """The title in the language in force."""
        key = chord_text(self.keyboard.keymap.chords(Action.FLOOR_FULL_SCREEN).plain)
        full = self.tr("Floor — Deskside ({key}: full screen)").format(key=key)
        self.setWindowTitle(full if key else self.tr("Floor — Deskside"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_screen"):
            self.retranslate()
        super().changeEvent(event)


class SecondFloor(QObject):
    """Opens and closes the second window over `desk`. Lives in the GUI thread; `close` at sign-off.

    `opened` carries its FloorScreen, for whoever acts on the seats chosen there; `action_triggered` each key's Action
    that the screen does not do itself.
    """

    opened = Signal(object)
    action_triggered = Signal(object)

    def __init__(self, desk: FloorDesk, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self._habits = FloorHabits(preferences, desk.person.number, SECOND)
        self.window: _FloorWindow | None = None
        self.screen: FloorScreen | None = None

    def restore(self) -> None:
        """Open it if it was open when the person left."""
        if self._habits.flag("open"):
            self.open()

    @Slot()
    def toggle(self) -> None:
        """Open it, or close it."""
        if self.window is None:
            self.open()
        else:
            self._close(still_wanted=False)

    @Slot()
    def open(self) -> None:
        """Open it where it stood the last time; in front of the others where it is open."""
        if self.window is not None:
            self.window.activateWindow()
            return
        self._model = self._desk.new_model()
        self.screen = FloorScreen(self._model, desk=self._desk, habits=self._habits)
        self.screen.window_button.hide()
        window = _FloorWindow(self.screen, self._preferences)
        window.keyboard.action_triggered.connect(self._perform)
        window.closing.connect(self.toggle)
        kept = QByteArray.fromBase64(self._habits.text("geometry").encode("ascii", "replace"))
        if not window.restoreGeometry(kept):
            window.resize(*FIRST_SIZE)
        self.window = window
        window.show()
        self.screen.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._habits.keep(open=True)
        self.opened.emit(self.screen)

    @Slot(object)
    def _perform(self, action: Action) -> None:
        if action is Action.FLOOR_WINDOW:
            self.toggle()
        elif action is Action.FLOOR_FULL_SCREEN and self.window is not None:
            self.window.fill()
        elif self.screen is not None and not self.screen.perform(action):
            self.action_triggered.emit(action)

    def close(self) -> None:
        """The person leaves: the window goes, and comes again with them."""
        self._close(still_wanted=True)

    def _close(self, *, still_wanted: bool) -> None:
        window = self.window
        if window is None:
            return
        place = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        self._habits.keep(open=still_wanted or None, geometry=place)
        self.window = self.screen = None
        window.hide()
        window.deleteLater()
        self._desk.forget_model(self._model)
