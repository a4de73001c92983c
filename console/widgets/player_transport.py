"""The row of buttons over the picture: play, move, speed, loop, skip, zoom, device; each names its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from console.audio.player import Pan
from console.desk.action_names import action_name
from console.desk.keys import Action
from console.desk.plain_tip import plain_tip
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID
from console.widgets.wave_geometry import clock

KeyText = Callable[[Action], str]


@dataclass(frozen=True)
class _Control:
    action: Action
    icon: str
    checkable: bool = False


_BEFORE_CLOCK = (
    _Control(Action.BACK_5_S, "back"),
    _Control(Action.PLAY, "play"),
    _Control(Action.FORWARD_5_S, "forward"),
)
_SPEED = (_Control(Action.SLOWER, "slower"), _Control(Action.NORMAL_SPEED, ""), _Control(Action.FASTER, "faster"))
_LISTENING = (_Control(Action.SKIP_SILENCE, "skip-silence", checkable=True),)
_LOOP = (
    _Control(Action.LOOP_IN, "loop-in"),
    _Control(Action.LOOP_OUT, "loop-out"),
    _Control(Action.LOOP, "loop", checkable=True),
)
_MARKING = (_Control(Action.MARK, "mark"),)
_LOOKING = (
    _Control(Action.ZOOM_OUT, "zoom-out"),
    _Control(Action.ZOOM_IN, "zoom-in"),
    _Control(Action.ZOOM_WHOLE, "zoom-all"),
    _Control(Action.FOLLOW, "follow", checkable=True),
)
PLAY_PX = 36
BUTTON_PX = 32


class TransportBar(QWidget):
    """Shows the player's state and asks for deeds by `Action`; it decides nothing. GUI thread."""

    asked = Signal(object)  # Action
    device_chosen = Signal(object)  # str, or None for the system's own
    devices_asked = Signal()
    pan_chosen = Signal(object)  # Pan

    def __init__(self, key_text: KeyText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key_text = key_text
        self._playing = False
        self._speed = 1.0
        self._position_ms = 0
        self._duration_ms = 0
        self._devices: tuple[str, ...] = ()
        self._device: str | None = None
        self._pan = Pan.SIDES
        self._buttons: dict[Action, QToolButton] = {}
        self._icons: dict[Action, str] = {}
        self._clock = Label(self)
        self._clock.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._total = Label(self)
        self._total.setProperty("kind", "muted")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._open_menu)
        self._output = QToolButton(self)
        self._output.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._output.setMenu(self._menu)
        self._output.setFixedSize(BUTTON_PX + 8, BUTTON_PX)
        self._output.setIconSize(QSize(20, 20))
        self._output.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(2)
        self._put(row, _BEFORE_CLOCK)
        row.addSpacing(GRID)
        row.addWidget(self._clock)
        row.addWidget(self._total)
        row.addStretch(1)
        for group in (_SPEED, _LISTENING, _LOOP, _MARKING):
            self._put(row, group)
            self._rule(row)
        self._put(row, _LOOKING)
        self._rule(row)
        row.addWidget(self._output)
        self._buttons[Action.PLAY].setFixedSize(PLAY_PX + 8, PLAY_PX)
        self._buttons[Action.PLAY].setIconSize(QSize(24, 24))
        self.retranslate()
        self._dress()

    def _put(self, row: QHBoxLayout, controls: Sequence[_Control]) -> None:
        for control in controls:
            button = QToolButton(self)
            button.setCheckable(control.checkable)
            button.setFixedSize(BUTTON_PX, BUTTON_PX)
            button.setIconSize(QSize(20, 20))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setProperty("asks", control.action.value)
            button.clicked.connect(self._ask)
            self._buttons[control.action] = button
            self._icons[control.action] = control.icon
            row.addWidget(button)

    def _rule(self, row: QHBoxLayout) -> None:
        line = QFrame(self)
        line.setFixedSize(1, 20)
        line.setAutoFillBackground(True)
        line.setBackgroundRole(QPalette.ColorRole.Mid)
        row.addSpacing(GRID // 2)
        row.addWidget(line)
        row.addSpacing(GRID // 2)

    def _ask(self) -> None:
        button = self.sender()
        if isinstance(button, QToolButton):
            self.asked.emit(Action(str(button.property("asks"))))

    def set_key_text(self, key_text: KeyText) -> None:
        """Name other keys in the tooltips."""
        self._key_text = key_text
        self.retranslate()

    def button(self, action: Action) -> QToolButton:
        """The button that asks for `action`; KeyError when it has none here."""
        return self._buttons[action]

    def show_playing(self, *, playing: bool, ready: bool) -> None:
        """Play or pause on the big button; everything is off while there is nothing to play."""
        self._playing = playing
        for button in self._buttons.values():
            button.setEnabled(ready)
        self._say(Action.PLAY)
        self._dress_button(Action.PLAY)

    def show_position(self, position_ms: int, duration_ms: int) -> None:
        """The clock, to a tenth of a second."""
        if (position_ms // 100, duration_ms // 100) != (self._position_ms // 100, self._duration_ms // 100):
            self._position_ms, self._duration_ms = position_ms, duration_ms
            self._say_clock()

    def show_speed(self, speed: float) -> None:
        """The speed on its button, which goes back to normal."""
        self._speed = speed
        button = self._buttons[Action.NORMAL_SPEED]
        button.setText(f"{speed:.2f}".rstrip("0").ljust(3, "0") + "×")
        button.setAccessibleDescription(button.text())
        self._dress_button(Action.NORMAL_SPEED)

    def show_checked(self, action: Action, *, on: bool) -> None:
        """A toggle's state."""
        self._buttons[action].setChecked(on)
        self._dress_button(action)

    def show_device(self, name: str | None) -> None:
        """Which output is in use; None or "" is the system's own."""
        self._device = name or None
        self._say_output()

    @Slot(object)
    def show_devices(self, names: Sequence[str]) -> None:
        """Which outputs can be chosen."""
        self._devices = tuple(names)
        if self._menu.isVisible():
            self._fill_menu()

    def show_pan(self, pan: Pan) -> None:
        """Where the lanes are heard."""
        self._pan = pan

    def _open_menu(self) -> None:
        self.devices_asked.emit()
        self._fill_menu()

    def _fill_menu(self) -> None:
        self._menu.clear()
        devices: list[tuple[str, object]] = [(self.tr("System default"), "")]
        self._add_choices([*devices, *((name, name) for name in self._devices)], self._device or "")
        self._menu.addSeparator()
        pans: list[tuple[str, object]] = [
            (self.tr("Agent left, customer right"), Pan.SIDES),
            (self.tr("Both in the middle"), Pan.MIDDLE),
        ]
        self._add_choices(pans, self._pan)

    def _add_choices(self, choices: Sequence[tuple[str, object]], chosen: object) -> None:
        group = QActionGroup(self._menu)
        for words, value in choices:
            entry = QAction(words, group)
            entry.setCheckable(True)
            entry.setChecked(value == chosen)
            entry.setData(value)
            entry.triggered.connect(self._choose)
            self._menu.addAction(entry)

    def _choose(self) -> None:
        entry = self.sender()
        if not isinstance(entry, QAction):
            return
        value = entry.data()
        if isinstance(value, Pan):
            self.pan_chosen.emit(value)
        else:
            self.device_chosen.emit(value or None)

    # words and looks

    def _name_of(self, action: Action) -> str:
        if action is Action.PLAY:
            return self.tr("Pause") if self._playing else self.tr("Play")
        return action_name(action)

    def _say(self, action: Action) -> None:
        name, key = self._name_of(action), self._key_text(action)
        button = self._buttons[action]
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})" if key else name)

    def _say_clock(self) -> None:
        self._clock.setText(clock(self._position_ms, 1))
        self._total.setText(f"/ {clock(self._duration_ms, 1)}")

    def _say_output(self) -> None:
        self._output.setAccessibleName(self.tr("Sound output"))
        name = self._device or self.tr("System default")
        self._output.setToolTip(plain_tip(self.tr("Sound output: {device}").format(device=name)))

    def retranslate(self) -> None:
        """Say everything in the language and the keys in force."""
        for action in self._buttons:
            self._say(action)
        self._clock.setAccessibleName(self.tr("Position"))
        self._total.setAccessibleName(self.tr("Length"))
        self._say_clock()
        self._say_output()
        self.show_speed(self._speed)

    def _dress_button(self, action: Action) -> None:
        button, name = self._buttons[action], self._icons[action]
        look = theme.current()
        if action is Action.PLAY and self._playing:
            name = "pause"
        if name:
            button.setIcon(theme.icon(name, look.accent if button.isChecked() or action is Action.PLAY else None))
        else:
            button.setFont(theme.font("strong" if self._speed != 1.0 else "body", tabular=True))

    def _dress(self) -> None:
        for action in self._buttons:
            self._dress_button(action)
        self._output.setIcon(theme.icon("speaker"))
        face = theme.font("heading", tabular=True)
        self._clock.setFont(face)
        self._total.setFont(theme.font("body", tabular=True))
        self._buttons[Action.NORMAL_SPEED].setFixedWidth(theme.scaled(56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large text in a narrow window: the length gives way to the position; it stands on the ruler too."""
        super().resizeEvent(event)
        needed = self.sizeHint().width() + (self._total.sizeHint().width() if self._total.isHidden() else 0)
        self._total.setVisible(self.width() >= needed)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
