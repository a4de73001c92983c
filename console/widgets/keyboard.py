"""Turns keys into actions for a whole window: plain keys work until a text box has the focus, then chords do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from console.desk.key_defaults import DEFAULTS, group_of
from console.desk.keymap import Keymap
from console.desk.keys import LIVE_ACTIONS, TALK_ACTIONS, Action, KeyGroup

_REPEATING = frozenset(
    {
        Action.BACK_5_S,
        Action.FORWARD_5_S,
        Action.BACK_15_S,
        Action.FORWARD_15_S,
        Action.BACK_1_S,
        Action.FORWARD_1_S,
        Action.SLOWER,
        Action.FASTER,
        Action.ZOOM_IN,
        Action.ZOOM_OUT,
        Action.UNDO,
        Action.REDO,
        Action.NEXT_UNSCORED,
        Action.PREVIOUS_MARK,
        Action.NEXT_MARK,
        Action.FLOOR_LARGER,
        Action.FLOOR_SMALLER,
        Action.PAST_BACK_5_S,
        Action.PAST_FORWARD_5_S,
        Action.PAST_BACK_1_MIN,
        Action.PAST_FORWARD_1_MIN,
        Action.PAST_BACK_10_MIN,
        Action.PAST_FORWARD_10_MIN,
        Action.PAST_PREVIOUS,
        Action.PAST_NEXT,
        Action.DAY_BEFORE,
        Action.DAY_AFTER,
        Action.PLAN_UNDO,
        Action.PLAN_REDO,
    }
)

# Keys that a control needs for itself once somebody has walked to it with the keyboard.
_OWN_KEYS: tuple[tuple[type[QWidget], frozenset[str]], ...] = (
    (QAbstractButton, frozenset({"Space", "Tab"})),
    (QComboBox, frozenset({"Space", "Up", "Down", "Tab"})),
    (QAbstractSlider, frozenset({"Left", "Right", "Up", "Down", "Tab"})),
    (QTabBar, frozenset({"Left", "Right", "Tab"})),
    (QAbstractItemView, frozenset({"Tab"})),
)

TYPES_TEXT = "types_text"
"""Dynamic property for home-made widgets that take plain keys themselves."""

OWN_KEYS = "own_keys"
"""Dynamic property: chords, as a list, that are always the widget's while it or something in it has the focus."""


def takes_text(widget: QWidget | None) -> bool:
    """Whether `widget` is one to type in."""
    if widget is None:
        return False
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QAbstractSpinBox) or bool(widget.property(TYPES_TEXT))


def _own_keys(widget: QWidget | None) -> frozenset[str]:
    """The plain keys that stay with `widget`; a control focused by a click leaves them to the window."""
    own: set[str] = set()
    above = widget
    while above is not None:
        own.update(above.property(OWN_KEYS) or ())
        above = above.parentWidget() if not above.isWindow() else None
    if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
        own.update(next((keys for kind, keys in _OWN_KEYS if isinstance(widget, kind)), ()))
    return frozenset(own)


class Keyboard(QObject):
    """One QShortcut per chord on `window`; `action_triggered` carries the Action. Lives in the GUI thread.

    Only actions of the groups set with `set_groups` act. A disabled chord reaches the focused widget as usual.
    """

    action_triggered = Signal(object)

    def __init__(self, window: QWidget, keymap: Keymap) -> None:
        super().__init__(window)
        self._window = window
        self._groups = frozenset({KeyGroup.WINDOW})
        self._idle = frozenset({*LIVE_ACTIONS, *TALK_ACTIONS})
        self._keymap = keymap
        self._shortcuts: dict[str, QShortcut] = {}
        self._acting: dict[str, Action] = {}
        self._own: frozenset[str] = frozenset()
        self._in_text = False
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._look_at_focus)
        self.set_keymap(keymap)

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self._keymap

    @Slot(object)
    def set_keymap(self, keymap: Keymap) -> None:
        """Use other keys from now on."""
        self._keymap = keymap
        chords = {chord for action in DEFAULTS for chord in keymap.chords(action) if chord}
        for chord in self._shortcuts.keys() - chords:
            self._shortcuts.pop(chord).deleteLater()
        for chord in sorted(chords - self._shortcuts.keys()):
            self._shortcuts[chord] = self._shortcut(chord)
        self._settle()

    def set_groups(self, groups: Iterable[KeyGroup]) -> None:
        """Which groups act, as the screen in front asks for; WINDOW always does."""
        self._groups = frozenset({*groups, KeyGroup.WINDOW})
        self._settle()

    def set_idle(self, actions: Iterable[Action], *, idle: bool = True) -> None:
        """Actions that mean nothing just now, or do again; while idle their keys go to the focused widget."""
        self._idle = self._idle | frozenset(actions) if idle else self._idle - frozenset(actions)
        self._settle()

    def _shortcut(self, chord: str) -> QShortcut:
        made = QShortcut(self._window)
        spellings = [chord, chord.replace("Return", "Enter")] if chord.endswith("Return") else [chord]
        made.setKeys([QKeySequence(text, QKeySequence.SequenceFormat.PortableText) for text in spellings])
        made.setObjectName(chord)
        made.activated.connect(self._press)
        made.activatedAmbiguously.connect(self._press)
        return made

    @Slot()
    def _press(self) -> None:
        shortcut = self.sender()
        if shortcut is not None and (action := self._acting.get(shortcut.objectName())):
            self.action_triggered.emit(action)

    @Slot(QWidget, QWidget)
    def _look_at_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self._window:
            return
        in_text, own = takes_text(new), _own_keys(new)
        if (in_text, own) != (self._in_text, self._own):
            self._in_text, self._own = in_text, own
            self._settle()

    def _settle(self) -> None:
        """Enable exactly the chords that mean something here and now."""
        self._acting = {}
        for which in (1,) if self._in_text else (0, 1):
            for action in DEFAULTS:
                chord = self._keymap.chords(action)[which]
                if chord and action not in self._idle and group_of(action) in self._groups and chord not in self._own:
                    self._acting.setdefault(chord, action)
        for chord, shortcut in self._shortcuts.items():
            action_here = self._acting.get(chord)
            shortcut.setEnabled(action_here is not None)
            shortcut.setAutoRepeat(action_here in _REPEATING)
