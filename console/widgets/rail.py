"""The narrow rail on the left: one button per screen, only what the role may use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from console.desk.action_names import action_name, tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.widgets import theme
from console.widgets.theme import GRID, Theme

SCREENS: dict[str, Action] = {
    "floor": Action.GO_FLOOR,
    "review": Action.GO_REVIEW,
    "coaching": Action.GO_COACHING,
    "settings": Action.GO_SETTINGS,
}
"""Screens in the order of the rail; the key is the icon's name too. Settings stands at the bottom."""

_EXTRA: dict[str, Action] = {"keyboard": Action.KEYS, "sign-off": Action.SIGN_OFF}
WIDTH = 76


class Rail(QFrame):
    """Buttons to go to a screen (`screen_asked` with its key) and two deeds (`action_asked` with the Action)."""

    screen_asked = Signal(str)
    action_asked = Signal(object)

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._keymap = keymap
        self._dressed_for: Theme | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._counts: dict[str, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID - 2, GRID, GRID - 2, GRID)
        column.setSpacing(GRID // 2)
        for key in (*SCREENS, *_EXTRA):
            if key == "settings":
                column.addStretch(1)
            button = QToolButton(self)
            button.setObjectName(key)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(24, 24))
            button.setVisible(key in _EXTRA)
            self._buttons[key] = button
            if key in SCREENS:
                button.setCheckable(True)
            button.clicked.connect(self._ask)
            column.addWidget(button)
        self._fit()
        self.retranslate()

    def _fit(self) -> None:
        self.setFixedWidth(theme.scaled(WIDTH))
        for button in self._buttons.values():
            button.setFixedWidth(theme.scaled(WIDTH) - 2 * GRID + 4)

    def _ask(self) -> None:
        sender = self.sender()
        key = sender.objectName() if sender is not None else ""
        if key in SCREENS:
            self.screen_asked.emit(key)
        elif key in _EXTRA:
            self.action_asked.emit(_EXTRA[key])

    def set_visible(self, key: str, *, on: bool) -> None:
        """Offer a screen or not."""
        self._buttons[key].setVisible(on)

    def set_count(self, key: str, count: int) -> None:
        """Say under a screen's icon how many wait there; 0 says nothing."""
        if self._counts.get(key, 0) != count:
            self._counts[key] = count
            self.retranslate()

    def set_current(self, key: str) -> None:
        """Show which screen is in front."""
        for name in SCREENS:
            self._buttons[name].setChecked(name == key)
        self._dressed_for = None
        if self.isVisible():
            self.dress()

    def set_keymap(self, keymap: Keymap) -> None:
        """Name other keys in tooltips."""
        self._keymap = keymap
        self.retranslate()

    def dress(self) -> None:
        """Tint and size again."""
        look = self._dressed_for = theme.current()
        face = theme.font("small")
        for key, button in self._buttons.items():
            button.setFont(face)
            button.setIcon(theme.icon(key, look.accent if button.isChecked() else look.muted_text))
        self.setStyleSheet(
            f"#rail {{ background: {look.sunken.name()}; border: none; border-right: 1px solid {look.line.name()}; }}"
            f"#rail QToolButton {{ padding: 6px 0 5px 0; color: {look.muted_text.name()}; }}"
            f"#rail QToolButton:checked {{ color: {look.accent.name()}; background: {look.surface.name()}; }}"
        )

    def retranslate(self) -> None:
        """Set every word."""
        for key, action in (SCREENS | _EXTRA).items():
            button = self._buttons[key]
            name, count = action_name(action), self._counts.get(key, 0)
            text = self.tr("{screen} ({count})").format(screen=name, count=count) if count else name
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip(action, self._keymap))

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_buttons"):
            self._fit()
        elif event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._dress_if_needed()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Icons are drawn when they are first seen: the window is there sooner."""
        self._dress_if_needed()
        super().showEvent(event)

    def _dress_if_needed(self) -> None:
        if self._dressed_for is not theme.current():
            self.dress()
